"""The page of the combined timeline: links across pages, what is silent, and a comparison that takes long."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest

from server.imports.linking import links_of
from server.pages import comparisons
from tests.pages.filing import Filing, csv, filing_of
from tests.pages.visitor import Instance, shown

MEETING = "Strategy meeting about the bruise to his arm and joint section 47 agreed"


@pytest.fixture
def filing(instance: Instance) -> Filing:
    return filing_of(instance)


def other_days(first: int = 1, last: int = 28) -> list[str]:
    """Rows that nobody else tells."""
    things = ("letter about the rent", "walk in the park", "new shoes", "telephone bill", "cold supper")
    return [f"{day:02}/06/2024,A {things[day % 5]} on day {day}" for day in range(first, last + 1)]


def test_one_event_in_two_files_leads_to_each_other_and_a_clash_says_so(filing: Filing) -> None:
    filing.add("gp.csv", csv(f"12/05/2024,{MEETING}", *other_days()), "GP")
    filing.add("asc.csv", csv(f"12/05/2024,{MEETING}", *other_days()[:3]), "ASC")
    assert shown_links(filing) >= {("Perhaps the same event:", "ASC"), ("Perhaps the same event:", "GP")}
    filing.add("pol.csv", csv(f"14/05/2024,{MEETING}"), "POL")
    assert ("Perhaps the same event, with another date:", "POL") in shown_links(filing)


def shown_links(filing: Filing) -> set[tuple[str, str]]:
    """The words of each link and the agency that it leads to."""
    found = re.findall(r"<b>(Perhaps[^<]+)</b>(.*?)</p>", filing.robin.owner.get(filing.timeline).text, re.S)
    return {(words, code) for words, rest in found for code in re.findall(r"\d+ ([A-Z]+),", rest)}


def test_the_same_words_twice_in_one_file_are_said(filing: Filing) -> None:
    filing.add("gp.csv", csv(f"12/05/2024,{MEETING}", f"12/05/2024,{MEETING}", *other_days()), "GP")
    assert "The same words stand twice in this agency’s files:" in filing.told()


def test_long_timelines_have_pages_and_links_lead_over_them(filing: Filing) -> None:
    many = [f"0{1 + number % 9}/06/2024,Nothing of note in entry {number}" for number in range(310)]
    filing.add("gp.csv", csv(f"12/05/2024,{MEETING}", *many), "GP")
    filing.add(
        "asc.csv", csv(f"13/05/2024,{MEETING}", *(["whenever,Something else that was undated"] * 3)), "ASC"
    )
    first, last = (filing.robin.owner.get(f"{filing.timeline}?page={page}") for page in (1, 99))
    assert "315 events" in shown(first) and "Page 1 of 2" in shown(first) and "Page 2 of 2" in shown(last)
    assert first.text.count('<li class="event') == 300 and last.text.count('<li class="event') == 15
    assert "Something else that was undated" in shown(last)


def test_what_lies_outside_the_period_opens_no_gap(filing: Filing) -> None:
    days = (
        "03/01/1999,Born too early for this",
        "05/03/2024,First visit at home",
        "01/06/2024,Second visit at home",
    )
    filing.add("gp.csv", csv(*days), "GP")
    gaps = re.findall(r"(\d+) days, no contact recorded", filing.told())
    assert len(gaps) == 1 and int(gaps[0]) in (87, 88)


def test_a_comparison_that_takes_long_is_waited_for_in_words(
    filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = threading.Event()

    async def link(files: Any) -> Any:
        import asyncio

        await asyncio.to_thread(ready.wait)
        return links_of(files)

    monkeypatch.setattr(comparisons, "link_in_worker", link)
    monkeypatch.setattr(comparisons, "PATIENCE_SECONDS", 0.01)
    filing.add("gp.csv", csv(f"12/05/2024,{MEETING}", *other_days()), "GP")
    filing.add("asc.csv", csv(f"12/05/2024,{MEETING}"), "ASC")
    page = filing.robin.owner.get(filing.timeline)
    assert "still looking for events that are told twice" in shown(page)
    assert 'http-equiv="refresh"' in page.text and "Perhaps the same event" not in shown(page)
    ready.set()
    monkeypatch.setattr(comparisons, "PATIENCE_SECONDS", 30.0)
    assert "Perhaps the same event" in filing.told() and "still looking" not in filing.told()


def test_a_comparison_that_ends_early_leaves_the_timeline(
    filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def link(_files: Any) -> Any:
        raise OSError("no more processes")

    monkeypatch.setattr(comparisons, "link_in_worker", link)
    filing.add("gp.csv", csv(f"12/05/2024,{MEETING}"), "GP")
    assert "1 event" in filing.told() and "Strategy meeting" in filing.told()
