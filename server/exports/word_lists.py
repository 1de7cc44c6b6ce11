"""The lists of a record in its Word file: good practice, disputes, quick wins, numbers and the like."""

from __future__ import annotations

from collections.abc import Sequence

from server.exports import words
from server.exports.sheet import Cell, Line, Sheet
from server.exports.telling import Item, Telling
from server.exports.word_board import SMALL, shown_as
from sessions.parts import CHANGES


def listed(
    sheet: Sheet, tell: Telling, widths: Sequence[float], heads: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    """A table, or the sentence that there is nothing."""
    if rows:
        sheet.table(widths, [tell(head) for head in heads], rows)
    else:
        sheet.say(tell(words.NOTHING))


def good_practice(sheet: Sheet, tell: Telling) -> None:
    """Practice to keep, with what it is about."""
    sheet.heading(tell(words.GOOD_PRACTICE), 1)
    rows = [
        (shown_as(tell, item), [*_own_words(tell, item), Line(tell.about(item["on"]), SMALL)])
        for item in tell.snapshot.items("good_practice")
    ]
    listed(sheet, tell, (48, 130), (words.SHOWN_LABEL, words.WORDS), rows)


def challenges(sheet: Sheet, tell: Telling) -> None:
    """Disputed facts and how they stand."""
    sheet.heading(tell(words.CHALLENGES), 1)
    sheet.say(tell(words.CHALLENGES_LEAD))
    heads = (words.EVENT, words.DISPUTED, words.SHOWN_LABEL, words.STANDS)
    rows = [_dispute(tell, item) for item in tell.snapshot.items("challenges")]
    listed(sheet, tell, (30, 70, 42, 36), heads, rows)


def _own_words(tell: Telling, item: Item) -> list[Line]:
    """What somebody wrote, and that it was written down for them where it was."""
    return [Line(item["text"], "Own words"), *(Line(said, SMALL) for said in tell.scribed(item))]


def _dispute(tell: Telling, item: Item) -> Sequence[Cell]:
    cited = Line(tell(words.RECORD_CITED, record=item["record"]), SMALL)
    said = [*_own_words(tell, item), *([cited] if item["record"] else [])]
    return tell.event(item["event"]), said, shown_as(tell, item), item["resolution"] or tell(words.OPEN)


def priorities(sheet: Sheet, tell: Telling) -> None:
    """What the room was asked, with results as they were told; nothing when nothing was."""
    asked = tell.snapshot.items("priorities")
    if asked:
        sheet.heading(tell(words.PRIORITIES), 1)
        sheet.say(tell(words.PRIORITIES_LEAD))
    for ballot in asked:
        _ballot(sheet, tell, ballot)


def _ballot(sheet: Sheet, tell: Telling, ballot: Item) -> None:
    question = tell(words.ASKED[ballot["kind"]])
    about = tell.about(ballot["on"]) if ballot["kind"] == "poll" else ""
    sheet.heading(tell(words.ASKED_ABOUT, question=question, about=about) if about else question, 2)
    if not ballot["results"]:
        sheet.say(tell(words.TOO_FEW_ANSWERED))
    for label, results in [
        ("", ballot["results"]),
        *((one["label"], one["results"]) for one in ballot["groups"]),
    ]:
        rows = [(Line(tell.option(one["option"]), "Own words"), tell.number(one["told"])) for one in results]
        if rows:
            head = tell(words.ANSWER_OF, label=label) if label else tell(words.ANSWER)
            sheet.table((130, 48), (head, tell(words.TOLD)), rows)


def quick_wins(sheet: Sheet, tell: Telling) -> None:
    """What need not wait for the report."""
    sheet.heading(tell(words.QUICK_WINS), 1)
    heads = (words.ACTION, words.OWNER, words.AGENCY, words.BY_WHEN)
    rows = [
        (Line(win["what"], "Own words"), win["owner"], tell.agency(win["agency"]), tell.day(win["by"]))
        for win in tell.snapshot.items("quick_wins")
    ]
    listed(sheet, tell, (72, 34, 40, 32), heads, rows)


def questions(sheet: Sheet, tell: Telling) -> None:
    """Questions for the Board."""
    sheet.heading(tell(words.QUESTIONS), 1)
    rows = [(_own_words(tell, item), shown_as(tell, item)) for item in tell.snapshot.items("board_questions")]
    listed(sheet, tell, (130, 48), (words.QUESTION, words.SHOWN_LABEL), rows)


def parked(sheet: Sheet, tell: Telling) -> None:
    """What was kept for later."""
    sheet.heading(tell(words.PARKED), 1)
    rows = [(Line(item["text"], "Own words"), item["owner"]) for item in tell.snapshot.items("parked")]
    listed(sheet, tell, (130, 48), (words.PARKED_ITEM, words.OWNER), rows)


def not_shown(sheet: Sheet, tell: Telling) -> None:
    """How many were withdrawn, set aside or moved, and why; never their words (promise R5)."""
    sheet.heading(tell(words.NOT_SHOWN), 1)
    sheet.say(tell(words.NOT_SHOWN_LEAD))
    rows = [
        (tell.named(words.KINDS, item["kind"]), str(item["reason"] or ""), str(item["number"]))
        for item in tell.snapshot.items("set_aside_counts")
    ]
    heads = (words.KIND, words.REASON, words.HOW_MANY)
    listed(sheet, tell, (78, 70, 30), heads, rows)


def changes(sheet: Sheet, tell: Telling) -> None:
    """What changed since the last snapshot that this one can be compared with."""
    items = tell.snapshot.items(CHANGES)
    since = next((item["since"] for item in items if "since" in item), None)
    if since is None:
        sheet.heading(tell(words.CHANGED), 1)
        return sheet.say(tell(words.NOT_COMPARED))
    sheet.heading(tell(words.CHANGED_SINCE, number=since), 1)
    changed = [item for item in items if "added" in item]
    heads = (words.PART, words.ADDED_COUNT, words.REMOVED_COUNT, words.CHANGED_COUNT)
    if changed:
        rows = [_change(tell, item) for item in changed]
        sheet.table((88, 30, 30, 30), [tell(head) for head in heads], rows)
    for sentence in [*_redated(tell, changed), *_more(tell, items)]:
        sheet.say(sentence)
    if len(items) == 1:
        sheet.say(tell(words.UNCHANGED))


def _change(tell: Telling, item: Item) -> Sequence[Cell]:
    return tell.named(words.PARTS, item["part"]), *(
        str(len(item[way])) for way in ("added", "removed", "changed")
    )


def _redated(tell: Telling, changed: Sequence[Item]) -> list[str]:
    moved = [each for item in changed for each in item["changed"] if "date_was" in each]
    return [
        tell(words.EVENT_REDATED, number=event["number"], was=each["date_was"], now=event["date"]["text"])
        for each in moved
        if (event := tell.events.get(each["id"])) and event["date"]["text"] != each["date_was"]
    ]


def _more(tell: Telling, items: Sequence[Item]) -> list[str]:
    return [
        tell(
            words.MORE_NOT_SHOWN if item["more"] > 0 else words.FEWER_NOT_SHOWN,
            kind=", ".join(filter(None, (tell.named(words.KINDS, item["kind"]), item["reason"]))),
            more=abs(item["more"]),
        )
        for item in items
        if "more" in item
    ]
