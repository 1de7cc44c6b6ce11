"""The step in which columns are matched: our guess, what a person corrects, and the questions about a whole file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.imports.codec import as_plain, from_plain
from server.imports.headings import BOTH, ROLES
from server.imports.reading import Choice, Columns
from server.pages import chronology as kept
from server.pages.chronologies import fields, readings_of
from server.pages.chronology import Chronology, change, own_chronology, reading_of
from server.pages.desk import desk
from server.pages.fields import CHOICE, N_, Answers, Field, receive
from server.store.books import Books
from sessions.meeting import Review

USES = (
    ("date", N_("Date or dates")),
    ("end date", N_("Last day, in a column of its own")),
    ("time", N_("Time")),
    ("end time", N_("Time it ended, in a column of its own")),
    ("what", N_("What happened")),
    (BOTH, N_("Date and what happened, together")),
    ("action", N_("What was done about it")),
    ("source", N_("Source")),
    ("agency", N_("Agency")),
    ("worker", N_("Leave out: identifies staff")),
    ("comment", N_("Agency’s own comment (private)")),
    ("views", N_("Leave out: views")),
    ("ref", N_("Leave out: a number")),
    ("other", N_("Leave out")),
)
# Staff, comments and what is left out may stand in several columns.
_ONCE = ("date", "end date", "time", "end time", "what", BOTH, "action", "source", "agency")
SURENESS = {
    "sure": N_("Sure"),
    "likely": N_("Likely"),
    "check": N_("Please check"),
    "empty": N_("Nearly empty"),
}
SAME_USE = N_("Two columns are used as the same thing. Please change one of them.")
NO_WHAT = N_("Please say which column tells what happened.")
NO_ROW = N_("Please give the number of the row with the headings, or of two rows, like 2, 3.")
UNANSWERED = N_("Please choose an answer. We ask once for the whole file.")
_NUMBERS = re.compile(r"(?: *[0-9]{1,6} *(?:[,;-]|and|$))*", re.IGNORECASE)
_MOST_ROWS = 3
# Stands for the answer that leaves it open, which a form cannot tell from no answer.
NONE = "-"

Form = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """Sheets or tables of a file that look alike, to be corrected together; `number` is their place on the page.

    `names` are those of the reading; `header` is the rows of the headings as shown.
    """

    number: int
    names: tuple[str, ...]
    columns: Columns
    header: str

    @property
    def key(self) -> str:
        """What its first field is called, to lead there."""
        return f"table-{self.number}"


@dataclass(frozen=True, slots=True)
class Matched:
    """What was typed about one table: roles, rows of the headings, and whether to read it."""

    roles: tuple[str, ...]
    header: str
    read: bool


async def show(request: Request) -> Response:
    """`GET /reviews/{review}/chronologies/{chronology}/columns`"""
    review, key, chronology = await own_chronology(request)
    if chronology.state not in (kept.DRAFT, kept.CONFIRMED):
        return RedirectResponse(f"/reviews/{review.id}/chronologies/{key}", 303)
    tables = tables_of(await reading_of(request, review.id, key))
    typed = {"agency": chronology.agency, **_shown_answers(chronology)}
    return await _page(request, review, key, chronology, tables, Answers(typed), matched_in({}, tables))


async def update(request: Request) -> Response:
    """`POST .../columns`: on to the rows, or read again when something was changed."""
    review, key, chronology = await own_chronology(request)
    tables = tables_of(await reading_of(request, review.id, key))
    answers = await receive(request, (*fields(review), *_questions(chronology)))
    matched = matched_in(await request.form(), tables)
    answers = _checked(answers, tables, matched)
    if answers.is_open:
        return await _page(request, review, key, chronology, tables, answers, matched, answers.status)
    if chronology.state != kept.DRAFT:
        return RedirectResponse(f"/reviews/{review.id}/chronologies/{key}", 303)
    said = {question["key"]: answers[_name(question)].strip(NONE) for question in chronology.questions}
    mapping = mapping_of(chronology.mapping, tables, matched)

    def keep(_books: Books, found: Chronology) -> Chronology:
        return _changed(replace(found, agency=answers["agency"]), said, mapping)

    changed = await change(request, review.id, key, keep)
    if changed.state == kept.READING:
        readings_of(request).begin(review, key)
        return RedirectResponse(f"/reviews/{review.id}/chronologies/{key}", 303)
    shown = "look" if changed.looks else "all"
    return RedirectResponse(f"/reviews/{review.id}/chronologies/{key}/rows?show={shown}", 303)


def tables_of(reading: Mapping[str, Any]) -> list[Table]:
    """The sheets and tables of a file, those with the same columns together, those that are read first."""
    alike: dict[tuple[Any, ...], list[tuple[str, Columns]]] = {}
    for name, plain in reading["columns"].items():
        columns = from_plain(Columns, plain)
        alike.setdefault((columns.headings, columns.roles, columns.chronology), []).append((name, columns))
    groups = sorted(alike.values(), key=lambda group: not group[0][1].chronology)
    return [
        Table(number, tuple(name for name, _ in group), group[0][1], ", ".join(map(str, group[0][1].header)))
        for number, group in enumerate(groups)
    ]


def matched_in(form: Form, tables: Sequence[Table]) -> list[Matched]:
    """What a form says about the tables; without a form, how they were read."""
    return [_matched(form, table) if form else _as_read(table) for table in tables]


def mapping_of(
    before: Mapping[str, Choice], tables: Sequence[Table], matched: Sequence[Matched]
) -> dict[str, Choice]:
    """The corrections by sheet or table; what was guessed and left as it was is guessed anew next time."""
    found = {
        name: _choice(before.get(name, Choice()), table, one)
        for table, one in zip(tables, matched, strict=True)
        for name in table.names
    }
    return {name: choice for name, choice in found.items() if choice != Choice()}


def _as_read(table: Table) -> Matched:
    return Matched(table.columns.roles, table.header, table.columns.chronology)


def _matched(form: Form, table: Table) -> Matched:
    chosen = (str(form.get(f"{table.key}-use-{place}", "")) for place in range(len(table.columns.roles)))
    roles = tuple(
        use if use in ROLES else role for use, role in zip(chosen, table.columns.roles, strict=True)
    )
    read = form.get(f"{table.key}-read")
    header = form.get(f"{table.key}-header")
    return Matched(roles, str(header).strip() if isinstance(header, str) else table.header, read == "yes")


def _choice(before: Choice, table: Table, matched: Matched) -> Choice:
    """With other headings the columns are guessed anew, unless they were chosen at the same time."""
    rows = tuple(map(int, re.findall("[0-9]+", matched.header)))
    moved = matched.header != table.header
    chosen = matched.roles != table.columns.roles or (before.roles is not None and not moved)
    is_read = matched.read if matched.read != table.columns.chronology else before.chronology
    return Choice(matched.roles if chosen else None, rows if moved else before.header, is_read)


def _changed(found: Chronology, said: Mapping[str, str], mapping: Mapping[str, Choice]) -> Chronology:
    """The answers kept; read again when they or the columns are others than were used."""
    answers = {**found.answers, **said}
    if mapping == found.mapping and said == {one["key"]: _used(found, one) for one in found.questions}:
        return replace(found, answers=answers)
    before = {"answers": dict(found.answers), "mapping": as_plain(dict(found.mapping))}
    return replace(
        found, state=kept.READING, answers=answers, mapping=mapping, before=before, turn=found.turn + 1
    )


def _used(chronology: Chronology, question: Mapping[str, Any]) -> str:
    """The answer that the reading used: the given one, or the first."""
    first: str = question["options"][0][0]
    return chronology.answers.get(question["key"], first)


def _name(question: Mapping[str, Any]) -> str:
    return f"answer-{question['key'].replace(' ', '-')}"


def _questions(chronology: Chronology) -> Iterator[Field]:
    """The questions as fields: an answer is one of the options."""
    for question in chronology.questions:
        choices = tuple((value or NONE, words) for value, words in question["options"])
        yield Field(_name(question), question["words"], CHOICE, choices=choices, needed=UNANSWERED)


def _shown_answers(chronology: Chronology) -> dict[str, str]:
    return {_name(question): _used(chronology, question) or NONE for question in chronology.questions}


def _checked(answers: Answers, tables: Sequence[Table], matched: Sequence[Matched]) -> Answers:
    for table, one in zip(tables, matched, strict=True):
        if one.read and (trouble := _trouble(one)):
            answers = answers.also(table.key, trouble)
    return answers


def _trouble(matched: Matched) -> str:
    times = Counter(role for role in matched.roles if role in _ONCE)
    if max(times.values(), default=0) > 1 or ("what" in times and BOTH in times):
        return SAME_USE
    if not {"what", BOTH} & set(times):
        return NO_WHAT
    rows = re.findall("[0-9]+", matched.header)
    is_rows = bool(_NUMBERS.fullmatch(matched.header)) and len(rows) <= _MOST_ROWS
    return "" if is_rows else NO_ROW


async def _page(
    request: Request,
    review: Review,
    key: str,
    chronology: Chronology,
    tables: Sequence[Table],
    answers: Answers,
    matched: Sequence[Matched],
    status: int = 200,
) -> Response:
    return await desk(
        request,
        "chronologies/columns.html",
        status,
        review,
        tab="chronologies",
        key=key,
        chronology=chronology,
        tables=list(zip(tables, matched, strict=True)),
        answers=answers,
        fields=fields(review),
        questions=[(_name(question), question) for question in chronology.questions],
        uses=USES,
        sureness=SURENESS,
    )
