"""Files that would harm: each is refused with a sentence or read within bounds, and the server lives on."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from server.imports import sentences
from server.imports.reader import read
from server.imports.refused import FileRefused
from server.imports.worker import Limits, read_in_worker
from tests.imports import files
from tests.imports.training import CASE, expected_file, reading

HEAD = ["Date", "Event"]
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY b "bbbb">]>'


def refusal(path: Path, name: str | None = None) -> str:
    with pytest.raises(FileRefused) as refused:
        read(path, name or path.name)
    assert refused.value.say.endswith(".") and refused.value.say.count(". ") == 0
    return refused.value.say


def with_part(path: Path, source: Path, part: str, content: str | bytes) -> Path:
    """A copy of a package with one part exchanged or added."""
    with zipfile.ZipFile(source) as old:
        parts: dict[str, str | bytes] = {name: old.read(name) for name in old.namelist()}
    return files.packed(path, {**parts, part: content})


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book, _ = files.sheet(
        [HEAD, ["01/02/2024", "Visit, all well that day"], ["03/02/2024", "Phone call to the ward"]]
    )
    return files.saved(book, tmp_path / "good.xlsx")


@pytest.mark.parametrize(
    ("start", "say"),
    [
        (b"\xff\xd8\xff\xe0 picture", sentences.PICTURE),
        (b"\x89PNG\r\n\x1a\n", sentences.PICTURE),
        (b"{\\rtf1 hello}", sentences.RICH_TEXT),
        (b"<html><table><tr><td>Date</td></tr></table></html>", sentences.WEB_PAGE),
        (b"MZ\x90\x00program", sentences.OTHER),
        (b"Received: from mail.example\r\nSubject: chronology", sentences.E_MAIL),
        (bytes(range(256)) * 20, sentences.OTHER),
        (b"", sentences.EMPTY),
        (b"PK\x03\x04 not a zip at all", sentences.BROKEN),
        (b"One line of plain words without any table in it.", sentences.NO_TABLE),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), sentences.PASSWORD),
        (b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), sentences.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0" + "__substg1.0_1000001F".encode("utf-16-le"), sentences.E_MAIL),
    ],
)
def test_a_file_is_known_by_what_is_in_it_and_not_by_its_name(tmp_path: Path, start: bytes, say: str) -> None:
    path = tmp_path / "chronology.csv"
    path.write_bytes(start)
    assert refusal(path) == say


@pytest.mark.parametrize(
    ("part", "say"),
    [
        ("xl/workbook.bin", sentences.BINARY_EXCEL),
        ("ppt/presentation.xml", sentences.SLIDES),
        ("content.xml", sentences.OPEN_DOCUMENT),
        ("chronology.docx", sentences.ZIP),
    ],
)
def test_other_packed_files_are_told_apart(tmp_path: Path, part: str, say: str) -> None:
    assert refusal(files.packed(tmp_path / "x.xlsx", {part: "x"})) == say


def test_a_file_of_300_megabytes_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    assert refusal(path) == sentences.TOO_BIG


def test_a_zip_bomb_is_refused(tmp_path: Path, workbook: Path) -> None:
    bomb = b"<worksheet><sheetData>" + b"<row/>" * 9_000_000
    path = with_part(tmp_path / "bomb.xlsx", workbook, "xl/worksheets/sheet1.xml", bomb)
    assert path.stat().st_size < 200_000
    assert refusal(path) == sentences.TOO_BIG


def test_entities_are_never_resolved(tmp_path: Path, workbook: Path) -> None:
    cells = (
        "<row><c t='inlineStr'><is><t>Date&e;</t></is></c><c t='inlineStr'><is><t>Event&b;</t></is></c></row>"
    )
    part = f"{ENTITY}<worksheet><sheetData>{cells}</sheetData></worksheet>"
    assert (
        refusal(with_part(tmp_path / "e.xlsx", workbook, "xl/worksheets/sheet1.xml", part))
        == sentences.UNSAFE
    )
    words = "<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body>"
    body = f'{ENTITY}<w:document xmlns:w="{files.W}">{words}</w:document>'
    assert refusal(files.packed(tmp_path / "e.docx", files.word_parts(body))) == sentences.UNSAFE


def test_a_broken_document_is_refused(tmp_path: Path) -> None:
    good = CASE / expected_file("02")["file"]
    cut = tmp_path / "cut.docx"
    cut.write_bytes(good.read_bytes()[:20_000])
    assert refusal(cut) == sentences.BROKEN
    assert (
        refusal(with_part(tmp_path / "bad.docx", good, "word/document.xml", "<w:doc><unclosed>"))
        == sentences.BROKEN
    )
    flipped = bytearray(good.read_bytes())
    flipped[2000:2400] = bytes(400)
    (tmp_path / "flipped.docx").write_bytes(flipped)
    assert refusal(tmp_path / "flipped.docx") == sentences.BROKEN
    assert refusal(files.packed(tmp_path / "none.docx", {"word/styles.xml": "<x/>"})) == sentences.BROKEN


def test_macros_are_not_run_and_are_remarked(tmp_path: Path, workbook: Path) -> None:
    relations = (
        f'<Relationships xmlns="{files.PACKAGE}">'
        f'<Relationship Id="rId1" Type="{files.OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        'Target="vbaProject.bin"/></Relationships>'
    )
    path = with_part(tmp_path / "macro.xlsm", workbook, "xl/_rels/workbook.xml.rels", relations)
    with_macro = with_part(tmp_path / "macros.xlsm", path, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro")
    made = read(with_macro, "macros.xlsm")
    assert made.remarks == ("macros",)


def test_a_formula_shows_what_it_showed_and_is_never_calculated(tmp_path: Path) -> None:
    book, _ = files.sheet([HEAD, ["01/02/2024", "=1+1"], ["03/02/2024", "Phone call to the ward sister"]])
    made = read(files.saved(book, tmp_path / "f.xlsx"), "f.xlsx")
    assert made.rows[0].what == "=1+1"
    assert made.rows[0].problem == sentences.UNSAVED_FORMULA
    assert "formula_cell" in made.rows[0].flags


def test_100_000_rows_are_refused_in_text_and_in_workbooks(tmp_path: Path, workbook: Path) -> None:
    lines = "".join(f"01/02/20{n % 20:02},Visit number {n}\n" for n in range(100_000))
    assert refusal(files.text(tmp_path / "long.csv", "Date,Event\n" + lines)) == sentences.TOO_MANY_ROWS
    rows = "".join(f'<row><c><v>{n}</v></c><c t="str"><v>Visit</v></c></row>' for n in range(100_000))
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    path = with_part(tmp_path / "long.xlsx", workbook, "xl/worksheets/sheet1.xml", sheet)
    assert refusal(path) == sentences.TOO_MANY_ROWS


def test_a_million_formatted_blank_rows_are_no_rows(tmp_path: Path, workbook: Path) -> None:
    rows = '<row r="1"><c t="str"><v>Date</v></c><c t="str"><v>Event</v></c></row>'
    rows += '<row r="2"><c t="str"><v>1/2/24</v></c><c t="str"><v>Home visit by the duty worker</v></c></row>'
    rows += "".join(f'<row r="{n}" s="4" customFormat="1"/>' for n in range(3, 200_000))
    rows += '<row r="200000"><c t="str"><v>2/2/24</v></c><c t="str"><v>Phone call</v></c></row>'
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    made = read(with_part(tmp_path / "b.xlsx", workbook, "xl/worksheets/sheet1.xml", sheet), "b.xlsx")
    assert [row.place.row for row in made.rows] == [2, 200_000]
    assert [left.why for left in made.left_out] == [sentences.HEADER, sentences.BLANKS]


@pytest.mark.parametrize(
    "words", ["a", "Will ", "1/2/24 - ", "0", "no contact ", "see ", "Total ", "w/c ", "a@", "- "]
)
def test_one_cell_of_half_a_million_characters_does_not_hold_us_up(tmp_path: Path, words: str) -> None:
    long = (words * 500_000)[:500_000]
    lines = f"Date,Event,{long[:70]}\n13/02/24,{long},x\n{long},Visit to the flat,y\n14/02/24,Call,{long}\n"
    made = read(files.text(tmp_path / "l.csv", lines), "l.csv")
    assert len(made.rows) + len(made.left_out) == 4


async def test_the_worker_gives_the_same_reading_as_the_reader() -> None:
    path = CASE / expected_file("05")["file"]
    said: list[float] = []
    scope = reading("05").rows[0].when.start
    assert scope is not None
    made = await read_in_worker(path, path.name, scope=(scope, scope), progress=said.append)
    assert made == read(path, path.name, scope=(scope, scope))
    assert said == sorted(said) and 0 < said[0] < said[-1] <= 1


async def test_the_worker_passes_a_refusal_on() -> None:
    path = CASE / expected_file("10")["file"]
    with pytest.raises(FileRefused) as refused:
        await read_in_worker(path, path.name)
    assert refused.value.say == sentences.OLD_WORD


async def test_too_little_memory_or_time_is_a_sentence(tmp_path: Path, workbook: Path) -> None:
    rows = "".join(
        f'<row><c t="str"><v>01/02/2024</v></c><c t="str"><v>{sha256(bytes(n)).hexdigest() * 40}</v></c></row>'
        for n in range(12_000)
    )
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    path = with_part(tmp_path / "fat.xlsx", workbook, "xl/worksheets/sheet1.xml", sheet)
    with pytest.raises(FileRefused) as refused:
        await read_in_worker(path, "fat.xlsx", limits=Limits(memory=64 * 1024 * 1024))
    assert (refused.value.code, refused.value.say) == ("memory", sentences.TOO_BIG)
    with pytest.raises(FileRefused) as refused:
        await read_in_worker(path, "fat.xlsx", limits=Limits(seconds=0.05))
    assert refused.value.say == sentences.TOO_LONG


async def test_S9_5000_rows_are_read_within_ten_seconds(tmp_path: Path) -> None:
    forms = ("%d/%m/%y", "%A %d %B %Y", "w/c %d.%m.%Y", "%d-%b-%Y 1430hrs")
    start = date(2010, 1, 1)
    days = ((start + timedelta(days=number)).strftime(forms[number % 4]) for number in range(5000))
    words = "".join(
        f"{day},10.30am,Record,Visit by the duty worker {'and more words ' * 8},NFA,SW1\n" for day in days
    )
    path = files.text(tmp_path / "long.csv", "Date,Time,Source,Event,Action,Worker\n" + words)
    made = await read_in_worker(path, "long.csv", limits=Limits(seconds=10))
    assert len(made.rows) == 5000 and all(row.when.start for row in made.rows)
