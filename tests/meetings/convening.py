"""A meeting of any kind, set up, led and frozen by the public pages alone, in the training case's review."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from tests.meetings.people import PEOPLE, Practitioner
from tests.meetings.visitor import Page, Visitor
from tests.running import Server

TOKEN = re.compile(r'name="form" value="(\w+)"')
GROUP = ("P01", "P02", "P03", "P06", "P07", "P09", "P10", "P13", "P16", "P19")


class Convened:
    """A meeting of one template, with whoever was invited to it and came."""

    def __init__(self, server: Server) -> None:
        self.server, self.owner = server, Visitor(server.url)
        self.meeting, self.code = "", ""
        self.people: dict[str, Practitioner] = {}

    @classmethod
    async def of(
        cls, server: Server, template: str, group: tuple[str, ...] = GROUP, day: str = ""
    ) -> Convened:
        """Sign in, make the meeting, invite people; those of the case group come in by the code.

        Args:
            server: with the training case.
            template: id of the kind of meeting.
            group: ids of the case's people.
            day: of the meeting.
        """
        made = cls(server)
        link = server.says(r"http://\S+(/sign-in/\S+)")[1]
        desk = await made.owner.send(await made.owner.get(link))
        review = re.findall(r"/reviews/([0-9a-f]{16})", desk.text)[0]
        typed = {"template": template, "date": day or "2026-03-06", "place": "Old Corn Hall"}
        page = await made.posts(f"/reviews/{review}/meetings", typed)
        assert page.status == 200, page.words()
        made.meeting = re.findall(r"/meetings/([0-9a-f]+)/set-up", page.url)[0]
        made.code = await made._code()
        await made._invites(group)
        return made

    @property
    def at(self) -> str:
        """The console's address."""
        return f"/meetings/{self.meeting}"

    async def _code(self) -> str:
        """The join code, as the console has it; a meeting of the review team alone does not give it out at set-up."""
        console = await self.owner.get(self.at)
        return re.findall(r'class="mono">(\w{3} \w{3})<', console.text)[0].replace(" ", "")

    async def posts(self, path: str, typed: dict[str, Any], page: str = "") -> Page:
        """Send a form of a page of the owner's (the same address, unless said)."""
        shown = await self.owner.get(page or path)
        found = TOKEN.search(shown.text)
        assert found, f"no form at {page or path}: {shown.status}"
        return await self.owner.post(path, {"form": found[1], **typed}, origin=self.server.url)

    async def _invites(self, group: tuple[str, ...]) -> None:
        for key in group:
            person = PEOPLE[key]
            typed = {name: person.get(name, "") for name in ("name", "agency", "role", "team", "group")}
            typed |= {"seniority": "practitioner", "direct_involvement": "yes", "reports_to": ""}
            page = await self.posts(f"{self.at}/invited", typed)
            assert person["name"] in page.words(), page.words()[:400]
            if person["group"] != "case_group":
                await self._links(key)
        come = [key for key in group if PEOPLE[key]["group"] == "case_group"]
        self.people |= {key: Practitioner(self.server.url, key) for key in come}
        await asyncio.gather(*(self.people[key].joins(self.code) for key in come))

    async def _links(self, key: str) -> None:
        """Somebody of the review team takes their place by a personal link."""
        listed = await self.owner.get(f"{self.at}/invited")
        assert listed.tree is not None
        row = next(row for row in listed.tree.xpath("//tr") if PEOPLE[key]["name"] in row.text_content())
        path = next(
            str(form.get("action")) for form in row.xpath(".//form") if form.get("action").endswith("/link")
        )
        page = await self.posts(path, {}, page=f"{self.at}/invited")
        link = re.findall(r"http://[^/]+(/seats/[\w-]+)", page.text)[0]
        who = self.people[key] = Practitioner(self.server.url, key)
        await who.visitor.send(await who.visitor.get(link))
        who.meeting = self.meeting

    async def steps(self) -> list[str]:
        """The names of the steps, as the set-up page lists them."""
        page = await self.owner.get(f"{self.at}/set-up")
        assert page.tree is not None
        rows = page.tree.xpath("//section[@aria-labelledby='steps']//tbody/tr")
        return [row.xpath("./td")[0].text_content().partition(". ")[2] for row in rows]

    async def opens(self, name: str) -> None:
        """Open a step by its name."""
        names = await self.steps()
        page = await self.posts(f"{self.at}/phase", {"number": names.index(name) + 1}, page=self.at)
        assert page.status == 200, page.words()[:400]

    async def everybody_writes(self, name: str, mode: str, keys: tuple[str, ...] = ()) -> list[str]:
        """Open a step; everybody who came writes in it, is asked its question, and what waits is shown."""
        await self.opens(name)
        texts = []
        for key in keys or tuple(self.people):
            texts.append(f"{name}, from {key}.")
            step = {"card": texts[-1], "text": texts[-1], "mode": mode}
            answer = await self.people[key].sends(step, "")
            assert answer.status == 201, f"{name}, {key}: {answer.status} {answer.text[:300]}"
        if mode != "named":
            await self.reveals()
        return texts

    async def refuses(self, name: str, mode: str) -> int:
        """Somebody writes in a mode that a step does not offer; returns the status of the answer."""
        await self.opens(name)
        key = next(iter(self.people))
        step = {"card": f"{name} {mode}", "text": "Nobody may send this.", "mode": mode}
        return (await self.people[key].sends(step, "")).status

    async def reveals(self) -> None:
        """Show what waits."""
        await self.posts(f"{self.at}/reveal", {}, page=self.at)

    async def sets_aside(self, text: str, reason: str) -> None:
        """Take a note off every screen, with a reason class."""
        console = await self.owner.get(self.at)
        assert console.tree is not None
        rows = console.tree.xpath("//perspective-list//li[@data-id]")
        (item,) = [row.get("data-id") for row in rows if text in row.text_content()]
        page = await self.posts(f"{self.at}/set-aside", {"item": item, "reason": reason}, page=self.at)
        assert page.status == 200, page.words()[:400]

    async def freezes(self) -> dict[str, Any]:
        """Open every step that is left, take a snapshot, and read its parts."""
        await self.opens((await self.steps())[-1])
        page = await self.posts(f"{self.at}/snapshots", {}, page=self.at)
        assert page.url.endswith("/snapshots/1"), page.words()[:400]
        record = await self.owner.get(f"{self.at}/snapshots/1.json?lane=team")
        parts: dict[str, Any] = json.loads(record.text)["parts"]
        return {name: [one["item"] for one in part["items"]] for name, part in parts.items()}


def planned(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The steps of a record by name."""
    return {one["name"]: one for one in record["ground_rules"] if one["kind"] == "phase"}


def meeting_of(record: dict[str, Any]) -> dict[str, Any]:
    """What the cover of a record says of its meeting."""
    return next(one for one in record["cover"] if one["kind"] == "meeting")


def said(record: dict[str, Any], text: str) -> dict[str, Any]:
    """The words of a record, with the question that they answer."""
    return next(one for one in record["perspectives"] if one["text"] == text)
