"""Somebody at a browser, without the browser: a cookie jar, forms with their token, an instance of their own."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient

from server.app import create_app
from server.config import read_settings
from server.store import accounts
from server.store.books import Store

ADDRESS = "https://sightline.test"
TOKEN = re.compile(r'name="form" value="([0-9a-f]+)"')


@dataclass
class Instance:
    """One running instance with its store."""

    app: Starlette
    client: TestClient

    @property
    def store(self) -> Store:
        """What it keeps."""
        store: Store = self.app.state.store
        return store

    def visitor(self, account: str = "") -> Visitor:
        """Somebody with a fresh cookie jar, signed in to an account if one is named."""
        found = Visitor(self)
        if account:
            found.sign_in(account)
        return found

    def link(self, account: str) -> str:
        """A one-time sign-in link of an account, which is made if it is missing."""
        return self.store.write_now(lambda books: _link(books, account))


@dataclass
class Visitor:
    """A browser's worth of cookies. Addresses are paths; redirects are not followed."""

    at: Instance
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **more: Any) -> Any:
        """Look at a page."""
        return self._ask("GET", path, **more)

    def post(self, path: str, typed: dict[str, Any] | None = None, *, page: str = "", **more: Any) -> Any:
        """Send a form: its token is read from the page it stands on (the same address, unless said)."""
        token = self.token(page or path)
        return self._ask("POST", path, data={"form": token, **(typed or {})}, **more)

    def token(self, page: str) -> str:
        """The anti-forgery token of a page's form."""
        for path in (page, "/sign-in", "/reviews/new"):
            if found := TOKEN.search(self.get(path).text):
                return found[1]
        return ""

    def sign_in(self, account: str) -> None:
        """By one-time link."""
        answer = self.post(self.at.link(account))
        assert answer.status_code == 303, answer.text

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {"accept": "text/html", "cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        headers |= more.pop("headers", {})
        self.at.client.cookies.clear()
        answer = self.at.client.request(method, path, headers=headers, follow_redirects=False, **more)
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, rest = cookie.partition("=")
            value = rest.partition(";")[0]
            if value in ("", '""'):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Instance]:
    """An instance in a folder of its own, as if it were reached over TLS."""
    environment = {
        "SIGHTLINE_DATA": str(folder),
        "SIGHTLINE_URL": ADDRESS,
        "SIGHTLINE_LOG": "warning",
        **settings,
    }
    app = create_app(read_settings(environment))
    with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as client:
        yield Instance(app, client)


def shown(answer: Any) -> str:
    """The page as a person reads it: tags away, blanks alike."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def fields_of(answer: Any) -> dict[str, str]:
    """The values that the text fields, areas and chosen options of a page hold, by name."""
    text = answer.text
    found = {
        name: unescape(value)
        for name, value in re.findall(r'<input id="\w[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', text)
    }
    areas = re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', text)
    found |= {name: unescape(value) for name, value in areas}
    for name, options in re.findall(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def _link(books: Any, account: str) -> str:
    known = accounts.account_named(books, account) or accounts.add_account(books, account)
    return f"/sign-in/{accounts.add_sign_in(books, known, 'link', time.time())}"
