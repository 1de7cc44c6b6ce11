"""kill -9 in mid-edit: nothing that was acknowledged or seen by another is lost (promises D1, D2, L1)."""

from __future__ import annotations

import os
from typing import Any

from tests.live.wire import wire
from tests.running import Server

KILLS = int(os.environ.get("SIGHTLINE_KILLS", "5"))


async def test_D2_no_acknowledged_or_seen_change_is_lost_over_kills(server: Server) -> None:
    demo = server.demo(2)
    written = acknowledged = seen = 0
    for kill in range(KILLS):
        async with (
            wire(demo["board_ws"], demo["participants"][0]["cookie"], speaks=True) as writer,
            wire(demo["board_ws"], demo["participants"][1]["cookie"]) as witness,
        ):
            await writer.synced()
            await witness.synced()
            assert _marks(writer) >= max(acknowledged, seen), "something acknowledged or seen is gone"
            before = _marks(writer)
            for _ in range(60):
                await writer.writes(lambda line: line.root("timeline")["ASC-002"]["what"].insert(0, "¤"))
            await writer.saved(20 + 5 * kill)
            server.kill()
            await writer.closed()
            await witness.closed()
            written += 60
            acknowledged = before + max(text.get("saved", 0) for text in writer.texts)
            seen = _marks(witness)
            assert 0 < acknowledged <= written
        server.start()


async def test_D1_ctrl_c_stops_cleanly_and_the_meeting_goes_on_where_it_was(server: Server) -> None:
    demo = server.demo(1)
    async with wire(demo["board_ws"], demo["participants"][0]["cookie"], speaks=True) as line:
        await line.synced()
        await line.writes(lambda line: line.root("timeline")["ASC-002"]["what"].insert(0, "kept "))
        await line.saved()
        assert server.stop() == 0
        assert (await line.closed())[0] == 1012
    server.start()
    async with wire(demo["board_ws"], demo["participants"][0]["cookie"], speaks=True) as line:
        await line.synced()
        assert str(line.root("timeline")["ASC-002"]["what"]).startswith("kept ")
        assert (await line.text("stage"))[0]["name"] == "Timeline together"


def _marks(line: Any) -> int:
    return str(line.root("timeline")["ASC-002"]["what"]).count("¤")
