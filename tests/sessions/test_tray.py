"""What waits: claims, batches and shuffling (promises A2, A5)."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sessions.labels import Mode, Thresholds
from sessions.tray import Waiting, item_of, ready, shuffled, waiting_from_json

LIMITS = Thresholds()


def entry(number: int, mode: Mode = Mode.ROLE) -> Waiting:
    return Waiting(f"{number:064x}", f"words {number}", mode, ("Health practitioner", "A participant"), 6)


def test_A5_the_public_id_is_the_hash_of_the_claim() -> None:
    claim = secrets.token_bytes(10)
    assert item_of(claim) == hashlib.sha256(b"item" + claim).hexdigest()
    assert item_of(secrets.token_bytes(10)) != item_of(claim)


def test_A2_three_texts_from_three_seats_make_a_batch() -> None:
    assert len(ready([entry(n) for n in range(3)], 3, LIMITS)) == 3
    assert ready([entry(n) for n in range(3)], 2, LIMITS) == ()
    assert ready([entry(n) for n in range(2)], 2, LIMITS) == ()


def test_A2_after_a_restart_five_texts_are_needed() -> None:
    assert ready([entry(n) for n in range(4)], None, LIMITS) == ()
    assert len(ready([entry(n) for n in range(5)], None, LIMITS)) == 5


def test_A2_named_ones_need_no_companions() -> None:
    named = entry(9, Mode.NAMED)
    assert ready([named, entry(1)], 1, LIMITS) == (named,)


def test_A2_private_words_hide_among_the_others() -> None:
    waiting = [entry(1), entry(2, Mode.ANONYMOUS), entry(3, Mode.PRIVATE)]
    assert len(ready(waiting, 3, LIMITS)) == 3


def test_A2_the_order_of_a_batch_is_chance() -> None:
    sent = [entry(n) for n in range(3)]
    first = Counter(shuffled(sent)[0][0].item for _ in range(3000))
    lowest = Counter(min(shuffled(sent), key=lambda pair: pair[1])[0].item for _ in range(3000))
    for counted in (first, lowest):
        assert all(850 < count < 1150 for count in counted.values()), counted


@given(st.text(), st.sampled_from(Mode), st.integers(1, 13))
def test_a_waiting_contribution_survives_being_kept(text: str, mode: Mode, phase: int) -> None:
    waiting = Waiting(
        "0" * 64, text, mode, ("A participant",), phase, "perspective", "event", "e1", "?", "then"
    )
    assert waiting_from_json(waiting.to_json()) == waiting


def test_A4_a_waiting_contribution_has_no_place_for_a_person() -> None:
    fields = set(Waiting.__dataclass_fields__)
    assert not fields & {"seat", "person", "author", "name", "client", "at", "time", "address", "browser"}
