"""Events compared in a process of its own say what the rows themselves say."""

from __future__ import annotations

import pytest

from server.imports.events import events_of
from server.imports.linking import link_in_worker, links_of
from server.imports.merge import combine
from tests.imports.training import expected_file, reading

READ = ("01", "02", "03", "04", "05", "06", "07")


def files() -> list[tuple[str, list[dict[str, object]]]]:
    readings = [(expected_file(number)["agency"], reading(number)) for number in READ]
    events = events_of(readings)
    return [(agency, events[one.file]) for agency, one in readings]


async def test_a_worker_finds_what_the_rows_themselves_say() -> None:
    readings = [(expected_file(number)["agency"], reading(number)) for number in READ]
    expected = combine(readings).links
    assert len(expected) > 5
    assert links_of(files()) == list(expected) == await link_in_worker(files())


async def test_two_files_of_one_agency_and_of_one_name_are_told_apart() -> None:
    [(agency, events)] = files()[:1]
    again = [{**event, "id": f"other-{event['id']}"} for event in events]
    links = await link_in_worker([(agency, events), (agency, again)])
    assert {link.kind for link in links} == {"twice"} and len(links) > len(events) / 2
    assert all(link.rows[0] == link.rows[1].removeprefix("other-") for link in links)


async def test_a_worker_that_ends_early_is_an_error_for_its_caller() -> None:
    with pytest.raises(OSError, match="ended early"):
        await link_in_worker([("GP", [{"nothing": "of an event"}])])
