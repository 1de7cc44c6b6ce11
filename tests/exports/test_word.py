"""The Word file, opened with other libraries than the one that wrote it, beside the snapshot it came from."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx2python import docx2python
from lxml import etree

from server.exports import word, words
from server.exports.archive import unpack
from sessions.contents import (
    Challenge,
    Contents,
    Episode,
    Event,
    EventDate,
    Factor,
    GoodPractice,
    Perspective,
    Question,
)
from sessions.meeting import Review
from sessions.parts import CHANGES, TEAM_LANE
from sessions.snapshot import Snapshot, dump, load, short
from tests.exports.record import case, frozen, people, seats, shown_words, steps, training_snapshot

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = {
    "[Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/footer.xml",
    "word/header.xml",
    "word/settings.xml",
    "word/styles.xml",
}
SECTIONS = [words.HAPPENED, words.LOOKED, words.FACTORS, words.HELPED, words.USUAL]


@pytest.fixture(scope="module")
def file() -> bytes:
    return word.render(training_snapshot())


def saying(*texts: str, mode: str = "role", label: str = "Surgery") -> Snapshot:
    """A record of these words, in this order."""
    said = tuple(Perspective(f"p{n:04}", text, mode, label, place=n) for n, text in enumerate(texts))
    return frozen(Contents(perspectives=said))


def tree(content: bytes, part: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(unpack(content)[part])


def text_of(element: etree._Element) -> str:
    """The text of a paragraph as Word shows it."""
    marks = {f"{W}t": lambda e: e.text or "", f"{W}tab": lambda _: "\t", f"{W}br": lambda _: "\n"}
    found = (e for e in element.iter(*marks) if e.getparent().tag == f"{W}r")
    return "".join(marks[e.tag](e) for e in found)


def paragraphs(content: bytes, style: str = "") -> list[str]:
    every = tree(content).iter(f"{W}p")
    return [text_of(p) for p in every if not style or p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == style]


def tables(content: bytes) -> Iterator[list[list[str]]]:
    """Every table as rows of cells, each cell's paragraphs joined by line breaks."""
    for table in tree(content).iter(f"{W}tbl"):
        rows = [[cell.iter(f"{W}p") for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
        yield [["\n".join(map(text_of, cell)) for cell in row] for row in rows]


def table_headed(content: bytes, heading: str) -> list[list[str]]:
    return next(rows for rows in tables(content) if heading in rows[0])


def test_R5_another_library_reads_every_perspective_verbatim(file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "record.docx"
    path.write_bytes(file)
    with docx2python(path) as read:
        held = {line for table in read.body for row in table for cell in row for line in cell}
    assert len(shown_words()) == 93
    assert set(shown_words().values()) - held == set()
    what = {event["what"] for event in training_snapshot().items("timeline")}
    assert {text.replace("\n", "") for text in what} - {text.replace("\n", "") for text in held} == set()


def test_R5_each_perspective_stands_beside_its_label_and_mode(file: bytes) -> None:
    rows = [row for table in tables(file) for row in table if len(row) == 2]
    for item in training_snapshot().items("perspectives"):
        beside = [row[0] for row in rows if row[1].startswith(item["text"])]
        assert f"{item['label']}\n{words.MODES[item['mode']]}" in beside


def test_R5_hindsight_marks_are_said_in_words(file: bytes) -> None:
    marked = [item for item in training_snapshot().items("perspectives") if item["hindsight"] == "later"]
    said = [row[1] for table in tables(file) for row in table if len(row) == 2]
    assert len(marked) > 3
    for item in marked:
        expected = f"{item['text']}\n{words.HINDSIGHT['later']}. Step {item['phase']}"
        assert expected in said


def test_R1_one_table_an_episode_with_its_sections_as_rows(file: bytes) -> None:
    for episode in training_snapshot().items("episodes"):
        title = f"Episode {episode['number']}: {episode['title']}"
        assert title in paragraphs(file, "Heading2")
        rows = table_headed(file, title)
        bands = [row[0] for row in rows if len(row) == 1 and row[0] in SECTIONS]
        assert bands == SECTIONS
        assert [episode["happened"]] in rows


def test_R1_headings_are_real_styles_in_order(file: bytes) -> None:
    expected = [
        words.WHO,
        words.RULES,
        words.TIMELINE,
        words.EPISODES,
        words.OTHER_WORDS,
        words.FACTORS_BY_FRAMEWORK,
        words.GOOD_PRACTICE,
        words.CHALLENGES,
        words.PRIORITIES,
        words.QUICK_WINS,
        words.QUESTIONS,
        words.PARKED,
        words.NOT_SHOWN,
        words.CHANGED,
        words.INTEGRITY,
    ]
    assert paragraphs(file, "Heading1") == expected
    named = {style.get(f"{W}styleId") for style in tree(file, "word/styles.xml").iter(f"{W}style")}
    used = {style.get(f"{W}val") for style in tree(file).iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    assert used <= named


def test_R1_header_rows_are_repeated_and_short_rows_kept_together(file: bytes) -> None:
    for table in tree(file).iter(f"{W}tbl"):
        rows = list(table.iter(f"{W}tr"))
        repeated = [row for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None]
        has_head = table.find(f"{W}tblPr/{W}tblLook").get(f"{W}firstRow") == "1"
        assert repeated == (rows[:1] if has_head else [])
        widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
        assert min(widths) >= 780 and sum(widths) <= 10094


def test_R1_the_page_is_a4_portrait_with_marking_name_number_and_fingerprint(file: bytes) -> None:
    size = tree(file).find(f".//{W}pgSz")
    assert (size.get(f"{W}w"), size.get(f"{W}h"), size.get(f"{W}orient")) == ("11906", "16838", None)
    header = [text_of(p) for p in tree(file, "word/header.xml")]
    assert header == ["OFFICIAL-SENSITIVE (training)", "HSAB-SAR-2025-03, Alex\tSnapshot 1, draft"]
    footer = tree(file, "word/footer.xml")
    assert text_of(footer).startswith(f"Fingerprint {short(training_snapshot().hash)}\tPage ")
    fields = [field.get(f"{W}instr").strip() for field in footer.iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_R1_the_last_page_gives_the_whole_fingerprint(file: bytes) -> None:
    marks = [text.replace(" ", "") for text in paragraphs(file, "Fingerprint")]
    assert training_snapshot().hash in marks
    assert training_snapshot().signature.hex() in marks
    assert all(entry["hash"] in marks for entry in training_snapshot().manifest["parts"].values())


def test_R5_the_timeline_keeps_numbers_dates_and_where_they_came_from(file: bytes) -> None:
    rows = table_headed(file, words.WHAT)
    by_number = {row[0]: row for row in rows[1:]}
    assert len(by_number) == 263
    assert by_number["49a"][1] == "6.8.24, about noon\n2024-08-06, approximate"
    assert by_number["49a"][4] == "Memory\nAdded in the meeting by A participant"
    assert by_number["4"][1] == "approx Nov 2022\n2022-11-01\n– 2022-11-30, approximate"
    assert by_number["4"][4] == "Case record\nImported: file 1, sheet 2024, row 8"
    assert ["1", "01_ASC chronology Alex v3 FINAL (2).xlsx"] in table_headed(file, words.FILE)
    assert by_number["257"][1] == "date not recorded\nnot read as a date"


def test_R5_counts_disputes_and_limits_are_told(file: bytes) -> None:
    assert ["Withdrawn by the writer", "", "1"] in table_headed(file, words.KIND)
    stands = [row[3] for row in table_headed(file, words.STANDS) if len(row) == 4]
    assert stands.count("Open") == 2
    assert "People of the case group who accepted them: 21." in paragraphs(file)
    assert any(row[0].startswith("Community Mental Health") for row in table_headed(file, words.NOT_THERE))


@pytest.mark.parametrize("scribed", [True, False])
def test_M15_whatever_was_scribed_says_so(scribed: bool) -> None:
    own = {"own_words": not scribed}
    contents = Contents(
        perspectives=(Perspective("p", "said", "named", "Ada", **own),),
        challenges=(Challenge("c", "disputed", None, "named", "Ada", **own),),
        questions=(Question("q", "asked", "named", "Ada", **own),),
        good_practice=(GoodPractice("g", "praised", "named", "Ada", **own),),
    )
    found = [line for line in paragraphs(word.render(frozen(contents))) if words.REPORTED in line]
    assert len(found) == 4 * scribed


def test_M15_a_scribed_factor_says_so_in_its_episode() -> None:
    episode = Episode("k1", 1, "Sent home")
    factor = Factor("f", "in the way", "named", "Ada", episode=episode.id, own_words=False)
    told = paragraphs(word.render(frozen(Contents((), (episode,), factors=(factor,)))))
    assert [line for line in told if words.REPORTED in line] == [f"Ada. Shown with name. {words.REPORTED}"]


def test_A7_what_the_room_was_asked_is_told_as_it_was_told_live(file: bytes) -> None:
    text = "\n".join(paragraphs(file))
    start = text.index(words.PRIORITIES)
    asked = text[start : text.index(words.QUICK_WINS, start)]
    factor = steps("factor")[0]["text"]
    for wanted in (
        words.ASKED["poll"],
        words.ASKED["priorities"],
        words.ASKED["same"],
        "Episode 3",
        "Health",
    ):
        assert wanted in asked, wanted
    for answer, told in ((words.SCALE["usual"], "about half"), (factor, "5"), (case_episode(), "1 or 2")):
        assert f"{answer}\n{told}" in asked, (answer, asked)
    assert asked.count(words.ASKED["poll"]) == 1, "what is open is not in the record"


def case_episode() -> str:
    """The title of the third episode as the record has it."""
    (found,) = [one["title"] for one in training_snapshot().items("episodes") if one["id"] == "KPE3"]
    return str(found)


def test_R3_no_trace_of_who_wrote_in_any_layer_of_the_file(file: bytes) -> None:
    named = {step["by"] for step in steps("write") if step["mode"] == "named"}
    for content in (file, word.render(training_snapshot(), with_team_lane=True)):
        layers = {name: part.decode() for name, part in unpack(content).items()}
        assert layers.keys() == PARTS
        whole = "\n".join([*layers, *layers.values()])
        assert not [person.name for person in people() if person.id not in named and person.name in whole]
        assert not [seat.id for seat in seats() if seat.id in whole]
        gone = [step["text"] for step in steps("write") if step["card"] in ("c034", "c041", "c074")]
        assert not [text for text in gone if text in whole]


def test_R3_the_only_property_is_the_title(file: bytes) -> None:
    core = tree(file, "docProps/core.xml")
    assert {etree.QName(each).localname: each.text for each in core} == {
        "title": "Snapshot 1, Safeguarding Adults Review: Alex",
        "language": "en-GB",
    }
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert [entry.filename for entry in entries] == sorted(PARTS)
    assert not any(entry.extra or entry.comment or entry.compress_type for entry in entries)


def test_B4_the_lane_is_left_out_unless_asked_for() -> None:
    snapshot = training_snapshot()
    shared, private = word.render(snapshot), word.render(snapshot, with_team_lane=True)
    texts = [item["text"] for item in snapshot.items(TEAM_LANE)]
    assert len(texts) == 4
    assert not set(texts) & set(paragraphs(shared)) and set(texts) <= set(paragraphs(private))
    assert words.TEAM_LANE in paragraphs(private, "Heading1")
    assert "review team only" in text_of(tree(private, "word/header.xml"))
    assert "This copy leaves out: The review team's own lane. It can still be checked." in paragraphs(shared)


def test_R2_a_stored_snapshot_gives_the_same_file_as_a_fresh_one(file: bytes) -> None:
    assert word.render(load(dump(training_snapshot()))) == file


def test_R5_scripts_and_odd_letters_come_back_as_they_were() -> None:
    texts = [
        "Ŵyres â'r tŷ, Ŷ ŷ Ẁ",
        "👩🏽‍⚕️ 🙂 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "مرحبا Alex، كان وحده",
        "He said שלום and left",
        "  kept  spaces\tand tabs ",
        "one\ntwo\n\nthree",
        "<w:p>&lt;b&gt; \"'{page} {n} %s",
        "e\u0301 \u00e9 \u2028 \u200b \u202e \u0085",
        "",
    ]
    content = word.render(saying(*texts))
    assert paragraphs(content, "Ownwords") == texts


def test_R5_right_to_left_words_are_marked_so() -> None:
    document = tree(word.render(saying("مرحبا", "hello", "hello\nمرحبا")))
    own = [p for p in document.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Ownwords"]
    assert [p.find(f"{W}pPr/{W}bidi") is not None for p in own] == [True, False, False]
    assert [[r.find(f"{W}rPr/{W}rtl") is not None for r in p.iter(f"{W}r")] for p in own] == [
        [True],
        [False],
        [False, True],
    ]


def test_R5_what_a_word_file_cannot_hold_is_shown_and_said() -> None:
    content = word.render(saying("a\x0bb\x00c\ufffed", "fine"))
    assert paragraphs(content, "Ownwords") == ["a\ufffdb\ufffdc\ufffdd", "fine"]
    assert words.REPLACED.format(n=3) in paragraphs(content)
    assert not any("cannot hold" in text for text in paragraphs(word.render(saying("fine"))))


def test_R5_an_empty_board_says_so() -> None:
    content = word.render(frozen(review=Review("r")))
    assert paragraphs(content).count(words.NOTHING) >= 8
    assert words.OTHER_WORDS not in paragraphs(content)


def test_R5_words_on_events_stand_once_in_the_first_episode() -> None:
    event = case("review.json")["key_practice_episodes"][1]["linked_events"][0]
    board = training_snapshot()
    date = EventDate("1 May", "2024-05-01", "2024-05-01", "day")
    lone = Contents(
        (Event("e", "7", "GP", date, "Seen"),),
        perspectives=(Perspective("p", "I rang twice.", "role", "Surgery", on_kind="event", on_id="e"),),
    )
    content = word.render(frozen(lone))
    assert "About event 7, 1 May" in paragraphs(content, "Tableheading")
    assert paragraphs(content, "Ownwords") == ["I rang twice."]
    assert event in board.items("episodes")[1]["events"]


def test_R1_a_copy_with_parts_or_items_erased_can_still_be_read() -> None:
    snapshot = training_snapshot()
    for part in snapshot.parts:
        copy = snapshot.without(part)
        assert words.PARTS[part] in next(
            text for text in paragraphs(word.render(copy)) if "leaves out" in text
        )
    erased = snapshot.erased("perspectives", 0).erased("cover", 0)
    held = {row[0]: row[1] for row in table_headed(word.render(erased), words.PART_FINGERPRINT)}
    assert held["Perspectives"] == "86, of which 1 erased"


def test_R5_what_changed_is_told() -> None:
    first = frozen(Contents((Event("e", "1", "GP", EventDate("July 2024"), "Seen"),)))
    moved = Contents((Event("e", "1", "GP", EventDate("12 July 2024"), "Seen"),), counts={"withdrawn": 2})
    content = word.render(frozen(moved, number=2, earlier=[first]))
    assert "What changed since snapshot 1" in paragraphs(content, "Heading1")
    assert ["Timeline", "0", "0", "1"] in table_headed(content, words.ADDED_COUNT)
    said = paragraphs(content)
    assert "Event 1: the date was “July 2024” and is now “12 July 2024”." in said
    assert "Withdrawn by the writer: 2 more" in said
    same = word.render(frozen(moved, number=3, earlier=[frozen(moved)]))
    assert words.UNCHANGED in paragraphs(same)
    assert first.items(CHANGES) == []


def test_every_word_goes_through_the_translation() -> None:
    content = word.render(training_snapshot(), translate=lambda sentence: f"«{sentence}»")
    ours = paragraphs(content, "Heading1") + paragraphs(content, "Heading3")
    assert ours and all(text.startswith("«") for text in ours)
    heads = [text for text in paragraphs(content, "Tableheading") if text]
    assert all(text.startswith("«") for text in heads)


def test_S9_two_thousand_perspectives_take_less_than_three_seconds() -> None:
    snapshot = saying(*(f"{n}: " + "How it looked from where I stood that week. " * 8 for n in range(2000)))
    started = time.perf_counter()
    content = word.render(snapshot)
    took = time.perf_counter() - started
    assert len(paragraphs(content, "Ownwords")) == 2000
    assert took < 3
