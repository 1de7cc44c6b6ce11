"""The invited list from a sheet: guessed, shown, corrected, and never added half understood."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape
from typing import Any

import openpyxl
import pytest

from server.imports import people as sheets
from server.imports.refused import FileRefused
from tests.pages.setting_up import AGENCY, SetUp
from tests.pages.visitor import shown

HEADS = ["Name", "Organisation", "Job title", "Team", "Line manager", "Directly involved?", "Attending as"]
GOOD = [
    ["Ann Reed", "Surgery", "Nurse", "", "Bo Chief", "Yes", "Practitioner"],
    ["Bo Chief", "GP", "Practice manager", "", "", "no", ""],
    ["Cy Dean", "hill surgery", "Lead nurse", "", "", "N", "Review team"],
    ["Di Eames", "", "Student", "", "", "", "observer"],
]


def workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def send(robin: SetUp, rows: list[list[str]], **more: Any) -> Any:
    """Paste a table."""
    pasted = "\n".join("\t".join(row) for row in rows)
    return robin.owner.post(sheet(robin), {"pasted": pasted, **more}, page=robin.pages["invited"])


def upload(robin: SetUp, raw: bytes, name: str = "people.xlsx") -> Any:
    return robin.owner.post(sheet(robin), page=robin.pages["invited"], files={"file": (name, raw)})


def again(robin: SetUp, page: Any, **typed: str) -> Any:
    """Send the page's own form back, with what somebody changed in it."""
    form = {"table": unescape(re.findall(r'name="table" value="([^"]*)"', page.text)[0])}
    for name, options in re.findall(r'<select name="(use-\d+)"[^>]*>(.*?)</select>', page.text, re.S):
        form[name] = "".join(re.findall(r'value="(\w*)" selected', options))
    for name, value in re.findall(r'type="hidden" name="(row-[\w-]+)" value="([^"]*)"', page.text):
        form[name] = unescape(value)
    changed = {name.replace("_in_row_", "-"): value for name, value in typed.items()}
    return robin.owner.post(sheet(robin), {**form, **changed}, page=robin.pages["invited"])


def sheet(robin: SetUp) -> str:
    return f"{robin.pages['invited']}/sheet"


@pytest.mark.parametrize("form", ["xlsx", "csv", "semicolons", "pasted", "title above"])
def test_a_good_sheet_is_shown_then_added(robin: SetUp, form: str) -> None:
    rows = [HEADS, *GOOD]
    page = {
        "xlsx": lambda: upload(robin, workbook(rows)),
        "csv": lambda: upload(robin, "\n".join(",".join(row) for row in rows).encode(), "people.csv"),
        "semicolons": lambda: upload(robin, "\r\n".join(";".join(r) for r in rows).encode("cp1252"), "p.csv"),
        "pasted": lambda: send(robin, rows),
        "title above": lambda: upload(robin, workbook([["People for 6 March"], [], *rows])),
    }[form]()
    assert page.status_code == 200 and "4 people ready to add" in shown(page)
    assert robin.lines() == {}
    added = again(robin, page, verb="add")
    assert (added.status_code, added.headers["location"]) == (303, f"{robin.pages['invited']}?added=4")
    lines = {person.name: person for person in robin.lines().values()}
    assert list(lines) == ["Ann Reed", "Bo Chief", "Cy Dean", "Di Eames"]
    assert lines["Ann Reed"].reports_to == lines["Bo Chief"].id
    assert [one.agency for one in lines.values()] == ["GP", "GP", "GP", ""]
    assert [str(one.group) for one in lines.values()] == [
        "case_group",
        "case_group",
        "review_team",
        "observer",
    ]
    assert [one.direct_involvement for one in lines.values()] == [True, False, False, False]
    assert "4 people were added" in shown(robin.owner.get(added.headers["location"]))


def test_what_is_not_understood_is_asked_and_nothing_is_added_before(robin: SetUp) -> None:
    rows = [HEADS, GOOD[1], ["Flo Gray", "Unknown Trust", "", "", "Zed", "perhaps", "guest"]]
    page = send(robin, rows)
    said = shown(page)
    assert "1 row needs a look" in said
    for words in ("Agency:", "Role:", "Takes part as:", "Directly involved in the case:", "Line manager:"):
        assert f"{words} Please" in said
    refused = again(robin, page, verb="add")
    assert refused.status_code == 422 and robin.lines() == {}
    mended = again(
        robin,
        refused,
        **{
            "row-3-agency": "GP",
            "row-3-role": "Nurse",
            "row-3-group": "case_group",
            "row-3-direct_involvement": "yes",
            "row-3-reports_to": "row-2",
        },
    )
    assert mended.status_code == 200 and "2 people ready to add" in shown(mended)
    assert again(robin, mended, verb="add").status_code == 303
    lines = {person.name: person for person in robin.lines().values()}
    assert lines["Flo Gray"].reports_to == lines["Bo Chief"].id and lines["Flo Gray"].role == "Nurse"


def test_a_row_can_be_left_out_but_not_who_manages_others(robin: SetUp) -> None:
    page = again(robin, send(robin, [HEADS, *GOOD]), **{"row-3-out": "yes"})
    assert page.status_code == 422 and "Line manager: Please choose one" in shown(page)
    freed = again(robin, page, **{"row-3-out": "yes", "row-2-reports_to": "", "verb": "add"})
    assert freed.status_code == 303
    assert "Bo Chief" not in [person.name for person in robin.lines().values()]


def test_who_is_on_the_list_already_is_left_out_aloud_and_can_be_a_manager(robin: SetUp) -> None:
    boss = robin.invite(name="Bo Chief")
    page = send(robin, [HEADS, *GOOD])
    assert "Is on the list already: left out." in shown(page)
    again(robin, page, verb="add")
    lines = {person.name: person for person in robin.lines().values()}
    assert len(lines) == 4 and lines["Ann Reed"].reports_to == boss


def test_the_same_person_twice_and_two_of_one_name_are_asked(robin: SetUp) -> None:
    robin.owner.post(robin.pages["agencies"], {**AGENCY, "abbreviation": "DN", "short_label": "Nursing"})
    twice = send(robin, [HEADS, GOOD[0], GOOD[0], GOOD[1]])
    assert "stands in another row too" in shown(twice)
    namesakes = [GOOD[0], GOOD[1], ["Bo Chief", "DN", "Clerk", "", "", "yes", ""]]
    assert "Line manager: Please choose one" in shown(send(robin, [HEADS, *namesakes]))


def test_columns_can_be_chosen_by_hand(robin: SetUp) -> None:
    page = send(robin, [["Nurse", "Ann Reed", "GP"], ["Clerk", "Bo Chief", "GP"]])
    assert "Column 1" in shown(page)
    chosen = again(robin, page, **{"use-0": "role", "use-1": "name", "use-2": "agency"})
    assert "2 people ready to add" in shown(chosen)
    same = again(robin, page, **{"use-0": "role", "use-1": "name", "use-2": "name", "verb": "add"})
    assert same.status_code == 422 and "used as the same thing" in shown(same)
    assert robin.lines() == {}


def test_columns_are_guessed_by_their_headings() -> None:
    heads = (
        "First name",
        "Surname",
        "Employer",
        "Position",
        "Manager",
        "Grade",
        "Email",
        "Involved",
        "Team name",
    )
    found = ("first", "last", "agency", "role", "reports_to", "", "", "direct_involvement", "team")
    assert sheets.guess(heads) == found


def test_ticks_and_two_part_names_are_understood() -> None:
    table = sheets.read_text("First name\tSurname\tInvolved\nAnn\tReed\tx\nBo\tChief\t\n")
    found = sheets.values(table, sheets.guess(table.heads), {})
    assert [(one["name"], one["direct_involvement"]) for one in found] == [
        ("Ann Reed", "yes"),
        ("Bo Chief", "no"),
    ]


def test_a_blank_among_words_is_asked() -> None:
    table = sheets.read_text("Name\tInvolved\nAnn\tyes\nBo\t\n")
    found = sheets.values(table, sheets.guess(table.heads), {})
    assert [one["direct_involvement"] for one in found] == ["yes", ""]


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"\0" * (sheets.LARGEST_UNPACKED + 1))
    return kept.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0 old office",
        b"%PDF-1.7",
        b"\x89PNG\0\0\0",
        b"Name\nAnn\nBo\n",
        b"Name,Role\n",
        b"Name,Role\n" + b"A B,Nurse\n" * 301,
        workbook([HEADS, *GOOD])[:3000],
        bomb(),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(robin: SetUp, raw: bytes) -> None:
    answer = upload(robin, raw)
    assert answer.status_code == 422 and "nobody was added" in shown(answer)
    with pytest.raises(FileRefused):
        sheets.read_sheet(raw)


def test_a_pasted_text_stays_when_it_cannot_be_read(robin: SetUp) -> None:
    answer = robin.owner.post(sheet(robin), {"pasted": "just one line"}, page=robin.pages["invited"])
    assert answer.status_code == 422 and ">\njust one line</textarea>" in answer.text
    stale = robin.owner.post(sheet(robin), {"pasted": "a\tb", "form": "0" * 64}, page=robin.pages["invited"])
    assert stale.status_code == 403 and ">\na\tb</textarea>" in stale.text


def test_a_large_upload_is_refused_before_it_is_kept(robin: SetUp) -> None:
    answer = upload(robin, b"x" * 1_100_000)
    assert answer.status_code == 413 and "smaller file" in shown(answer)


@pytest.mark.parametrize(
    "table", ["", "{}", "[1]", "[[],[],[1]]", '[["Name"],[["A"]],["x"]]', json.dumps([[], [], []])]
)
def test_a_table_that_somebody_bent_breaks_nothing(robin: SetUp, table: str) -> None:
    answer = robin.owner.post(sheet(robin), {"table": table, "verb": "add"}, page=robin.pages["invited"])
    assert answer.status_code in (200, 303, 422)
    assert robin.lines() == {}
