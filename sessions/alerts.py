"""Risk alerts: what was said, who read it, and what came of it (domain.md section 5).

An alert stands outside the board: it waits for no step, no reveal and no snapshot. It is named always, or raised by
whoever read somebody's anonymous words; those words are copied into it, their author is not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from sessions.refusals import N_, Refused

MOST_WORDS = 2000
NOT_SEEN_SECONDS = 120.0
# How the sender can be reached, and what came of it: the choices of two forms.
REACH = ("find", "break")
PERSON, PERSPECTIVE = "person", "perspective"


class Standing(StrEnum):
    """Where an alert is. It ends only with an outcome: acted on, or passed on."""

    NEW = "new"
    READ = "read"
    ACTED = "acted"
    PASSED = "passed"


OUTCOMES = (Standing.ACTED, Standing.PASSED)


class NoOutcome(Refused):
    """An alert ends with who did what, and when; it cannot be dismissed."""

    code = "outcome"
    say = N_("Please say who did what, and when. An alert cannot be closed without it.")
    status = 422


class StillOpen(Refused):
    """A meeting with an open alert is not put away."""

    code = "alert"
    say = N_(
        "A risk alert of this meeting is still open. Say what was done about it first, then put it away."
    )


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who must be told when someone may be at risk now.

    `key` is a line of the invited list, a row of the review's duty list, or an account.
    """

    key: str
    name: str
    number: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an alert's log.

    `kind`: raised, added, told, untold, read, acted, passed, asked or answered. `at` is seconds since 1970; an answer
    from an unknown author has none (promise A4). `when` is what the person wrote of an outcome's time.
    """

    kind: str
    by: str = ""
    words: str = ""
    at: float | None = None
    when: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """Someone may be at risk now. Kept whole under the review's *alerts* key."""

    id: str
    review: str
    meeting: str
    ref: str
    source: str = PERSON
    name: str = ""
    role: str = ""
    reach: str = "find"
    other: str = ""
    words: str = ""
    seat: str = ""
    item: str = ""
    log: tuple[Entry, ...] = ()

    @property
    def standing(self) -> Standing:
        """The last outcome, else whether somebody reads it."""
        kinds = [entry.kind for entry in self.log]
        ends = [kind for kind in kinds if kind in OUTCOMES]
        if ends:
            return Standing(ends[-1])
        return Standing.READ if Standing.READ in kinds else Standing.NEW

    @property
    def is_open(self) -> bool:
        """Nobody has said yet what was done."""
        return self.standing not in OUTCOMES

    @property
    def raised_at(self) -> float:
        """When it reached the server, in seconds since 1970."""
        return next((entry.at for entry in self.log if entry.kind == "raised" and entry.at), 0.0)

    def first(self, kind: str) -> Entry | None:
        """The first entry of a kind."""
        return next((entry for entry in self.log if entry.kind == kind), None)

    def last(self, kind: str) -> Entry | None:
        """The newest entry of a kind."""
        return next((entry for entry in reversed(self.log) if entry.kind == kind), None)

    def was_read_by(self, key: str) -> bool:
        """Has this duty lead opened the words?"""
        return any(entry.kind == "read" and entry.key == key for entry in self.log)

    def is_not_seen(self, now: float) -> bool:
        """Two minutes have gone, and nobody reads it: the sender is asked to go and tell someone."""
        return self.standing is Standing.NEW and now - self.raised_at >= NOT_SEEN_SECONDS

    def noted(self, entry: Entry) -> Alert:
        """The alert with one more line in its log."""
        return replace(self, log=(*self.log, entry))

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be sealed."""
        return asdict(self)


def alert_from_json(entry: Mapping[str, Any]) -> Alert:
    """The other way round."""
    return Alert(**{**entry, "log": tuple(Entry(**line) for line in entry["log"])})


def outcome(kind: str, by: str, when: str, words: str, at: float, key: str) -> Entry:
    """What was done about an alert.

    Args:
        kind: "acted" or "passed".
        by: who did it, or to whom it was passed on.
        when: in their own words.
        words: what was done, with the receiving service's reference if there is one.
        at: now, in seconds since 1970.
        key: of the duty lead who says so.

    Raises:
        NoOutcome: one of the three is missing.
    """
    if kind not in OUTCOMES or not (by.strip() and when.strip() and words.strip()):
        raise NoOutcome(kind)
    return Entry(kind, by.strip(), words.strip(), at, when.strip(), key)


def check_settled(alerts: Iterable[Alert]) -> None:
    """May the meeting of these alerts be put away? Raises StillOpen."""
    if any(alert.is_open for alert in alerts):
        raise StillOpen("open")


def counted(alerts: Iterable[Alert]) -> dict[str, int]:
    """What a record says of them: their references, and never a word."""
    return {alert.ref: 1 for alert in sorted(alerts, key=lambda alert: alert.ref)}


def duty_in_words(words: str) -> tuple[str, str]:
    """Name and telephone number of the person on duty, as written at set-up in one field."""
    found = re.search(r"\+?\d[\d ]{7,}\d", words)
    number = found.group() if found else ""
    return words.replace(number, "").strip(" ,;:()"), number
