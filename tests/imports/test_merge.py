"""Readings beside each other: ids that stay, links that merge nothing, gaps and busy days."""

from __future__ import annotations

from datetime import date, timedelta

from server.imports.dates import read_date
from server.imports.flags import Period
from server.imports.merge import Combined, Link, combine
from server.imports.reading import Place, Reading, Row
from tests.imports.training import DEATH, SCOPE, expected, expected_file, reading

READ = ("01", "02", "03", "04", "05", "06", "07")
PERIOD = Period(SCOPE[0], SCOPE[1], DEATH)


def training_timeline() -> Combined:
    return combine([(expected_file(number)["agency"], reading(number)) for number in READ], PERIOD)


def told(*rows: tuple[str, str], file: str = "a.csv") -> Reading:
    """A reading of rows given as (date, what happened)."""
    return Reading(
        file,
        "delimited",
        rows=tuple(
            Row(Place(file, None, None, number, number), (text, what), read_date(text), what)
            for number, (text, what) in enumerate(rows, start=1)
        ),
    )


def test_ids_are_the_agency_and_a_number_in_the_files_order() -> None:
    timeline = training_timeline()
    truth = {row["id"]: row["date_text"] for file in expected()["files"][:7] for row in file["rows"]}
    assert {numbered.id: numbered.row.when.text for numbered in timeline.rows} == truth


def test_rows_stand_in_the_order_of_time_and_the_undated_stay_with_their_neighbours() -> None:
    timeline = combine(
        [("A", told(("3/3/24", "c"), ("n/k", "after c"), ("1/3/24", "a"))), ("B", told(("2/3/24", "b")))]
    )
    assert [numbered.row.what for numbered in timeline.rows] == ["a", "b", "c", "after c"]


def test_gaps_are_those_of_the_ground_truth() -> None:
    truth = expected()["gaps"]
    timeline = training_timeline()
    together = [gap for gap in timeline.gaps if gap.agency is None]
    assert [(gap.after, gap.before, gap.days) for gap in together] == [
        (gap["after"], gap["before"], gap["days"]) for gap in truth["combined"]
    ]
    assert together[0].may_be_inside == tuple(truth["combined"][0]["rows_that_may_fall_inside"])
    assert set(together[0].no_contact) == set(truth["combined"][0]["no_contact_rows_inside"])
    for agency, gaps in truth["per_agency"].items():
        found = [(str(gap.start), str(gap.end), gap.days) for gap in timeline.gaps if gap.agency == agency]
        assert found == [(gap["from"], gap["to"], gap["days"]) for gap in gaps]


def test_busy_days_are_those_of_the_ground_truth() -> None:
    truth = [(day["date"], tuple(day["agencies"])) for day in expected()["days_with_three_or_more_agencies"]]
    assert [(str(day.day), day.agencies) for day in training_timeline().busy_days] == truth


def test_most_of_what_agencies_tell_together_is_linked_and_nothing_is_merged() -> None:
    timeline = training_timeline()
    assert len(timeline.rows) == 255
    found = total = 0
    for group in expected()["clash_groups"]:
        rows = {row["id"] for row in group["rows"]}
        best = max(timeline.links, key=lambda link: len(rows & set(link.rows)))
        found, total = found + len(rows & set(best.rows)), total + len(rows)
        assert len(rows & set(best.rows)) >= 2 or group["id"] == "G6"
    assert found / total >= 0.75
    assert len(timeline.links) <= 20, "links that nobody believes would hide those that matter"


def test_one_meeting_with_three_dates_is_one_clash() -> None:
    meeting = next(link for link in training_timeline().links if "ASC-026" in link.rows)
    assert meeting == Link(
        "clash",
        ("ASC-026", "GP-024", "LHC-025", "TVH-019"),
        (date(2025, 1, 14), date(2025, 1, 16), date(2025, 1, 17)),
        meeting.shared,
    )
    assert "meeting" in meeting.shared


def test_a_strategy_meeting_in_two_files_is_a_duplicate_or_a_clash() -> None:
    other = ("2/2/23", "Letter about school lunch"), ("9/3/23", "Height and weight"), ("1/4/23", "Phone call")
    here = told(*other, ("12/05/23", "Strategy meeting: bruise to arm, joint s47 agreed"))
    same = told(
        *other, ("12 May 2023", "Strategy discussion held re bruising, section 47 agreed"), file="b.csv"
    )
    later = told(
        *other, ("14 May 2023", "Strategy discussion held re bruising, section 47 agreed"), file="b.csv"
    )
    kinds = [combine([("CSC", here), ("POL", there)]).links[-1] for there in (same, later)]
    assert [(link.kind, link.rows) for link in kinds] == [
        ("duplicate", ("CSC-004", "POL-004")),
        ("clash", ("CSC-004", "POL-004")),
    ]


def test_the_same_words_twice_in_one_file_are_shown() -> None:
    twice = told(("14/03/24", "Welfare check, all well."), ("14/03/24", "Welfare check, all well."))
    assert combine([("POL", twice)]).links == (Link("twice", ("POL-001", "POL-002"), (date(2024, 3, 14),)),)


def test_unlike_rows_on_one_day_are_not_linked() -> None:
    links = combine(
        [
            ("A", told(("14/03/24", "Boiler serviced by contractor"))),
            ("B", told(("14/03/24", "Repeat prescription issued"), file="b.csv")),
        ]
    ).links
    assert links == ()


def test_many_rows_are_combined_quickly_enough_to_wait_for() -> None:
    start = date(2015, 1, 1)
    many = [
        (
            f"A{agency}",
            told(
                *((f"{start + timedelta(days=day):%d/%m/%Y}", f"Visit {day}, dressing") for day in range(500))
            ),
        )
        for agency in range(8)
    ]
    assert len(combine(many).rows) == 4000
