"""A pause reaches every line at once, whatever else is going on, and outlives the server (M17)."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

from tests.live.wire import Wire, wire
from tests.meetings.phones import TURNING, Rehearsal
from tests.running import Server

EVENT = "ASC-002"


def stages(line: Wire) -> list[dict[str, Any]]:
    """Everything that a line was told of the stage, oldest first."""
    return [text["stage"] for text in line.texts if "stage" in text]


def types(words: str) -> Any:
    return lambda line: line.root("timeline")[EVENT]["what"].insert(0, words)


async def test_M17_a_pause_does_not_wait_for_a_step_that_is_just_closing(shared_server: Server) -> None:
    rehearsal = Rehearsal(shared_server)
    told, leading = rehearsal.told, await rehearsal.facilitator()
    async with wire(told["board_ws"], told["participants"][0]["cookie"], speaks=True) as line:
        await line.synced()
        await line.writes(types("just now "))
        await line.saved()
        moving = asyncio.create_task(leading.tap("phase", number=TURNING))
        await line.until(lambda: stages(line)[-1]["closing"], "that it closes")
        pausing = asyncio.create_task(leading.tap("pause"))
        await line.until(lambda: stages(line)[-1]["meeting_status"] == "paused", "the pause")
        assert stages(line)[-1]["closing"] and stages(line)[-1]["phase"] != TURNING, (
            "before the step has moved"
        )
        await asyncio.gather(moving, pausing)
        await line.until(lambda: stages(line)[-1]["phase"] == TURNING, "the step")
        seen = [stage["meeting_status"] for stage in stages(line)]
        assert [status for status, _ in itertools.groupby(seen)] == ["live", "paused"], (
            "and never for a moment not"
        )
        await leading.tap("pause", verb="resume")
        await line.until(lambda: stages(line)[-1]["meeting_status"] == "live", "that it goes on")


async def test_M17_what_a_line_writes_while_paused_is_kept_and_nothing_is_locked(
    shared_server: Server,
) -> None:
    rehearsal = Rehearsal(shared_server)
    told, leading = rehearsal.told, await rehearsal.facilitator()
    async with wire(told["board_ws"], told["participants"][0]["cookie"], speaks=True) as line:
        await line.synced()
        await leading.tap("pause")
        await line.until(lambda: stages(line)[-1]["meeting_status"] == "paused", "the pause")
        await line.writes(types("under way "))
        await line.saved()
        assert stages(line)[-1]["writing"] and not stages(line)[-1]["locked"]
        await rehearsal.send(1, "sent from behind the curtain")


async def test_M17_M19_a_pause_and_whose_hands_it_is_in_outlive_the_server(server: Server) -> None:
    rehearsal = Rehearsal(server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=TURNING)
    await leading.tap("lead", verb="take")
    await leading.tap("pause")
    server.restart()
    told = rehearsal.told
    async with wire(told["board_ws"], told["participants"][0]["cookie"], speaks=True) as line:
        await line.until(lambda: stages(line), "where it stands")
        assert (stages(line)[-1]["meeting_status"], stages(line)[-1]["phase"]) == ("paused", TURNING)
    await leading.tap("pause", verb="resume")
    await leading.tap("phase", verb="next")
