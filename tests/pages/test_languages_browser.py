"""A phone in Welsh, 390 pixels wide: long words fit, axe is content, and what the line says later is Welsh too."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser import Devices, axe, screenshot
from tests.meetings.phones import Rehearsal, connected
from tests.running import Server

# Hundreds of records long: nobody could look at a picture of it.
LONG = ("now", "timeline")
# Words that are cut off, or run out of what holds them.
RUNS_OUT = """() => [...document.querySelectorAll("main *, header *, nav *, footer *, .pdock *")]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".vh"))
  .map(one => one.outerHTML.slice(0, 80))"""


async def test_from_the_code_to_the_end_in_welsh(shared_server: Server, devices: Devices) -> None:
    rehearsal = Rehearsal(shared_server, 10)
    page = await (await devices("phone")).new_page()
    await page.goto(f"{shared_server.url}/j")
    await page.get_by_role("link", name="Cymraeg").click()
    await expect(page.locator("html")).to_have_attribute("lang", "cy")
    await expect(page.locator(".tongues")).to_contain_text("Drafftiwyd y Gymraeg gan beiriant")
    await _reads_well(page, "code")
    await page.fill("#code", rehearsal.code)
    await page.get_by_role("button", name="Nesaf").click()
    for step in ("why", "recorded", "role"):
        await expect(page).to_have_url(rehearsal.at(f"join/{step}"))
        await _reads_well(page, step)
        await _next(page, step)
    await connected(page)
    await _reads_well(page, "now")
    await page.fill("#text", "Nid oedd neb ar gael i'r ysbyty y mis hwnnw.")
    await expect(page.locator("#text-state")).to_contain_text("Drafft.")
    await page.get_by_role("button", name="Anfon", exact=True).click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_contain_text("Nid oedd neb")
    for name in ("board", "mine", "timeline", "risk", "ballots", "leave"):
        await page.goto(rehearsal.at(name))
        await _reads_well(page, name)
    await page.get_by_role("button", name="Gadael a chlirio'r ffôn hwn").click()
    await expect(page.locator("h1")).to_contain_text("Rydych wedi gadael y sesiwn")
    await _reads_well(page, "ended")


async def test_A9_who_will_see_what_stays_welsh_when_the_line_tells_it_anew(
    shared_server: Server, devices: Devices
) -> None:
    """The sentence beside Send comes with the page, and over the socket each time that people come and go."""
    rehearsal = Rehearsal(shared_server, 10)
    welsh = await rehearsal.phone(await devices("phone", locale="cy"), 0)
    english = await rehearsal.phone(await devices("phone"), 1)
    leading = await rehearsal.facilitator()
    for page in (welsh, english):
        await page.evaluate(
            "document.querySelectorAll('[data-field=say]').forEach(one => one.textContent = '')"
        )
    await leading.tap("phase", number=6)
    for page, begins in ((welsh, "Pan fydd yr hwylusydd"), (english, "When the facilitator")):
        await expect(page.locator("[data-seen]:not([hidden]) [data-field=say]").first).to_contain_text(begins)
    await _reads_well(welsh, "round-1")


async def test_without_a_script_the_choice_is_a_plain_link(shared_server: Server, devices: Devices) -> None:
    plain = await (await devices("phone", java_script_enabled=False)).new_page()
    await plain.goto(f"{shared_server.url}/j")
    await plain.get_by_role("link", name="Cymraeg").click()
    await expect(plain.locator("h1")).to_have_text("Ymuno â'r sesiwn")
    await plain.goto(f"{shared_server.url}/j")
    await expect(plain.locator("h1")).to_have_text("Ymuno â'r sesiwn")
    await plain.get_by_role("link", name="English").click()
    await expect(plain.locator("h1")).to_have_text("Join the session")


async def test_the_doors_in_welsh_at_a_desk(shared_server: Server, devices: Devices) -> None:
    page = await (await devices("laptop", locale="cy")).new_page()
    await page.goto(shared_server.url)
    await expect(page.locator("h1")).to_have_text("Dysgu gyda'n gilydd o un achos")
    assert not await axe(page)
    await screenshot(page, "welsh-doors-1440")


async def _reads_well(page: Page, name: str) -> None:
    """In Welsh, nothing cut off on a small and on a common phone, nothing for axe."""
    await expect(page.locator("html")).to_have_attribute("lang", "cy")
    assert not await axe(page), name
    for width in (320, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        assert not await page.evaluate(RUNS_OUT), (name, width)
    if name not in LONG:
        await screenshot(page, f"welsh-{name}-390")


async def _next(page: Page, step: str) -> None:
    """What a person presses on one step."""
    if step == "recorded":
        await page.get_by_role("checkbox").check()
    if step == "role":
        await page.get_by_role("radio", name="Tern Valley Homes").check()
        await page.locator(".lines label").locator("visible=true").first.click()
    await page.locator("footer.dock .btn-main").click()
