"""Letters to unknown authors by themselves: one length for all, and a key that leads nowhere."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.letters import (
    LETTER_BYTES,
    PIECE_BYTES,
    PIECES,
    LetterTooLong,
    letter_of,
    lock_of,
    mixed,
    piece,
)
from sessions.tray import item_of

CLAIM = bytes(range(10))


def test_A10_the_lock_is_neither_the_notes_public_id_nor_its_claim() -> None:
    assert lock_of(CLAIM).hex() != item_of(CLAIM) and CLAIM not in lock_of(CLAIM)
    assert lock_of(CLAIM) != lock_of(bytes(10)) and len(lock_of(CLAIM)) == 32


@given(st.text(max_size=200), st.sampled_from(["aside", "question"]))
def test_A10_every_letter_is_of_one_length_and_comes_back_whole(words: str, kind: str) -> None:
    letter = {"kind": kind, "words": words}
    made = piece(letter)
    assert len(made) == LETTER_BYTES and letter_of(made) == letter


def test_a_letter_that_does_not_fit_is_refused_and_not_cut() -> None:
    with pytest.raises(LetterTooLong):
        piece({"words": "é" * 500})


@pytest.mark.parametrize(("letters", "times"), [(0, 1), (1, 1), (PIECES, 1), (PIECES + 1, 2)])
def test_A10_the_list_is_as_long_with_letters_as_without(letters: int, times: int) -> None:
    sealed = [secrets.token_bytes(PIECE_BYTES) for _ in range(letters)]
    made = mixed(sealed, lambda: secrets.token_bytes(PIECE_BYTES))
    assert len(made) == times * PIECES * PIECE_BYTES
    pieces = {made[start : start + PIECE_BYTES] for start in range(0, len(made), PIECE_BYTES)}
    assert set(sealed) <= pieces
