"""What people can do in a meeting: one frozen value per intent. `rules.check` says who may, and when."""

from __future__ import annotations

from dataclasses import dataclass

from sessions.labels import Mode
from sessions.people import Person


@dataclass(frozen=True, slots=True)
class Command:
    """Anything that somebody asks of a meeting."""


@dataclass(frozen=True, slots=True)
class OpenPhase(Command):
    """Go to a step of the agenda, forwards, backwards or skipping."""

    number: int


@dataclass(frozen=True, slots=True)
class Extend(Command):
    """Give the step more (or less) time."""

    minutes: int


@dataclass(frozen=True, slots=True)
class PauseTimer(Command):
    """Let the step's timer rest."""


@dataclass(frozen=True, slots=True)
class ResumeTimer(Command):
    """Let it run again."""


@dataclass(frozen=True, slots=True)
class KeepSilence(Command):
    """Begin so many silent minutes, or with none end them (M20)."""

    minutes: int


@dataclass(frozen=True, slots=True)
class ShowTime(Command):
    """Show the time left to everybody, or to those at the console alone."""

    to_all: bool


@dataclass(frozen=True, slots=True)
class PauseMeeting(Command):
    """Make every screen blank at once: somebody is upset, or walked in (M17)."""


@dataclass(frozen=True, slots=True)
class ResumeMeeting(Command):
    """Go on where it stood."""


@dataclass(frozen=True, slots=True)
class HandOver(Command):
    """Put the meeting into the hands of a named co-facilitator; `person` is the id of their line (M19)."""

    person: str


@dataclass(frozen=True, slots=True)
class TakeOver(Command):
    """Take the meeting into one's own hands; `person` is the id of one's own line (M19)."""

    person: str


@dataclass(frozen=True, slots=True)
class CloseWriting(Command):
    """Announce that writing closes, then lock it (promise G6)."""


@dataclass(frozen=True, slots=True)
class ReopenWriting(Command):
    """Let people write again in the same step: the recorded unlock."""


@dataclass(frozen=True, slots=True)
class LockPart(Command):
    """Lock one part of the shared work, or unlock it (M21): `part` is "timeline" or the id of an episode."""

    part: str
    locked: bool = True


@dataclass(frozen=True, slots=True)
class Reveal(Command):
    """Show what waits, all at once, shuffled (promise A2)."""


@dataclass(frozen=True, slots=True)
class Ask(Command):
    """Ask the room (M24): `kind` is priorities or poll; `about` (kind, id) of what a poll is about.

    `among`: the roots whose things can be put first; `limit`: how many of them.
    """

    kind: str
    about: tuple[str, str] = ("free", "")
    among: tuple[str, ...] = ()
    limit: int = 3


@dataclass(frozen=True, slots=True)
class Count(Command):
    """Close a ballot and show what came of it."""

    ballot: str


@dataclass(frozen=True, slots=True)
class Choose(Command):
    """Answer a ballot, or say "same for me" (M24)."""

    ballot: str


@dataclass(frozen=True, slots=True)
class Focus(Command):
    """What everyone is looking at; `kind` is event, episode, or empty to let people look around freely."""

    kind: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Show(Command):
    """What the big screen shows."""

    view: str


@dataclass(frozen=True, slots=True)
class Admit(Command):
    """Let in somebody who was not on the list, and place them."""

    seat: str
    person: Person


@dataclass(frozen=True, slots=True)
class Unseat(Command):
    """Take a seat away: it is out at once (promise L5)."""

    seat: str


@dataclass(frozen=True, slots=True)
class PutOut(Command):
    """Ask somebody to leave: out at once, and back only when let in again (M13)."""

    person: Person


@dataclass(frozen=True, slots=True)
class Readmit(Command):
    """Let somebody in again who was asked to leave; `person` is the id of their line."""

    person: str


@dataclass(frozen=True, slots=True)
class MarkWithoutPhone(Command):
    """Somebody of the case group is here without a phone: from now on they count like all others (promise A3)."""

    person: Person


@dataclass(frozen=True, slots=True)
class UnmarkWithoutPhone(Command):
    """They have gone; `mistaken` when they never were here. `person` is the id of their line."""

    person: str
    mistaken: bool = False


@dataclass(frozen=True, slots=True)
class Park(Command):
    """Keep an off-topic matter visible for later."""

    text: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class AddQuickWin(Command):
    """Something that need not wait for the report."""

    what: str
    owner: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class SetAside(Command):
    """Take a shown perspective off every screen, with a reason class; its author is told."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class BringBack(Command):
    """Put a perspective that was set aside back on the board, with the words that it has now."""

    item: str


@dataclass(frozen=True, slots=True)
class CloseMeeting(Command):
    """End the meeting: everything locks, phones are cleared."""


@dataclass(frozen=True, slots=True)
class Archive(Command):
    """Put a closed meeting away: from then on it is only read."""


@dataclass(frozen=True, slots=True)
class TakeSnapshot(Command):
    """Freeze the board for the formal record."""


@dataclass(frozen=True, slots=True)
class Contribute(Command):
    """Send something for a step, or late for an earlier one: the check knows the seat, nothing after it does (A4)."""

    mode: Mode
    text: str
    phase: int
