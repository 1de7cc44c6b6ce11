"""A person without a browser: opens pages, fills the forms that are really there, follows redirects.

Nothing is assumed of a form but the names of its fields; whatever else it carries is sent as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any

import httpx
from lxml import html


class Page:
    """One answer: its status, its text and its forms."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status, self.url, self.text = answer.status_code, str(answer.url), answer.text
        self.headers = answer.headers
        self.tree = html.fromstring(answer.text) if answer.text.lstrip().startswith("<") else None

    def words(self) -> str:
        """What a person reads, white space folded."""
        assert self.tree is not None, self.text[:200]
        return " ".join(self.tree.text_content().split())

    def form(self, *names: str, action: str = "") -> Any:
        """The first form that has all these fields (and whose address ends so)."""
        assert self.tree is not None, f"no page: {self.status} {self.text[:300]}"
        for form in self.tree.forms:
            fits = set(names) <= set(form.fields.keys()) and str(form.action or "").endswith(action)
            if fits:
                return form
        raise AssertionError(
            f"{self.url} ({self.status}) has no form with {names} {action}: {self.words()[:600]}"
        )


class Visitor:
    """One device with its own cookies. `Secure` cookies are sent: 127.0.0.1 counts as trustworthy in browsers."""

    def __init__(self, site: str, cookie: str = "") -> None:
        self.site = site
        self.cookies: dict[str, str] = dict([cookie.split("=", 1)]) if cookie else {}

    async def get(self, path: str, **headers: str) -> Page:
        """Open a page, following redirects."""
        return await self._follow("GET", path, headers=headers)

    async def post(self, path: str, fields: Mapping[str, Any], **headers: str) -> Page:
        """Send fields as a form."""
        return await self._follow("POST", path, data=dict(fields), headers=headers)

    async def send(self, page: Page, *, action: str = "", **fields: Any) -> Page:
        """Fill a form of a page and send it, with everything hidden in it."""
        form = page.form(*fields, action=action)
        values = {name: value for name, value in form.form_values() if name not in fields}
        path = form.action or httpx.URL(page.url).path
        return await self.post(path, {**values, **fields}, origin=self.site)

    async def _follow(self, method: str, path: str, **options: Any) -> Page:
        for _ in range(10):
            answer = await self._once(method, path, **options)
            if answer.status_code not in (301, 302, 303, 307):
                return Page(answer)
            method, path, options = "GET", answer.headers["location"], {"headers": {}}
        raise AssertionError(f"too many redirects at {path}")

    async def _once(self, method: str, path: str, headers: dict[str, str], **options: Any) -> httpx.Response:
        # Our own jar: the standard one never sends a Secure cookie over http, which browsers do on loopback.
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"accept": "text/html", **headers, **({"cookie": jar} if jar else {})}
        async with httpx.AsyncClient(base_url=self.site, timeout=30) as client:
            answer = await client.request(method, path, headers=given, **options)
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0" or not morsel.value:
                    del self.cookies[name]
        return answer
