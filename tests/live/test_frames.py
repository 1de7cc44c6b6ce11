"""Where frames end, whatever pieces they come in."""

from __future__ import annotations

import pytest

from server.live.protocol import extent, saved_frame


@pytest.mark.parametrize(
    ("header", "payload"),
    [(b"\x82\x83mask", 3), (b"\x82\xfe\x01\x00mask", 256), (b"\x82\x03", 3)],
)
def test_a_frame_is_whole_at_its_last_byte_and_not_before(header: bytes, payload: int) -> None:
    frame = header + bytes(payload)
    assert extent(frame, 0) == (len(header), len(frame))
    for cut in range(len(frame)):
        assert extent(frame[:cut], 0)[1] > cut, "there is more to come"


def test_a_length_beyond_every_bound_is_known_from_the_header() -> None:
    start, end = extent(b"\x82\xff" + b"\x7f" * 8 + b"mask", 0)
    assert end - start > 1 << 60


def test_the_acknowledgement_is_a_text_frame() -> None:
    assert saved_frame(7) == b'\x81\x0c{"saved": 7}'
