"""Word's own mess: tracked changes, hidden words, boxes, content controls, tables inside cells."""

from __future__ import annotations

from pathlib import Path

from server.imports.reader import read
from server.imports.reading import Reading
from tests.imports import files

HEAD = files.row(["Date", "What happened", "Response"], head=True)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def inserted(text: str) -> str:
    return f'<w:ins w:id="1" w:author="x">{run(text)}</w:ins>'


def deleted(text: str, tag: str = "del") -> str:
    return f'<w:{tag} w:id="2" w:author="x"><w:r><w:delText>{text}</w:delText></w:r></w:{tag}>'


def raw(*cells: str, properties: str = "") -> str:
    made = "".join(f"<w:tc><w:p>{cell}</w:p></w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{made}</w:tr>"


def made(path: Path, *rows: str, parts: dict[str, str] | None = None) -> Reading:
    body = f"<w:tbl>{HEAD}{''.join(rows)}</w:tbl>"
    return read(files.document(path / "w.docx", body, parts=parts), "w.docx")


def test_insertions_stay_deletions_stand_beside(tmp_path: Path) -> None:
    reading = made(
        tmp_path,
        raw(
            deleted("01/02/24") + inserted("13/02/24"),
            run("Seen at ") + inserted("clinic") + deleted("home"),
            run("x"),
        ),
        raw(run("14/02/24"), deleted("Old words", "moveFrom") + run("New words"), ""),
    )
    assert [(row.when.text, row.what) for row in reading.rows] == [
        ("13/02/24", "Seen at clinic"),
        ("14/02/24", "New words"),
    ]
    assert reading.rows[0].aside == (("deleted", "01/02/24"), ("deleted", "home"))
    assert all("tracked_change" in row.flags for row in reading.rows)


def test_a_deleted_row_is_no_event_but_its_words_are_kept(tmp_path: Path) -> None:
    reading = made(
        tmp_path,
        raw(run("13/02/24"), run("Seen"), ""),
        raw(deleted("14/02/24"), deleted("Row taken out"), "", properties='<w:del w:id="9"/>'),
    )
    assert [(left.code, left.cells) for left in reading.left_out] == [
        ("header", ("Date", "What happened", "Response")),
        ("struck", ("14/02/24", "Row taken out", "")),
    ]


def test_hidden_words_and_boxes_are_kept_apart(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><w:txbxContent>{files.paragraph('In a box')}</w:txbxContent></w:pict></w:r>"
    reading = made(tmp_path, raw(run("13/02/24"), run("Seen") + run("hidden", "<w:vanish/>") + box, ""))
    assert reading.rows[0].what == "Seen"
    assert reading.rows[0].aside == (("hidden", "hidden"), ("text box", "In a box"))


def test_lines_tabs_and_content_controls_are_words(tmp_path: Path) -> None:
    lines = "<w:r><w:t>First</w:t><w:br/><w:t>second</w:t><w:tab/><w:t>end</w:t></w:r></w:p><w:p>" + run(
        "bullet"
    )
    control = f"<w:sdt><w:sdtContent><w:tc><w:p>{run('13/02/24')}</w:p></w:tc></w:sdtContent></w:sdt>"
    row = f"<w:tr>{control}<w:tc><w:p>{lines}</w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
    reading = made(tmp_path, row)
    assert (reading.rows[0].when.text, reading.rows[0].what) == ("13/02/24", "First\nsecond\tend\nbullet")


def test_one_picture_in_two_versions_gives_its_words_once(tmp_path: Path) -> None:
    box = files.paragraph("Said once")
    both = (
        '<w:r><mc:AlternateContent xmlns:mc="m">'
        f"<mc:Choice><w:drawing><w:txbxContent>{box}</w:txbxContent></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><w:txbxContent>{box}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    reading = made(tmp_path, raw(run("13/02/24"), run("Seen") + both, ""))
    assert reading.rows[0].aside == (("text box", "Said once"),)


def test_comments_footnotes_and_page_headers_are_not_lost(tmp_path: Path) -> None:
    def part(tag: str, inside: str) -> str:
        return f'<w:{tag} xmlns:w="{files.W}">{inside}</w:{tag}>'

    kinds = ("comments", "footnotes", "header")
    relations = "".join(
        f'<Relationship Id="{kind}" Type="{files.OFFICE}/{kind}" Target="{kind}.xml"/>' for kind in kinds
    )
    parts = {
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{files.PACKAGE}">{relations}</Relationships>',
        "word/comments.xml": part(
            "comments", f'<w:comment w:id="0">{files.paragraph("Is this right?")}</w:comment>'
        ),
        "word/footnotes.xml": part(
            "footnotes", f'<w:footnote w:id="2">{files.paragraph("See file 3")}</w:footnote>'
        ),
        "word/header.xml": part("hdr", files.paragraph("Draft 2")),
    }
    marks = '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
    reading = made(tmp_path, raw(run("13/02/24"), run("Seen") + marks, ""), parts=parts)
    assert reading.rows[0].aside == (("comment", "Is this right?"), ("footnote", "See file 3"))
    assert [(left.code, left.cells) for left in reading.outside] == [("header", ("Draft 2",))]


def test_a_table_in_a_cell_is_no_table_of_the_document(tmp_path: Path) -> None:
    inner = files.table([["Day", "Given"], ["Mon", "yes"]])
    row = files.row(["13/02/24", files.cell("Chart", inside=inner + "<w:p/>"), ""])
    reading = made(tmp_path, row)
    assert (reading.rows[0].what, reading.rows[0].aside) == ("Chart", (("table", "Day | Given\nMon | yes"),))
    assert list(reading.columns) == ["Table 1"]
