"""Other agencies, other headings, other shapes: no layout of the training case is special."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from openpyxl.comments import Comment

from server.imports import sentences
from server.imports.reader import read
from server.imports.reading import Choice, Reading
from tests.imports import files

Told = list[tuple[str, str, str]]


def told(reading: Reading) -> Told:
    """Each row as (start..end, time as typed, the beginning of what happened)."""
    return [
        (f"{row.when.start}..{row.when.end}", row.when.time_text or "", row.what.split("\n")[0][:24])
        for row in reading.rows
    ]


def day(text: str, *more: str) -> tuple[str, str, str]:
    """A row of one day in short."""
    return f"{text}..{text}", more[0], more[1]


def codes(reading: Reading) -> dict[int, str]:
    return {left.place.row: left.code for left in reading.left_out}


def roles(reading: Reading, name: str) -> dict[str, str]:
    columns = reading.columns[name]
    return dict(zip(columns.headings, columns.roles, strict=True))


def test_a_police_export_in_wide_characters_with_date_and_time_in_one_column(tmp_path: Path) -> None:
    words = (
        "Occurrence No\tDate/Time Occurred\tIncident Type\tSummary\tOfficer\tResult\r\n"
        "NM-1\t14/03/2024 19:10\tConcern\tWelfare check, spoke thru door\tPC 4482\tNFA\r\n"
        "NM-2\t16/03/2024 00:00\tASB\tNeighbour reports shouting\tPCSO 9\tWords of advice\r\n"
        "NM-3\t13/04/2024 0920\tConcern\tNo reply\tPC 1\t\r\n"
    )
    made = read(files.text(tmp_path / "ois.txt", words, "utf-16"), "ois.txt")
    assert told(made) == [
        day("2024-03-14", "19:10", "Welfare check, spoke thr"),
        day("2024-03-16", "00:00", "Neighbour reports shouti"),
        day("2024-04-13", "0920", "No reply"),
    ]
    assert [row.when.time_start for row in made.rows] == ["19:10", None, "09:20"]
    assert (made.rows[0].source, made.rows[0].worker, made.rows[0].action) == ("NM-1", "PC 4482", "NFA")


def test_a_school_log_below_a_title_with_terms_and_blank_dates(tmp_path: Path) -> None:
    book, page = files.sheet(
        [
            ["Pupil: Child B    DOB 03/02/2011"],
            [],
            ["Date", "Category", "Behaviour / incident", "Staff", "Sanction / outcome"],
            ["Autumn term 2022", "Attendance", "Attendance 61%", "HoY", "Letter home"],
            [datetime(2023, 1, 9), "Behaviour", "Refused to leave toilets", "Mrs P", "Phone home"],
            ["w/c 16 Jan 2023", "Attendance", "Absent all week, no call", "Office", "Home visit"],
            [None, "Safeguarding", "Said no food at home", "DSL", "MASH referral"],
            ["Total incidents:", 4],
        ],
        "Log",
    )
    page.cell(5, 1).number_format = "ddd d mmm yyyy"
    made = read(files.saved(book, tmp_path / "school.xlsx"), "school.xlsx")
    assert told(made) == [
        ("2022-09-01..2022-12-31", "", "Attendance 61%"),
        day("2023-01-09", "", "Refused to leave toilets"),
        ("2023-01-16..2023-01-22", "", "Absent all week, no call"),
        ("2023-01-16..2023-01-22", "", "Said no food at home"),
    ]
    assert made.rows[1].when.text == "Mon 9 Jan 2023"
    assert made.rows[3].date_from == made.rows[2].place
    assert codes(made) == {1: "title", 2: "blank", 3: "header", 8: "total"}
    assert not made.questions, "a date of birth in a title has no vote on the order of dates"


def test_a_clinic_in_another_order_with_merged_dates_and_a_table_that_goes_on(tmp_path: Path) -> None:
    first = (
        files.row(["Clinician", "Contact details", "Date of contact", "Time", "Plan"], head=True),
        files.row(
            [
                "CPN1",
                "Initial assessment, low mood",
                files.cell("3rd Feb '23", merge="restart"),
                "1400 hrs",
                "x",
            ]
        ),
        files.row(["CPN1", "Call to school, DSL out", files.cell("", merge="continue"), "pm", ""]),
    )
    second = [
        ["CPN1", "Home visit no answer", "17.2.23", "9.30am", "Letter"],
        ["CPN1", "Closed", "Mar 2023", "", ""],
    ]
    path = files.document(
        tmp_path / "camhs.docx",
        f"<w:tbl>{''.join(first)}</w:tbl>",
        files.paragraph("continued"),
        files.table(second),
    )
    made = read(path, "camhs.docx")
    assert told(made) == [
        day("2023-02-03", "1400 hrs", "Initial assessment, low "),
        day("2023-02-03", "pm", "Call to school, DSL out"),
        day("2023-02-17", "9.30am", "Home visit no answer"),
        ("2023-03-01..2023-03-31", "", "Closed"),
    ]
    assert [(row.place.table, row.place.row) for row in made.rows] == [(1, 2), (1, 3), (2, 1), (2, 2)]
    assert [left.cells for left in made.outside] == [("continued",)]


def test_paragraphs_that_begin_with_a_date_are_a_chronology_too(tmp_path: Path) -> None:
    lines = [
        "Tenancy history",
        "12/03/2023 – Tenant signed up.",
        "April 2023: Rent arrears letter.",
        "Tenant rang, upset.",
        "14/06/2023 10:30 - Joint visit with police.",
    ]
    made = read(files.document(tmp_path / "d.docx", *map(files.paragraph, lines)), "d.docx")
    assert told(made) == [
        day("2023-03-12", "", "Tenant signed up."),
        ("2023-04-01..2023-04-30", "", "Rent arrears letter."),
        day("2023-06-14", "10:30", "Joint visit with police."),
    ]
    assert made.rows[1].what.endswith("Tenant rang, upset.")
    assert codes(made) == {1: "heading"}


def test_dates_in_front_of_the_words_in_one_cell(tmp_path: Path) -> None:
    rows = [
        ["Date and event", "Source"],
        ["12/03/24 - Home visit, no answer", "Mosaic"],
        ["March 2024: case closed", "Mosaic"],
    ]
    made = read(files.document(tmp_path / "s.docx", files.table(rows)), "s.docx")
    assert told(made) == [
        day("2024-03-12", "", "Home visit, no answer"),
        ("2024-03-01..2024-03-31", "", "case closed"),
    ]
    assert made.rows[0].cells == ("12/03/24 - Home visit, no answer", "Mosaic")


def test_from_and_to_below_one_merged_heading(tmp_path: Path) -> None:
    book, page = files.sheet(
        [
            ["Date", None, "Details", "Outcome"],
            ["From", "To"],
            ["21/02/2024", "25/02/2024", "Inpatient, ward 4", "Home"],
            ["28/02/2024", None, "Clinic, not brought", "Letter"],
            ["09/03/2024", "01/03/2024", "Respite at the unit", ""],
        ]
    )
    page.merge_cells("A1:B1")
    made = read(files.saved(book, tmp_path / "f.xlsx"), "f.xlsx")
    assert told(made)[:2] == [
        ("2024-02-21..2024-02-25", "", "Inpatient, ward 4"),
        day("2024-02-28", "", "Clinic, not brought"),
    ]
    assert made.rows[0].when.text == "21/02/2024 - 25/02/2024"
    assert made.rows[2].problem == sentences.BACKWARDS
    assert codes(made) == {1: "header", 2: "header"}


def test_headings_nobody_knows_and_no_headings_at_all(tmp_path: Path) -> None:
    strange = "Aaa;Bbb;Ccc\n03/01/2023;Home visit, nobody in;W1\n15/01/2023;Call from school;W2\n"
    made = read(files.text(tmp_path / "strange.csv", strange), "strange.csv")
    assert told(made) == [
        day("2023-01-03", "", "Home visit, nobody in"),
        day("2023-01-15", "", "Call from school"),
    ]
    assert codes(made) == {1: "header"}
    bare = read(files.text(tmp_path / "bare.csv", strange.partition("\n")[2]), "bare.csv")
    assert told(bare) == told(made)
    welsh = strange.replace("Aaa;Bbb;Ccc", "Dyddiad;Digwyddiad;Gweithiwr")
    assert roles(read(files.text(tmp_path / "w.csv", welsh), "w.csv"), "") == {
        "Dyddiad": "date",
        "Digwyddiad": "what",
        "Gweithiwr": "worker",
    }


def test_tables_about_the_document_and_its_people_are_no_chronology(tmp_path: Path) -> None:
    path = files.document(
        tmp_path / "n.docx",
        files.table(
            [["Version", "Date", "Author", "Change made"], ["0.1", "01/05/2025", "AB", "First draft of it"]]
        ),
        files.table([["Name", "DOB", "Relationship"], ["Child A", "03/02/2011", "Subject"]]),
        files.table(
            [
                ["DATE", "SOURCE OF INFO", "SIGNIFICANT EVENT", "RESPONSE", "AUTHOR COMMENT"],
                ["c. Jan 2020", "HV record", "New birth visit", "Universal", "Good practice"],
                ["date", "source of info", "significant event", "response", "author comment"],
                ["2020/21", "School", "Poor attendance", "", ""],
            ]
        ),
    )
    made = read(path, "n.docx")
    assert [row.what for row in made.rows] == ["New birth visit", "Poor attendance"]
    assert made.rows[0].comment == "Good practice"
    assert made.rows[1].problem == sentences.WHICH_STRETCH
    assert [left.code for left in made.left_out] == ["no chronology"] * 4 + ["header", "repeated header"]


def test_two_tables_in_one_sheet_with_other_columns(tmp_path: Path) -> None:
    book, _ = files.sheet(
        [
            ["GP records"],
            ["Date", "Consultation notes", "Clinician"],
            ["1/2/24", "Seen, cough", "Dr A"],
            [],
            ["Hospital records"],
            ["Clinician", "Attendance date", "Details", "Outcome"],
            ["Dr B", "14/3/24", "ED with chest pain", "Home"],
        ]
    )
    made = read(files.saved(book, tmp_path / "two.xlsx"), "two.xlsx")
    assert [(row.place.row, str(row.when.start), row.what, row.worker) for row in made.rows] == [
        (3, "2024-02-01", "Seen, cough", "Dr A"),
        (7, "2024-03-14", "ED with chest pain", "Dr B"),
    ]
    assert codes(made) == {1: "title", 2: "header", 4: "blank", 5: "footer", 6: "header"}


def test_what_is_hidden_is_read_and_marked(tmp_path: Path) -> None:
    book, page = files.sheet(
        [
            ["Date", "Event details", "Outcome"],
            ["13/3/24", "Visit to home", "ok"],
            ["14/3/24", "Phoned, no reply", "ok"],
        ]
    )
    page.row_dimensions[3].hidden = True
    page.column_dimensions["C"].hidden = True
    page["B2"].comment = Comment("check with GP", "LR")
    for name, rows in (
        ("old", [["Date", "Event"], ["1/1/20", "Old entry"]]),
        ("Staff", [["Name", "Role", "Start date"], ["A", "Nurse", "01/01/2020"]]),
    ):
        extra = book.create_sheet(name)
        extra.sheet_state = "hidden"
        for cells in rows:
            extra.append(cells)
    made = read(files.saved(book, tmp_path / "h.xlsx"), "h.xlsx")
    assert [("hidden_row" in row.flags, "hidden_sheet" in row.flags) for row in made.rows] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    assert made.columns["Sheet1"].hidden == (False, False, True)
    assert [words for kind, words in made.rows[0].aside if kind == "comment"] and "comment" in made.rows[
        0
    ].flags
    assert {left.code for left in made.left_out if left.place.sheet == "Staff"} == {"hidden list"}


def test_true_dates_and_times_are_read_as_the_reader_of_the_sheet_sees_them(tmp_path: Path) -> None:
    book, page = files.sheet(
        [
            ["When", "Time", "What happened"],
            [datetime(2024, 3, 19, 14, 30), None, "Date with its time"],
            [datetime(2024, 3, 1), None, "Shown as a month"],
            [45372, None, "Day number in a column of dates"],
            [datetime(2024, 3, 22), time(9, 5), "Date, and time beside it"],
            [datetime(2024, 3, 23), time(0, 0), "Midnight that nobody meant"],
            [2024, 0.75, "A year, and a part of a day"],
        ]
    )
    for cell, shape in (
        ("A2", "dd/mm/yyyy hh:mm"),
        ("A3", "mmm-yy"),
        ("A5", "d mmmm yyyy"),
        ("A6", "yyyy-mm-dd"),
        ("B5", "h:mm AM/PM"),
    ):
        page[cell].number_format = shape
    made = read(files.saved(book, tmp_path / "t.xlsx"), "t.xlsx")
    assert [
        (row.when.text, row.when.precision, row.when.time_text, row.when.time_start) for row in made.rows
    ] == [
        ("19/03/2024 14:30", "day", "14:30", "14:30"),
        ("Mar-24", "month", None, None),
        ("45372", "day", None, None),
        ("22 March 2024", "day", "9:05 AM", "09:05"),
        ("2024-03-23", "day", "00:00:00", None),
        ("2024", "year", "0.75", "18:00"),
    ]


def test_a_bare_ditto_mark_in_a_text_export_eats_no_rows(tmp_path: Path) -> None:
    words = (
        'Date,Time,Notes,By\n01/02/24,10:00,“Visit” – fine,SW1\n",11:00,Phone call,SW1\n'
        '13/02/24,,"Two\nlines, quoted",SW1\n'
    )
    made = read(files.text(tmp_path / "q.csv", words, "cp1252"), "q.csv")
    assert [(row.place.row, row.place.line, row.when.text, row.what) for row in made.rows] == [
        (2, 2, "01/02/24", "“Visit” – fine"),
        (3, 3, '"', "Phone call"),
        (4, 4, "13/02/24", "Two\nlines, quoted"),
    ]


def test_pipes_a_preamble_a_footer_and_two_dates_to_choose_from(tmp_path: Path) -> None:
    words = (
        "Report: chronology|||\n|||\nEntry date|Event date|Narrative|User\n"
        "15/05/2024|13/05/2024|Home visit, well|AB\nTotal records: 1|||\nPage 1 of 1|||\n"
    )
    made = read(files.text(tmp_path / "p.txt", words), "p.txt")
    assert told(made) == [day("2024-05-13", "", "Home visit, well")]
    assert codes(made) == {1: "title", 2: "blank", 3: "header", 5: "total", 6: "footer"}


def test_a_persons_choice_overrules_the_guess(tmp_path: Path) -> None:
    path = files.text(tmp_path / "c.csv", "Date,Notes,Details\n13/05/2024,A long story,The details\n")
    assert read(path, "c.csv").rows[0].what == "The details"
    chosen = read(path, "c.csv", mapping={"": Choice(roles=("date", "what", "comment"))})
    assert (chosen.rows[0].what, chosen.rows[0].comment) == ("A long story", "The details")
    out = read(path, "c.csv", mapping={"": Choice(chronology=False)})
    assert out.rows == () and {left.code for left in out.left_out} == {"choice"}
    moved = read(path, "c.csv", mapping={"": Choice(header=())})
    assert [row.place.row for row in moved.rows] == [1, 2]
