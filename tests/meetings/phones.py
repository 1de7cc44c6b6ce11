"""Phones in a rehearsal meeting: their seats, their pages, and a facilitator who taps over HTTP."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.async_api import BrowserContext, Page, expect

from tests.running import Server

TIMELINE, TURNING, ROUND_1, LOCKED = 3, 4, 6, 13


@dataclass
class Rehearsal:
    """One meeting of the training case, as `sightline demo` seats it, standing in *Timeline together*."""

    server: Server
    participants: int = 12
    told: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.told = self.server.demo(self.participants)

    @property
    def meeting(self) -> str:
        """Its id."""
        return str(self.told["meeting"])

    @property
    def code(self) -> str:
        """Its join code."""
        return str(self.told["join_code"])

    @property
    def door(self) -> str:
        """The address in the QR."""
        return f"{self.server.url}/j/{self.code}"

    def at(self, page: str) -> str:
        """The address of one of its phone pages."""
        return f"{self.server.url}/meetings/{self.meeting}/{page}"

    async def phone(self, context: BrowserContext, number: int, page: str = "now") -> Page:
        """Give a phone the seat of one participant and open a page on it."""
        name, _, value = self.told["participants"][number]["cookie"].partition("=")
        cookie = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "secure": True}
        await context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])  # type: ignore[list-item]
        opened = await context.new_page()
        await opened.goto(self.at(page))
        await connected(opened)
        return opened

    async def facilitator(self) -> Facilitator:
        """Somebody who leads it."""
        leading = Facilitator(self.server.url, self.meeting, self.told["facilitator"]["cookie"])
        await leading.arrive()
        return leading

    async def send(self, number: int, text: str, mode: str = "role", **fields: str) -> None:
        """Let another participant send a note, without a screen."""
        await Facilitator(self.server.url, self.meeting, self.told["participants"][number]["cookie"]).sends(
            text=text, mode=mode, item=_item(number, text), **fields
        )


class Facilitator:
    """Taps of somebody with a seat, over the public routes."""

    def __init__(self, site: str, meeting: str, cookie: str) -> None:
        self.site, self.path = site, f"/meetings/{meeting}"
        self.jar, self.token = cookie, ""

    async def arrive(self, page: str = "") -> None:
        """Open a page once: it gives the form token."""
        async with httpx.AsyncClient(base_url=self.site) as client:
            answer = await client.get(
                f"{self.path}{page}", headers={"cookie": self.jar, "accept": "text/html"}
            )
        assert answer.status_code == 200, answer.text[:300]
        for line in answer.headers.get_list("set-cookie"):
            self.jar += "; " + line.split(";")[0]
        found = re.search(r'name="form-token" content="(\w+)"', answer.text)
        assert found, "no form token on the page"
        self.token = found.group(1)

    async def tap(self, what: str, **fields: Any) -> None:
        """Press a button of the console: `tap("phase", number=4)`."""
        headers = {"cookie": self.jar, "x-form-token": self.token, "accept": "application/json"}
        async with httpx.AsyncClient(base_url=self.site, timeout=30) as client:
            answer = await client.post(f"{self.path}/{what}", data=fields, headers=headers)
        assert answer.is_success, f"{what} {fields}: {answer.status_code} {answer.text[:300]}"

    async def waiting_seat(self) -> str:
        """The seat of the first person who waits to be let in."""
        async with httpx.AsyncClient(base_url=self.site) as client:
            answer = await client.get(self.path, headers={"cookie": self.jar, "accept": "text/html"})
        found = re.search(r'/admissions".*?name="seat" value="(\w+)"', answer.text, re.S)
        assert found, "nobody waits"
        return found.group(1)

    async def sends(self, **fields: str) -> None:
        """Send a note from this seat."""
        await self.arrive("/now")
        await self.tap("perspectives", **fields)


async def connected(page: Page, within: float = 5000) -> None:
    """Wait until a page is live, for at most so many milliseconds."""
    await expect(page.locator('connection-chip [data-when="connected"]')).to_be_visible(timeout=within)


async def in_storage(page: Page) -> dict[str, str]:
    """Everything that the browser keeps for this site."""
    found: dict[str, str] = await page.evaluate("({...sessionStorage, ...localStorage})")
    return found


def _item(number: int, text: str) -> str:
    return hashlib.sha256(f"{number}{text}".encode()).hexdigest()
