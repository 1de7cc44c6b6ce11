"""Frameworks: with their sources, changed for one review and for no other."""

from __future__ import annotations

from playwright.async_api import BrowserContext, expect

from tests.pages.setting_up import SetUp, set_up
from tests.pages.test_setup_browser import looked_at, signed_in
from tests.pages.visitor import fields_of, shown
from tests.running import Server


def test_a_review_changes_its_own_copy_and_no_other(robin: SetUp) -> None:
    page = f"/reviews/{robin.review}/frameworks/F2"
    typed = fields_of(robin.owner.get(page))
    assert "Conditions of work | The circumstances of the work" in typed["categories"]
    typed["categories"] = typed["categories"].replace("Own team factors |", "Our own team |") + "\nWeather"
    assert robin.owner.post(page, typed).status_code == 303
    again = robin.owner.get(page)
    assert fields_of(again)["categories"] == typed["categories"] and "changed for this review" in shown(again)
    kept = {one.name: one for one in robin.kept().frameworks[0].categories}
    assert kept["Conditions of work"].hints, "a category that keeps its name keeps its hints"
    other = set_up(robin.at)
    assert "Weather" not in shown(other.owner.get(f"/reviews/{other.review}/frameworks/F2"))
    assert robin.owner.post(f"{page}/original", page=page).status_code == 303
    assert robin.kept().frameworks == () and "Weather" not in shown(robin.owner.get(page))


def test_what_needs_a_look_keeps_its_words(robin: SetUp) -> None:
    page = f"/reviews/{robin.review}/frameworks/F5"
    for typed, said in (
        ("A\nA", "twice"),
        ("|", "at least one"),
        ("x" * 161, "longer than 160"),
        ("", "at least"),
    ):
        answer = robin.owner.post(page, {"name": "Kept words", "categories": typed})
        assert answer.status_code == 422 and said in shown(answer)
        assert fields_of(answer)["name"] == "Kept words"
    assert robin.kept().frameworks == ()


def test_the_list_says_where_each_comes_from_and_is_its_owners(robin: SetUp) -> None:
    page = f"/reviews/{robin.review}/frameworks"
    words = shown(robin.owner.get(page))
    assert "Typology of underlying patterns" in words and "SCIE Guide 24, Appendix 6" in words
    assert "check their words" in shown(robin.owner.get(f"{page}/F3"))
    assert robin.at.visitor("Bea").get(page).status_code == 404
    assert robin.owner.get(f"{page}/F99").status_code == 404


async def test_frameworks_in_a_browser(server: Server, laptop: BrowserContext) -> None:
    page = await laptop.new_page()
    await signed_in(server, page)
    await page.get_by_role("link", name="Meetings").click()
    await page.get_by_role("link", name="Frameworks for factors and patterns").click()
    await looked_at(page, "frameworks")
    await page.get_by_role("link", name="Typology of underlying patterns").click()
    await page.get_by_label("Categories").fill("Weather | What the sky did\nWeather")
    await page.get_by_role("button", name="Save for this review").click()
    await expect(page.get_by_role("heading", name="Some of this needs another look")).to_be_visible()
    await looked_at(page, "framework-needs-a-look")
    await page.get_by_label("Categories").fill("Weather | What the sky did")
    await page.get_by_role("button", name="Save for this review").click()
    await expect(page.get_by_role("button", name="Use the original again")).to_be_visible()
    await looked_at(page, "framework")
