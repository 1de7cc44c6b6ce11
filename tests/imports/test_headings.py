"""The year, month or day of a row may stand above it: in a heading, a sheet's name, a caption."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from server.imports.context import heading_stretch
from server.imports.headings import promises
from server.imports.reader import read
from tests.imports import files


def test_sheets_named_for_their_year_lend_it(tmp_path: Path) -> None:
    book, _ = files.sheet([["Date", "What was recorded"], ["12/3", "Visit to the flat"]], "2023")
    other = book.create_sheet("2024")
    for cells in (["Date", "What was recorded"], ["2 Jan", "Visit to the flat"], ["29/2", "Phone call"]):
        other.append(cells)
    made = read(files.saved(book, tmp_path / "k.xlsx"), "k.xlsx")
    assert [row.when.start for row in made.rows] == [date(2023, 3, 12), date(2024, 1, 2), date(2024, 2, 29)]
    assert all("year_taken_from_heading" in row.flags for row in made.rows)


def test_headings_between_the_rows_give_month_week_or_day(tmp_path: Path) -> None:
    by_month = files.sheet(
        [
            ["Date", "Event"],
            ["December 2023"],
            ["Fri 29", "Refused entry at door"],
            ["January"],
            ["1st", "Let in at last"],
        ]
    )[0]
    made = read(files.saved(by_month, tmp_path / "m.xlsx"), "m.xlsx")
    assert [row.when.start for row in made.rows] == [date(2023, 12, 29), date(2024, 1, 1)]
    weeks = ["w/c 3 March 2025", "Mon", "Tues", "w/c 10/03/25", "Sunday"]
    rows = [files.row(["Day", "Time", "Record"], head=True)] + [
        files.row([files.cell(text, span=3)] if "w/c" in text else [text, "08:00", "Breakfast, ate well"])
        for text in weeks
    ]
    made = read(files.document(tmp_path / "w.docx", f"<w:tbl>{''.join(rows)}</w:tbl>"), "w.docx")
    assert [row.when.start for row in made.rows] == [date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 16)]
    days = [
        ["Time", "Record", "Staff"],
        ["Monday 3 March 2025"],
        ["08:00", "Ate well", "A"],
        ["20:00", "Refused tea", "B"],
    ]
    days += [["Tuesday 4 March 2025"], ["08:10", "Asleep in chair", "A"]]
    made = read(files.saved(files.sheet(days)[0], tmp_path / "d.xlsx"), "d.xlsx")
    assert [(row.when.start, row.when.time_start) for row in made.rows] == [
        (date(2025, 3, 3), "08:00"),
        (date(2025, 3, 3), "20:00"),
        (date(2025, 3, 4), "08:10"),
    ]
    assert made.rows[0].date_from and made.rows[0].date_from.row == 2


def test_words_above_a_table_and_the_table_before_it_give_the_year(tmp_path: Path) -> None:
    path = files.document(
        tmp_path / "c.docx",
        files.paragraph("January 2024"),
        files.table([["Day", "What happened"], ["Mon 29", "Seen at home"]]),
        files.paragraph("February"),
        files.table([["Day", "What happened"], ["Thu 1", "Seen at school"]]),
        files.table([["Fri 2", "Seen at clinic"], ["5th", "Not seen at all"]]),
    )
    made = read(path, "c.docx")
    assert [str(row.when.start) for row in made.rows] == [
        "2024-01-29",
        "2024-02-01",
        "2024-02-02",
        "2024-02-05",
    ]
    assert not any(row.problem for row in made.rows)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("2024", (2024, None)),
        ("Year: 2024", (2024, None)),
        ("NOVEMBER 2024 - package starts", (2024, 11)),
        ("December", (None, 12)),
        ("April - week by week, no end date given", (None, 4)),
        ("Chronology 2016", (2016, None)),
        ("May need more help", None),
        ("Report written May 2025", None),
        ("Period: 01/03/2024 - 30/04/2025", None),
        ("2023 and 2024", None),
    ],
)
def test_a_heading_gives_a_year_or_month_only_when_it_is_one(
    words: str, found: tuple[int | None, int | None] | None
) -> None:
    assert heading_stretch(words) == found


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Date of incident", "date"),
        ("IncidentDate", "date"),
        ("Date recorded", "other"),
        ("DOB", "other"),
        ("Event / Contact", "what"),
        ("Police narrative (OIS)", "what"),
        ("Record", "source"),
        ("What we did", "action"),
        ("Seen by", "worker"),
        ("Author\u2019s comments", "comment"),
        ("Good practice?", "comment"),
        ("Organisation", "agency"),
        ("Voice of the child", "views"),
        ("Row no.", "ref"),
        ("Digwyddiad", "what"),
        ("Hello", ""),
    ],
)
def test_headings_promise_roles_in_many_words(heading: str, role: str) -> None:
    promised = promises(heading)
    assert max(promised, key=lambda name: promised[name], default="") == role
