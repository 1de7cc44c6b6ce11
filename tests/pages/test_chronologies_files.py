"""Files as they are sent: several at once, hostile, too large, interrupted; and what is kept of them."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from server.pages import readings
from server.pages.chronologies import LARGEST_FORM, guessed_agency
from server.store import reviews as rows
from sessions.meeting import Review
from sessions.people import Agency
from tests.pages.filing import Filing, csv, filing_of
from tests.pages.visitor import Instance, running, shown

GOOD = csv("01/02/2025,Seen at the surgery by the nurse", "03/02/2025,Seen again at the surgery")
WORDS = b"Seen again at the surgery"


@pytest.fixture
def filing(instance: Instance) -> Filing:
    return filing_of(instance)


def kept(filing: Filing) -> dict[str, dict[str, Any]]:
    """The chronologies as they are on disk."""
    return filing.robin.at.store.read_now(lambda books: rows.chronologies_of(books, filing.robin.review))


def parts(filing: Filing, key: str) -> list[bytes | None]:
    """The file and the reading of a chronology."""
    review = filing.robin.review
    return [
        filing.robin.at.store.read_now(lambda books, name=name: rows.part_of(books, review, key, name))
        for name in ("file", "reading")
    ]


def bomb() -> bytes:
    """A workbook of half a megabyte, one sheet of which unpacks to half a gigabyte."""
    made, kept = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made) as whole, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in whole.namelist():
            if name != "xl/worksheets/sheet1.xml":
                packed.writestr(name, whole.read(name))
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b"<worksheet><sheetData>")
            for _ in range(512):
                sheet.write(b"<row/>" * 175_000)
    return kept.getvalue()


def test_several_files_are_sent_at_once_and_their_agencies_told_by_their_names(filing: Filing) -> None:
    sent = filing.send(
        ("HGH attendances.csv", GOOD), ("Willow Street.csv", GOOD), ("notes.csv", GOOD), agency=""
    )
    assert (sent.status_code, sent.headers["location"]) == (303, filing.shelf)
    filing.until_read()
    assert [(one["agency"], one["state"], one["rows"]) for one in kept(filing).values()] == [
        ("HGH", "draft", 2),
        ("GP", "draft", 2),
        ("", "draft", 2),
    ]
    assert "Not said yet" in filing.list()


def test_one_agency_can_be_said_for_all(filing: Filing) -> None:
    filing.send(("HGH attendances.csv", GOOD), ("notes.csv", GOOD), agency="ASC")
    filing.until_read()
    assert [one["agency"] for one in kept(filing).values()] == ["ASC", "ASC"]


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("GP chronology final.docx", "GP"),
        ("07-epcr-NorthmoorAmbulance.csv", "AMB"),
        ("northmoor.csv", ""),
        ("fire and rescue v2.xlsx", "FRS"),
        ("Chronology Alex.docx", ""),
        ("", ""),
    ],
)
def test_an_agency_is_guessed_only_when_one_alone_fits(name: str, agency: str) -> None:
    known = (("GP", "Willow Surgery"), ("AMB", "Northmoor Ambulance"), ("POL", "Northmoor Police"))
    review = Review(id="r", agencies=tuple(map(_agency, (*known, ("FRS", "County Fire and Rescue Service")))))
    assert guessed_agency(review, name) == agency


def _agency(known: tuple[str, str]) -> Agency:
    return Agency(known[0], known[1], known[0], "Health", "Health practitioner", 1)


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("zip bomb.xlsx", bomb(), "much larger than a chronology should be"),
        (
            "export.csv",
            b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\x01\x02" * 5000,
            "This file is a picture, whatever its",
        ),
        ("empty.csv", b"", "This file is empty"),
        ("broken.docx", b"PK\x03\x04 broken", "damaged and could not be opened"),
        ("table.html.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "a web page and not a real"),
        ("letters.csv", b"Dear all,\nplease find nothing here.\n", "no table of dated rows"),
    ],
)
def test_a_hostile_or_useless_file_is_refused_in_a_sentence_and_nothing_of_it_is_kept(
    filing: Filing, name: str, raw: bytes, words: str
) -> None:
    at = filing.read(name, raw)
    assert words in filing.list() and "please ask the agency" in filing.list()
    [(key, one)] = kept(filing).items()
    assert (one["state"], one["events"], parts(filing, key)) == ("refused", [], [None, None])
    assert filing.robin.at.visitor().get("/healthz").status_code == 200
    assert filing.robin.owner.post(f"{at}/removal", page=filing.shelf).status_code == 303
    assert name not in filing.list()


def test_a_form_that_is_too_large_is_refused_before_it_is_read(filing: Filing) -> None:
    answer = filing.send(("huge.csv", b"x" * (LARGEST_FORM + 1)))
    assert answer.status_code == 413 and "much larger than chronologies should be" in shown(answer)
    assert kept(filing) == {}


def test_without_a_file_or_with_too_many_the_form_comes_back(filing: Filing) -> None:
    none = filing.robin.owner.post(filing.shelf, {"agency": "ASC"})
    assert none.status_code == 422 and "Please choose a file" in shown(none)
    assert 'value="ASC" selected' in none.text
    many = filing.send(*((f"{number}.csv", GOOD) for number in range(21)))
    assert many.status_code == 422 and "at most 20 files" in shown(many)
    assert kept(filing) == {}


def test_an_agency_that_is_not_of_the_review_is_not_taken(filing: Filing) -> None:
    assert filing.send(("a.csv", GOOD), agency="XXX").status_code == 422 and kept(filing) == {}


def test_a_name_with_folders_or_marks_is_only_its_last_part(filing: Filing) -> None:
    filing.read("C:\\Users\\kim\\Desktop\\gp <b>final.csv", GOOD)
    page = filing.robin.owner.get(filing.shelf).text
    assert "gp &lt;b&gt;final.csv" in page and "kim" not in page


def test_a_reading_that_a_restart_interrupted_goes_on(instance: Instance, tmp_path: Path) -> None:
    filing = filing_of(instance)
    at = filing.read("gp.csv", GOOD)
    [(key, one)] = kept(filing).items()
    stopped = {**one, "state": "reading", "rows": 0}
    review = filing.robin.review
    instance.store.write_now(lambda books: rows.save_chronology(books, review, key, stopped))
    assert "Reading the file" in shown(filing.robin.owner.get(at))
    filing.until_read()
    assert kept(filing)[key]["state"] == "draft" and kept(filing)[key]["rows"] == 2


def test_a_file_that_is_gone_is_said_in_a_sentence(filing: Filing) -> None:
    at = filing.read("gp.csv", GOOD)
    [(key, one)] = kept(filing).items()
    store, review = filing.robin.at.store, filing.robin.review
    store.write_now(lambda books: rows.drop_part(books, key, "file"))
    store.write_now(lambda books: rows.save_chronology(books, review, key, {**one, "state": "reading"}))
    filing.robin.owner.get(at)
    filing.until_read()
    assert "Not read" in filing.list() and "send the new copy" in filing.list()


def test_a_page_that_asks_again_gets_its_part_and_at_the_end_the_way_on(filing: Filing) -> None:
    part = {"hx-request": "true"}
    at = filing.send(("gp.csv", csv(*["01/02/2025,Seen at the surgery by the nurse"] * 3000))).headers[
        "location"
    ]
    page, again = filing.robin.owner.get(at), filing.robin.owner.get(at, headers=part)
    assert "<html" in page.text and 'http-equiv="refresh" content="2"' in page.text
    assert "<html" not in again.text and "<progress" in again.text and 'hx-target="#polite"' in again.text
    listed = filing.robin.owner.get(filing.shelf, headers=part)
    assert (
        "<html" not in listed.text and "1 file is being read" in listed.text and "hx-trigger" in listed.text
    )
    filing.until_read()
    done = filing.robin.owner.get(at, headers=part)
    assert (done.status_code, done.headers["hx-redirect"], done.text) == (200, f"{at}/columns", "")
    assert "All files are read" in filing.robin.owner.get(filing.shelf, headers=part).text
    assert "hx-trigger" not in filing.robin.owner.get(filing.shelf).text


def test_a_stop_while_reading_leaves_the_file_for_the_next_start(tmp_path: Path) -> None:
    slow = csv(*("01/02/2025,Seen at the surgery by the nurse" for _ in range(5000)))
    with running(tmp_path / "kept") as instance:
        filing = filing_of(instance)
        at = filing.send(("gp.csv", slow)).headers["location"]
    with running(tmp_path / "kept") as instance:
        again = Filing(filing.robin)
        again.robin.at, again.robin.owner = instance, instance.visitor("Ada")
        again.robin.owner.get(at)
        again.until_read()
        [one] = kept(again).values()
        assert (one["state"], one["rows"]) == ("draft", 5000)


def test_a_worker_that_dies_is_said_in_a_sentence(filing: Filing, monkeypatch: pytest.MonkeyPatch) -> None:
    async def carry_out(*_: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(readings, "carry_out", carry_out)
    filing.read("gp.csv", GOOD)
    assert "damaged and could not be opened" in filing.list()


def test_D4_no_word_of_a_file_is_plain_on_disk_while_it_is_read_or_after(
    instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    real = readings.carry_out

    def look(order: Any, progress: Any) -> Any:
        assert Path(order.path).read_bytes() == GOOD
        seen.append(spilled(tmp_path))
        return real(order, progress)

    monkeypatch.setattr(readings, "carry_out", look)
    filing = filing_of(instance)
    filing.add("gp.csv", GOOD)
    assert seen == [[]] and spilled(tmp_path) == []


def test_D4_a_file_of_several_megabytes_is_never_spooled_to_the_disk(
    filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    spooled: list[object] = []
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", spooled.append)
    filing.read("scan.pdf", b"%PDF-1.7" + b"\0" * (5 << 20))
    assert spooled == [] and "PDF" in filing.list()


def spilled(folder: Path) -> list[str]:
    """The files that hold words of the chronology in plain."""
    return [path.name for path in folder.rglob("*") if path.is_file() and WORDS in path.read_bytes()]


def test_a_system_without_files_in_memory_gets_one_that_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    with readings.private_file(GOOD, tmp_path) as path:
        assert path.read_bytes() == GOOD and path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == []


def test_what_is_removed_leaves_no_words(filing: Filing) -> None:
    at = filing.add("Harraby.csv", GOOD)
    assert "2 events" in filing.told()
    assert filing.robin.owner.post(f"{at}/removal", page=filing.shelf).status_code == 303
    [(key, one)] = kept(filing).items()
    assert parts(filing, key) == [None, None] and "arraby" not in str(one) and "surgery" not in str(one)
    assert "0 events" in filing.told() and "Harraby" not in filing.list()
    assert filing.robin.owner.get(at).status_code == 404


def test_an_agency_stays_while_a_file_is_its(filing: Filing) -> None:
    filing.read("gp.csv", GOOD, "GP")
    agencies = f"/reviews/{filing.robin.review}/agencies"
    refused = filing.robin.owner.post(f"{agencies}/GP/removal", page=agencies)
    assert refused.status_code == 409 and "This agency stays" in shown(refused)
    assert filing.robin.owner.post(f"{agencies}/FRS/removal", page=agencies).status_code == 303
