"""Open ballots from outside: nobody learns an answer, none outlasts the close, a power cut loses none (A7)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.meetings.visitor import Page
from tests.privacy.lookout import Lookout
from tests.privacy.test_contributions import KPE_ROUND, Hall
from tests.running import Server

CHOSEN = ("usual", "usual", "usual", "usual", "once", "once", "once", "sometimes")
# What a phone sends: two digits whatever it chose, so that no size tells which (promise B5).
CODES = {"usual": "00", "sometimes": "01", "once": "02", "unsure": "03"}
TOLD = [["usual", "half"], ["sometimes", "few"], ["once", "some"], ["unsure", "few"]]


@pytest.fixture
async def watch(start_server: Callable[..., Server]) -> AsyncIterator[Lookout]:
    """A blind round watched by everybody, in which a poll is open."""
    server = start_server(SIGHTLINE_LOG="debug")
    async with AsyncExitStack() as stack:
        found = Lookout(Hall(server, server.demo(12), stack))
        await found.settles()
        await found.hall.steps_to(KPE_ROUND)
        assert (await found.hall.taps("ballots", kind="poll")).status == 200
        yield found


async def asked(hall: Hall) -> dict[str, dict[str, Any]]:
    """The ballots on the board, as any phone's replica has them."""
    line = await hall.listens(hall.demo["board_ws"], hall.demo["participants"][-1]["cookie"])
    return dict(line.root("ballots").to_py() or {})


async def answers(hall: Hall, number: int, ballot: str, chosen: str) -> Page:
    """A practitioner answers with the form that is on the page."""
    phone = hall.phones[number].visitor
    page = await phone.get(f"/meetings/{hall.demo['meeting']}/ballots")
    return await phone.send(page, action=f"/ballots/{ballot}", chosen=CODES[chosen])


def kept(watch: Lookout) -> list[tuple[str, int]]:
    """The rows of answers on disk: what stands for a person, and how long what they chose is."""
    with closing(sqlite3.connect(watch.kept / "tray.db")) as tray:
        return list(tray.execute("SELECT item, length(sealed) FROM tray WHERE kind LIKE 'a-%'"))


def keys(watch: Lookout) -> list[Path]:
    return list(watch.kept.rglob("*.ballot-*"))


async def test_A7_while_a_ballot_is_open_nobody_else_is_told_anything(watch: Lookout) -> None:
    hall = watch.hall
    (ballot,) = await asked(hall)
    looks = {"facilitator", "review_team", "other phone", "projector", "observer", "recorder"}
    ends = ("/ballots", "/ballots/screen", "/ballots/mine", "/meetings/{meeting}", "/now", "/board")

    async def seen() -> dict[str, str]:
        found = {f"{who} {where}": _still(page) async for who, where, page in watch.answers(looks, ends)}
        return found | {who: str(len(line.received)) for who, line in watch.lines.items()}

    before = await seen()
    for number, chosen in enumerate(CHOSEN):
        assert (await answers(hall, number, ballot, chosen)).status == 200
    assert await seen() == before
    rows = kept(watch)
    assert len(rows) == len(CHOSEN) and len({size for _, size in rows}) == 1, "all of one size"
    people = {entry["cookie"].partition("=")[2] for entry in hall.demo["participants"]}
    assert not any(word in hall.server.output for word in ("usual", *people))


async def test_B5_whatever_is_chosen_the_page_sends_as_many_bytes(watch: Lookout) -> None:
    page = await watch.hall.phones[0].visitor.get(f"/meetings/{watch.demo['meeting']}/ballots")
    assert page.tree is not None
    sent = page.tree.xpath("//input[@name='chosen']/@value")
    assert sent == list(CODES.values()) and len({len(value) for value in sent}) == 1


async def test_A7_at_the_close_only_what_was_told_is_left(watch: Lookout) -> None:
    hall = watch.hall
    (ballot,) = await asked(hall)
    for number, chosen in enumerate(CHOSEN):
        await answers(hall, number, ballot, chosen)
    who = [item.encode() for item, _ in kept(watch)]
    assert keys(watch) and len(who) == len(CHOSEN)
    assert (await hall.taps("ballots/count", ballot=ballot)).status == 200
    assert (await asked(hall))[ballot]["results"] == TOLD
    assert kept(watch) == [] and keys(watch) == []
    for name, content in watch.files():
        assert not any(item in content for item in who), name


async def test_A7_a_power_cut_loses_no_answer_and_counts_none_twice(watch: Lookout) -> None:
    hall = watch.hall
    (ballot,) = await asked(hall)
    for number, chosen in enumerate(CHOSEN[:5]):
        await answers(hall, number, ballot, chosen)
    hall.server.restart()
    # Somebody changes their answer after it; the others stand.
    await answers(hall, 0, ballot, "sometimes")
    await answers(hall, 0, ballot, "usual")
    for number, chosen in list(enumerate(CHOSEN))[5:]:
        await answers(hall, number, ballot, chosen)
    hall.server.restart()
    assert len(kept(watch)) == len(CHOSEN)
    assert (await hall.taps("ballots/count", ballot=ballot)).status == 200
    hall.server.restart()
    assert (await asked(hall))[ballot]["results"] == TOLD
    assert kept(watch) == [] and keys(watch) == []


async def test_A7_who_is_here_without_a_phone_answers_on_paper_once_and_the_recorders_page_shows_nothing(
    server: Server,
) -> None:
    async with AsyncExitStack() as stack:
        watch = Lookout(Hall(server, server.demo(4), stack))
        hall, path = watch.hall, f"/meetings/{watch.demo['meeting']}/paper"
        await hall.steps_to(KPE_ROUND)
        page = await hall.facilitator.get(path)
        assert page.tree is not None
        absent = [
            form.fields["person"] for form in page.tree.forms if form.xpath('.//button[@value="here"]')
        ][:2]
        for person in absent:
            await hall.taps("paper", verb="here", person=person)
        assert (await hall.taps("ballots", kind="poll")).status == 200
        (ballot,) = await asked(hall)
        before = (await hall.facilitator.get(path)).words()
        for chosen in (CODES["once"], CODES["usual"]):
            sheet = await hall.facilitator.get(path)
            kept_one = await hall.facilitator.send(sheet, action="/paper/answer", of=absent[0], chosen=chosen)
            assert kept_one.status == 200 and kept_one.words() == before
        assert len(kept(watch)) == 1, "a later answer takes the place of an earlier one"
        for wrong in ("", "0" * 16):
            fields = {"ballot": ballot, "of": wrong, "chosen": "00"}
            assert (await hall.taps("paper/answer", **fields)).status == 404
        for number in range(4):
            await answers(hall, number, ballot, "once")
        await hall.taps("ballots/count", ballot=ballot)
        assert (await asked(hall))[ballot]["state"] == "closed", "five have answered"


async def test_A7_one_person_on_two_devices_answers_once(watch: Lookout) -> None:
    hall = watch.hall
    (ballot,) = await asked(hall)
    assert (await answers(hall, 0, ballot, "usual")).status == 200
    again = hall.phones[0].visitor
    twin = type(again)(again.site, hall.demo["participants"][0]["cookie"])
    page = await twin.get(f"/meetings/{hall.demo['meeting']}/ballots")
    assert re.search(r'value="00" checked', page.text), "their own earlier answer"
    await twin.send(page, action=f"/ballots/{ballot}", chosen=CODES["once"])
    assert len(kept(watch)) == 1


async def test_A7_the_answers_of_an_archived_meeting_are_gone(watch: Lookout) -> None:
    hall = watch.hall
    (ballot,) = await asked(hall)
    for number, chosen in enumerate(CHOSEN):
        await answers(hall, number, ballot, chosen)
    assert (await hall.taps("closure")).status == 200
    assert kept(watch) == [] and keys(watch) == []


def _still(page: bytes) -> str:
    """A page without what changes with the clock or with each answer: the timer, nonces, cookies, form tokens."""
    text = re.sub(
        rb'"seconds_left": ?\d+|\d+:\d\d|nonce-\S+|nonce="[^"]+"|\n?set-cookie: \S+[^\n]*', b"", page
    )
    text = re.sub(rb'(name="form"[^>]*value|name="token"[^>]*value|form-token" content)="[^"]*"', b"", text)
    return re.sub(rb"(?m)^(date|content-length): .*$", b"", text).decode(errors="replace")
