"""Who may write what, when: the one table.

A browser writes only in `timeline` and `episodes`; every other root belongs to the server's pen. A rule names
who, in phases with which `shared_work`, may do which verbs to which path. What no rule allows is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sessions.people import TEAM, Role
from sessions.phases import Phase

ROOTS: Mapping[str, Literal["map", "array", "text"]] = {
    "timeline": "map",
    "episodes": "map",
    "perspectives": "map",
    "challenges": "map",
    "factors": "map",
    "good_practice": "map",
    "ballots": "map",
    "quick_wins": "map",
    "questions": "map",
    "parked": "map",
    "counts": "map",
}

BOARD = "board"
TEAM_BOARD = "team"
TIMELINE = "timeline"

_EVENT_FACTS = frozenset({"agency", "date", "source"})
_EPISODE_TEXTS = frozenset({"happened", "helped", "usual"})
_EPISODE_FACTS = frozenset({"start", "end", "status"})
_WORDS = frozenset({"text", "format", "delete", "retract"})
_VALUE = frozenset({"set", "delete", "retract"})


_KINDS: dict[tuple[str, ...], Literal["array", "map", "text"]] = {
    ("timeline", "?"): "map",
    ("timeline", "?", "what"): "text",
    ("episodes", "?"): "map",
    ("episodes", "?", "events"): "map",
    **{("episodes", "?", text): "text" for text in (*sorted(_EPISODE_TEXTS), "title")},
}


@dataclass(frozen=True, slots=True)
class Pen:
    """One row of the table: a pattern of a path, and the verbs allowed to it.

    A pattern's steps are literal names, "?" for any id, or a set of names; "*" stands inside a text.
    """

    steps: tuple[str | frozenset[str], ...]
    verbs: frozenset[str]

    def allows(self, verb: str, path: tuple[str, ...]) -> bool:
        """Does this row allow the verb at this path?"""
        return verb in self.verbs and len(path) == len(self.steps) and all(map(_fits, self.steps, path))


EVERYONE = (
    Pen(("timeline", "?"), frozenset({"create", "retract"})),
    Pen(("timeline", "?", _EVENT_FACTS), _VALUE),
    Pen(("timeline", "?", "what"), frozenset({"create", "retract"})),
    Pen(("timeline", "?", "what", "*"), _WORDS),
    Pen(("episodes", "?", _EPISODE_TEXTS), frozenset({"create", "retract"})),
    Pen(("episodes", "?", _EPISODE_TEXTS, "*"), _WORDS),
)

TEAM_ONLY = (
    Pen(("episodes", "?"), frozenset({"create", "retract"})),
    Pen(("episodes", "?", _EPISODE_FACTS), _VALUE),
    Pen(("episodes", "?", "title"), frozenset({"create", "retract"})),
    Pen(("episodes", "?", "title", "*"), _WORDS),
    Pen(("episodes", "?", "events"), frozenset({"create", "retract"})),
    Pen(("episodes", "?", "events", "?"), _VALUE),
)


def kind_at(path: tuple[str, ...]) -> Literal["array", "map", "text"] | None:
    """Which kind of container belongs at a path that a browser may write; None where there is none.

    A text where screens expect a map would stop them, so the gate refuses it.
    """
    return _KINDS.get((path[0], "?", *path[2:])) if len(path) > 1 else None


def may_share(role: Role, phase: Phase | None, locked: bool) -> bool:
    """May this seat edit shared work in this phase at all?"""
    return bool(_pens(role, phase.shared_work if phase else "team", locked or bool(phase and phase.locks)))


def is_shut(shut: Collection[str], path: tuple[str, ...]) -> bool:
    """Does a path lie in a part that is locked: the timeline, or an episode by its id? (M21)"""
    return path[0] in shut or (len(path) > 1 and path[1] in shut)


def allowed(role: Role, shared_work: str, locked: bool, verb: str, path: tuple[str, ...]) -> bool:
    """May `role` do `verb` at `path` of the shared board now?

    Args:
        role: of the seat that the line belongs to.
        shared_work: the phase's setting: nobody, team or everyone.
        locked: nobody's pen writes while the board is locked, the facilitator's neither (promise G6).
        verb: create, set, text, format, item, delete, or retract (deleting what the same client made).
        path: root, id, key, and "*" inside a text.
    """
    # No row names an item, so one answer is kept for all items of a root: a board has thousands.
    if len(path) > 1 and path[1] not in ("*", "#"):
        path = (path[0], "?", *path[2:])
    return _allowed(role, shared_work, locked, verb, path)


@lru_cache(maxsize=4096)
def _allowed(role: Role, shared_work: str, locked: bool, verb: str, path: tuple[str, ...]) -> bool:
    return any(pen.allows(verb, path) for pen in _pens(role, shared_work, locked))


def _pens(role: Role, shared_work: str, locked: bool) -> tuple[Pen, ...]:
    if locked or shared_work == "nobody":
        return ()
    if role in TEAM:
        return EVERYONE + TEAM_ONLY
    if role is Role.CASE_GROUP and shared_work == "everyone":
        return EVERYONE
    return ()


def _fits(step: str | frozenset[str], name: str) -> bool:
    if isinstance(step, frozenset):
        return name in step
    return step == name or (step == "?" and name not in ("*", "#"))
