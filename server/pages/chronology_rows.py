"""The step in which rows are looked at: what stands in the file beside how it was read, and what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import NoSuchPage, check_form, store_of
from server.chronicle import PURPOSE
from server.imports.codec import from_plain
from server.imports.reading import Row
from server.pages import chronology as kept
from server.pages import chronology_words as words
from server.pages.chronologies import given
from server.pages.chronology import Chronology, Decision, change, counted, own_chronology, reading_of
from server.pages.chronology_events import events_from, is_date, period_in, settled
from server.pages.desk import desk
from server.pages.fields import N_, tidy
from server.store.books import Books
from sessions.contents import EventDate
from sessions.meeting import Review

PAGE = 100
SHOWN = ("look", "ready", "all", "people", "left")
NOT_A_DATE = N_("We could not read this as a date. Please write it like 5 September 2024, or about May 2024.")
WHOSE = N_("Please say first which agency this file is from.")
ASKED = N_("Please answer the question about the whole file first.")
NO_ROWS = N_("There is no row to add. Please look at the columns again.")

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown. `number` counts the rows of the file, `place` is what it is known by.

    `cells` are (heading, words) of its own cells; `when` is how its date was read; `flags`, `problem` and the
    first words of `beside` are untranslated.
    """

    number: int
    place: str
    row: Row
    cells: tuple[tuple[str, str], ...]
    when: EventDate
    state: str
    flags: tuple[str, ...]
    beside: tuple[tuple[str, str], ...]
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows to show, and which hundred of them."""

    show: str
    page: int

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        return f"?show={self.show}&page={self.page}"


async def show(request: Request) -> Response:
    """`GET /reviews/{review}/chronologies/{chronology}/rows`"""
    review, key, chronology = await own_chronology(request)
    if chronology.state not in (kept.DRAFT, kept.CONFIRMED):
        return RedirectResponse(f"/reviews/{review.id}/chronologies/{key}", 303)
    return await _page(request, review, key, chronology, asked_by(request.query_params))


async def decide(request: Request) -> Response:
    """`POST .../rows`: keep a row, set its date, leave it out, or take that back."""
    review, key, chronology = await own_chronology(request)
    await check_form(request)
    form = await request.form()
    asked, place, verb = asked_by(form), str(form.get("place", "")), str(form.get("verb", ""))
    typed = tidy(form.get("words", ""))[:200]
    reading = await reading_of(request, review.id, key)
    if verb == kept.DATE and not is_date(typed, reading["order"]):
        return await _page(request, review, key, chronology, asked, {place: typed})
    if place not in {kept.place_of(row["place"]) for row in reading["rows"]}:
        raise NoSuchPage("row")

    def settle(_books: Books, found: Chronology) -> Chronology:
        if found.state != kept.DRAFT:
            return found
        decisions = {known: one for known, one in found.decisions.items() if known != place}
        if verb in (kept.KEEP, kept.DATE, kept.OUT):
            decisions[place] = Decision(verb, typed if verb == kept.DATE else "")
        return counted(replace(found, decisions=decisions), reading)

    await change(request, review.id, key, settle)
    return RedirectResponse(f"/reviews/{review.id}/chronologies/{key}/rows{asked.query}#rows", 303)


async def confirm(request: Request) -> Response:
    """`POST .../confirmation`: its rows go on the review's timeline."""
    review, key, chronology = await own_chronology(request)
    await check_form(request)
    if chronology.state != kept.DRAFT:
        return RedirectResponse(f"/reviews/{review.id}/chronologies/{key}", 303)
    trouble = _in_the_way(review, chronology)
    if trouble:
        return await _page(request, review, key, chronology, Asked("all", 1), trouble=trouble)
    reading = await reading_of(request, review.id, key)
    events = await asyncio.to_thread(events_from, key, chronology, reading, review)

    def add(_books: Books, found: Chronology) -> Chronology:
        if (found.state, found.turn, found.decisions) != (kept.DRAFT, chronology.turn, chronology.decisions):
            return found
        return replace(found, state=kept.CONFIRMED, events=events, turn=found.turn + 1)

    await change(request, review.id, key, add)
    return RedirectResponse(f"/reviews/{review.id}/timeline?added={len(events)}", 303)


async def reopen(request: Request) -> Response:
    """`POST .../reopening`: off the timeline, to be changed and confirmed again."""
    review, key, _ = await own_chronology(request)
    await check_form(request)
    secret = store_of(request).keys.derive(PURPOSE)

    def take_off(_books: Books, found: Chronology) -> Chronology:
        if found.state != kept.CONFIRMED:
            return found
        return replace(found, state=kept.DRAFT, events=[], given=given(secret, found), turn=found.turn + 1)

    await change(request, review.id, key, take_off)
    return RedirectResponse(f"/reviews/{review.id}/chronologies/{key}/columns", 303)


def asked_by(typed: Mapping[str, Any]) -> Asked:
    """What an address or a form asks to see."""
    show, number = str(typed.get("show", "")), str(typed.get("page", ""))
    known = show if show in SHOWN else "all"
    return Asked(
        known, max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    )


def _in_the_way(review: Review, chronology: Chronology) -> str:
    if chronology.agency not in review.by_abbreviation:
        return WHOSE
    if chronology.unanswered:
        return ASKED
    return "" if chronology.rows else NO_ROWS


def chosen(chronology: Chronology, rows: Sequence[Plain], show: str) -> list[tuple[int, Plain]]:
    """The rows of one of the lists, each with its number in the file's order."""
    return [
        (number, row)
        for number, row in enumerate(rows, start=1)
        if _fits(show, row, kept.state_of(row, chronology.decisions.get(kept.place_of(row["place"]))))
    ]


def _fits(show: str, row: Plain, state: str) -> bool:
    if show == "left" or state == kept.LEFT:
        return show == "left" and state == kept.LEFT
    if show == "people":
        return words.is_about_people(row["flags"])
    return show == "all" or (show == "look") == (state == kept.LOOK)


def lines_of(
    review: Review, chronology: Chronology, reading: Plain, rows: Sequence[tuple[int, Plain]]
) -> Iterator[Line]:
    """Rows as they are shown."""
    period = period_in(review)
    for number, plain in rows:
        place = kept.place_of(plain["place"])
        decision = chronology.decisions.get(place)
        row = settled(from_plain(Row, plain), decision, reading["order"], period)
        yield Line(
            number,
            place,
            row,
            _cells(reading, row),
            _read_as(row),
            kept.state_of(plain, decision),
            tuple(words.in_words(row.flags)),
            tuple((words.BESIDE.get(kind, kind), said) for kind, said in row.aside),
            decision,
        )


def left_out(reading: Plain) -> list[Plain]:
    """What is no row, with the reason, in the order of the file; blank rows one after another stand together."""
    found: list[Plain] = []
    for left in [*reading["left_out"], *reading["outside"]]:
        before = found[-1] if found else None
        if before and left["code"] == before["code"] == "blank" and _is_next(before, left):
            found[-1] = {**before, "to": left["place"]["row"]}
        else:
            found.append({**left, "to": left["place"]["row"]})
    return found


def _is_next(before: Plain, left: Plain) -> bool:
    here, there = before["place"], left["place"]
    return all(here[name] == there[name] for name in ("sheet", "table")) and there["row"] == before["to"] + 1


def _cells(reading: Plain, row: Row) -> tuple[tuple[str, str], ...]:
    place = row.place
    name = place.sheet or (f"Table {place.table}" if place.table else "")
    headings = reading["columns"].get(name, {}).get("headings", ())
    padded = [*headings, *[""] * len(row.cells)]
    return tuple((heading, cell) for heading, cell in zip(padded, row.cells, strict=False) if cell.strip())


def _read_as(row: Row) -> EventDate:
    when = row.when
    start, end = (day.isoformat() if day else None for day in (when.start, when.end))
    return EventDate(when.text, start, end, when.precision, when.uncertain, when.time_text)


async def _page(
    request: Request,
    review: Review,
    key: str,
    chronology: Chronology,
    asked: Asked,
    typed: Mapping[str, str] | None = None,
    trouble: str = "",
) -> Response:
    reading = await reading_of(request, review.id, key)
    lists = {show: chosen(chronology, reading["rows"], show) for show in SHOWN}
    left = left_out(reading) if asked.show == "left" else []
    pages = max(1, -(-max(len(lists[asked.show]), len(left)) // PAGE))
    asked = replace(asked, page=min(asked.page, pages))
    here = slice(PAGE * (asked.page - 1), PAGE * asked.page)
    return await desk(
        request,
        "chronologies/rows.html",
        422 if typed or trouble else 200,
        review,
        tab="chronologies",
        key=key,
        chronology=chronology,
        agency=review.by_abbreviation.get(chronology.agency),
        asked=asked,
        pages=pages,
        counts={show: len(rows) for show, rows in lists.items()} | {"left": chronology.left_out},
        lines=list(lines_of(review, chronology, reading, lists[asked.show][here])),
        left=left[here],
        remarks=[words.REMARKS[code] for code in reading["remarks"] if code in words.REMARKS],
        typed=typed or {},
        not_a_date=NOT_A_DATE,
        left_by_you=words.LEFT_BY_YOU,
        trouble=trouble,
    )
