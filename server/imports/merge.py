"""All agencies' readings as one timeline: rows side by side, what may be the same event linked, gaps shown.

Nothing is ever merged: two agencies that tell the same event with two dates are two rows and a question
(domain.md section 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from .flags import Period
from .gaps import USUAL_DAYS, Gap, Numbered, gaps_in
from .likeness import (
    FARTHEST_DAYS,
    Corpus,
    Gist,
    can_be_compared,
    corpus_of,
    days_apart,
    gist_of,
    likeness,
    telling_words,
)
from .reading import Reading, Row

ALIKE = 4.0
MOST_LINKED = 12
FEWEST_LINKED = 0.3


@dataclass(frozen=True, slots=True)
class Link:
    """Rows that may tell the same event. `kind` is duplicate (a common day), clash (none) or twice (one agency).

    `days` are the days they give, in order; `shared` the words and kinds of happening in common.
    """

    kind: str
    rows: tuple[str, ...]
    days: tuple[date, ...]
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BusyDay:
    """A day on which at least three agencies have a row."""

    day: date
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Combined:
    """One timeline. `rows` are in the order of time, rows without a date where their file has them."""

    rows: tuple[Numbered, ...]
    links: tuple[Link, ...]
    gaps: tuple[Gap, ...]
    busy_days: tuple[BusyDay, ...]


def combine(
    readings: Sequence[tuple[str, Reading]], period: Period | None = None, gap_days: int = USUAL_DAYS
) -> Combined:
    """Lay readings beside each other.

    Args: readings, pairs of an agency's abbreviation and a reading; period, what the review says about
    time; gap_days, from how many days on a time without contact is shown. Ids are the agency's abbreviation
    and a running number in the order of its files ("ASC-001"), so they stay while the files stay.
    """
    rows = list(numbered_rows(readings))
    return Combined(
        tuple(row for _, row in sorted(_places(rows), key=lambda pair: pair[0])),
        (*_told_twice(rows), *_links(rows)),
        gaps_in(rows, period or Period(), gap_days),
        tuple(_busy_days(rows)),
    )


def numbered_rows(readings: Sequence[tuple[str, Reading]]) -> Iterator[Numbered]:
    """Give every row its id, in the order of the readings and of their rows."""
    counts: dict[str, int] = {}
    for agency, reading in readings:
        for row in reading.rows:
            counts[agency] = counts.get(agency, 0) + 1
            yield Numbered(f"{agency}-{counts[agency]:03}", agency, row)


def _places(rows: Sequence[Numbered]) -> Iterator[tuple[tuple[date, str, int], Numbered]]:
    """A row without a date stands behind the row before it in its file."""
    last: dict[tuple[str, str], date] = {}
    for index, numbered in enumerate(rows):
        when, file = numbered.row.when, (numbered.agency, numbered.row.place.file)
        known = when.start or when.end
        day = known or last.get(file, date.min)
        last[file] = day
        time = (when.time_start or "") if known else "99"
        yield (day, time, index), numbered


def _told_twice(rows: Sequence[Numbered]) -> Iterator[Link]:
    """The same words under the same date twice in one agency's files."""
    seen: dict[tuple[str, date | None, str], list[Numbered]] = {}
    for numbered in rows:
        words = " ".join(numbered.row.what.lower().split())
        if numbered.row.when.start and len(words) > 12:
            key = (numbered.agency, numbered.row.when.start, f"{numbered.row.when.time_start} {words}")
            seen.setdefault(key, []).append(numbered)
    for group in seen.values():
        if len(group) > 1:
            yield Link("twice", tuple(n.id for n in group), _days(group))


def _links(rows: Sequence[Numbered]) -> list[Link]:
    known = [numbered for numbered in rows if can_be_compared(numbered.row)]
    gists = {numbered.id: gist_of(numbered.row) for numbered in known}
    corpus = corpus_of(list(gists.values()))
    scored = sorted(_pairs(known, gists, corpus), key=lambda pair: (-pair[0], pair[1].id, pair[2].id))
    groups = _grouped(scored)
    links = [_link(group, gists, corpus) for group in groups]
    return sorted(links, key=lambda link: (link.days[0], link.rows))


def _pairs(
    rows: Sequence[Numbered], gists: dict[str, Gist], corpus: Corpus
) -> Iterator[tuple[float, Numbered, Numbered]]:
    """Score the pairs of different agencies that lie close together; a window keeps this quick."""
    ordered = sorted(rows, key=lambda numbered: numbered.row.when.start or date.min)
    begin = 0
    for index, one in enumerate(ordered):
        while _starts(one) - _starts(ordered[begin]) > timedelta(days=FARTHEST_DAYS + 7):
            begin += 1
        for other in ordered[begin:index]:
            if one.agency != other.agency and days_apart(one.row, other.row) <= FARTHEST_DAYS:
                score = likeness((one.row, gists[one.id]), (other.row, gists[other.id]), corpus)
                if score >= ALIKE:
                    yield score, one, other


def _starts(numbered: Numbered) -> date:
    return numbered.row.when.start or date.min


def _grouped(scored: Sequence[tuple[float, Numbered, Numbered]]) -> list[list[Numbered]]:
    """Join the most alike pairs first; a group lies within a few days and has one agency at most twice."""
    group_of: dict[str, list[Numbered]] = {}
    scores = {frozenset((one.id, other.id)): score for score, one, other in scored}
    for _, one, other in scored:
        first, second = group_of.get(one.id, [one]), group_of.get(other.id, [other])
        if first is second or not _fit(first, second, scores):
            continue
        joined = first + second
        for member in joined:
            group_of[member.id] = joined
    distinct = {id(group): group for group in group_of.values()}
    return [sorted(group, key=lambda numbered: numbered.id) for group in distinct.values()]


def _fit(first: Sequence[Numbered], second: Sequence[Numbered], scores: dict[frozenset[str], float]) -> bool:
    together = [*first, *second]
    pairs = list(combinations(together, 2))
    if len(together) > MOST_LINKED or any(days_apart(a.row, b.row) > FARTHEST_DAYS for a, b in pairs):
        return False
    if any(a.agency == b.agency and not _of_one_incident(a, b) for a, b in pairs):
        return False
    linked = sum(frozenset((a.id, b.id)) in scores for a in first for b in second)
    return linked >= FEWEST_LINKED * len(first) * len(second)


def _of_one_incident(one: Numbered, other: Numbered) -> bool:
    """An agency may write one incident in two rows, right below each other and on the same day."""
    here, there = one.row.place, other.row.place
    near = (here.file, here.sheet, here.table) == (there.file, there.sheet, there.table)
    return near and abs(here.row - there.row) == 1 and one.row.when.start == other.row.when.start


def _link(group: Sequence[Numbered], gists: dict[str, Gist], corpus: Corpus) -> Link:
    days = _days(group)
    apart = any(days_apart(a.row, b.row) for a, b in combinations(group, 2))
    shared = telling_words([gists[numbered.id] for numbered in group], corpus)
    return Link("clash" if apart else "duplicate", tuple(n.id for n in group), days, shared)


def _days(group: Sequence[Numbered]) -> tuple[date, ...]:
    return tuple(sorted({_starts(numbered) for numbered in group}))


def _busy_days(rows: Sequence[Numbered], fewest: int = 3) -> Iterator[BusyDay]:
    agencies: dict[date, set[str]] = {}
    for numbered in rows:
        row: Row = numbered.row
        if row.when.start and row.when.start == row.when.end and "no_contact" not in row.flags:
            agencies.setdefault(row.when.start, set()).add(numbered.agency)
    for day, found in sorted(agencies.items()):
        if len(found) >= fewest:
            yield BusyDay(day, tuple(sorted(found)))
