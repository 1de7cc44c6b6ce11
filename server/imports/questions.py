"""The questions about a whole file, each asked once, with what was used in the meantime."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import sentences
from .dates import When
from .flags import Period
from .order import Votes
from .reading import Question, Row
from .spans import Around

Answers = Mapping[str, str]
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the date cells of a file say together.

    `day_numbers` tells that words in the column count days as spreadsheets do; `swapped` that its true
    dates look as if day and month were taken for each other: words are month first, and no true date has a
    day above 12.
    """

    votes: Votes
    day_numbers: bool = False
    swapped: bool = False


def around_of(evidence: Evidence, answers: Answers, period: Period) -> Around:
    """Give how the dates of a file are read: by its own evidence, or by a person's answers."""
    order = answers.get("order", evidence.votes.order)
    year = answers.get("year", "")
    first, last = period.start, period.end
    return Around(
        order="month" if order == "month" else "day",
        year=int(year) if year.isdigit() and len(year) == 4 else None,
        years=tuple(range(first.year, last.year + 1)) if first and last else (),
        named_number=answers.get("named number"),
        day_numbers=evidence.day_numbers and answers.get("day numbers", "yes") == "yes",
        swapped=evidence.swapped and answers.get("swapped") == "yes",
    )


def questions_about(
    rows: Sequence[Row], evidence: Evidence, answers: Answers, period: Period
) -> tuple[Question, ...]:
    """Give what a person should be asked about a file; what has been answered is not asked again."""
    whens = [row.when for row in rows]
    possible = (
        _order(evidence.votes),
        _swapped(evidence),
        _day_numbers(whens, evidence.day_numbers),
        _year(whens, period),
        _about(
            "named number",
            sentences.ASK_NAMED_NUMBER,
            (("", sentences.LOOK_AT_EACH), ("day", sentences.A_DAY), ("year", sentences.A_YEAR)),
            _needing(whens, sentences.DAY_OR_YEAR),
        ),
        _about(
            "weekday",
            sentences.ASK_WEEKDAY,
            (("", sentences.LOOK_AT_EACH), ("numbers", sentences.NUMBERS_COUNT)),
            _needing(whens, sentences.WEEKDAY),
        ),
    )
    return tuple(question for question in possible if question and question.key not in answers)


def _order(votes: Votes) -> Question | None:
    options = (("day", sentences.DAY_FIRST), ("month", sentences.MONTH_FIRST))
    if votes.certain:
        return None
    first = options if votes.order == "day" else options[::-1]
    return Question(
        "order", sentences.ASK_ORDER, first, votes.examples, votes.day + votes.month + votes.either
    )


def _swapped(evidence: Evidence) -> Question | None:
    options = (("", sentences.KEEP_DATES), ("yes", sentences.SWAP_DATES))
    return Question("swapped", sentences.ASK_SWAPPED, options) if evidence.swapped else None


def _day_numbers(whens: Sequence[When], day_numbers: bool) -> Question | None:
    if not day_numbers:
        return None
    options = (("yes", sentences.YES_DATES), ("no", sentences.NO_DATES))
    numbered = [when for when in whens if "day_number" in when.marks]
    return _about("day numbers", sentences.ASK_DAY_NUMBERS, options, numbered)


def _year(whens: Sequence[When], period: Period) -> Question | None:
    years = range(period.start.year, period.end.year + 1) if period.start and period.end else ()
    options = (("", sentences.LOOK_AT_EACH), *((str(year), str(year)) for year in years))
    return _about("year", sentences.ASK_YEAR, options, _needing(whens, sentences.YEAR))


def _needing(whens: Iterable[When], needs: str) -> list[When]:
    return [when for when in whens if when.needs == needs]


def _about(
    key: str, words: str, options: tuple[tuple[str, str], ...], whens: Sequence[When]
) -> Question | None:
    if not whens:
        return None
    examples = dict.fromkeys(when.text for when in whens)
    return Question(key, words, options, tuple(examples)[:EXAMPLES], len(whens))
