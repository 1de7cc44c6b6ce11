"""Timeline, episodes and everybody's words in the Word file of a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from server.exports import words
from server.exports.sheet import Band, Cell, Line, Row, Sheet, Wide
from server.exports.telling import Item, Telling
from sessions.parts import TEAM_LANE

SMALL = "Small print"
SAID = (48, 130)


def timeline(sheet: Sheet, tell: Telling) -> None:
    """Every event, imported or added, with its date in the words of its record."""
    sheet.heading(tell(words.TIMELINE), 1)
    if not tell.events:
        return sheet.say(tell(words.NOTHING))
    if tell.files:
        sheet.heading(tell(words.FILES), 2)
        files = [(str(number), name) for name, number in tell.files.items()]
        sheet.table((14, 164), (tell(words.NUMBER), tell(words.FILE)), files)
    sheet.say(tell(words.TIMELINE_LEAD))
    heads = (words.NUMBER, words.DATE, words.AGENCY, words.WHAT, words.SOURCE)
    rows = [_event(tell, event) for event in tell.events.values()]
    return sheet.table((14, 33, 20, 73, 38), [tell(head) for head in heads], rows)


def _event(tell: Telling, event: Item) -> Sequence[Cell]:
    date = [Line(tell.written_date(event["date"])), Line(tell.read_date(event["date"]), SMALL)]
    flags = [tell.named(words.FLAGS, flag) for flag in event["flags"]]
    what = [Line(event["what"]), *([Line(". ".join(flags), SMALL)] if flags else [])]
    source = [*([Line(event["source"])] if event["source"] else []), Line(tell.origin(event), SMALL)]
    return Line(event["number"], "Shown label"), date, event["agency"], what, source


def episodes(sheet: Sheet, tell: Telling) -> None:
    """One table an episode, with its sections as rows."""
    sheet.heading(tell(words.EPISODES), 1)
    if not tell.episodes:
        sheet.say(tell(words.NOTHING))
    for episode in tell.episodes.values():
        _episode(sheet, tell, episode)


def _episode(sheet: Sheet, tell: Telling, episode: Item) -> None:
    title = tell(words.EPISODE, number=episode["number"], title=episode["title"])
    sheet.heading(title, 2)
    numbers = ", ".join(tell.events[key]["number"] for key in episode["events"] if key in tell.events)
    period = tell.span(episode["start"], episode["end"])
    events = tell(words.EPISODE_EVENTS, numbers=numbers) if numbers else ""
    facts = (period, tell.named(words.STATUSES, episode["status"]), events)
    sheet.say(". ".join(fact for fact in facts if fact), SMALL)
    sheet.table(SAID, (tell(words.SHOWN_LABEL), title), list(_sections(tell, episode)))


def _sections(tell: Telling, episode: Item) -> Iterator[Row]:
    yield from _text(tell, words.HAPPENED, episode["happened"])
    yield Band(tell(words.LOOKED))
    yield from _said_here(tell, episode) or [Wide(tell(words.NOBODY_WROTE))]
    yield Band(tell(words.FACTORS))
    found = [item for item in tell.snapshot.items("factors") if item["episode"] == episode["id"]]
    yield from (_factor(tell, factor) for factor in found)
    if not found:
        yield Wide(tell(words.NOTHING))
    yield from _text(tell, words.HELPED, episode["helped"])
    good = [item for item in tell.snapshot.items("good_practice") if item["on"]["id"] == episode["id"]]
    yield from [_said(tell, item, words.GOOD_PRACTICE_HERE) for item in good]
    yield from _text(tell, words.USUAL, episode["usual"])


def _text(tell: Telling, name: str, text: str) -> Iterator[Row]:
    yield Band(tell(name))
    yield Wide(text or tell(words.NOTHING))


def _said_here(tell: Telling, episode: Item) -> list[Row]:
    """Words about the episode, then about those of its events that are in no earlier episode."""
    rows: list[Row] = [_said(tell, item) for item in tell.said.get(("episode", episode["id"]), ())]
    for event in episode["events"]:
        if tell.homes[event] == episode["id"]:
            rows += _about_event(tell, event)
    return rows


def _about_event(tell: Telling, event: str) -> list[Row]:
    said = tell.said.get(("event", event), ())
    if not said or event not in tell.events:
        return []
    where = tell(
        words.ABOUT_EVENT,
        number=tell.events[event]["number"],
        date=tell.written_date(tell.events[event]["date"]),
    )
    return [Band(where, "Table heading"), *(_said(tell, item) for item in said)]


def _said(tell: Telling, item: Item, heading: str = "") -> Sequence[Cell]:
    """A row with somebody's words, exactly as they were written."""
    above = [Line(tell(heading), SMALL)] if heading else []
    small = ". ".join(tell.circumstances(item))
    return shown_as(tell, item), [*above, Line(item["text"], "Own words"), *_small(small)]


def _small(text: str) -> list[Line]:
    return [Line(text, SMALL)] if text else []


def shown_as(tell: Telling, item: Item) -> Sequence[Line]:
    """The label that was shown, and how its writer chose to be shown."""
    return Line(item["label"], "Shown label"), Line(tell.named(words.MODES, item["mode"]), SMALL)


def _factor(tell: Telling, factor: Item) -> Sequence[Cell]:
    direction = Line(tell.named(words.DIRECTIONS, factor["direction"]), "Shown label")
    by = ". ".join([factor["label"], tell.named(words.MODES, factor["mode"]), *tell.scribed(factor)])
    return [direction, *_small(factor["category"])], [Line(factor["text"], "Own words"), Line(by, SMALL)]


def other_words(sheet: Sheet, tell: Telling) -> None:
    """Words about single events outside every episode, and about nothing in particular."""
    homeless = [key for key in tell.events if key not in tell.homes]
    rows = [row for event in homeless for row in _about_event(tell, event)]
    placed = {"episode": tell.episodes, "event": tell.events}
    rest = [
        item for (kind, key), said in tell.said.items() if key not in placed.get(kind, ()) for item in said
    ]
    if rest:
        rows += [Band(tell(words.FREE_WORDS)), *(_said(tell, item) for item in rest)]
    if rows:
        sheet.heading(tell(words.OTHER_WORDS), 1)
        sheet.table(SAID, (tell(words.SHOWN_LABEL), tell(words.WORDS)), rows)


def factors(sheet: Sheet, tell: Telling) -> None:
    """All factors again, by framework and category."""
    sheet.heading(tell(words.FACTORS_BY_FRAMEWORK), 1)
    items = sorted(tell.snapshot.items("factors"), key=lambda item: (item["framework"], item["category"]))
    if not items:
        return sheet.say(tell(words.NOTHING))
    heads = (words.CATEGORY, words.FACTOR, words.WHERE)
    return sheet.table((56, 86, 36), [tell(head) for head in heads], list(_by_category(tell, items)))


def _by_category(tell: Telling, items: Iterable[Item]) -> Iterator[Row]:
    for item in items:
        direction = Line(tell.named(words.DIRECTIONS, item["direction"]), SMALL)
        category = [Line(item["category"], "Shown label"), *_small(item["framework"])]
        yield category, [Line(item["text"], "Own words"), direction], tell.episode(item["episode"])


def team_lane(sheet: Sheet, tell: Telling) -> None:
    """Words for the review team only, on pages of their own; nothing at all in a copy without them."""
    if TEAM_LANE not in tell.snapshot.parts:
        return
    sheet.heading(tell(words.TEAM_LANE), 1, new_page=True)
    sheet.say(tell(words.TEAM_LANE_LEAD))
    rows: list[Row] = []
    for item in tell.snapshot.items(TEAM_LANE):
        about = Line(tell.about(item["on"]), SMALL)
        small = _small(". ".join(tell.circumstances(item)))
        rows.append((shown_as(tell, item), [Line(item["text"], "Own words"), about, *small]))
    if rows:
        sheet.table(SAID, (tell(words.SHOWN_LABEL), tell(words.WORDS)), rows)
    else:
        sheet.say(tell(words.NOTHING))
