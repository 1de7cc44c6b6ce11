"""From rows to events: date words that mean something, origins that lead back, the file's own order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from server.imports.events import events_of
from server.imports.reader import read
from server.opening import combined
from tests.imports.files import cell, document, row, saved, sheet, text
from tests.imports.training import expected_file, reading

HEADS = ("Date", "Event")


def events(path: Path) -> list[dict[str, Any]]:
    return events_of([("GP", read(path, path.name))])[path.name]


def words(path: Path) -> list[tuple[str, str | None]]:
    return [(event["date"]["text"], event["date"]["start"]) for event in events(path)]


def test_a_ditto_mark_and_a_blank_show_the_words_they_stand_for(tmp_path: Path) -> None:
    rows = [
        ("approx 3 May 2024", "Phoned the surgery"),
        ('"', "Phoned again"),
        ("", "Walked in"),
        ("as above", "Went home"),
    ]
    path = saved(sheet([HEADS, *rows])[0], tmp_path / "a.xlsx")
    assert words(path) == [("approx 3 May 2024", "2024-05-03")] * 4
    origins = [event["origin"] for event in events(path)]
    assert [origin.get("date_row") for origin in origins] == [None, 2, 2, 2]
    assert [origin.get("date_written") for origin in origins] == [None, '"', None, "as above"]


def test_a_merged_date_cell_shows_its_words_in_every_row(tmp_path: Path) -> None:
    heads = row(["Date", "What happened"])
    first = row([cell("c. 12 June 2024", merge="restart"), "Home visit, no reply"])
    rest = "".join(row([cell("", merge="continue"), f"Visit {number} to the flat"]) for number in (2, 3))
    path = document(tmp_path / "a.docx", f"<w:tbl>{heads}{first}{rest}</w:tbl>")
    assert words(path) == [("c. 12 June 2024", "2024-06-12")] * 3


def test_a_heading_that_gives_the_day_lends_its_words(tmp_path: Path) -> None:
    days = ("Monday 3 March 2025", "Tuesday 4 March 2025")
    body = "".join(f"{day},\n09:00,Visited Alex at home\n11:30,Called the landlord\n" for day in days)
    path = text(tmp_path / "a.csv", f"Time,What happened\n{body}")
    assert [shown for shown, _ in words(path)] == [days[0], days[0], days[1], days[1]]


def test_the_words_of_a_row_with_a_date_of_its_own_stay_as_typed(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "Date,Event\n?22 may 2016,Seen at the desk\nsome time,Wrote a letter\n")
    assert [shown for shown, _ in words(path)] == ["?22 may 2016", "some time"]


def test_events_keep_the_files_order_beyond_a_thousand_rows(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "Date,Event\n" + "01/02/2024,The same day again and again\n" * 1200)
    ids = [event["id"] for event in events(path)]
    assert ids == [f"GP-{number:03}" for number in range(1, 1201)]
    chronology = {"agency": "GP", "file": "a.csv", "state": "confirmed", "events": events(path)}
    assert [event["id"] for event in combined([chronology])] == ids


def test_events_of_one_day_stand_by_their_clock_times(tmp_path: Path) -> None:
    day = "Date,Time,Event\n01/02/2024,{},{}\n01/02/2024,,{}\n"
    paths = [
        text(tmp_path / "a.csv", day.format("14:30", "Second of all", "Third of all")),
        text(tmp_path / "b.csv", day.format("0905", "First of all", "Fourth of all")),
    ]
    chronologies = [{"state": "confirmed", "events": events(path)} for path in paths]
    told = [event["what"] for event in combined(chronologies)]
    assert told == ["First of all", "Second of all", "Third of all", "Fourth of all"]


def test_only_what_is_confirmed_is_on_the_timeline(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "Date,Event\n01/02/2024,Seen at the desk\n02/02/2024,Seen again\n")
    for state, count in (("confirmed", 2), ("draft", 0), ("reading", 0), ("refused", 0)):
        assert len(combined([{"state": state, "events": events(path)}])) == count


def test_no_event_of_the_training_case_shows_a_ditto_mark_or_nothing_for_a_date() -> None:
    for number in ("01", "02", "03", "04", "05", "06", "07"):
        truth = {row["id"]: row for row in expected_file(number)["rows"]}
        [found] = events_of([(expected_file(number)["agency"], reading(number))]).values()
        assert [event["id"] for event in found] == list(truth)
        for event in found:
            if "date_from" in truth[event["id"]]:
                assert event["date"]["text"].strip(' "') and event["date"]["start"], event["id"]
