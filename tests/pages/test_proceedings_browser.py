"""Parallel proceedings in real browsers: the switches, the banner, the lane, a statement chosen on a phone."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser import Devices, axe, screenshot
from tests.pages.test_risk_browser import Duty
from tests.running import Server

ROUND_1 = 6
# Words on the big screen that somebody at the back of the hall could not read: text under 28 px.
SMALL = """() => Array.from(document.querySelectorAll(".pj-banner *, .pj-risk *"))
    .filter((element) => parseFloat(getComputedStyle(element).fontSize) < 28).map((element) => element.outerHTML)"""


async def fills(owner: Page) -> None:
    """The switches, as the lead sets them."""
    await owner.get_by_role("group", name="Proceedings are open").get_by_label("Yes").check()
    await owner.get_by_label("What everybody reads").fill("The coroner asks that 12 July is not discussed.")
    await owner.get_by_label("Agreed with").fill("A. Mills, coroner's officer")
    await owner.get_by_label("On which day").fill("2026-01-10")
    await owner.get_by_label("To be looked at again by").fill("2026-03-01")
    await owner.get_by_label("Legal contact's account").fill("Lena Law")
    await owner.get_by_role("group", name="Statements instead of free text").get_by_label("Yes").check()


async def lead(devices: Devices, server: Server, duty: Duty) -> Page:
    """The page of the switches, as the review's lead opens it."""
    server.run("account", "add", "Lena Law", "--password-stdin", stdin="a long enough password\n")
    owner = await (await devices("laptop")).new_page()
    await owner.goto(f"{server.url}/sign-in/" + server.says(r"/sign-in/(\S+)")[1])
    await owner.get_by_role("button").first.click()
    listed = await owner.content()
    review = re.findall(r"/reviews/([0-9a-f]{16})", listed[: listed.index(duty.demo["meeting"])])[-1]
    await owner.goto(f"{server.url}/reviews/{review}/proceedings")
    return owner


async def test_the_mode_is_switched_on_kept_to_and_read_by_everybody(
    devices: Devices, server: Server
) -> None:
    duty = Duty(devices, server)
    owner = await lead(devices, server, duty)
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


async def test_about_a_period_the_phone_shows_statements_and_free_words_stay_a_draft(
    devices: Devices, server: Server
) -> None:
    duty = Duty(devices, server)
    owner, wall = await lead(devices, server, duty), await (await devices("projector")).new_page()
    await wall.goto(duty.demo["screen"])
    await expect(wall.locator("screen-views[data-shows]")).to_be_attached()
    banner = "The coroner asks that 12 July is not discussed."
    await expect(wall.locator(".pj-banner:visible")).to_have_count(0)
    await fills(owner)
    await owner.get_by_label("Statements only about a period: its first day").fill("2024-11-10")
    await owner.get_by_label("Its last day").fill("2024-11-12")
    await owner.get_by_role("button", name="Save").press("Enter")
    await expect(owner.get_by_text("Saved.")).to_be_visible()
    await owner.set_viewport_size({"width": 390, "height": 844})
    assert await axe(owner) == []
    await screenshot(owner, "proceedings-narrow")
    await on_every_screen(duty, wall, banner)
    await chooses(duty)


async def on_every_screen(duty: Duty, wall: Page, banner: str) -> None:
    """The same words on the big screen, at once and in every view, on the console and on a phone."""
    console = await duty.console()
    await expect(console.get_by_text(banner)).to_be_visible()
    for view in ("timeline", "board", "focus"):
        await console.goto(duty.path)
        await console.locator(f'button[name="view"][value="{view}"]').first.click()
        await expect(wall.locator(f'screen-views[data-shows="{view}"]')).to_be_attached()
        await expect(wall.locator(".pj-banner:visible")).to_contain_text(banner)
        await expect(wall.locator(".pj-risk:visible")).to_contain_text("At risk now?")
        assert await axe(wall) == []
        assert await wall.evaluate(SMALL) == []
        await screenshot(wall, f"banner-screen-{view}")
    await screenshot(console, "banner-console")
    await console.locator(f'#steps button[value="{ROUND_1}"]').first.click()


async def chooses(duty: Duty) -> None:
    """Free words about one episode, a statement about another, without losing the words."""
    phone = await duty.phone()
    await phone.goto(f"{duty.path}/now?on_id=KPE5")
    area, statement = phone.locator("textarea#text"), phone.locator("select#statement")
    await expect(statement).to_be_hidden()
    await area.fill("free words about the fifth")
    assert await axe(phone) == []
    await screenshot(phone, "period-free")
    await phone.locator("#about").select_option("KPE3")
    await expect(statement).to_be_visible()
    await expect(area).to_be_hidden()
    assert await axe(phone) == []
    await screenshot(phone, "period-statements")
    await phone.reload()
    await expect(area).to_have_value("free words about the fifth")
    await phone.locator("#about").select_option("KPE3")
    await statement.select_option("Guidance and procedures made it harder.")
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.locator("my-notes").get_by_text("Saved")).to_be_visible()
    await phone.locator("#about").select_option("KPE5")
    await expect(area).to_have_value("free words about the fifth")


async def test_the_period_works_without_a_script(devices: Devices, server: Server) -> None:
    duty = Duty(devices, server)
    owner = await lead(devices, server, duty)
    await fills(owner)
    await owner.get_by_label("Statements only about a period: its first day").fill("2024-11-10")
    await owner.get_by_label("Its last day").fill("2024-11-12")
    await owner.get_by_role("button", name="Save").press("Enter")
    await expect(owner.get_by_text("Saved.")).to_be_visible()
    console = await duty.console()
    await console.locator(f'#steps button[value="{ROUND_1}"]').first.click()
    await expect(console.locator("#steps [aria-current]")).to_contain_text("Episode round 1")
    phone = await duty.phone(java_script_enabled=False)
    await phone.goto(f"{duty.path}/now")
    await expect(phone.locator("textarea#text")).to_be_hidden()
    await phone.get_by_label("To write about something else").select_option("KPE5")
    await phone.get_by_role("button", name="Write about this").click()
    await phone.locator("textarea#text").fill("free words about the fifth")
    await screenshot(phone, "period-plain")
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.get_by_text("return slip").first).to_be_visible()
