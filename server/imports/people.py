"""An invited list from a sheet: which column is what, and each cell in the words of the form.

Nothing is decided here: what is not understood stays as it stands in the sheet, and the page asks.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from .delimited import decoded, separator_of
from .refused import FileRefused
from .sentences import N_

LARGEST = 900_000
LARGEST_UNPACKED = 20_000_000
MOST_ROWS, MOST_COLUMNS, LONGEST = 300, 30, 500
# A heading is looked for in so many rows; above it may stand a title and a date.
TOP = 15

EMPTY = N_("There is nothing in it, so nobody was added. Please choose the sheet again, or paste the table.")
OTHER = N_("This is no sheet that we can read, so nobody was added. Please save it as .xlsx or .csv.")
BROKEN = N_(
    "This file could not be opened, so nobody was added. Please save it again as .xlsx, without a password."
)
TOO_BIG = N_("This is larger than an invited list can be (300 people), so nobody was added.")
NO_TABLE = N_("We found no table of people in it, so nobody was added. It needs a row for each person.")
SAID = (EMPTY, OTHER, BROKEN, TOO_BIG, NO_TABLE)

LEFT_OUT = ""
# What a column can be, with the headings that say so. The first that fits wins, so the narrow ones come first.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    (
        "reports_to",
        N_("Line manager"),
        r"reports? to|(line|team) manage\w*|managed by|supervis\w*|manager'?s? name|^manager$",
    ),
    ("first", N_("First name"), r"first name|fore ?names?|given names?"),
    ("last", N_("Last name"), r"last name|surname|family name"),
    ("direct_involvement", N_("Directly involved"), r"direct\w*|involve\w*|knew|worked with"),
    ("seniority", N_("Seniority"), r"seniority|level"),
    ("group", N_("Takes part as"), r"group|takes? part as|attend\w* as|part in (the )?meeting"),
    ("agency", N_("Agency"), r"agency|organi[sz]ation|employer|service|trust|agency code"),
    ("team", N_("Team"), r"team|department|dept|ward|unit|base"),
    ("role", N_("Role"), r"role|job( title)?|position|post|profession|designation"),
    ("name", N_("Name"), r"name|full name|person|participant|practitioner|invite\w*|attendees?|who|staff"),
)
_HEADINGS = tuple((key, re.compile(rf"\b(?:{words})\b", re.I)) for key, _, words in COLUMNS)

_GROUPS = {
    "case_group": r"(case )?group( member)?|practitioner|participant|staff|case group practitioner",
    "review_team": r"review team( member)?|panel( member)?",
    "co_facilitator": r"co[- ]?facilitator",
    "recorder": r"recorder|scribe|minute[- ]?taker|note[- ]?taker",
    "observer": r"observer|trainee",
}
_SENIORITY = {
    "practitioner": r"practitioner|front ?line|front ?line practitioner",
    "first-line manager": r"(first|front)[- ]?line manager|team (manager|leader)|manager|supervisor",
    "middle": r"middle( manager)?",
    "senior": r"senior( manager)?|head of service|director",
    "independent": r"independent",
}
_YES = r"y(es)?|true|1|x|direct(ly)?|✓|✔"
_NO = r"no?|false|0|not? direct(ly)?|indirect(ly)?|none"
_TICKS = re.compile(r"x|✓|✔", re.I)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as text: headings, the rows below them, and the number that each of those rows has in the file."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


def read_sheet(raw: bytes) -> Sheet:
    """Read an .xlsx or .csv file by what it holds, never by its name. Raises FileRefused."""
    if not raw:
        raise FileRefused("empty", EMPTY)
    if len(raw) > LARGEST:
        raise FileRefused("size", TOO_BIG)
    if raw.startswith(b"PK"):
        return _table(_workbook(raw))
    if raw.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise FileRefused("other", OTHER)
    try:
        return read_text(decoded(raw))
    except FileRefused as refused:
        raise FileRefused(refused.code, refused.say if refused.say in SAID else OTHER) from refused


def read_text(text: str) -> Sheet:
    """Read a pasted table: cells parted by tabs, commas or semicolons. Raises FileRefused."""
    try:
        return _table(list(csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))))
    except csv.Error as trouble:
        raise FileRefused("cell", TOO_BIG) from trouble


def guess(heads: Iterable[str]) -> tuple[str, ...]:
    """What each column is by its heading, each at most once; LEFT_OUT for what says nothing."""
    taken: set[str] = set()
    found = []
    for head in heads:
        key = next((key for key, words in _HEADINGS if key not in taken and words.search(head)), LEFT_OUT)
        taken.add(key)
        found.append(key)
    return tuple(found)


def values(sheet: Sheet, uses: Iterable[str], agencies: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows in the words of the form.

    Args:
        sheet: as read.
        uses: for each column a key of COLUMNS, or LEFT_OUT.
        agencies: every name that an agency goes by, in small letters, to its code.

    Returns:
        For each row: `name`, `agency`, `role`, `team`, `group`, `seniority`, `direct_involvement`, `reports_to`.
    """
    kept = list(uses)
    ticks = _is_ticked(sheet, kept)
    return [_value(dict(zip(kept, row, strict=False)), agencies, ticks) for row in sheet.rows]


def _value(cells: dict[str, str], agencies: Mapping[str, str], ticks: bool) -> dict[str, str]:
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    agency, direct = cells.get("agency", ""), cells.get("direct_involvement", "")
    group = _match(_GROUPS, cells.get("group", ""), "case_group")
    if not direct and ("direct_involvement" not in cells or group != "case_group"):
        direct = "yes" if group == "case_group" else "no"
    return {
        "name": name,
        "agency": agencies.get(agency.casefold(), agency),
        "role": cells.get("role", ""),
        "team": cells.get("team", ""),
        "group": group,
        "seniority": _match(_SENIORITY, cells.get("seniority", ""), "practitioner"),
        "direct_involvement": _match({"yes": _YES, "no": _NO}, direct, "no" if ticks else ""),
        "reports_to": cells.get("reports_to", ""),
    }


def _is_ticked(sheet: Sheet, uses: list[str]) -> bool:
    """In a column of ticks a blank means no; in a column of words it means that nobody filled it in."""
    if "direct_involvement" not in uses:
        return False
    column = uses.index("direct_involvement")
    said = [row[column] for row in sheet.rows if row[column]]
    return bool(said) and all(_TICKS.fullmatch(text) for text in said)


def _match(known: Mapping[str, str], text: str, blank: str) -> str:
    if not text:
        return blank
    return next((key for key, words in known.items() if re.fullmatch(words, text, re.I)), text)


def _table(grid: Sequence[Sequence[object]]) -> Sheet:
    rows = [tuple(_cell(cell) for cell in row[:MOST_COLUMNS]) for row in grid]
    width = max((len(row) for row in rows), default=0)
    rows = [row + ("",) * (width - len(row)) for row in rows]
    if width < 2 or not any(any(row) for row in rows):
        raise FileRefused("one column", NO_TABLE)
    top = _heading(rows)
    start = 0 if top is None else top + 1
    below = {number: row for number, row in enumerate(rows[start:], start + 1) if any(row)}
    if len(below) > MOST_ROWS:
        raise FileRefused("records", TOO_BIG)
    if not below:
        raise FileRefused("no rows", NO_TABLE)
    heads = ("",) * width if top is None else rows[top]
    return Sheet(heads, tuple(below.values()), tuple(below))


def _heading(rows: list[tuple[str, ...]]) -> int | None:
    """The row that names at least two columns, one of them the people's."""
    for number, row in enumerate(rows[:TOP]):
        found = set(guess(row)) - {LEFT_OUT}
        if len(found) > 1 and found & {"name", "first", "last"}:
            return number
    return None


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str("" if cell is None else cell).split())[:LONGEST]


def _workbook(raw: bytes) -> Sequence[Sequence[object]]:
    """The first sheet that is seen and holds something."""
    _refuse_bombs(raw)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        grids = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
        return next((grid for grid in grids if grid), [])
    except (CalamineError, OSError, ValueError) as trouble:
        raise FileRefused("workbook", BROKEN) from trouble


def _refuse_bombs(raw: bytes) -> None:
    """Unpack once, counting: what a zip says of its own sizes is no measure."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if not any(name.startswith("xl/") for name in packed.namelist()):
                raise FileRefused("zip", OTHER)
            left = LARGEST_UNPACKED
            for part in packed.infolist():
                left -= _unpacked(packed, part, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as trouble:
        raise FileRefused("zip", BROKEN) from trouble


def _unpacked(packed: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    size = 0
    with packed.open(part) as stream:
        while chunk := stream.read(65536):
            size += len(chunk)
            if size > most:
                raise FileRefused("size", TOO_BIG)
    return size
