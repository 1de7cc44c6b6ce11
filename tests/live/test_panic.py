"""pycrdt panics in the middle of a meeting: the room is built again from its journal (promise G7)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.live.wire import Wire, wire
from tests.running import Server

# What Python runs before the server: one update, known by its words, makes pycrdt panic as Rust would, half applied.
PLANTED = """
import os, pycrdt
genuine = pycrdt.Doc.apply_update

class PanicException(BaseException):
    pass

def apply_update(self, update):
    genuine(self, update)
    if b"PANIC" in update and os.path.exists({once!r}):
        os.unlink({once!r})
        raise PanicException("called `Option::unwrap()` on a `None` value")

pycrdt.Doc.apply_update = apply_update
"""


def reads(line: Wire) -> str:
    return str(line.root("timeline")["ASC-002"]["what"])


def types(words: str) -> Callable[[Wire], None]:
    return lambda line: line.root("timeline")["ASC-002"]["what"].insert(0, words)


async def test_G7_a_panic_of_pycrdt_ends_no_server_and_shows_nothing_that_is_not_kept(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    once = tmp_path / "once"
    (tmp_path / "sitecustomize.py").write_text(PLANTED.format(once=str(once)))
    server = start_server(PYTHONPATH=str(tmp_path))
    demo, other = server.demo(2), server.demo(1)
    cookies = [each["cookie"] for each in demo["participants"]]
    async with (
        wire(demo["board_ws"], cookies[0], speaks=True) as writer,
        wire(demo["board_ws"], cookies[1]) as witness,
        wire(other["board_ws"], other["participants"][0]["cookie"], speaks=True) as elsewhere,
    ):
        for line in (writer, witness, elsewhere):
            await line.synced()
        await writer.writes(types("kept "))
        await writer.saved()
        once.touch()
        await writer.writes(types("PANIC "))
        assert await writer.closed() == (4409, "resync")
        assert await witness.closed() == (4409, "resync")
        assert "PANIC" not in reads(witness)
        await elsewhere.writes(types("unmoved "))
        await elsewhere.saved()
    async with wire(demo["board_ws"], cookies[1], speaks=True) as again:
        await again.synced()
        assert reads(again).startswith("kept ") and "PANIC" not in reads(again)
        await again.writes(types("on we go "))
        await again.saved()
    assert "room stopped" in server.output and "PanicException" in server.output
    assert "on we go" not in server.output
