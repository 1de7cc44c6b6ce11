"""The only door to a board: read as plain values, changed by named verbs (pycrdt).

Writing methods do not check who asks; `Room` and `rules` did. Every one is a single transaction of the
server's own client id, in sorted order, so that nothing of an author is left in it (promises A1, A4).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

from pycrdt import Doc, Map, Text

from sessions.contents import (
    Ballot,
    Challenge,
    Contents,
    Episode,
    Event,
    EventDate,
    Factor,
    GoodPractice,
    Parked,
    Perspective,
    Question,
    QuickWin,
)
from sessions.pens import ROOTS

T = TypeVar("T")


class Board:
    """One document of a meeting."""

    def __init__(self, doc: Doc[Any] | None = None) -> None:
        self.doc: Doc[Any] = doc if doc is not None else Doc()
        self.roots: dict[str, Map[Any]] = {name: self.doc.get(name, type=Map) for name in ROOTS}

    def contents(self) -> Contents:
        """All of it, as frozen values."""
        plain = {name: root.to_py() or {} for name, root in self.roots.items()}
        return contents_of(plain)

    def bear(self, events: Iterable[Mapping[str, Any]], episodes: Iterable[Mapping[str, Any]]) -> None:
        """Write the opening state: the review's chronology and its episodes (architecture: born by the server)."""
        with self.doc.transaction():
            for event in events:
                self.roots["timeline"][event["id"]] = _event(event)
            for episode in episodes:
                self.roots["episodes"][episode["id"]] = _episode(episode)

    def put(self, root: str, objects: Mapping[str, Mapping[str, Any]]) -> None:
        """Write objects into a root of the server's pen, in one transaction, sorted by id."""
        with self.doc.transaction():
            for key in sorted(objects):
                self.roots[root][key] = dict(objects[key])

    def put_events(self, events: Mapping[str, Mapping[str, Any]]) -> None:
        """Write events that were sent by command instead of typed into the shared timeline."""
        with self.doc.transaction():
            for key in sorted(events):
                self.roots["timeline"][key] = _event(events[key])

    def retell(self, key: str, what: str) -> None:
        """Write the whole text of an event anew."""
        event = self.roots["timeline"][key]
        event["what"] = Text(what)

    def renumber(self, numbers: Mapping[str, str]) -> None:
        """Give imported events other numbers; everything else of them stays."""
        with self.doc.transaction():
            for key in sorted(numbers):
                self.roots["timeline"][key]["number"] = numbers[key]

    def take(self, root: str, key: str) -> dict[str, Any] | None:
        """One object of a root as plain values, or None."""
        found = self.roots[root].get(key)
        if isinstance(found, Map):
            return dict(found.to_py() or {})
        return dict(found) if isinstance(found, Mapping) else None

    def remove(self, root: str, keys: Iterable[str]) -> None:
        """Remove objects from a root of the server's pen."""
        keys = list(keys)
        with self.doc.transaction():
            for key in sorted(keys):
                if key in self.roots[root]:
                    del self.roots[root][key]
            self._forget_in_ballots({*keys, *(f"{root}/{key}" for key in keys)})

    def _forget_in_ballots(self, gone: Collection[str]) -> None:
        """What is no longer on the board is no longer in what was asked or counted of it, its id neither."""
        ballots = self.roots["ballots"]
        for key, ballot in list((ballots.to_py() or {}).items()):
            kept = _without(ballot, gone)
            if (ballot.get("on") or {}).get("id") in gone:
                del ballots[key]
            elif kept != ballot:
                ballots[key] = kept

    def count(self, key: str, by: int = 1, reason: str | None = None) -> None:
        """Add to one of the numbers about what is not shown, to that of one reason where reasons are told."""
        counts = self.roots["counts"]
        if reason is None:
            counts[key] = int(counts.get(key) or 0) + by
            return
        known = {name: int(number) for name, number in dict(counts.get(key) or {}).items()}
        known[reason] = known.get(reason, 0) + by
        counts[key] = {name: number for name, number in sorted(known.items()) if number > 0}


def contents_of(plain: Mapping[str, Mapping[str, Any]]) -> Contents:
    """Contents from the roots as plain values (a document's, or a replay's)."""

    def each(root: str, make: Callable[[str, Mapping[str, Any]], T]) -> tuple[T, ...]:
        objects = plain.get(root) or {}
        return tuple(make(key, objects[key]) for key in sorted(objects) if isinstance(objects[key], Mapping))

    return Contents(
        events=_numbered(each("timeline", lambda key, entry: (key, entry))),
        episodes=tuple(sorted(each("episodes", _read_episode), key=lambda e: (e.number, e.start, e.id))),
        perspectives=each("perspectives", _read_perspective),
        challenges=each("challenges", _reader(Challenge)),
        factors=each("factors", _reader(Factor)),
        quick_wins=each("quick_wins", _reader(QuickWin)),
        questions=each("questions", _reader(Question)),
        parked=each("parked", _reader(Parked)),
        good_practice=each("good_practice", _read_good_practice),
        ballots=each("ballots", _read_ballot),
        counts=_counts(plain.get("counts") or {}),
    )


def _event(event: Mapping[str, Any]) -> Map[Any]:
    facts = {key: event[key] for key in _EVENT_KEYS if event.get(key) not in (None, "", [])}
    return Map({**facts, "what": Text(event.get("what", ""))})


_EVENT_KEYS = ("agency", "date", "source", "number", "origin", "flags", "label", "mode", "phase", "linked")


def _episode(episode: Mapping[str, Any]) -> Map[Any]:
    texts = {key: Text(episode.get(key, "")) for key in ("title", "happened", "helped", "usual")}
    facts = {key: episode[key] for key in ("number", "start", "end", "status") if key in episode}
    return Map({**facts, **texts, "events": Map(dict.fromkeys(episode.get("events", ()), True))})


def _numbered(entries: tuple[tuple[str, Mapping[str, Any]], ...]) -> tuple[Event, ...]:
    """Events in order; one added in the meeting takes the number before it and a letter ("22a")."""
    events = []
    last, letters = "0", 0
    for key, entry in sorted(entries, key=_event_order):
        number = str(entry.get("number") or "")
        added = not number
        if added:
            letters += 1
            number = last + _letters(letters)
        else:
            last, letters = number, 0
        events.append(_read_event(key, entry, number, added))
    return tuple(events)


def _event_order(pair: tuple[str, Mapping[str, Any]]) -> tuple[str, str, int, str]:
    key, entry = pair
    date = entry.get("date") if isinstance(entry.get("date"), Mapping) else {}
    assert date is not None
    start, end = str(date.get("start") or "9999"), str(date.get("end") or "9999")
    number = str(entry.get("number") or "")
    return start, end, int(number) if number.isdigit() else 10**9, key


def _letters(count: int) -> str:
    word = ""
    while count:
        count, letter = divmod(count - 1, 26)
        word = chr(ord("a") + letter) + word
    return word


def _read_event(key: str, entry: Mapping[str, Any], number: str, added: bool) -> Event:
    origin = entry.get("origin")
    return Event(
        id=key,
        number=number,
        agency=_words(entry.get("agency")),
        date=_read_date(entry.get("date")),
        what=_words(entry.get("what")),
        source=_words(entry.get("source")),
        origin=_whole(origin) if isinstance(origin, Mapping) else None,
        flags=tuple(map(str, entry.get("flags") or ())),
        label=entry.get("label"),
        mode=entry.get("mode"),
        added=added,
    )


def _read_date(date: object) -> EventDate:
    if not isinstance(date, Mapping):
        return EventDate(text=_words(date))
    return EventDate(
        text=_words(date.get("text")),
        start=_words(date.get("start")) or None,
        end=_words(date.get("end")) or None,
        precision=_words(date.get("precision")) or "unknown",
        uncertain=bool(date.get("uncertain")),
        time=_words(date.get("time")) or None,
    )


def _read_episode(key: str, entry: Mapping[str, Any]) -> Episode:
    texts = {
        name: _words(entry.get(name)) for name in ("title", "start", "end", "happened", "helped", "usual")
    }
    events = entry.get("events")
    return Episode(
        id=key,
        number=_number(entry.get("number")),
        status=_words(entry.get("status")) or "proposed",
        events=tuple(sorted(events)) if isinstance(events, Mapping) else (),
        **texts,
    )


def _read_perspective(key: str, entry: Mapping[str, Any]) -> Perspective:
    return Perspective(**_fields(Perspective, key, entry), **_target(entry))


def _read_good_practice(key: str, entry: Mapping[str, Any]) -> GoodPractice:
    return GoodPractice(**_fields(GoodPractice, key, entry), **_target(entry))


def _read_ballot(key: str, entry: Mapping[str, Any]) -> Ballot:
    facts = _fields(Ballot, key, entry) | _target(entry)
    groups = tuple((label, _pairs(results)) for label, results in facts.get("groups", ()))
    options = tuple(facts.get("options", ()))
    return Ballot(
        **facts | {"options": options, "results": _pairs(facts.get("results", ())), "groups": groups}
    )


def _without(ballot: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    options = [option for option in ballot.get("options") or () if option not in gone]
    results = [pair for pair in ballot.get("results") or () if pair[0] not in gone]
    return {**ballot, "options": options, "results": results}


def _pairs(entries: Iterable[Iterable[Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(option), str(told)) for option, told in entries)


def _target(entry: Mapping[str, Any]) -> dict[str, Any]:
    on = entry.get("on")
    if not isinstance(on, Mapping):
        return {}
    return {"on_kind": _words(on.get("kind")) or "free", "on_id": on.get("id")}


def _reader(made: type[T]) -> Callable[[str, Mapping[str, Any]], T]:
    return lambda key, entry: made(**_fields(made, key, entry))


def _fields(made: type[Any], key: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    known = made.__dataclass_fields__
    return {"id": key} | {
        name: _whole(value) for name, value in entry.items() if name in known and name != "id"
    }


def _counts(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _whole(value) for key, value in sorted(plain.items())}


def _whole(value: Any) -> Any:
    """Numbers come back from the document as floats; all of ours are whole."""
    if isinstance(value, float):
        return int(value)
    if isinstance(value, Mapping):
        return {key: _whole(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_whole(entry) for entry in value]
    return value


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""
