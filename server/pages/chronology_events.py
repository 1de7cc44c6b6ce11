"""From a reading and what people decided about its rows to the events that go on the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from server.imports.codec import as_plain, from_plain
from server.imports.dates import read_date
from server.imports.events import events_in, takes_words_from_above
from server.imports.flags import Period, scope_flags
from server.imports.reading import Reading, Row
from server.imports.spans import Around
from server.pages import chronology as kept
from server.pages.chronology import Chronology, Decision
from server.pages.readings import period_of
from sessions.meeting import Review

BY_HAND = "date_set_by_hand"
_OF_SCOPE = ("outside_scope_before", "outside_scope_after", "partly_outside_scope", "after_death")


def settled(row: Row, decision: Decision | None, order: str, period: Period) -> Row:
    """A row as a person decided it: its own words stay, only how its date is read changes.

    Args:
        row: as it was read.
        decision: about it, or None.
        order: "day" or "month", how numeric dates of its file are read.
        period: of the review.
    """
    if decision is None or decision.verb == kept.OUT:
        return row
    if decision.verb == kept.KEEP:
        return replace(row, problem=None)
    when = read_date(decision.words, Around(order="month" if order == "month" else "day"))
    timed = when if when.time_text else replace(when, **_time_of(row))
    own = "" if takes_words_from_above(row) else row.when.text.strip()
    dated = replace(row, when=replace(timed, text=own or decision.words), date_from=None, problem=None)
    others = [flag for flag in row.flags if flag not in _OF_SCOPE]
    return replace(dated, flags=(*others, *scope_flags(dated, period), BY_HAND))


def is_date(words: str, order: str) -> bool:
    """Whether words can be read as a date without another question."""
    when = read_date(words, Around(order="month" if order == "month" else "day"))
    return when.needs is None and bool(when.start or when.end)


def events_from(
    key: str, chronology: Chronology, reading: Mapping[str, Any], review: Review
) -> list[dict[str, Any]]:
    """The events of a chronology, ready for a board, in the order of its rows.

    Args:
        key: its id, which is part of the events' ids.
        chronology: with the decisions.
        reading: as plain values.
        review: whose period counts.
    """
    read, period = from_plain(Reading, reading), period_in(review)
    rows = []
    for row in read.rows:
        decision = chronology.decisions.get(kept.place_of(as_plain(row.place)))
        if decision is None or decision.verb != kept.OUT:
            rows.append(settled(row, decision, read.order, period))
    grids = {name: number for number, name in enumerate(read.columns, start=1)}

    def name(row: Row) -> str:
        place = row.place
        grid = grids.get(place.sheet or (f"Table {place.table}" if place.table else ""), 0)
        made = f"{key}-{grid}-{place.row}"
        return chronology.ids.get(kept.place_of(as_plain(place)), made)

    return events_in(chronology.agency, replace(read, rows=tuple(rows)), name)


def period_in(review: Review) -> Period:
    """The review's period as the flags want it."""
    scope = period_of(review)
    return Period(*scope) if scope else Period()


def _time_of(row: Row) -> dict[str, Any]:
    when = row.when
    return {"time_text": when.time_text, "time_start": when.time_start, "time_end": when.time_end}
