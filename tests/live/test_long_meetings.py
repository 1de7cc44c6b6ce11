"""A long meeting on a real server, played at speed: what it leaves in memory and on the wire, and what all see."""

from __future__ import annotations

from benchmarks.meeting.afternoon import Afternoon, Course
from tests.running import Server

MOST = 1.5
# What is typed stays on the board and costs about 1 KiB a letter; what leaks grows both times, an allocator once.
MOST_KIB_A_STROKE = 2


async def test_L2_a_long_meeting_with_drops_and_comers_grows_neither_memory_nor_messages(
    server: Server,
) -> None:
    assert server.process is not None
    course = Course(strokes=3000, rounds=1, pace=120, comers=4, compared=50, talks=1)
    story = await Afternoon(server.demo(course.phones), server.process.pid, course).passes()
    assert (
        story.done["keystrokes"] > 3000 and story.done["contributions"] == 180 and story.done["drops"] > 100
    )
    assert story.end.memory <= MOST * story.start.memory
    assert min(grown / strokes for strokes, grown in story.typed[1:3]) <= MOST_KIB_A_STROKE, story.typed
    for name, octets in story.start.sizes.items():
        assert story.end.sizes[name] <= MOST * octets, name
    assert story.board[1] <= MOST * story.words
    assert story.same, "a newcomer is given another board than somebody has who was there all the time"
