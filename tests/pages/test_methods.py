"""Kinds of meeting on the set-up pages: what is offered to which method, and a Board's own files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html

from server.methods import library
from server.store import meetings as rows
from tests.pages.setting_up import MEETING, REVIEW, SetUp, set_up
from tests.pages.visitor import Instance, Visitor, running, shown
from tests.running import ROOT

OWN = (ROOT / "sessions/methods/briefing.toml").read_text("utf-8").replace('id = "T8"', 'id = "OWN"')
OWN = OWN.replace('name = "Briefing session"', 'name = "Anytown briefing"')


def offered(page: object) -> list[str]:
    """The kinds of meeting that a page offers, in its order."""
    tree = html.fromstring(page.text)  # type: ignore[attr-defined]
    return [str(one.get("value")) for one in tree.xpath("//select[@name='template']/option")]


def review_of(owner: Visitor, method: str) -> str:
    """The address of the meetings of a new review of some method."""
    made = owner.post("/reviews", {**REVIEW, "method": method}, page="/reviews/new")
    return f"{made.headers['location'].rpartition('/')[0]}/meetings"


@pytest.mark.parametrize(
    ("method", "first", "also", "never"),
    [
        ("Learning Together", "T1", {"T2", "T8", "T9", "T13"}, {"T3", "T4", "T6"}),
        ("SILP", "T3", {"T3R", "T8"}, {"T1", "T9"}),
        ("Appreciative Inquiry", "T4", {"T8"}, {"T1", "T3"}),
        ("Practitioner workshop", "T6", {"T9"}, {"T1"}),
        ("SAR in Rapid Time", "T5", {"T5W", "T5F"}, {"T1"}),
        ("Learning Review (Scotland)", "T14", {"T15", "T9"}, {"T1"}),
    ],
)
def test_a_review_is_offered_the_meetings_of_its_method(
    instance: Instance, method: str, first: str, also: set[str], never: set[str]
) -> None:
    owner = instance.visitor("Ada")
    page = review_of(owner, method)
    found = offered(owner.get(page))
    assert found[0] == first and also <= set(found) and not never & set(found)
    every = offered(owner.get(f"{page}?all=1"))
    assert never <= set(every) and every[: len(found)] == found


def test_a_meeting_runs_with_the_steps_of_its_own_template(robin: SetUp) -> None:
    made = robin.owner.post(robin.pages["meetings"], {**MEETING, "template": "T2"}).headers["location"]
    page = shown(robin.owner.get(made))
    assert "What we did with what you said" in page and "Pattern round 5" in page
    assert "Turning points" not in page
    console = shown(robin.owner.get(made.removesuffix("/set-up")))
    assert "Follow-on meeting 2" in console and "What we usually do not mention" in console


def test_row_6_the_case_group_has_no_way_into_the_analysis_meeting(robin: SetUp) -> None:
    answer = robin.owner.post(robin.pages["meetings"], {**MEETING, "template": "T9"})
    meeting = answer.headers["location"].split("/")[2]
    code, _ = robin.at.store.read_now(lambda books: rows.addresses_of(books, meeting))
    page = robin.owner.get(answer.headers["location"])
    assert f"/j/{code}" not in page.text and "Send them personal links" in shown(page)
    refused = robin.at.visitor().get(f"/j/{code}")
    assert refused.status_code == 403 and "This meeting is for the review team" in shown(refused)
    assert robin.at.visitor().get(f"/meetings/{meeting}/join/role").headers["location"] == "/j"
    other, _ = robin.at.store.read_now(lambda books: rows.addresses_of(books, robin.meeting))
    assert robin.at.visitor().get(f"/j/{other}").status_code == 303


def test_a_board_adds_its_own_file_and_a_broken_one_stops_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "briefing.toml").write_text(OWN, "utf-8")
    (folder / "broken.toml").write_text(OWN.replace("minutes = 60", "minutes = 61"), "utf-8")
    (folder / "latin.toml").write_bytes(b"# one\n# \xe9\n")
    with running(tmp_path / "kept", SIGHTLINE_METHODS=str(folder)) as at:
        robin = set_up(at)
        page = robin.owner.get(robin.pages["meetings"])
        assert "OWN" in offered(page) and "T1" in offered(page)
        assert "broken.toml, line 7: The steps take 60 minutes together, not the 61 said here." in shown(page)
        assert "latin.toml, line 2: This is not UTF-8." in shown(page)
        made = robin.owner.post(robin.pages["meetings"], {**MEETING, "template": "OWN"}).headers["location"]
        # What a meeting was opened with stays, whatever becomes of the file.
        (folder / "briefing.toml").write_text("gone", "utf-8")
        assert "OWN" not in offered(robin.owner.get(robin.pages["meetings"]))
        assert "Anytown briefing" in shown(robin.owner.get(made))
        assert "How this review works" in shown(robin.owner.get(made.removesuffix("/set-up")))


def test_a_boards_file_cannot_take_the_place_of_a_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "t1.toml").write_text(OWN.replace('id = "OWN"', 'id = "T1"'), "utf-8")
    told = checked(tmp_path)
    assert told.returncode == 1 and "t1.toml, line 2: There is “T1” already." in told.stderr


def test_sightline_check_says_what_is_refused(tmp_path: Path) -> None:
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "methods").mkdir()
    (tmp_path / "methods/briefing.toml").write_text(OWN, "utf-8")
    (tmp_path / "frameworks/empty.toml").write_text("", "utf-8")
    told = checked(tmp_path)
    assert told.returncode == 1
    assert "sightline: empty.toml, line 1: “id” is missing." in told.stderr
    assert "21 meeting templates and 8 frameworks can be chosen." in told.stdout
    (tmp_path / "frameworks/empty.toml").unlink()
    assert checked(tmp_path).returncode == 0
    assert "There is no such folder" in checked(tmp_path / "nowhere").stderr


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """What `sightline check` says of a folder."""
    environment = {"SIGHTLINE_METHODS": str(folder), "PATH": "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "server", "check"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("key", [key for key in library().templates if key != "T1"])
def test_every_kind_of_meeting_runs_from_its_first_step_to_its_record(robin: SetUp, key: str) -> None:
    made = robin.owner.post(robin.pages["meetings"], {**MEETING, "template": key}).headers["location"]
    at = made.removesuffix("/set-up")
    template = library().templates[key]
    for phase in template.phases:
        assert robin.owner.post(f"{at}/phase", {"number": phase.number}, page=at).status_code == 303
        console = shown(robin.owner.get(at))
        assert phase.name in console and (not phase.prompt or phase.prompt in console)
    assert robin.owner.post(f"{at}/snapshots", page=at).headers["location"].endswith("/snapshots/1")
    parts = json.loads(robin.owner.get(f"{at}/snapshots/1.json").text)["parts"]
    steps = [one["item"] for one in parts["ground_rules"]["items"] if one["item"]["kind"] == "phase"]
    told = [(one["name"], one["minutes"], one["prompt"], one["blind"], one["modes"]) for one in steps]
    assert told == [
        (one.name, one.minutes, one.prompt, one.blind, [str(mode) for mode in one.modes])
        for one in template.phases
    ]
    cover = next(one["item"] for one in parts["cover"]["items"] if one["item"]["kind"] == "meeting")
    assert (cover["template"], cover["template_version"]) == (template.name, "1.0")
    assert robin.owner.get(f"{at}/snapshots/1.docx").status_code == 200
