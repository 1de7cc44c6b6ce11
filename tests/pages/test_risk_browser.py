"""The risk duty in real browsers: told within seconds, read out without its words, by keyboard and without script."""

from __future__ import annotations

from typing import Any

import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.browser import Devices, axe, screenshot
from tests.running import Server

WORDS = "the boy next door is alone with him tonight"


class Duty:
    """A meeting with a practitioner's phone, a facilitator's laptop, and what they look at."""

    def __init__(self, devices: Devices, server: Server) -> None:
        self.devices, self.server = devices, server
        self.demo = server.demo(12)

    @property
    def path(self) -> str:
        return f"{self.server.url}/meetings/{self.demo['meeting']}"

    async def seated(self, kind: str, cookie: str, **options: Any) -> BrowserContext:
        context = await self.devices(kind, **options)
        name, _, value = cookie.partition("=")
        await context.add_cookies(
            [{"name": name, "value": value, "url": self.server.url.replace("http:", "https:")}]
        )
        return context

    async def phone(self, number: int = 0, **options: Any) -> Page:
        context = await self.seated("phone", self.demo["participants"][number]["cookie"], **options)
        return await context.new_page()

    async def console(self, cookie: str = "") -> Page:
        page = await (await self.seated("laptop", cookie or self.demo["facilitator"]["cookie"])).new_page()
        await page.goto(self.path)
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def duty(devices: Devices, shared_server: Server) -> Duty:
    return Duty(devices, shared_server)


async def test_an_alert_is_on_every_console_within_ten_seconds_and_seen_by_its_sender(duty: Duty) -> None:
    consoles = [await duty.console(), await duty.console(duty.demo["review_team"][0]["cookie"])]
    phone = await duty.phone()
    await phone.goto(f"{duty.path}/risk")
    assert await axe(phone) == []
    await screenshot(phone, "risk-form")
    await phone.get_by_label("What are you worried about?").fill(WORDS)
    await phone.keyboard.press("Tab")
    await expect(phone.get_by_label("Your name, so they can reach you")).to_be_focused()
    await phone.get_by_role("button", name="Tell them now").press("Enter")
    await expect(phone.get_by_text("They will come to you.")).to_be_visible(timeout=10_000)
    for console in consoles:
        box = console.get_by_role("heading", name="Someone may be at risk now")
        await expect(box).to_be_visible(timeout=10_000)
        await expect(console.locator("#urgent")).to_have_text("Someone may be at risk now")
        assert WORDS not in await console.content()
        assert await axe(console) == []
    await screenshot(phone, "risk-sent")
    await screenshot(consoles[0], "risk-console")
    await consoles[0].get_by_role("link", name="Read it").press("Enter")
    assert WORDS not in await consoles[0].content()
    assert await axe(consoles[0]) == []
    await screenshot(consoles[0], "risk-alert-hidden")
    await consoles[0].get_by_role("button", name="Read it").press("Enter")
    await expect(consoles[0].get_by_text(WORDS)).to_be_visible()
    assert await axe(consoles[0]) == []
    await screenshot(consoles[0], "risk-alert")
    await expect(phone.locator("#main").get_by_text("is reading it now")).to_be_visible(timeout=10_000)
    assert await axe(phone) == []


async def test_a_console_without_its_line_learns_of_it_all_the_same(duty: Duty) -> None:
    console = await duty.console()
    await console.route_web_socket("**/live/**", lambda line: line.close())
    await console.reload()
    phone = await duty.phone()
    await phone.goto(f"{duty.path}/risk")
    await phone.get_by_role("button", name="Tell them now").click()
    await expect(console.get_by_role("heading", name="Someone may be at risk now")).to_be_visible(
        timeout=10_000
    )


async def test_without_script_it_is_sent_and_the_page_looks_again_by_itself(duty: Duty) -> None:
    phone = await duty.phone(1, java_script_enabled=False)
    await phone.goto(f"{duty.path}/risk")
    await phone.get_by_label("What are you worried about?").fill(WORDS)
    await phone.get_by_role("button", name="Tell them now").click()
    await expect(phone.get_by_role("heading", name="Your alert")).to_be_visible()
    console = await duty.console()
    await console.get_by_role("link", name="Read it").click()
    await console.get_by_role("button", name="Read it").click()
    await expect(phone.locator("#main").get_by_text("is reading it now")).to_be_visible(timeout=20_000)


async def test_D2_pressed_while_the_server_is_away_it_goes_when_it_is_back_once(
    devices: Devices, server: Server
) -> None:
    duty = Duty(devices, server)
    phone = await duty.phone()
    await phone.goto(f"{duty.path}/risk")
    await phone.get_by_label("What are you worried about?").fill(WORDS)
    server.kill()
    await phone.get_by_role("button", name="Tell them now").click()
    await expect(phone.get_by_text("Not sent yet.")).to_be_visible(timeout=15_000)
    await screenshot(phone, "risk-waiting")
    server.start()
    await expect(phone.get_by_role("heading", name="Your alert")).to_be_visible(timeout=20_000)
    console = await duty.console()
    await expect(console.get_by_role("heading", name="Someone may be at risk now")).to_have_count(1)
