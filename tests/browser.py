"""Real browsers for tests: the three kinds of screen, what goes wrong in them, axe and pictures."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page

from tests.running import ROOT

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
]
SCREENS: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
    "laptop": {"viewport": {"width": 1440, "height": 900}},
    "projector": {"viewport": {"width": 1920, "height": 1080}},
}
# Chromium prints these for a refused form or a server that is away: both are what such a test is about.
EXPECTED = (
    "Failed to load resource",
    "WebSocket connection to",
    "net::ERR_",
    "htmx: htmx:error: Failed to fetch",
)
AXE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"
TOO_SMALL = "target-size"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENSHOTS = Path(os.environ.get("SIGHTLINE_SCREENSHOTS", ROOT / "screenshots"))


@dataclass
class Devices:
    """The screens that one test opened. Call it with "phone", "laptop" or "projector" for another."""

    browser: Browser
    opened: list[BrowserContext] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    async def __call__(self, kind: str, **options: Any) -> BrowserContext:
        """Open one more screen, with a cookie jar of its own.

        Args:
            kind: a key of `SCREENS`.
            options: what else Playwright's `new_context` takes.
        """
        context = await self.browser.new_context(**{"locale": "en-GB", **SCREENS[kind], **options})
        context.on("console", self._note_message)
        context.on("weberror", lambda thrown: self._note(thrown.error))
        self.opened.append(context)
        return context

    async def close(self) -> None:
        """Close every screen; a script that broke, or that the page's policy stopped, is an assertion."""
        for context in self.opened:
            await context.close()
        assert not self.troubles, "the browser complained:\n" + "\n".join(self.troubles)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.troubles.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _note(self, thrown: Error) -> None:
        self.troubles.append(f"{thrown.message}\n{thrown.stack}")


async def axe(page: Page, without: Iterable[str] = ()) -> list[str]:
    """What axe finds wrong with a page, a line each: rule, weight, what to do, where.

    Args:
        page: an open page, settled.
        without: ids of rules that this page may break; the test says why.
    """
    assert AXE.exists(), "axe-core is not there: run `make assets`"
    options = {"runOnly": RULES, "rules": {rule: {"enabled": False} for rule in without}}
    # evaluate, not a script tag: the page's policy rightly refuses a foreign script.
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("options => axe.run(document, options)", options)
    lines = [_line(violation) for violation in found["violations"]]
    small = {line for line in lines if line.startswith(TOO_SMALL)}
    return [line for line in lines if line not in small or not await _is_covered(page, line)]


async def _is_covered(page: Page, line: str) -> bool:
    """A button half under the bar at the bottom only looks too small: further up the page it must be large enough."""
    at = await page.evaluate("scrollY")
    await page.evaluate(
        "scrollTo(0, scrollY > innerHeight / 2 ? scrollY - innerHeight / 2 : innerHeight / 2)"
    )
    again = await page.evaluate("axe.run(document, {runOnly: ['target-size']})")
    await page.evaluate("at => scrollTo(0, at)", at)
    places = {" ".join(map(str, node["target"])) for found in again["violations"] for node in found["nodes"]}
    return not places & set(line.rpartition(": ")[2].split("; "))


def _line(violation: dict[str, Any]) -> str:
    places = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {places}"


async def screenshot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page for people to look at, outside git. Returns where it is."""
    path = SCREENSHOTS / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=path, full_page=True, animations="disabled")
    return path
