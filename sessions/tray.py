"""Contributions that wait: claims, batches, shuffling and bands, as pure functions (promises A2, A5, B3).

Nothing here has a parameter that a seat or a person would fit into; who sent what is not known here.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sessions.labels import Mode, Thresholds

CLAIM_BYTES = 10
TEXT_LIMIT = 4000
PLACES = 1 << 31

_KINDS = frozenset({"perspective", "challenge", "factor", "question", "good_practice", "event"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """One contribution in the Tray: its words, how it may be shown, and the phase that it answers.

    `labels` is the chain of labels that hid its author when it was sent, narrowest first; the last is always
    "A participant". A named one has the name as its only label. `event` holds agency and date of an event that
    was sent by command. `lock` (hex, or "") is the key of letters to its author (promise A10).
    `earlier` are words that it had before, kept only under a legal hold. `envelope`
    (hex, or "") holds the name of a sealed one's author, for two key holders together.
    `given`: never shown, and given to the review team by its author after the close (promise A2).
    """

    item: str
    text: str
    mode: Mode
    labels: tuple[str, ...]
    phase: int
    kind: str = "perspective"
    on_kind: str = "free"
    on_id: str | None = None
    prompt: str = ""
    hindsight: str | None = None
    own_words: bool = True
    event: dict[str, Any] | None = None
    lock: str = ""
    earlier: tuple[str, ...] = ()
    envelope: str = ""
    given: bool = False

    @property
    def hides(self) -> bool:
        """Does it need companions (promise A2)?"""
        return self.mode is not Mode.NAMED

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be sealed."""
        return asdict(self) | {"mode": str(self.mode), "labels": list(self.labels)}


def waiting_from_json(entry: dict[str, Any]) -> Waiting:
    """The other way round."""
    earlier = tuple(entry.get("earlier", ()))
    return Waiting(
        **{**entry, "mode": Mode(entry["mode"]), "labels": tuple(entry["labels"]), "earlier": earlier}
    )


def item_of(claim: bytes) -> str:
    """The public id of the item that a claim belongs to: SHA-256("item" || claim), hex (promise A5)."""
    return hashlib.sha256(b"item" + claim).hexdigest()


def ready(waiting: Sequence[Waiting], seats: int | None, thresholds: Thresholds) -> tuple[Waiting, ...]:
    """Those that a reveal shows now (promise A2).

    Args:
        waiting: all that wait in the meeting's Tray.
        seats: from how many distinct seats the hiding ones came; None when a restart has forgotten it.
        thresholds: in force for this meeting.

    Returns:
        Named ones always; role-only, anonymous and private ones only as a batch large enough.
    """
    hiding = [entry for entry in waiting if entry.hides]
    named = tuple(entry for entry in waiting if not entry.hides)
    if _large_enough(len(hiding), seats, thresholds):
        return (*named, *hiding)
    return named


def unanswered(waiting: Sequence[Waiting]) -> tuple[Waiting, ...]:
    """What waited at the close and was neither taken back nor given to the review team (promise A2)."""
    return tuple(entry for entry in waiting if not entry.given)


def shuffled(entries: Collection[Waiting]) -> list[tuple[Waiting, int]]:
    """The batch in an order drawn by the operating system's randomness, each with its random place."""
    drawn = random.SystemRandom()
    order = drawn.sample(list(entries), len(entries))
    return list(zip(order, drawn.sample(range(PLACES), len(order)), strict=True))


def relabelled(entry: Waiting, label: str) -> Waiting:
    """The entry with its one label, frozen at the reveal."""
    return replace(entry, labels=(label,))


def band(sent: int, could_send: int) -> str | None:
    """The words for how many have sent something; none below five people (promise B3)."""
    if could_send < 5 or sent <= 0:
        return None
    share = sent / could_send
    if share < 0.4:
        return "a few"
    return "about half" if share <= 0.6 else "most"


def _large_enough(texts: int, seats: int | None, thresholds: Thresholds) -> bool:
    if seats is None:
        return texts >= thresholds.batch_texts_after_restart
    return texts >= thresholds.batch_texts and seats >= thresholds.batch_seats
