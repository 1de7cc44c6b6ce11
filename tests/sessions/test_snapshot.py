"""What goes into a record, in which order, and what never does."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from sessions.contents import (
    Contents,
    Episode,
    Event,
    EventDate,
    Factor,
    GoodPractice,
    Perspective,
    Question,
    QuickWin,
)
from sessions.parts import PARTS, TEAM_LANE
from sessions.snapshot import Snapshot, dump, load, short
from tests.exports.record import (
    case,
    frozen,
    people,
    seats,
    shown_words,
    steps,
    training_review,
    training_snapshot,
)

SEEN = EventDate("1.8.24", "2024-08-01", "2024-08-01", "day")
EVENTS = (Event("e1", "1", "GP", SEEN, "Seen"), Event("e2", "2", "GP", SEEN, "Seen again"))
EPISODES = (Episode("k2", 2, "Later"), Episode("k1", 1, "Sooner", events=("e2", "e1")))


def ids(snapshot: Snapshot, part: str = "perspectives") -> list[str]:
    return [item["id"] for item in snapshot.items(part)]


def about(kind: str, key: str | None, place: int, name: str) -> Perspective:
    return Perspective(name, "words", "role", "Surgery", on_kind=kind, on_id=key, place=place)


def test_R1_all_parts_are_there_even_of_an_empty_board() -> None:
    empty = frozen()
    assert tuple(empty.names()) == PARTS
    assert set(empty.parts) == set(PARTS)
    assert ids(empty) == []


def test_R1_the_order_of_words_betrays_nothing() -> None:
    said = [
        about("free", None, 1, "f1"),
        about("event", "e2", 1, "v2"),
        about("event", "e1", 9, "v1"),
        about("episode", "k2", 2, "k2-second"),
        about("episode", "k2", 1, "k2-first"),
        about("episode", "k1", 7, "z"),
        about("episode", "k1", 7, "a"),
        about("event", "gone", 0, "unknown"),
    ]
    expected = ["a", "z", "k2-first", "k2-second", "v1", "v2", "unknown", "f1"]
    for seed in range(5):
        random.Random(seed).shuffle(said)
        assert ids(frozen(Contents(EVENTS, EPISODES, tuple(said)))) == expected


def test_A4_the_place_itself_is_not_kept() -> None:
    snapshot = frozen(Contents(perspectives=(about("free", None, 4711, "p"),)))
    assert "4711" not in dump(snapshot).decode()
    assert set(snapshot.items("perspectives")[0]) == {
        "id",
        "text",
        "mode",
        "label",
        "on",
        "phase",
        "prompt",
        "hindsight",
        "own_words",
    }


def test_R5_what_was_set_aside_is_counted_and_not_shown() -> None:
    shown = Perspective("p1", "kept", "role", "Surgery")
    aside = Perspective("p2", "about one colleague", "role", "Surgery", state="set_aside")
    counts = {"withdrawn": 2, "set_aside": {"one colleague": 1, "names a person": 3}}
    snapshot = frozen(Contents(perspectives=(shown, aside), counts=counts), Contents(perspectives=(aside,)))
    assert ids(snapshot) == ["p1"]
    assert ids(snapshot, TEAM_LANE) == []
    assert snapshot.items("set_aside_counts") == [
        {"kind": "set_aside", "reason": "names a person", "number": 3},
        {"kind": "set_aside", "reason": "one colleague", "number": 1},
        {"kind": "withdrawn", "reason": None, "number": 2},
    ]
    assert "about one colleague" not in dump(snapshot).decode()


def test_R5_words_are_kept_letter_by_letter() -> None:
    odd = [
        "  two spaces\u00a0and a tab\there  ",
        "line\r\nbreak\n\n",
        "e\u0301 is not é",
        "Ŵy a'r tŷ",
        "مرحبا Alex",
        "👩🏽‍⚕️ 🙂",
        "\x0b\x00\ufffe",
        "<b>&amp;\"'",
        "=1+1",
    ]
    said = tuple(Perspective(str(n), text, "role", "Surgery", place=n) for n, text in enumerate(odd))
    snapshot = load(dump(frozen(Contents(perspectives=said))))
    assert [item["text"] for item in snapshot.items("perspectives")] == odd


def test_R5_dates_stay_in_the_words_of_their_record() -> None:
    approximate = EventDate("? 22 may 2016", "2016-05-22", "2016-05-22", "approx", True, "overnight")
    event = Event("e", "7", "GP", approximate, "Seen", "Notes p 4", {"file": "gp.docx", "row": 3.0}, ("gap",))
    assert frozen(Contents((event,))).items("timeline") == [
        {
            "id": "e",
            "number": "7",
            "agency": "GP",
            "date": {
                "text": "? 22 may 2016",
                "start": "2016-05-22",
                "end": "2016-05-22",
                "precision": "approx",
                "uncertain": True,
                "time": "overnight",
            },
            "what": "Seen",
            "source": "Notes p 4",
            "origin": {"file": "gp.docx", "row": 3},
            "flags": ["gap"],
            "label": None,
            "mode": None,
            "added": False,
        }
    ]


def test_R1_other_lists_are_ordered_by_what_they_are_about() -> None:
    factor = Factor("f2", "t", "role", "Surgery", "k2", "F1", "Role", place=1)
    board = Contents(
        EVENTS,
        EPISODES,
        factors=(factor, replace(factor, id="f1", place=0), replace(factor, id="f0", episode="k1")),
        quick_wins=(QuickWin("w2", "b"), QuickWin("w1", "a")),
        questions=(Question("q", "?", "role", "Surgery", place=2), Question("r", "?", "role", "Surgery")),
        good_practice=(GoodPractice("g2", "t", "named", "Ada"), GoodPractice("g1", "t", "named", "Ada")),
    )
    snapshot = frozen(board)
    assert ids(snapshot, "factors") == ["f0", "f1", "f2"]
    assert ids(snapshot, "quick_wins") == ["w1", "w2"]
    assert ids(snapshot, "board_questions") == ["r", "q"]
    assert ids(snapshot, "good_practice") == ["g1", "g2"]
    assert ids(snapshot, "episodes") == ["k1", "k2"]
    assert snapshot.items("episodes")[0]["events"] == ["e1", "e2"]


def test_R1_cover_rules_steps_and_thresholds_are_in_it() -> None:
    snapshot = training_snapshot()
    cover, rules = snapshot.items("cover"), snapshot.items("ground_rules")
    assert cover[0]["marking"] == "OFFICIAL-SENSITIVE (training)"
    assert cover[0]["scope"] == {"from": "2024-03-01", "to": "2025-04-30"}
    assert cover[1]["template"] == "Follow-on meeting 1" and cover[1]["template_version"] == "1.0"
    assert rules[0]["accepted"] == "21" and rules[0]["text"] == case("review.json")["ground_rules"]["text"]
    assert rules[1]["label"] == 3 and rules[1]["anonymous"] == 8
    assert [item["modes"] for item in rules if item["kind"] == "phase"][3] == ["anonymous"]


def test_R5_the_training_meeting_is_whole_and_verbatim() -> None:
    snapshot = training_snapshot()
    shown = snapshot.items("perspectives") + snapshot.items("good_practice")
    assert sorted(item["text"] for item in shown) == sorted(shown_words().values())
    assert len(snapshot.items("timeline")) == 263
    assert [item["number"] for item in snapshot.items("timeline") if item["added"]] == ["49a"]
    private = [item["text"] for item in snapshot.items(TEAM_LANE)]
    assert len(private) == 4 and not any(
        text in dump(snapshot.without(TEAM_LANE)).decode() for text in private
    )


@pytest.mark.parametrize("with_lane", [True, False])
def test_R3_no_author_seat_manager_or_alert_is_in_it(with_lane: bool) -> None:
    snapshot = training_snapshot()
    whole = dump(snapshot if with_lane else snapshot.without(TEAM_LANE)).decode()
    named = {step["by"] for step in steps("write") if step["mode"] == "named"}
    silent = [person for person in people() if person.id not in named]
    assert len(silent) > 20
    assert [person.name for person in silent if person.name in whole] == []
    assert [seat.id for seat in seats() if seat.id in whole] == []
    assert "reports_to" not in whole and training_review().duty_person not in whole
    gone = [step["text"] for step in steps("write") if step["card"] in ("c034", "c041", "c074")]
    assert len(gone) == 3 and not any(text in whole for text in gone)
    first_wording = [step["text"] for step in steps("write") if step["card"] == "c056"]
    assert first_wording[0] not in whole


def test_R3_a_field_that_is_new_on_the_board_stays_out() -> None:
    snapshot = frozen(review=replace(training_review(), notice="for the facilitator", support_name="Jan"))
    assert "for the facilitator" not in dump(snapshot).decode()


def test_a_fingerprint_is_short_in_a_footer() -> None:
    assert short("41d790ce" + "0" * 52 + "2b6f") == "41d7 90ce … 2b6f"
