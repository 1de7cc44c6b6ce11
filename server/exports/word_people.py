"""Who was there, who was missing and what was agreed, in the Word file of a record."""

from __future__ import annotations

from collections.abc import Sequence

from server.exports import words
from server.exports.sheet import Cell, Line, Sheet
from server.exports.telling import Item, Telling
from server.exports.word_board import SMALL
from server.exports.word_lists import listed


def who(sheet: Sheet, tell: Telling) -> None:
    """Who was there, by group and agency; small numbers of the case group blurred."""
    sheet.heading(tell(words.WHO), 1)
    sheet.say(tell(words.WHO_LEAD))
    lines = tell.snapshot.items("attendance")
    whole = [line for line in lines if line["agency"] is None]
    rows = [(tell.named(words.GROUPS, line["group"]), tell.how_many(line["present"])) for line in whole]
    listed(sheet, tell, (120, 58), (words.GROUP, words.PRESENT), rows)
    groups = [line["group"] for line in whole if any(_is_of(each, line["group"]) for each in lines)]
    if "case_group" not in groups and any(line["group"] == "case_group" for line in whole):
        sheet.say(tell(words.AGENCIES_LEFT_OUT), SMALL)
    if groups:
        _by_agency(sheet, tell, groups)


def _is_of(line: Item, group: str) -> bool:
    return bool(line["group"] == group and line["agency"])


def _by_agency(sheet: Sheet, tell: Telling, groups: Sequence[str]) -> None:
    lines = tell.snapshot.items("attendance")
    present = {(line["group"], line["agency"]): tell.how_many(line["present"]) for line in lines}
    codes = list(dict.fromkeys([*tell.agencies, *(line["agency"] for line in lines if line["agency"])]))
    width = 100 / len(groups)
    none = tell(words.BLURRED["none"])
    sheet.table(
        (78, *(width for _ in groups)),
        [tell(words.AGENCY), *(tell.named(words.GROUPS, group) for group in groups)],
        [[tell.agency(code), *(present.get((group, code), none) for group in groups)] for code in codes],
    )


def limits(sheet: Sheet, tell: Telling) -> None:
    """Who was missing."""
    sheet.heading(tell(words.LIMITS), 2)
    sheet.say(tell(words.LIMITS_LEAD))
    rows = [
        (
            tell.agency(line["agency"]),
            tell.how_many(line["invited_not_present"]),
            _who_came(tell, line["nobody_present"]),
        )
        for line in tell.snapshot.items("method_limits")
    ]
    listed(sheet, tell, (78, 40, 60), (words.AGENCY, words.NOT_THERE, words.WHO_CAME), rows)


def _who_came(tell: Telling, nobody: bool | None) -> str:
    if nobody is None:
        return ""
    return tell(words.NOBODY_CAME if nobody else words.OTHERS_CAME)


def rules(sheet: Sheet, tell: Telling) -> None:
    """Ground rules, steps with the ways to be shown, and how small groups were protected."""
    sheet.heading(tell(words.RULES), 1)
    for rules in tell.rules("rules"):
        sheet.heading(tell(words.RULES_TEXT, version=rules["version"]), 2)
        for paragraph in rules["text"].splitlines():
            sheet.say(paragraph)
        sheet.say(tell(words.RULES_ACCEPTED, accepted=tell.how_many(rules["accepted"])))
    sheet.heading(tell(words.STEPS), 2)
    heads = (words.STEP, words.MINUTES, words.SHOWN_AS)
    listed(sheet, tell, (96, 20, 62), heads, [_step(tell, step) for step in tell.rules("phase")])
    sheet.heading(tell(words.THRESHOLDS), 2)
    for limits in tell.rules("thresholds"):
        for key, sentence in words.THRESHOLD_LINES.items():
            if key in limits:
                sheet.say(tell(sentence, n=limits[key]))


def _step(tell: Telling, step: Item) -> Sequence[Cell]:
    name = Line(tell(words.STEP_NAME, number=step["number"], name=step["name"]), "Shown label")
    modes = [tell.named(words.SHORT_MODES, mode) for mode in step["modes"]]
    shown = [Line(", ".join(modes) or tell(words.NO_WORDS))]
    hidden = [Line(tell(words.BLIND), SMALL)] if step["blind"] and modes else []
    asked = [Line(step["prompt"])] if step["prompt"] else []
    return [name, *asked], str(step["minutes"]), [*shown, *hidden]
