"""Agencies' files at a review's pages: sent, read, matched, looked at, confirmed; by the pages alone."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from tests.imports.training import CASE, expected
from tests.pages.setting_up import AGENCY, REVIEW, SetUp, set_up
from tests.pages.visitor import Instance, fields_of, shown

SCOPE = {"scope_from": "2024-03-01", "scope_to": "2025-04-30", "gap_days": "60", "pseudonym": "Alex"}
RADIO = re.compile(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked')
TICKED = re.compile(r'<input type="checkbox" name="([^"]+)" value="yes" checked')
ROWS = "Date,Event\n{}\n"


@dataclass
class Filing:
    """Ada's review with its chronologies' pages."""

    robin: SetUp

    @property
    def shelf(self) -> str:
        """The address of the list."""
        return f"/reviews/{self.robin.review}/chronologies"

    @property
    def timeline(self) -> str:
        """The address of the combined timeline."""
        return f"/reviews/{self.robin.review}/timeline"

    def send(self, *files: tuple[str, bytes], agency: str = "GP") -> Any:
        """Choose files and send them."""
        sent = [("file", file) for file in files]
        return self.robin.owner.post(self.shelf, {"agency": agency}, files=sent)

    def read(self, name: str, raw: bytes, agency: str = "GP") -> str:
        """Send one file and wait until it is read; its address."""
        answer = self.send((name, raw), agency=agency)
        assert answer.status_code == 303, answer.text
        self.until_read()
        return str(answer.headers["location"])

    def until_read(self) -> None:
        """Wait until nothing is being read."""
        readings = self.robin.at.app.state.readings
        tasks = readings._tasks

        async def wait() -> None:
            await asyncio.gather(*list(tasks.values()))

        while tasks:
            portal = self.robin.at.client.portal
            assert portal is not None
            portal.call(wait)

    def columns(self, at: str) -> Any:
        """The step in which columns are matched."""
        return self.robin.owner.get(f"{at}/columns")

    def form(self, at: str) -> dict[str, str]:
        """What the form of the columns holds."""
        page = self.columns(at)
        ticks = dict.fromkeys(TICKED.findall(page.text), "yes")
        radios = {name: unescape(value) for name, value in RADIO.findall(page.text)}
        chosen = {name: value for name, value in fields_of(page).items() if not name.startswith("form")}
        return {**chosen, **ticks, **radios}

    def match(self, at: str, **changed: str) -> Any:
        """Send the form of the columns, with what is changed in it; a tick is taken away with ""."""
        form = {**self.form(at), **{name.replace("__", "-"): value for name, value in changed.items()}}
        kept = {name: value for name, value in form.items() if value or not name.endswith("-read")}
        answer = self.robin.owner.post(f"{at}/columns", kept)
        self.until_read()
        return answer

    def rows(self, at: str, show: str = "all", page: int = 1) -> str:
        """One of the lists of rows as a person reads it."""
        return shown(self.robin.owner.get(f"{at}/rows?show={show}&page={page}"))

    def decide(self, at: str, row: str, verb: str, words: str = "") -> Any:
        """Say something about a row, known by its place."""
        typed = {"place": row, "verb": verb, "words": words, "show": "all", "page": "1"}
        return self.robin.owner.post(f"{at}/rows", typed)

    def confirm(self, at: str) -> Any:
        """Add its rows to the timeline."""
        return self.robin.owner.post(f"{at}/confirmation", page=f"{at}/rows")

    def add(self, name: str, raw: bytes, agency: str = "GP") -> str:
        """Send, read, match as guessed, confirm; its address."""
        at = self.read(name, raw, agency)
        assert self.match(at).status_code == 303
        answer = self.confirm(at)
        assert answer.status_code == 303, shown(answer)
        return at

    def list(self) -> str:
        """The list of files as a person reads it."""
        return shown(self.robin.owner.get(self.shelf))

    def told(self) -> str:
        """The combined timeline as a person reads it."""
        return shown(self.robin.owner.get(self.timeline))


def csv(*rows: str) -> bytes:
    """A file of rows "date,what happened"."""
    return ROWS.format("\n".join(rows)).encode()


def filing_of(instance: Instance, meeting: bool = False) -> Filing:
    """Ada's review of the training case's period, with its agencies; with a meeting in the lobby if wanted."""
    owner = instance.visitor("Ada")
    if meeting:
        return Filing(set_up(instance))
    made = owner.post("/reviews", REVIEW | SCOPE, page="/reviews/new")
    review = made.headers["location"].split("/")[2]
    for file in expected()["files"]:
        agency = {"abbreviation": file["agency"], "name": file["agency_name"]}
        typed = AGENCY | agency | {"short_label": file["agency"]}
        assert owner.post(f"/reviews/{review}/agencies", typed).status_code == 303
    return Filing(SetUp(instance, owner, review, ""))


def training_file(number: str) -> tuple[str, Path]:
    """The agency and the path of one of the training case's files."""
    file = next(file for file in expected()["files"] if file["file"].startswith(f"agencies/{number}"))
    return file["agency"], CASE / file["file"]
