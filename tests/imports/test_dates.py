"""Dates as agencies write them: a table of forms, and what must hold for any words at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.imports import sentences
from server.imports.dates import When, read_date
from server.imports.spans import Around

PRECISIONS = {"day", "month", "season", "year", "between", "before", "after", "approx", "unknown"}

# text -> "start..end precision" and "?" when uncertain; "-" stands for an open end.
FORMS = """
22.05.16                     | 2016-05-22..2016-05-22 day
22-may-16                    | 2016-05-22..2016-05-22 day
22/05/16                     | 2016-05-22..2016-05-22 day
22/05/2016                   | 2016-05-22..2016-05-22 day
22.05/16                     | 2016-05-22..2016-05-22 day
22/05//16                    | 2016-05-22..2016-05-22 day
2016-05-22                   | 2016-05-22..2016-05-22 day
2019-04-03                   | 2019-04-03..2019-04-03 day
22nd May 2016                | 2016-05-22..2016-05-22 day
the 22nd of May, 2016        | 2016-05-22..2016-05-22 day
May 22, 2016                 | 2016-05-22..2016-05-22 day
22MAY16                      | 2016-05-22..2016-05-22 day
Sunday 22 May 2016           | 2016-05-22..2016-05-22 day
22/05/2016 (Sunday)          | 2016-05-22..2016-05-22 day
20160522                     | 2016-05-22..2016-05-22 day
22 05 16                     | 2016-05-22..2016-05-22 day
05-Mar-2025                  | 2025-03-05..2025-03-05 day
?22 may 2016                 | 2016-05-22..2016-05-22 approx ?
? 22 may 2016                | 2016-05-22..2016-05-22 approx ?
22 May 2016?                 | 2016-05-22..2016-05-22 approx ?
on or around 14.03.25        | 2025-03-14..2025-03-14 approx ?
approx June 2015             | 2015-06-01..2015-06-30 approx ?
approx. March 2019           | 2019-03-01..2019-03-31 approx ?
Dec 2024 (various)           | 2024-12-01..2024-12-31 approx ?
c. 2014                      | 2014-01-01..2014-12-31 approx ?
c2014                        | 2014-01-01..2014-12-31 approx ?
circa 2015                   | 2015-01-01..2015-12-31 approx ?
early 2016                   | 2016-01-01..2016-12-31 approx ?
mid-2019                     | 2019-01-01..2019-12-31 approx ?
late March 2020              | 2020-03-01..2020-03-31 approx ?
Xmas 2015                    | 2015-12-25..2015-12-25 approx ?
Good Friday 2024             | 2024-03-29..2024-03-29 approx ?
1990s                        | 1990-01-01..1999-12-31 approx ?
Summer 2015                  | 2015-06-01..2015-08-31 season
Spring 2017                  | 2017-03-01..2017-05-31 season
Winter 2015/16               | 2015-12-01..2016-02-29 season
winter 2015                  | 2015-12-01..2016-02-29 season ?
Autumn term 2023             | 2023-09-01..2023-12-31 season ?
w/c 23.05.16                 | 2016-05-23..2016-05-29 between ?
w/c 05/06/2023               | 2023-06-05..2023-06-11 between ?
week ending 29/05/16         | 2016-05-23..2016-05-29 between ?
Between 3/4 and 9/4/16       | 2016-04-03..2016-04-09 between ?
between 3 and 5 April 2019   | 2019-04-03..2019-04-05 between ?
7th or 8th August 2024       | 2024-08-07..2024-08-08 between ?
3/4 April 2019               | 2019-04-03..2019-04-04 between ?
before 10/3/16               | -..2016-03-10 before ?
by the end of March 2016     | -..2016-03-31 before ?
after 3 May 2024             | 2024-05-03..- after ?
since March 2024             | 2024-03-01..- after ?
12/03/24 onwards             | 2024-03-12..- after ?
12 March 2024 - ongoing      | 2024-03-12..- after ?
00/05/2016                   | 2016-05-01..2016-05-31 month
May 2016                     | 2016-05-01..2016-05-31 month
05/2016                      | 2016-05-01..2016-05-31 month
Mar-24                       | 2024-03-01..2024-03-31 month
Q3 2019                      | 2019-07-01..2019-09-30 month
Jan-Mar 2016                 | 2016-01-01..2016-03-31 month
1987                         | 1987-01-01..1987-12-31 year
FY 2019/20                   | 2019-04-01..2020-03-31 year
school year 2023/24          | 2023-09-01..2024-08-31 year
03-09/04/16                  | 2016-04-03..2016-04-09 day
3.4.16 to 9.4.16             | 2016-04-03..2016-04-09 day
3-5 April 2019               | 2019-04-03..2019-04-05 day
19-22.11.24                  | 2024-11-19..2024-11-22 day
25th May - 4th August 2024   | 2024-05-25..2024-08-04 day
20 Dec - 5 Jan 2025          | 2024-12-20..2025-01-05 day
25/05/24–27/08/24            | 2024-05-25..2024-08-27 day
12/03/24, 14/03/24           | 2024-03-12..2024-03-14 day ?
12/03/24 late entry          | 2024-03-12..2024-03-12 day ?
12/03/24 (typed 14/03/24)    | 2024-03-12..2024-03-12 day ?
"""


def shown(when: When) -> str:
    start, end = when.start or "-", when.end or "-"
    return f"{start}..{end} {when.precision}" + (" ?" if when.uncertain else "")


def table(rows: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in rows.strip().splitlines()]


@pytest.mark.parametrize(("text", "expected"), table(FORMS))
def test_a_date_reads_as_the_interval_it_says(text: str, expected: str) -> None:
    when = read_date(text)
    assert (when.text, shown(when), when.needs) == (text, expected, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    table("""
    Mon 20/5                 | 2024-05-20..2024-05-20 day
    Sat 16/11                | 2024-11-16..2024-11-16 day
    22 May                   | 2024-05-22..2024-05-22 day
    May 22                   | 2024-05-22..2024-05-22 day
    14-15/12                 | 2024-12-14..2024-12-15 day
    21/1 to 31/1             | 2024-01-21..2024-01-31 day
    28/12 - 3/1              | 2024-12-28..2025-01-03 day
    Xmas day                 | 2024-12-25..2024-12-25 approx ?
    between 25/3 and 30/3    | 2024-03-25..2024-03-30 between ?
    before 10/10             | -..2024-10-10 before ?
    w/c 3 June               | 2024-06-03..2024-06-09 between ?
    early Sept               | 2024-09-01..2024-09-30 approx ?
    """),
)
def test_a_heading_lends_its_year(text: str, expected: str) -> None:
    assert shown(read_date(text, Around(year=2024))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    table("""
    Mon 3        | 2025-03-03..2025-03-03 day
    3rd          | 2025-03-03..2025-03-03 day
    12th to 14th | 2025-03-12..2025-03-14 day
    """),
)
def test_a_heading_lends_its_month(text: str, expected: str) -> None:
    assert shown(read_date(text, Around(year=2025, month=3))) == expected


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("May 22", sentences.DAY_OR_YEAR),
        ("5/16", sentences.DAY_OR_YEAR),
        ("22 May", sentences.YEAR),
        ("w/c 5 June", sentences.YEAR),
        ("12th", sentences.MONTH),
        ("01/13/2020", sentences.ORDER),
        ("05/22/2016", sentences.ORDER),
        ("31/06/2016", sentences.NO_SUCH_DAY),
        ("29/02/2023", sentences.NO_SUCH_DAY),
        ("99/99/9999", sentences.NO_SUCH_DAY),
        ("2019/20", sentences.WHICH_STRETCH),
        ("2010-11", sentences.WHICH_STRETCH),
        ("22/05/24 - 12/04/24", sentences.BACKWARDS),
        ("43558", sentences.DAY_NUMBER),
        ("2 weeks after 12/3/24", sentences.NOT_READ),
        ("prior to admission 12/3/24", sentences.NOT_READ),
        ("the week he moved", sentences.NOT_READ),
        ("220516", sentences.NOT_READ),
    ],
)
def test_what_has_no_single_reading_is_asked_and_not_guessed(text: str, needs: str) -> None:
    when = read_date(text)
    assert (when.start, when.end, when.precision, when.needs) == (None, None, "unknown", needs)


@pytest.mark.parametrize(
    "text",
    ["date not recorded", "n/k", "no date on note", "ongoing", "until discharge", "not known", "?", "tbc"],
)
def test_no_date_is_a_legal_state_that_asks_nothing(text: str) -> None:
    when = read_date(text)
    assert (when.start, when.precision, when.needs) == (None, "unknown", None)


def test_a_weekday_that_does_not_fit_is_asked() -> None:
    when = read_date("Mon 12th Feb 2021")
    assert when.needs == sentences.WEEKDAY
    assert (when.start, when.uncertain) == (date(2021, 2, 12), True)


def test_a_weekday_finds_the_one_year_of_the_period_it_fits() -> None:
    when = read_date("Mon 23/5", Around(years=(2015, 2016)))
    assert (when.start, when.marks) == (date(2016, 5, 23), ("year_from_weekday",))
    assert read_date("Mon 23/5", Around(years=(2005, 2016))).start is None


def test_month_first_files_read_month_first() -> None:
    us = Around(order="month")
    assert read_date("05/22/2016", us).start == date(2016, 5, 22)
    assert shown(read_date("04/10/2024 - 08/05/2024", us)) == "2024-04-10..2024-08-05 day"
    assert read_date("2024-04-03", us).start == date(2024, 4, 3)


def test_day_numbers_are_read_only_where_the_column_is_made_of_them() -> None:
    assert read_date("42512", Around(day_numbers=True)).start == date(2016, 5, 22)


@pytest.mark.parametrize(
    ("text", "time_text", "start", "end"),
    [
        ("14/03/24 1910hrs", "1910hrs", "19:10", None),
        ("4/5/20 1430hrs", "1430hrs", "14:30", None),
        ("12/03/2024 14:30", "14:30", "14:30", None),
        ("12/03/2024\n2.30 PM", "2.30 PM", "14:30", None),
        ("12.3.2024 14.30-15.10", "14.30-15.10", "14:30", "15:10"),
        ("2024-03-19T14:30:00Z", "14:30:00Z", "14:30", None),
        ("12 March 2024 at 2.30pm", "2.30pm", "14:30", None),
        ("12/03/24 (am)", "am", None, None),
        ("overnight 3-4 April 2019", "overnight", None, None),
        ("12/03/2024 00:00", "00:00", None, None),
    ],
)
def test_a_time_beside_the_date_is_taken_out(
    text: str, time_text: str, start: str | None, end: str | None
) -> None:
    when = read_date(text)
    assert when.start is not None
    assert (when.time_text, when.time_start, when.time_end) == (time_text, start, end)


AROUNDS = st.builds(
    Around,
    order=st.sampled_from(["day", "month"]),
    year=st.none() | st.integers(1990, 2030),
    month=st.none() | st.integers(1, 12),
    day_numbers=st.booleans(),
)
PARTS = """22 05 2016 / . - to until between and or may 22nd mon w/c approx c. ? before after early summer
    term xmas 00 31/06/2016 14.30 1430hrs am 2019/20 fy q3 ( ) ongoing"""
WORDS = st.sampled_from(PARTS.split())


@given(st.text(max_size=400) | st.lists(WORDS, max_size=9).map(" ".join), AROUNDS)
def test_any_words_at_all_are_kept_and_never_trip_it(text: str, around: Around) -> None:
    when = read_date(text, around)
    assert when.text == text
    assert when.precision in PRECISIONS
    assert (when.precision == "unknown") == (when.start is None and when.end is None)
    if when.start and when.end:
        assert when.start <= when.end


DAY_FORMS = [
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%d/%m/%y",
    "%d.%m/%y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%y",
    "%d%b%Y",
    "%A %d %B %Y",
    "%a %d/%m/%Y",
    "%B %d, %Y",
    "%dth of %B %Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%y %H%Mhrs",
]


@given(st.dates(date(1940, 1, 1), date(2039, 12, 31)), st.sampled_from(DAY_FORMS))
def test_a_day_written_in_any_form_reads_back(day: date, form: str) -> None:
    when = read_date(day.strftime(form))
    assert (when.start, when.end, when.precision) == (day, day, "day")


@given(st.dates(date(1990, 1, 1), date(2038, 1, 1)), st.integers(0, 400))
def test_a_range_reads_back(day: date, length: int) -> None:
    last = day + timedelta(days=length)
    when = read_date(f"{day:%d/%m/%Y} - {last:%d.%m.%y}")
    assert (when.start, when.end) == (day, last)
