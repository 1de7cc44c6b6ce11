"""What only a person can tell is asked once a file, and the answer holds for all its rows."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from server.imports import sentences
from server.imports.flags import Period
from server.imports.order import vote
from server.imports.reader import read
from server.imports.reading import Reading
from tests.imports import files


def dated(path: Path, *dates: str, **more: object) -> Reading:
    words = "Date;Event\n" + "".join(f"{text};Contact number {n}\n" for n, text in enumerate(dates))
    return read(files.text(path / "d.csv", words), "d.csv", **more)  # type: ignore[arg-type]


def starts(reading: Reading) -> list[str]:
    return [str(row.when.start) for row in reading.rows]


def keys(reading: Reading) -> list[str]:
    return [question.key for question in reading.questions]


def test_a_file_with_days_above_twelve_first_asks_nothing(tmp_path: Path) -> None:
    assert keys(dated(tmp_path, "03/04/2024", "22/04/2024")) == []


def test_month_first_is_found_used_and_asked_about_with_examples(tmp_path: Path) -> None:
    made = dated(tmp_path, "04/03/2024", "04/22/2024", "05/01/2024")
    assert starts(made) == ["2024-04-03", "2024-04-22", "2024-05-01"]
    question = made.questions[0]
    assert (question.key, question.options[0], question.examples) == (
        "order",
        ("month", sentences.MONTH_FIRST),
        ("04/22/2024",),
    )
    answered = dated(tmp_path, "04/03/2024", "04/22/2024", answers={"order": "day"})
    assert starts(answered) == ["2024-03-04", "None"] and keys(answered) == []
    assert answered.rows[1].problem == sentences.ORDER


def test_one_odd_date_does_not_turn_a_file_round(tmp_path: Path) -> None:
    made = dated(tmp_path, "22/04/2024", "23/04/2024", "04/25/2024")
    assert starts(made) == ["2024-04-22", "2024-04-23", "None"]
    assert made.rows[2].problem == sentences.ORDER and keys(made) == ["order"]


def test_where_nothing_tells_the_course_of_the_file_suggests_and_a_person_decides(tmp_path: Path) -> None:
    period = Period(date(2024, 1, 1), date(2024, 12, 31))
    month_first = [f"{month:02}/0{day}/2024" for month in range(1, 10) for day in (2, 7)]
    assert vote(month_first, period).order == "month"
    assert not vote(month_first, period).certain
    assert vote(["01/02/2024", "02/02/2024"], period).order == "day"
    made = dated(tmp_path, "01/02/2024", "03/02/2024")
    assert starts(made) == ["2024-02-01", "2024-02-03"] and keys(made) == ["order"]


def test_a_missing_year_is_asked_once_and_fills_all(tmp_path: Path) -> None:
    scope = (date(2023, 1, 1), date(2024, 12, 31))
    made = dated(tmp_path, "22 May", "23 May", "24 May", scope=scope)
    assert [row.problem for row in made.rows] == [sentences.YEAR] * 3
    assert [(q.key, q.rows, [value for value, _ in q.options]) for q in made.questions] == [
        ("year", 3, ["", "2023", "2024"])
    ]
    answered = dated(tmp_path, "22 May", "23 May", "24 May", scope=scope, answers={"year": "2023"})
    assert starts(answered) == ["2023-05-22", "2023-05-23", "2023-05-24"] and keys(answered) == []


def test_a_year_is_taken_from_the_neighbours_only_when_one_fits(tmp_path: Path) -> None:
    made = dated(tmp_path, "13/01/24", "14/02/24", "20/03", "15/04/24", "16/05/24")
    assert made.rows[2].when.start == date(2024, 3, 20)
    assert made.rows[2].problem == sentences.YEAR_FROM_ROWS
    assert made.rows[2].when.uncertain and "year_taken_from_rows_around" in made.rows[2].flags
    open_end = dated(tmp_path, "13/01/24", "14/02/24", "15/04/24", "16/05/24", "20/06")
    assert open_end.rows[4].when.start is None
    two_fit = dated(tmp_path, "13/01/22", "14/02/22", "20/03", "15/04/24", "16/05/24")
    assert two_fit.rows[2].when.start is None


def test_a_weekday_that_fits_one_year_of_the_period_gives_it(tmp_path: Path) -> None:
    made = dated(tmp_path, "Mon 13/5", "Tue 14/5", scope=(date(2023, 1, 1), date(2024, 12, 31)))
    assert starts(made) == ["2024-05-13", "2024-05-14"]


def test_weekdays_that_do_not_fit_are_one_question(tmp_path: Path) -> None:
    made = dated(tmp_path, "Mon 14/05/2024", "Tue 15/05/2024")
    assert [(q.key, q.rows) for q in made.questions] == [("weekday", 2)]
    assert [row.problem for row in made.rows] == [sentences.WEEKDAY] * 2
    settled = dated(tmp_path, "Mon 14/05/2024", "Tue 15/05/2024", answers={"weekday": "numbers"})
    assert [row.problem for row in settled.rows] == [None, None]


def test_a_day_or_a_year_is_one_question(tmp_path: Path) -> None:
    assert keys(dated(tmp_path, "May 22", "June 22")) == ["named number"]
    assert starts(dated(tmp_path, "May 22", answers={"named number": "year"})) == ["2022-05-01"]


def test_day_numbers_written_as_words_are_read_and_asked_about(tmp_path: Path) -> None:
    made = dated(tmp_path, "45365", "45366", "n/k")
    assert starts(made) == ["2024-03-14", "2024-03-15", "None"] and keys(made) == ["day numbers"]
    declined = dated(tmp_path, "45365", "45366", answers={"day numbers": "no"})
    assert starts(declined) == ["None", "None"]


def test_true_dates_that_look_swapped_are_asked_about(tmp_path: Path) -> None:
    book, _ = files.sheet(
        [
            ["Date", "Event"],
            [datetime(2024, 4, 9), "First visit to the flat"],
            ["09/24/2024", "Second visit to the flat"],
            [datetime(2024, 2, 10), "Third visit to the flat"],
            ["10/21/2024", "Fourth visit to the flat"],
        ]
    )
    path = files.saved(book, tmp_path / "s.xlsx")
    assert keys(read(path, "s.xlsx")) == ["order", "swapped"]
    swapped = read(path, "s.xlsx", answers={"swapped": "yes", "order": "month"})
    assert starts(swapped) == ["2024-09-04", "2024-09-24", "2024-10-02", "2024-10-21"]
