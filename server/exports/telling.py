"""A snapshot in words for people: days, names of events and episodes, how something was shown.

What every format for reading has in common. No locale and no clock: months and sentences are our own words
and come through the translation that is handed in (promise R2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from server.exports import words
from sessions.snapshot import Snapshot
from sessions.statements import ADDENDUM, TEAM, Statement

Item: TypeAlias = Mapping[str, Any]
Translate: TypeAlias = Callable[[str], str]


def told_in_words(told: str, translate: Translate = str) -> str:
    """A number of a ballot as it was told: "1 or 2", "about half", or the number itself (promise A7)."""
    if told.startswith("<") and told not in words.TOLD_WORDS:
        return translate(words.FEWER).format(n=int(told[1:]) - 1)
    return translate(words.TOLD_WORDS[told]) if told in words.TOLD_WORDS else told


class Telling:
    """One snapshot, told in one language."""

    def __init__(self, snapshot: Snapshot, translate: Translate = str) -> None:
        self.snapshot = snapshot
        self.translate = translate
        cover = snapshot.items("cover")
        self.review: Item = _kind(cover, "review")
        self.meeting: Item = _kind(cover, "meeting")
        self.agencies = {each["abbreviation"]: each["name"] for each in cover if each["kind"] == "agency"}
        self.phases = {each["number"]: each for each in self.rules("phase")}
        self.events = {event["id"]: event for event in snapshot.items("timeline")}
        self.episodes = {episode["id"]: episode for episode in snapshot.items("episodes")}
        self.files = _files(snapshot.items("timeline"))
        self.homes = _homes(snapshot.items("episodes"))
        self.said = _by_target(snapshot.items("perspectives"))

    def __call__(self, sentence: str, **facts: object) -> str:
        """A sentence of `words`, translated and filled in."""
        said = self.translate(sentence)
        return said.format(**facts) if facts else said

    def rules(self, kind: str) -> list[Item]:
        """The items of one kind among the ground rules: rules, thresholds or phase."""
        return [item for item in self.snapshot.items("ground_rules") if item["kind"] == kind]

    def named(self, names: Mapping[str, str], key: str) -> str:
        """A word for a key, or the key itself when nobody has given it a word."""
        return self(names[key]) if key in names else key.replace("_", " ")

    def day(self, iso: str | None) -> str:
        """An ISO day as "5 August 2024"; anything else as it stands."""
        year, _, rest = (iso or "").partition("-")
        month, _, day = rest.partition("-")
        if not (day.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
            return iso or ""
        return self(words.DAY, day=int(day), month=self(words.MONTHS[int(month) - 1]), year=year)

    def span(self, start: str | None, end: str | None) -> str:
        """One day, two days, or what is known of them."""
        if start and end and start != end:
            return self(words.FROM_TO, start=self.day(start), end=self.day(end))
        return self.day(start or end)

    def read_date(self, date: Item) -> str:
        """How a date was read: ISO, precision, uncertain."""
        # A line each: Word breaks an ISO day at its hyphens rather than at the space before it.
        known = "\n– ".join(dict.fromkeys(each for each in (date["start"], date["end"]) if each))
        if not known:
            return self(words.NOT_READ)
        precision = words.PRECISIONS.get(date["precision"])
        uncertain = date["uncertain"] and date["precision"] != "approx"
        remarks = [self(each) for each in (precision, words.UNCERTAIN if uncertain else None) if each]
        return ", ".join([known, *remarks])

    def written_date(self, date: Item) -> str:
        """A date and its time in the words of the record it came from."""
        return " ".join(each for each in (date["text"], date["time"]) if each) or self.span(
            date["start"], date["end"]
        )

    def number(self, told: str) -> str:
        """A number of a ballot as it was told (promise A7)."""
        return told_in_words(told, self.translate)

    def option(self, option: str) -> str:
        """What could be chosen in a ballot: a step of the scale, or the words of something in this record."""
        part, _, key = option.rpartition("/")
        if option in words.SCALE:
            return self(words.SCALE[option])
        if part == "episodes":
            return str(self.episodes[key]["title"]) if key in self.episodes else ""
        return self.words_of({"": "perspectives", "questions": "board_questions"}.get(part, part), key)

    def words_of(self, part: str, key: str) -> str:
        """The words of one item; "" when it is not in this record (any more)."""
        return next((str(item["text"]) for item in self.snapshot.items(part) if item["id"] == key), "")

    def event(self, key: str | None) -> str:
        """Number and date of an event, for a reference to it."""
        event = self.events.get(key or "")
        if event is None:
            return ""
        return self(words.EVENT_SHORT, number=event["number"], date=self.written_date(event["date"]))

    def episode(self, key: str | None) -> str:
        """Number of an episode, for a reference to it."""
        episode = self.episodes.get(key or "")
        return self(words.EPISODE_SHORT, number=episode["number"]) if episode else self(words.NO_EPISODE)

    def about(self, on: Item) -> str:
        """What something is about: an event, an episode or the whole."""
        if on["kind"] == "event":
            return self.event(on["id"])
        return self.episode(on["id"]) if on["kind"] == "episode" else self(words.FREE_WORDS)

    def agency(self, code: str) -> str:
        """The name of an agency with its code."""
        name = self.agencies.get(code)
        return self(words.AGENCY_AND_CODE, name=name, code=code) if name else code

    def how_many(self, number: str) -> str:
        """A number of people as the record tells it, blurred or not."""
        return self(words.BLURRED[number]) if number in words.BLURRED else number

    def origin(self, event: Item) -> str:
        """Where a line of the timeline came from."""
        if event["added"]:
            label = event["label"]
            return self(words.ADDED_BY, label=label) if label else self(words.ADDED)
        origin = event["origin"] or {}
        file = self.files.get(origin.get("file", ""))
        places = [self(words.FILE_NUMBER, number=file)] if file else []
        places += [
            self(sentence, value=origin[key])
            for key, sentence in words.ORIGIN.items()
            if origin.get(key) not in (None, "")
        ]
        return self(words.IMPORTED, origin=", ".join(places)) if places else self(words.IMPORTED_PLAIN)

    def circumstances(self, item: Item) -> list[str]:
        """What is said in small letters under somebody's words: hindsight, step, question, who reported."""
        asked = item.get("prompt") or ""
        step = self.phases.get(item["phase"], {})
        said = [
            self.named(words.HINDSIGHT, item["hindsight"]) if item.get("hindsight") else "",
            self(words.IN_STEP, number=item["phase"]) if item["phase"] else "",
            self(words.ANSWERING, prompt=asked) if asked != step.get("prompt", "") and asked else "",
            *self.scribed(item),
        ]
        return [each for each in said if each]

    def scribed(self, item: Item) -> list[str]:
        """That somebody's words were written down by the recorder, where it is said of them (M15)."""
        return [] if item.get("own_words", True) else [self(words.REPORTED)]

    def since(self) -> list[tuple[str, str, str]]:
        """What was said about the snapshot since: (which statement, in words, its fingerprint)."""
        return [
            (
                self(
                    words.TEAM_STATEMENT if one.body["series"] == TEAM else words.STATEMENT, number=one.number
                ),
                self._told(one),
                one.hash,
            )
            for one in self.snapshot.statements
        ]

    def _told(self, statement: Statement) -> str:
        """One statement in words; an addendum with what it stands beside, and with no word of who or when (A4)."""
        if statement.body["kind"] != ADDENDUM:
            return self(words.STATEMENTS[statement.body["kind"]], n=statement.body["items"])
        if statement.kept is None:
            return self(words.ADDENDUM_GONE)
        corrected = statement.kept["item"]
        was, label = self._as_frozen(str(corrected["id"]))
        said = words.ADDENDUM if label else words.ADDENDUM_PLAIN
        return self(said, label=label, was=was, text=corrected["text"])

    def _as_frozen(self, key: str) -> tuple[str, str]:
        """The words of an item as the snapshot holds them, and how they are signed there."""
        for part in self.snapshot.names():
            for item in self.snapshot.items(part):
                if item.get("id") == key:
                    return str(item.get("text") or item.get("what") or ""), str(item.get("label") or "")
        return "", ""

    def left_out(self) -> str:
        """The parts that this copy lacks, by name; "" when it is whole."""
        parts = [self.named(words.PARTS, part) for part, item in self.snapshot.left_out() if item is None]
        return self(words.MISSING, parts=", ".join(parts)) if parts else ""


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four, to be read aloud and compared."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def _files(events: Sequence[Item]) -> dict[str, int]:
    """The files that the timeline was made from, numbered in the order of their names."""
    origins = (event["origin"] for event in events if event["origin"])
    names = sorted({origin["file"] for origin in origins if isinstance(origin.get("file"), str)})
    return {name: number for number, name in enumerate(names, start=1)}


def _homes(episodes: Sequence[Item]) -> dict[str, str]:
    """The first episode that each event belongs to, so that words about it stand in one place."""
    return {event: episode["id"] for episode in reversed(episodes) for event in episode["events"]}


def _by_target(items: Sequence[Item]) -> dict[tuple[str, str | None], list[Item]]:
    found: dict[tuple[str, str | None], list[Item]] = {}
    for item in items:
        found.setdefault((item["on"]["kind"], item["on"]["id"]), []).append(item)
    return found


def _kind(items: Sequence[Item], kind: str) -> Item:
    return next((item for item in items if item["kind"] == kind), _Blank())


class _Blank(dict[str, Any]):
    """Stands for facts that were erased: every one of them is empty."""

    def __missing__(self, key: str) -> Any:
        return {"from": "", "to": ""} if key == "scope" else ""
