"""What is noticed in a row, and what is not."""

from __future__ import annotations

from datetime import date

import pytest

from server.imports.cells import Line
from server.imports.dates import read_date
from server.imports.flags import Period, flags_of, scope_flags
from server.imports.names import identifiers_in, names_in
from server.imports.numberformats import moment, number_format, shown_moment, shown_number
from server.imports.reading import Place, Row


def row(what: str, when: str = "14/03/2024") -> Row:
    return Row(Place("f", None, None, 1), (when, what), read_date(when), what)


@pytest.mark.parametrize(
    ("what", "flag"),
    [
        ("No contact with the practice.", "no_contact"),
        ("There was no further contact until May", "no_contact"),
        ("Nil contact", "no_contact"),
        ("As above, threw cup", "refers_to_row_above"),
        ("ditto", "refers_to_row_above"),
        ("Report sent. See IMR p 12.", "points_to_other_document"),
        ("=see minutes when they come", "starts_with_formula_sign"),
        ("x" * 4001, "over_4000_characters"),
    ],
)
def test_a_row_that_is_worth_a_look_says_why(what: str, flag: str) -> None:
    assert flag in flags_of(row(what), Line(1, ()), Period(), ())


@pytest.mark.parametrize(
    "what",
    [
        "No contact number left",
        "Contact made, all well",
        "Seen above the shop",
        "Please see email below",
        "-",
    ],
)
def test_an_ordinary_row_has_no_flags(what: str) -> None:
    assert flags_of(row(what), Line(1, ()), Period(), ()) == ()


@pytest.mark.parametrize(
    ("when", "flags"),
    [
        ("28/02/2024", ["outside_scope_before"]),
        ("01/03/2024", []),
        ("1 Feb 2024 - 1 April 2024", ["partly_outside_scope"]),
        ("before 3/2/2024", ["outside_scope_before"]),
        ("1 May 2025", ["outside_scope_after", "after_death"]),
        ("12 April 2025", ["after_death"]),
        ("n/k", []),
    ],
)
def test_the_reviews_period_decides_what_is_outside(when: str, flags: list[str]) -> None:
    period = Period(date(2024, 3, 1), date(2025, 4, 30), date(2025, 4, 11))
    assert scope_flags(row("x", when), period) == flags


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Neighbour Mrs Pereira rang", ("Mrs Pereira",)),
        ("Tenancy to Mr & Mrs Harraby", ("Mr & Mrs Harraby",)),
        ("HO1 Lee Fairbairn visited", ("Lee Fairbairn",)),
        ("Told by Maureen. Will call back.", ("Maureen",)),
        ("told Will about it", ("Will",)),
        ("Alex phoned, SW1 and Dr S out", ()),
        ("Lloyd George record, St Mary ward, Victoria Road", ()),
        ("In May and June the OT came", ()),
    ],
)
def test_what_looks_like_a_person_is_a_warning(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text, ("Alex",)) == names


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("rang on 01632 960 188", ("phone",)),
        ("NHS No 999 041 2236", ("nhs_number",)),
        ("17 Court, ZZ99 3WZ", ("postcode",)),
        ("mail a.b@example.org, DOB 1/2/66", ("email", "date_of_birth")),
        ("crew NA-240409-0331, BP 148/92", ()),
    ],
)
def test_identifiers_are_warned_about(text: str, kinds: tuple[str, ...]) -> None:
    assert identifiers_in(text) == kinds


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("dd/mm/yyyy", "05/03/2024"),
        ("d-mmm-yy", "5-Mar-24"),
        ('dddd d "of" mmmm yyyy', "Tuesday 5 of March 2024"),
        ("[$-809]dd mmmm yyyy;@", "05 March 2024"),
        ("yyyy\\-mm\\-dd hh:mm:ss", "2024-03-05 14:07:09"),
        ("h:mm AM/PM", "2:07 PM"),
        ("hh:mm", "14:07"),
        ("[$-F800]dddd, mmmm dd, yyyy", "5 March 2024"),
    ],
)
def test_a_true_date_is_shown_as_its_format_shows_it(code: str, shown: str) -> None:
    when = moment(45356 + (14 * 3600 + 7 * 60 + 9) / 86400, from_1904=False)
    assert when and shown_moment(when, number_format(code)) == shown


def test_spreadsheets_that_count_from_1904_and_numbers_that_are_no_dates() -> None:
    assert moment(45356 - 1462, from_1904=True) == moment(45356, from_1904=False)
    assert moment(-1, False) is None and moment(9e9, False) is None
    assert [shown_number(7.0, "General"), shown_number(0.25, "0%"), shown_number(1234.5, "#,##0.00")] == [
        "7",
        "25%",
        "1,234.50",
    ]
