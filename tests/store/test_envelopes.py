"""An envelope opens with its two keys and for its own note, and with nothing else; all are of one size."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.sealing import NotTheKeys, close, key_pair, open_with

LEAD, BOARD, OTHER = key_pair(), key_pair(), key_pair()
HOLDERS = (LEAD[0], BOARD[0])


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs", "Zs", "Cc"]), min_size=1, max_size=120))
def test_both_keys_open_any_name_and_every_envelope_is_of_one_size(name: str) -> None:
    envelope = close(name, HOLDERS, "m/i")
    assert open_with(envelope, (LEAD[1], BOARD[1]), "m/i") == name
    assert len(envelope) == len(close("x", HOLDERS, "m/i"))


@pytest.mark.parametrize(
    ("keys", "bound"),
    [
        ((LEAD[1], LEAD[1]), "m/i"),
        ((BOARD[1], LEAD[1]), "m/i"),
        ((LEAD[1], OTHER[1]), "m/i"),
        (("", ""), "m/i"),
        (("€ 💥", "A" * 52), "m/i"),
        ((LEAD[1], BOARD[1]), "m/another"),
    ],
)
def test_nothing_else_opens_it(keys: tuple[str, str], bound: str) -> None:
    with pytest.raises(NotTheKeys):
        open_with(close("Bev Mottram", HOLDERS, "m/i"), keys, bound)
