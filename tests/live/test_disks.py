"""A disk that takes nothing: nothing unsaved is shown or acknowledged, all are told, and it mends itself (D2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, expect
from websockets.exceptions import ConnectionClosed

from tests.browser import axe, screenshot
from tests.live.disks import Disk, disk, unwritable
from tests.live.wire import Wire, wire
from tests.meetings.phones import Rehearsal, connected
from tests.running import Server

EVENT = "ASC-002"
WORDS = "I had told the office about it."


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[Server, Disk]]:
    server = Server(
        tmp_path / "server", {"SIGHTLINE_LINE_BYTES": "1000000000", "SIGHTLINE_SEAT_TIME": "1000"}
    )
    with disk(server.folder / "kept") as own:
        yield server.start(), own
        server.kill()


@contextmanager
def trouble(server: Server, own: Disk, kind: str) -> Iterator[None]:
    """The disk is full, takes nothing at all, or the database is somebody else's, until the end."""
    if kind == "full":
        own.fill()
        yield
        own.empty()
    elif kind == "unwritable":
        assert server.process is not None
        with unwritable(server.process.pid):
            yield
    else:
        with own.locked():
            yield


def reads(line: Wire) -> str:
    return str(line.root("timeline")[EVENT]["what"])


def stage(line: Wire) -> dict[str, Any]:
    told = [text["stage"] for text in line.texts if "stage" in text]
    return told[-1] if told else {}


async def until_refused(line: Wire) -> None:
    """Write until something cannot be kept: a full disk may still have a little room in files that are there."""
    while True:
        before = line.sent
        try:
            await line.writes(lambda line: line.root("timeline")[EVENT]["what"].insert(0, "u" * 20_000))
            await line.saved(before + 1)
        except (AssertionError, ConnectionClosed):
            assert (await line.closed())[0] in (4409, 1012), "the disk refused, and nothing else"
            return


@pytest.mark.parametrize("kind", ["full", "unwritable", "locked"])
async def test_D2_what_the_disk_does_not_take_is_not_shown_not_acknowledged_and_not_there_afterwards(
    small: tuple[Server, Disk], kind: str
) -> None:
    server, own = small
    demo = server.demo(3)
    writing, seeing, coming = (entry["cookie"] for entry in demo["participants"])
    async with wire(demo["board_ws"], writing, speaks=True) as writer:
        await writer.synced()
        await writer.writes(lambda line: line.root("timeline")[EVENT]["what"].insert(0, "kept "))
        await writer.saved()
        with trouble(server, own, kind):
            await until_refused(writer)
            assert (await writer.closed())[0] in (4409, 1012)
            acknowledged = max(text.get("saved", 0) for text in writer.texts)
            async with wire(demo["board_ws"], seeing, speaks=True) as witness:
                await witness.synced()
                assert reads(witness).count("u") // 20_000 == acknowledged - 1
                await witness.until(lambda: stage(witness).get("keeps") is False, "not saved")
                page = await _contributes(demo, coming)
                # What waits lies in a file of its own, which nobody locked.
                assert kind == "locked" or (page.status == 503 and "kept on this device" in page.text)
    async with wire(demo["board_ws"], writing, speaks=True) as writer:
        await writer.synced()
        await writer.until(lambda: stage(writer).get("keeps"), "saved again")
        await writer.writes(lambda line: line.root("timeline")[EVENT]["what"].insert(0, "again "))
        await writer.saved()
    server.restart()
    async with wire(demo["board_ws"], seeing) as late:
        await late.synced()
        assert reads(late).startswith("again ") and "kept " in reads(late)
        assert reads(late).count("u") // 20_000 == acknowledged - 1


async def test_D2_a_phone_says_that_nothing_is_saved_keeps_the_words_and_sends_them_when_it_can(
    small: tuple[Server, Disk], phone: BrowserContext
) -> None:
    server, own = small
    rehearsal = Rehearsal(server)
    page = await rehearsal.phone(phone, 0)
    async with wire(
        rehearsal.told["board_ws"], rehearsal.told["participants"][1]["cookie"], speaks=True
    ) as line:
        await line.synced()
        own.fill()
        await until_refused(line)
    await expect(page.locator('connection-chip [data-when="unkept"]')).to_be_visible(timeout=20_000)
    await expect(
        page.get_by_text("Your words are safe on this phone. We try again by ourselves.")
    ).to_be_visible()
    await page.locator("#text").fill(WORDS)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator('my-notes [data-state="waiting"]')).to_contain_text(WORDS)
    await screenshot(page, "phone-not-saved")
    await axe(page)
    await page.reload()
    await expect(page.locator('my-notes [data-state="waiting"]')).to_contain_text(WORDS)
    own.empty()
    await connected(page, 20_000)
    await expect(page.locator('my-notes [data-state="saved"]')).to_contain_text(WORDS, timeout=30_000)


async def _contributes(demo: dict[str, Any], cookie: str) -> Any:
    from tests.privacy.test_contributions import Phone

    return await Phone(demo, cookie).sends(WORDS, "role")
