"""A three-hour meeting of thirty phones, replayed at speed on a real server: does anything grow that should not?

    python -m benchmarks.meeting [--strokes 18800] [--pace 120]

About 20,000 keystrokes and contributions, with steps, reveals, corrections, dropped lines, a break in which every
phone sleeps, and people who come and go. Memory, the size of each kind of message and latency are compared between
start and end; more than 1.5 times is an error. All limits are those of an ordinary meeting.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.live.probing import Probed
from benchmarks.meeting.afternoon import Afternoon, Course, Story

MOST = 1.5


def main() -> int:
    """Play it, print both ends side by side; how many figures grew too much."""
    course = _course()
    with tempfile.TemporaryDirectory(prefix="measure-meeting-") as folder:
        server = Probed(Path(folder), {})
        try:
            server.start()
            began = time.monotonic()
            story = asyncio.run(_played(server, course))
        finally:
            server.kill()
    print(f"in {time.monotonic() - began:.0f} s: {json.dumps(story.done)}")
    return _held(story)


async def _played(server: Probed, course: Course) -> Story:
    assert server.process is not None
    return await Afternoon(server.meeting(course.phones), server.process.pid, course).passes()


def _course() -> Course:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    usual = Course()
    parser.add_argument("--strokes", type=int, default=usual.strokes)
    parser.add_argument("--rounds", type=int, default=usual.rounds)
    parser.add_argument("--pace", type=float, default=usual.pace)
    given = parser.parse_args()
    return Course(strokes=given.strokes, rounds=given.rounds, pace=given.pace)


def _held(story: Story) -> int:
    start, end = story.start.figures(), story.end.figures()
    grown = {name: end[name] / start[name] for name in start}
    print(f"\n{'':36}{'start':>10}{'end':>10}{'x':>7}")
    for name, ratio in grown.items():
        print(f"{name:36}{start[name]:10.1f}{end[name]:10.1f}{ratio:7.2f}")
    print(
        f"\nboard for a newcomer: {story.board[0]} octets, then {story.board[1]} for {story.words} octets of content"
    )
    print(f"memory at each step, KiB: {' '.join(map(str, story.memories))}")
    print(
        f"grown while typing: {', '.join(f'{grew} KiB in {strokes} keystrokes' for strokes, grew in story.typed)}"
    )
    missed = [name for name, ratio in grown.items() if ratio > MOST]
    missed += [] if story.same else ["a newcomer who sees something else"]
    print(f"promise: {'held' if not missed else 'missed by ' + ', '.join(missed)}")
    return len(missed)


if __name__ == "__main__":
    sys.exit(main())
