"""A language belongs to whoever is answered, and to nothing that their request happens to start."""

from __future__ import annotations

import asyncio

from server.languages import ENGLISH, WELSH, speaking, spoken
from server.templating import environment, say

SEND = {ENGLISH: "Send", WELSH: "Anfon"}


async def test_B5_a_task_that_a_welsh_request_starts_speaks_english() -> None:
    async def room() -> str:
        return say("Send")

    with speaking(WELSH):
        assert say("Send") == SEND[WELSH]
        assert await room() == SEND[WELSH], "awaited in the same task"
        assert await asyncio.create_task(room()) == SEND[ENGLISH]
        left = asyncio.create_task(room())
    assert say("Send") == SEND[ENGLISH]
    assert await left == SEND[ENGLISH]


async def test_B5_a_callback_that_a_welsh_request_leaves_behind_speaks_english() -> None:
    loop, heard = asyncio.get_running_loop(), loop_future()

    def tell() -> None:
        with speaking(WELSH):
            assert say("Send") == SEND[WELSH]
            loop.call_soon(lambda: heard.set_result(say("Send")))

    loop.call_soon(tell)
    assert await heard == SEND[ENGLISH]


def test_a_language_spoken_within_another_ends_before_it() -> None:
    with speaking(WELSH):
        with speaking(ENGLISH):
            assert spoken() == ENGLISH
        assert spoken() == WELSH
    assert spoken() == ENGLISH


def test_what_a_template_sets_once_is_kept_for_each_language() -> None:
    days = {
        one: str(environment(one).get_template("board/_dates.html").module.day("2024-02-05")) for one in SEND
    }
    assert days == {ENGLISH: "5 Feb 2024", WELSH: "5 Chwef 2024"}


def test_nothing_at_all_is_said_as_nothing() -> None:
    with speaking(WELSH):
        assert say("") == "", "gettext would give the head of the catalogue"


def loop_future() -> asyncio.Future[str]:
    """Something to wait for."""
    return asyncio.get_running_loop().create_future()
