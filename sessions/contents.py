"""What a board holds, as plain frozen values: all that snapshots, exports and pages see of it.

`sessions.board` reads a live document into `Contents`; nothing here knows Yjs, a database or a person.
A value carries no author: only the words, the mode they were given under and the label frozen at the
reveal (promise A4). The objects are those of the domain: domain.md sections 3 and 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# What everyone can look at, and something can be about: its kind -> the root of a board that holds it.
ROOT_OF = {"event": "timeline", "episode": "episodes"}


@dataclass(frozen=True, slots=True)
class EventDate:
    """A date as the record gave it, beside how it was read.

    `text` is kept as typed, always. `start` and `end` are ISO dates or None when the words could not be
    read as a date; `precision` is day, month, season, year, between, before, after, approx or unknown;
    `time` is free words.
    """

    text: str
    start: str | None = None
    end: str | None = None
    precision: str = "unknown"
    uncertain: bool = False
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. `number` is the shown one ("22", or "22a" when `added` in the meeting).

    `origin` says where an imported line stands in its agency's file; `label` and `mode` are set only when
    the server penned it for somebody of the case group.
    """

    id: str
    number: str
    agency: str
    date: EventDate
    what: str
    source: str = ""
    origin: Mapping[str, object] | None = None
    flags: tuple[str, ...] = ()
    label: str | None = None
    mode: str | None = None
    added: bool = False


@dataclass(frozen=True, slots=True)
class Episode:
    """A key practice episode with the group's shared sections; `events` are event ids."""

    id: str
    number: int
    title: str
    start: str = ""
    end: str = ""
    status: str = "proposed"
    events: tuple[str, ...] = ()
    happened: str = ""
    helped: str = ""
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Perspective:
    """Somebody's own words and how they are shown.

    `on_kind` is event, episode or free; `hindsight` is then, elsewhere, later or None; `state` is shown or
    set_aside; `place` is the random order given at the reveal; `own_words` is False when it was scribed:
    written down by the recorder.
    """

    id: str
    text: str
    mode: str
    label: str
    on_kind: str = "free"
    on_id: str | None = None
    phase: int = 0
    prompt: str = ""
    hindsight: str | None = None
    state: str = "shown"
    own_words: bool = True
    place: int = 0


@dataclass(frozen=True, slots=True)
class Challenge:
    """A fact disputed: which event, by which record, and how it was settled (None while it is open)."""

    id: str
    text: str
    event: str | None
    mode: str
    label: str
    record: str = ""
    own_words: bool = True
    phase: int = 0
    resolution: str | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Factor:
    """What helped or got in the way; `direction` is helped, hindered or both."""

    id: str
    text: str
    mode: str
    label: str
    episode: str | None = None
    framework: str = ""
    category: str = ""
    direction: str = "hindered"
    own_words: bool = True
    phase: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class QuickWin:
    """Something that need not wait for the report; `owner` and `by` in the words of the meeting."""

    id: str
    what: str
    owner: str = ""
    agency: str = ""
    by: str = ""
    phase: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question for the Board."""

    id: str
    text: str
    mode: str
    label: str
    own_words: bool = True
    phase: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Parked:
    """Kept visible for later, with who looks after it."""

    id: str
    text: str
    owner: str = ""
    phase: int = 0


@dataclass(frozen=True, slots=True)
class GoodPractice:
    """Practice to keep and spread."""

    id: str
    text: str
    mode: str
    label: str
    on_kind: str = "free"
    on_id: str | None = None
    own_words: bool = True
    phase: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Ballot:
    """Something that the room is asked (promise A7): `kind` is same, priorities or poll.

    `number` counts what was asked in the meeting; `state` is open, closed or "too few" (too few answers to tell any).
    `results` are (option, as told), `groups` (label, results), rounded by `sessions.ballots`; nothing finer is kept.
    """

    id: str
    kind: str
    number: int = 0
    phase: int = 0
    on_kind: str = "free"
    on_id: str | None = None
    limit: int = 1
    options: tuple[str, ...] = ()
    state: str = "open"
    results: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """All of one board, ready to be shown, frozen or exported.

    `counts` holds numbers about what is not shown: {"withdrawn": int, "set_aside": {reason class: int}}.
    """

    events: tuple[Event, ...] = ()
    episodes: tuple[Episode, ...] = ()
    perspectives: tuple[Perspective, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    factors: tuple[Factor, ...] = ()
    quick_wins: tuple[QuickWin, ...] = ()
    questions: tuple[Question, ...] = ()
    parked: tuple[Parked, ...] = ()
    good_practice: tuple[GoodPractice, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    counts: Mapping[str, object] = field(default_factory=dict)
