"""The training case's people coming in by the public pages, and what they write (cases: meeting 1, abridged)."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from typing import Any

from tests.meetings.visitor import Page, Visitor
from tests.running import ROOT

CASE = ROOT / "server" / "training" / "alex"
REVIEW: dict[str, Any] = json.loads((CASE / "review.json").read_text("utf-8"))
MEETING: dict[str, Any] = json.loads((CASE / "meeting.json").read_text("utf-8"))
PEOPLE = {person["id"]: person for person in REVIEW["participants"]}


def initials(name: str) -> str:
    """As the list shows a name: "D. E."."""
    return " ".join(f"{word[0]}." for word in name.split() if word[0].isalpha())


def line_of(key: str) -> str:
    """What a person reads beside their own line: role and initials."""
    return f"{PEOPLE[key]['role']}, {initials(PEOPLE[key]['name'])}"


def writes(phase: str, *keys: str) -> list[dict[str, Any]]:
    """What these people write in a step of the case's own meeting, in its order."""
    steps = [step for step in MEETING["steps"] if step["do"] == "write" and step["phase"] == phase]
    return [step for step in steps if step["by"] in keys]


class Practitioner:
    """Somebody of the case group who joins and writes through pages and forms, without a browser."""

    def __init__(self, site: str, key: str) -> None:
        self.key, self.visitor = key, Visitor(site)
        self.claims: dict[str, bytes] = {}
        self.meeting = ""

    async def joins(self, code: str) -> Page:
        """Code, purpose, what is recorded, own line of the list."""
        why = await self.visitor.get(f"/j/{code}")
        recorded = await self.visitor.get(
            why.url.replace("/why", "/recorded").removeprefix(self.visitor.site)
        )
        role = await self.visitor.send(recorded, happy="yes")
        agency = PEOPLE[self.key]["agency"]
        line = self._value(role, f"line-{agency}", line_of(self.key))
        now = await self.visitor.send(role, agency=agency, **{f"line-{agency}": line})
        assert now.status == 200 and "/now" in now.url, f"{self.key}: {now.url} {now.words()[:300]}"
        self.meeting = re.findall(r"/meetings/([0-9a-f]+)/", now.url)[0]
        return now

    async def sends(self, step: dict[str, Any], episode: str) -> Page:
        """Send what the case says this person writes, about an episode."""
        claim = secrets.token_bytes(10)
        self.claims[step["card"]] = claim
        now = await self.visitor.get(f"/meetings/{self.meeting}/now")
        item = hashlib.sha256(b"item" + claim).hexdigest()
        form = now.form("text", "mode", action="/perspectives")
        fields = dict(form.form_values()) | {"text": step["text"], "mode": step["mode"], "item": item}
        fields |= {"on_kind": "episode", "on_id": episode, "hindsight": step.get("hindsight", "")}
        return await self.visitor.post(
            form.action, fields, accept="application/json", origin=self.visitor.site
        )

    async def takes_back(self, written: str) -> Page:
        """By the claim alone, from a device without any cookie."""
        claim = self.claims[written]
        path = f"/meetings/{self.meeting}/perspectives/withdrawal"
        return await Visitor(self.visitor.site).post(path, {"claim": claim.hex()}, accept="application/json")

    @staticmethod
    def _value(page: Page, field: str, words: str) -> str:
        assert page.tree is not None
        for choice in page.tree.xpath(f"//input[@name='{field}']"):
            label = " ".join(choice.getparent().text_content().split())
            if label == words:
                return str(choice.get("value"))
        raise AssertionError(f"{words!r} is not on the list: {page.words()[:900]}")


class Recorder:
    """Whoever keeps the page of those without a phone, and writes down their slips."""

    def __init__(self, site: str, meeting: str, cookie: str) -> None:
        self.visitor, self.path = Visitor(site, cookie), f"/meetings/{meeting}/paper"

    async def marks(self, key: str) -> None:
        """Somebody is here without a phone."""
        page = await self._taps(f"{PEOPLE[key]['name']} is here", verb="here")
        assert (
            f"Write down a slip of {PEOPLE[key]['name']}" in page.words() or "takes no notes" in page.words()
        )

    async def writes(self, text: str, mode: str, key: str = "") -> Page:
        """Open a sheet, for somebody who was marked or for nobody in particular, and keep what the slip says."""
        name = PEOPLE[key]["name"] if key else ""
        sheet = await self._taps(
            f"Write down a slip of {name}" if name else "Write down a slip without a name"
        )
        return await self.visitor.send(sheet, action="/paper/slip", text=text, mode=mode)

    async def _taps(self, words: str, **pressed: str) -> Page:
        page = await self.visitor.get(self.path)
        assert page.tree is not None, page.text[:300]
        form = next(form for form in page.tree.forms if " ".join(form.text_content().split()) == words)
        fields = {**dict(form.form_values()), **pressed}
        return await self.visitor.post(form.action, fields, origin=self.visitor.site)
