"""Many lines of the invited list at once, from a sheet: nothing is added before all of it is understood.

Between the looks the table travels in the page itself, so that no half-read list lies on the server.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, store_of
from server.imports import people as sheets
from server.imports.refused import FileRefused
from server.pages import person_form
from server.pages.desk import desk
from server.pages.fields import N_, Answers, Field, read, tidy
from server.store import meetings as meeting_rows
from server.store.books import Books, new_id
from server.templating import say
from sessions.meeting import Meeting, Review
from sessions.people import Person

LARGEST_FORM = 1_000_000
LARGEST_TABLE = 700_000
TWICE = N_("The same person stands in another row too.")
SAME_USE = N_("Two columns are used as the same thing. Please change one of them.")

Form = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Draft:
    """A row of the sheet on its way to a line of the list.

    `kept` are the cells that were corrected in the page; `already` says that the person is on the list.
    """

    number: int
    fields: tuple[Field, ...]
    answers: Answers
    kept: Mapping[str, str]
    out: bool
    already: bool

    @property
    def key(self) -> str:
        """What other rows call it until it has an id."""
        return f"row-{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether somebody must look at it."""
        return bool(self.answers.needs) and not self.is_left

    @property
    def is_left(self) -> bool:
        """Whether it will not be added."""
        return self.out or self.already

    def shown(self, name: str) -> str:
        """A cell in words; a blank stays one."""
        if not self.answers[name]:
            return ""
        words = next(dict(one.choices) for one in self.fields if one.name == name)
        return words.get(self.answers[name], self.answers[name])


async def take(request: Request, review: Review, meeting: Meeting, people: list[Person]) -> Response:
    """One step: a sheet is shown as it was understood, looked at again, or added.

    Args:
        request: a form with `file` or `pasted`, or the page's own `table` with what was corrected.
        review, meeting: of the owner.
        people: already on the list.

    Raises:
        FileRefused: the sheet cannot be read.
    """
    await check_form(request)
    form = await request.form()
    sheet = await _sheet(form)
    uses = _uses(form, sheet)
    trouble = SAME_USE if max(Counter(filter(None, uses)).values(), default=0) > 1 else ""
    drafts = drafts_of(sheet, uses, form, review, people)
    if form.get("verb") == "add" and not trouble and not any(draft.is_open for draft in drafts):
        added = lines_of(drafts)
        await store_of(request).write(lambda books: _add(books, meeting, added))
        return RedirectResponse(f"/meetings/{meeting.id}/invited?added={len(added)}", 303)
    return await _page(request, review, meeting, sheet, uses, drafts, trouble)


def drafts_of(
    sheet: sheets.Sheet, uses: tuple[str, ...], form: Form, review: Review, people: list[Person]
) -> list[Draft]:
    """The rows as they stand, each with what somebody must look at."""
    kept = [_corrections(form, number) for number in sheet.numbers]
    values = sheets.values(sheet, uses, _agency_names(review))
    typed = [{**value, **own} for value, own in zip(values, kept, strict=True)]
    on_list = {_who(person.name, person.agency) for person in people}
    here = Counter(_who(one["name"], one["agency"]) for one in typed)
    out = [form.get(f"row-{number}-out") == "yes" for number in sheet.numbers]
    already = [_who(one["name"], one["agency"]) in on_list for one in typed]
    names = person_form.names_of(people) | {
        f"row-{number}": one["name"]
        for number, one, left, known in zip(sheet.numbers, typed, out, already, strict=True)
        if one["name"] and not left and not known
    }
    drafts = []
    for number, one, own, left, known in zip(sheet.numbers, typed, kept, out, already, strict=True):
        others = {key: name for key, name in names.items() if key != f"row-{number}"}
        fields = person_form.fields(review, others)
        answers = read({**one, "reports_to": _key_of(one["reports_to"], others)}, fields)
        answers = person_form.checked(answers)
        if here[_who(one["name"], one["agency"])] > 1 and not left:
            answers = answers.also("name", TWICE)
        drafts.append(Draft(number, fields, answers, own, left, known))
    return drafts


def lines_of(drafts: list[Draft]) -> list[Person]:
    """The lines that are added, with ids; a line manager in the same sheet is found by theirs."""
    ids = {draft.key: new_id() for draft in drafts if not draft.is_left}
    lines = []
    for draft in drafts:
        if not draft.is_left:
            boss = draft.answers["reports_to"]
            typed = {**draft.answers.typed, "reports_to": ids.get(boss, boss)}
            lines.append(person_form.person_of(ids[draft.key], Answers(typed)))
    return lines


def _add(books: Books, meeting: Meeting, lines: list[Person]) -> None:
    for number, person in enumerate(lines, start=meeting_rows.next_place(books, meeting.id)):
        meeting_rows.invite(books, meeting, person, number)


async def _sheet(form: Form) -> sheets.Sheet:
    table, file = form.get("table"), form.get("file")
    if isinstance(table, str):
        return _unpacked(table)
    if isinstance(file, UploadFile) and file.filename:
        raw = await file.read()
        return await asyncio.to_thread(sheets.read_sheet, raw)
    pasted = form.get("pasted")
    return sheets.read_text(pasted if isinstance(pasted, str) else "")


def _packed(sheet: sheets.Sheet) -> str:
    table = json.dumps([sheet.heads, sheet.rows, sheet.numbers], ensure_ascii=False, separators=(",", ":"))
    if len(table.encode()) > LARGEST_TABLE:
        raise FileRefused("table", sheets.TOO_BIG)
    return table


def _unpacked(table: str) -> sheets.Sheet:
    try:
        heads, rows, numbers = json.loads(table)
        cells = tuple(tuple(str(cell) for cell in row) for row in rows)
        sheet = sheets.Sheet(tuple(map(str, heads)), cells, tuple(map(int, numbers)))
        if not cells or len(set(sheet.numbers)) != len(cells) or len(cells) > sheets.MOST_ROWS:
            raise ValueError("rows and their numbers")
        if {len(row) for row in cells} != {len(sheet.heads)}:
            raise ValueError("rows and their headings")
        return sheet
    except (ValueError, TypeError) as trouble:
        raise FileRefused("table", sheets.BROKEN) from trouble


def _uses(form: Form, sheet: sheets.Sheet) -> tuple[str, ...]:
    if "use-0" not in form:
        return sheets.guess(sheet.heads)
    known = {key for key, _, _ in sheets.COLUMNS}
    chosen = (str(form.get(f"use-{number}", "")) for number in range(len(sheet.heads)))
    return tuple(key if key in known else sheets.LEFT_OUT for key in chosen)


def _corrections(form: Form, number: int) -> dict[str, str]:
    names = ("name", "agency", "role", "team", "group", "seniority", "direct_involvement", "reports_to")
    given = {name: form.get(f"row-{number}-{name}") for name in names}
    return {name: tidy(text) for name, text in given.items() if isinstance(text, str)}


def _agency_names(review: Review) -> dict[str, str]:
    return {
        name.casefold(): agency.abbreviation
        for agency in review.agencies
        for name in (agency.short_label, agency.name, agency.abbreviation)
    }


def _who(name: str, agency: str) -> tuple[str, str]:
    return name.casefold(), agency


def _key_of(manager: str, others: Mapping[str, str]) -> str:
    """The key of a name, when exactly one has it; else the text as it stands, for somebody to look at."""
    found = [key for key, name in others.items() if name.casefold() == manager.casefold()]
    return found[0] if len(found) == 1 and manager not in others else manager


async def _page(
    request: Request,
    review: Review,
    meeting: Meeting,
    sheet: sheets.Sheet,
    uses: tuple[str, ...],
    drafts: list[Draft],
    trouble: str,
) -> Response:
    again = "table" in await request.form()
    looks = sum(draft.is_open for draft in drafts)
    return await desk(
        request,
        "invited/sheet.html",
        422 if again and (looks or trouble) else 200,
        review,
        tab="meetings",
        meeting=meeting,
        table=_packed(sheet),
        columns=[
            (head, use, _examples(sheet, number))
            for number, (head, use) in enumerate(zip(sheet.heads, uses, strict=True))
        ],
        choices=[(key, say(words)) for key, words, _ in sheets.COLUMNS],
        drafts=drafts,
        looks=looks,
        ready=sum(not draft.is_left and not draft.is_open for draft in drafts),
        trouble=trouble,
    )


def _examples(sheet: sheets.Sheet, column: int) -> list[str]:
    return list(dict.fromkeys(row[column] for row in sheet.rows if row[column]))[:2]
