"""Meeting templates and frameworks as files: what a good one gives, line and reason of every broken one."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.frameworks import framework_from_json, merged, read_framework
from sessions.labels import Mode
from sessions.meeting import Meeting, meeting_from_json
from sessions.phases import Phase, Switches, Template
from sessions.templates import read_template
from sessions.written import MOST_LINES, FileRefused
from tests.running import ROOT

FILES = sorted((ROOT / "sessions/methods").glob("*.toml"))
FRAMEWORKS = sorted((ROOT / "sessions/frameworks").glob("*.toml"))
OWN = """\
# A Board's own.
id = "OWN"
name = "Our meeting"
version = "2"
method = "Our way"
fits = ["any"]
minutes = 40
source = "Ourselves."

[[phases]]
id = "open"
name = "Welcome"
minutes = 10
shared_work = "team"
block = "open"

[[phases]]
id = "talk"
name = "Talk"
minutes = 20
prompt = "How did it look?"
hint = \"\"\"
On
several lines.\"\"\"
modes = [
    "role",
    "private",
]
default_mode = "role"
shared_work = "team"

[[phases]]
id = "close"
name = "Close"
minutes = 10
shared_work = "team"
block = "close"
"""


def built_in(key: str) -> Template:
    """One of the templates that come with us."""
    return next(one for one in map(template, FILES) if one.id == key)


def template(file: Path) -> Template:
    """The template of a file."""
    return read_template(file.read_text("utf-8"), file.name)


def refused(*changes: tuple[str, str], text: str = OWN) -> FileRefused:
    """Why a changed file is refused."""
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    with pytest.raises(FileRefused) as caught:
        read_template(text, "ours.toml")
    return caught.value


def line_of(words: str, text: str = OWN) -> int:
    """The line on which some words stand."""
    return text[: text.rindex(words)].count("\n") + 1


def test_every_template_that_the_methods_name_is_there() -> None:
    wanted = {f"T{number}" for number in range(1, 16)} | {"T3R", "T5W", "T5F", "T7E", "T16"}
    assert {template(file).id for file in FILES} == wanted


def test_every_template_opens_and_closes_with_the_blocks_that_all_share() -> None:
    for file in FILES:
        made = template(file)
        first, last = made.phases[0], [one for one in made.phases if one.block == "close"][-1]
        assert (first.name, first.block, first.out) == ("Welcome and ground rules", "open", ("acceptances",))
        assert (last.name, last.prompt, last.blind) == ("Close", "One word or one line to leave with.", True)
        assert made.phases[-1].locks and made.source, file.name


def test_minutes_and_steps_of_the_first_five_are_those_of_section_4() -> None:
    minutes = {key: built_in(key).minutes for key in ("T1", "T2", "T6", "T8", "T9")}
    assert minutes == {"T1": 180, "T2": 180, "T6": 150, "T8": 60, "T9": 360}
    assert [one.minutes for one in built_in("T2").phases if "Pattern round" in one.name] == [17] * 5
    stages = [one.name for one in built_in("T9").phases if one.name.startswith("Stage")]
    assert [name[:7] for name in stages] == ["Stage 1", "Stage 2", "Stage 3", "Stage 4"]


def test_row_17_no_private_mode_in_silp_and_reports_are_confirmed_read() -> None:
    for key in ("T3", "T3R"):
        made = built_in(key)
        assert not any(Mode.PRIVATE in phase.can_offer for phase in made.phases)
        assert [phase.modes for phase in made.phases if "reports read" in phase.out] == [(Mode.NAMED,)]
        # Anonymous only where the lead reviewer switches it on.
        assert not any(Mode.ANONYMOUS in phase.modes for phase in made.phases)
        assert any(Mode.ANONYMOUS in phase.can_offer for phase in made.phases)


def test_row_16_appreciative_inquiry_appraises_no_problems() -> None:
    made = built_in("T4")
    assert not made.switches.appraisal_of_problems
    names = [one.name for one in made.phases if not one.block and one.takes_contributions]
    assert names == ["Discovery", "Honest sharing", "Dream", "Design", "Deliver"]


def test_row_7_learning_together_takes_patterns_from_episodes() -> None:
    assert built_in("T1").switches.patterns_only_from_episodes and built_in("T2").suits("Learning Together")
    assert not built_in("T1").suits("SILP") and built_in("T8").suits("anything")


def test_a_boards_own_file_is_read() -> None:
    own = read_template(OWN)
    assert (own.name, own.minutes, own.phases[1].hint) == ("Our meeting", 40, "On\nseveral lines.")
    assert own.phases[1].modes == (Mode.ROLE, Mode.PRIVATE)


@pytest.mark.parametrize(
    ("before", "after", "at", "said"),
    [
        ('name = "Talk"', 'nmae = "Talk"', "", "There is no key “nmae” here. Did you mean “name”?"),
        ('name = "Talk"\n', "", '[[phases]]\nid = "talk', "“name” is missing."),
        ("minutes = 20", 'minutes = "20"', "", "“minutes” must be a whole number."),
        ("minutes = 20", "minutes = true", "", "“minutes” must be a whole number."),
        ("minutes = 20", "minutes = 999", "", "“minutes” must be from 0 to 480."),
        ("minutes = 20", "minutes = 25", "minutes = 40", "The steps take 45 minutes together, not the 40"),
        ('    "private",', '    "secret",', "modes = [", "“modes” cannot be “secret”. It can be “named”"),
        ('default_mode = "role"', 'default_mode = "named"', "", "which of the modes is offered first"),
        ('prompt = "How did it look?"\n', "", '[[phases]]\nid = "talk', "needs a “prompt”"),
        ('id = "close"', 'id = "talk"', "", "Two steps have the id “talk”"),
        ('block = "close"', "", '[[phases]]\nid = "close', "must be a closing step"),
        ('block = "open"', "", '[[phases]]\nid = "open', "must be the opening"),
        ('fits = ["any"]', 'fits = ["any", 1]', "", "must be words in quotes"),
        ('id = "OWN"', 'id = "a b"', "", "letters, digits"),
        ('name = "Talk"', 'name = "Ta\\u0000lk"', "", "invisible character"),
        ('name = "Talk"', 'name = "Talk', "", "This is not TOML"),
        ('shared_work = "team"\nblock = "close"', 'shared_work = "us"\nblock = "close"', "", "“shared_work”"),
        (
            'modes = [\n    "role",\n    "private",\n]\ndefault_mode = "role"',
            "blind = true",
            "",
            "cannot be blind",
        ),
    ],
)
def test_a_broken_file_is_refused_with_line_and_reason(before: str, after: str, at: str, said: str) -> None:
    error = refused((before, after))
    # Where the words stand that were written wrongly or, of something missing, the head of its step.
    changed = OWN.replace(before, after, 1)
    assert said in error.reason and error.reason[-1] in ".?"
    assert error.line == line_of(at or after.split("\n")[0].strip(), changed), str(error)
    assert str(error) == f"ours.toml, line {error.line}: {error.reason}"


@pytest.mark.parametrize("key", ["terms_of_reference", "imrs", "agency_reports"])
def test_row_11_no_template_can_force_terms_of_reference_or_agency_reports(key: str) -> None:
    error = refused(("[[phases]]", f"[switches]\n{key} = true\n\n[[phases]]"))
    assert "never forced" in error.reason and error.line == 11


@pytest.mark.parametrize(
    ("method", "switch", "said"),
    [
        ("Appreciative Inquiry", "", "“appraisal_of_problems” must be false"),
        ("SILP", "private_mode = false", "“reports_confirmed_read” must be true"),
        ("SILP", "", "“private_mode” must be false"),
        ("SILP", "private_mode = false\nreports_confirmed_read = true", "no words to the review team alone"),
        ("Learning Together", "", "“patterns_only_from_episodes” must be true"),
    ],
)
def test_a_file_cannot_undo_what_a_method_stands_for(method: str, switch: str, said: str) -> None:
    error = refused(("Our way", method), ("[[phases]]", f"[switches]\n{switch}\n\n[[phases]]"))
    assert said in error.reason


def test_a_file_that_is_too_long_is_not_read() -> None:
    assert "larger than" in refused(("# A Board's own.", "\n" * MOST_LINES)).reason


def test_a_statement_without_end_is_refused_on_its_line_and_at_once() -> None:
    error = refused(("minutes = 40", "minutes = 40\nx = [\n" + "['a'],\n" * 1900 + "]"))
    assert (error.line, error.reason) == (8, "This runs over more than 100 lines.")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_no_text_crashes_the_reader(text: str) -> None:
    for read in (read_template, read_framework):
        with pytest.raises(FileRefused) as caught:
            read(text, "ours.toml")  # type: ignore[operator]
        assert 1 <= caught.value.line <= text.count("\n") + 1


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([*FILES, *FRAMEWORKS]), st.data())
def test_no_broken_copy_of_a_file_crashes_the_reader(file: Path, drawn: st.DataObject) -> None:
    text = file.read_text("utf-8")
    cut = drawn.draw(st.integers(0, len(text)))
    gone = drawn.draw(st.integers(0, 60))
    put = drawn.draw(st.one_of(st.text(max_size=20), st.sampled_from(PIECES)))
    text = text[:cut] + put + text[cut + gone :]
    read = read_template if file in FILES else read_framework
    try:
        read(text, file.name)
    except FileRefused as error:
        assert 1 <= error.line <= text.count("\n") + 1
        assert re.fullmatch(r"[^\n]+[.?]", error.reason)


PIECES = [
    "[[phases]]\n",
    "[phases]\n",
    "[[phases.modes]]\n",
    "\n[switches]\n",
    "modes = []\n",
    "a.b.c = 1\n",
    "[[" * 200,
    "x = " + "[" * 3000,
    "x = " + "9" * 5000 + "\n",
    "phases = 1\n",
    "categories = [1]\n",
    "x = 1979-13-40\n",
    "x = nan\n",
    '"""',
    "'''\n",
    "\x00",
    "\r",
    "blind = true\n",
    "minutes = 1979-05-27\n",
]


def test_a_meeting_keeps_its_copy_with_the_switches_of_its_method() -> None:
    made = built_in("T3")
    kept = Meeting("m", "r", made.name, phases=made.phases, method=made.method, switches=made.switches)
    assert meeting_from_json(kept.to_json()) == kept


def test_a_meeting_of_an_earlier_version_is_still_read() -> None:
    entry = Meeting("m", "r", "Old", phases=(Phase(1, "open", "Open", 5),)).to_json()
    for name in ("method", "switches", "edited"):
        del entry[name]
    for name in ("out", "block", "allowed"):
        del entry["phases"][0][name]
    assert meeting_from_json(entry).phases[0].name == "Open"


def test_the_frameworks_of_section_3_with_their_sources() -> None:
    found = {
        one.id: one for one in (read_framework(file.read_text("utf-8"), file.name) for file in FRAMEWORKS)
    }
    assert list(found) == [f"F{number}" for number in range(1, 9)]
    assert all(one.source for one in found.values())
    counts = {key: len(one.categories) for key, one in found.items()}
    assert counts == {"F1": 9, "F2": 7, "F3": 6, "F4": 9, "F5": 6, "F6": 6, "F7": 7, "F8": 2}
    # What nobody could read at its source says so.
    assert [one.confirmed for one in found["F3"].categories] == [True] * 4 + [False] * 2
    assert found["F2"] == framework_from_json(found["F2"].to_json())
    own = framework_from_json({**found["F5"].to_json(), "name": "Ours"})
    assert merged((own,), found)["F5"].name == "Ours" and merged((), found) == found


def test_a_framework_with_a_category_twice_is_refused() -> None:
    text = FRAMEWORKS[4].read_text("utf-8").replace('name = "Tasks"', 'name = "Organisation"')
    line = [number for number, row in enumerate(text.split("\n"), 1) if row == 'name = "Organisation"'][1]
    with pytest.raises(FileRefused, match=f"line {line}: “Organisation” is there twice"):
        read_framework(text, "f5.toml")


def test_the_page_for_boards_names_every_key_that_a_file_can_have() -> None:
    page = (ROOT / "docs/methods.md").read_text("utf-8")
    made = [file.read_text("utf-8") for file in (*FILES, *FRAMEWORKS)]
    keys = {key for text in made for key in re.findall(r"^(\w+) = ", text, re.M)}
    switches = {one.name for one in fields(Switches)}
    assert len(keys) > 20 and all(f"`{key}`" in page for key in keys | switches | {"silent", "on"})
