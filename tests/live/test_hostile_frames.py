"""Frames as no browser sends them (RFC 6455), on real sockets: one line ends with a code, the others live on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.live.wire import wire
from tests.running import Server

FIN, RSV1, RSV2, RSV3 = 0x80, 0x40, 0x20, 0x10
CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
EDIT = b"\x00\x02\x02\x00\x00"  # an update that brings nothing


def frame(first: int, payload: bytes = b"", *, masked: bool = True, claims: int | None = None) -> bytes:
    """One frame with a mask of zeros; `claims` is the length that it says it has."""
    size = len(payload) if claims is None else claims
    short = size if size < 126 else 126 if size < 1 << 16 else 127
    out = bytes((first, short | (0x80 if masked else 0)))
    out += size.to_bytes(2) if short == 126 else size.to_bytes(8) if short == 127 else b""
    return out + (bytes(4) if masked else b"") + payload


NO_UTF8 = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xed\xa0\x80edited"
FRAMES: dict[str, tuple[Iterable[bytes], int]] = {
    "no mask": ([frame(FIN | BINARY, EDIT, masked=False)], 1002),
    "no mask on a ping": ([frame(FIN | PING, masked=False)], 1002),
    "a reserved bit": ([frame(FIN | RSV1 | BINARY, EDIT)], 1002),
    "another reserved bit": ([frame(FIN | RSV2 | TEXT, b"{}")], 1002),
    "a reserved bit on a ping": ([frame(FIN | RSV3 | PING)], 1002),
    **{f"reserved opcode {code}": ([frame(FIN | code)], 1002) for code in (3, 7, 11, 15)},
    "a ping over 125 bytes": ([frame(FIN | PING, bytes(126))], 1002),
    "a pong over 125 bytes": ([frame(FIN | PONG, bytes(126))], 1002),
    "a close over 125 bytes": ([frame(FIN | CLOSE, b"\x03\xe8" + b"x" * 124)], 1002),
    "a ping in pieces": ([frame(PING, b"a"), frame(FIN | CONT, b"b")], 1002),
    "the end of nothing": ([frame(FIN | CONT, EDIT)], 1002),
    "a message inside another": ([frame(BINARY, b"\0"), frame(FIN | BINARY, EDIT)], 1002),
    "words inside another message": ([frame(BINARY, b"\0"), frame(FIN | TEXT, b"{}")], 1002),
    "a close of one byte": ([frame(FIN | CLOSE, b"\x03")], 1002),
    "a close code that is none": ([frame(FIN | CLOSE, (999).to_bytes(2))], 1002),
    "a close code that nobody may send": ([frame(FIN | CLOSE, (1005).to_bytes(2))], 1002),
    "a reason that is no UTF-8": ([frame(FIN | CLOSE, (1000).to_bytes(2) + NO_UTF8)], 1007),
    "words that are no UTF-8": ([frame(FIN | TEXT, NO_UTF8)], 1007),
    "words that are no UTF-8 in pieces": ([frame(TEXT, NO_UTF8[:6]), frame(FIN | CONT, NO_UTF8[6:])], 1007),
    "words cut in a character": ([frame(FIN | TEXT, "é".encode()[:1])], 1007),
    "more than 64 KiB": ([frame(FIN | BINARY, bytes(65_537))], 1009),
    "fifty megabytes, announced": ([frame(FIN | BINARY, claims=50_000_000)], 1009),
    "a length of 2^63": ([frame(FIN | BINARY, claims=1 << 63)], 1009),
    "more than 64 KiB in pieces": ([frame(BINARY, bytes(40_000)), frame(CONT, bytes(40_000))], 1009),
    "pieces without end": ([frame(BINARY), *[frame(CONT)] * 2000], 4429),
    "pings without end": ([frame(FIN | PING, bytes(125))] * 2000, 4429),
    "pongs without end": ([frame(FIN | PONG)] * 2000, 4429),
}


@pytest.fixture(scope="module")
def demo(shared_server: Server) -> dict[str, Any]:
    return shared_server.demo(6)


def seat(demo: dict[str, Any], number: int) -> str:
    return str(demo["participants"][number]["cookie"])


@pytest.mark.parametrize("what", FRAMES)
async def test_G4_a_frame_against_the_rules_ends_that_line_with_a_code(
    demo: dict[str, Any], what: str
) -> None:
    frames, code = FRAMES[what]
    async with wire(demo["board_ws"], seat(demo, 0), speaks=True) as line:
        await line.synced()
        line.socket.transport.write(b"".join(frames))
        ended = await line.closed()
    assert ended[0] == code, ended


async def test_G4_an_honest_message_in_pieces_with_a_ping_between_arrives(demo: dict[str, Any]) -> None:
    async with wire(demo["board_ws"], seat(demo, 1), speaks=True) as line:
        await line.synced()
        pieces = [frame(BINARY, EDIT[:2]), frame(FIN | PING, b"?"), frame(CONT), frame(FIN | CONT, EDIT[2:])]
        for octet in b"".join(pieces):
            line.socket.transport.write(bytes((octet,)))
        line.socket.transport.write(frame(FIN | TEXT, b'{"ping": 5}'))
        assert await line.text("pong") == [5]
