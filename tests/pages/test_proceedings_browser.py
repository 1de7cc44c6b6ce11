"""Parallel proceedings in real browsers: the switches, the banner, the lane, a statement chosen on a phone."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser import Devices, axe, screenshot
from tests.pages.test_risk_browser import Duty
from tests.running import Server

ROUND_1 = 6


async def fills(owner: Page) -> None:
    """The switches, as the lead sets them."""
    await owner.get_by_role("group", name="Proceedings are open").get_by_label("Yes").check()
    await owner.get_by_label("What everybody reads").fill("The coroner asks that 12 July is not discussed.")
    await owner.get_by_label("Agreed with").fill("A. Mills, coroner's officer")
    await owner.get_by_label("On which day").fill("2026-01-10")
    await owner.get_by_label("To be looked at again by").fill("2026-03-01")
    await owner.get_by_label("Legal contact's account").fill("Lena Law")
    await owner.get_by_role("group", name="Statements instead of free text").get_by_label("Yes").check()


async def test_the_mode_is_switched_on_kept_to_and_read_by_everybody(
    devices: Devices, server: Server
) -> None:
    server.run("account", "add", "Lena Law", "--password-stdin", stdin="a long enough password\n")
    duty = Duty(devices, server)
    owner = await (await devices("laptop")).new_page()
    await owner.goto(f"{server.url}/sign-in/" + server.says(r"/sign-in/(\S+)")[1])
    await owner.get_by_role("button").first.click()
    listed = await owner.content()
    review = re.findall(r"/reviews/([0-9a-f]{16})", listed[: listed.index(duty.demo["meeting"])])[-1]
    await owner.goto(f"{server.url}/reviews/{review}/proceedings")
    assert await axe(owner) == []
    await fills(owner)
    await owner.get_by_role("button", name="Save").press("Enter")
    await expect(owner.get_by_text("Saved.")).to_be_visible()
    assert await axe(owner) == []
    await screenshot(owner, "proceedings")
    await owner.get_by_role("link", name="Disclosure schedule").click()
    assert await axe(owner) == []
    await screenshot(owner, "schedule")
    await owner.set_viewport_size({"width": 390, "height": 844})
    assert await axe(owner) == []
    await screenshot(owner, "schedule-narrow")

    await keeps_to_it(duty)


async def keeps_to_it(duty: Duty) -> None:
    """What the console, a phone and the lane make of the mode."""
    console = await duty.console()
    await expect(console.get_by_text("Not everything is for discussion today.")).to_be_visible()
    await console.locator(f'#steps button[value="{ROUND_1}"]').first.click()
    phone = await duty.phone()
    await phone.goto(f"{duty.path}/now")
    assert await axe(phone) == []
    await screenshot(phone, "statements")
    await phone.locator("#text").select_option("Guidance and procedures made it harder.")
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.locator("my-notes").get_by_text("Saved")).to_be_visible()

    await console.goto(f"{duty.path}/lane")
    assert await axe(console) == []
    await console.get_by_label("with number").fill("24")
    await console.get_by_role("button", name="Take it off the board").press("Enter")
    await expect(console.get_by_role("button", name="Put it back on the board")).to_be_visible()
    assert await axe(console) == []
    await screenshot(console, "embargo-lane")
