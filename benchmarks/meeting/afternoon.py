"""The course of a three-hour meeting, step by step, and what is measured at its start and at its end.

What is compared is the same act at both ends: a keystroke in "Timeline together" until every other phone has it, a
contribution until it is kept, a page, and what each message weighs.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from pycrdt import Map

from benchmarks.meeting.phones import Pages, Phone

WELCOME, STORY, TIMELINE, TURNING, BREAK, FIRST_ROUND = range(1, 7)
INFLUENCE, WELL, CLOSE, LOCKED = range(10, 14)
WORDS = (
    "I had four new referrals that week and nobody to ask; the letter said he was settled, so I closed it."
)
ROOTS = ("timeline", "episodes", "perspectives")
AT_ONCE = 10
# Seconds between compared keystrokes: each is a first one after quiet, which goes at once (promise S2).
APART = 0.02


@dataclass(frozen=True)
class Course:
    """How much happens.

    Args:
        phones: practitioners with a phone.
        strokes: keystrokes in all, half of them before the break.
        rounds: contributions of each phone in each step that takes any.
        pace: keystrokes a second, of all phones together.
        comers: people who come by the code in mid-meeting, and leave again.
        compared: keystrokes that are measured at each end.
        talks: of the four rounds about episodes, how many are held.
    """

    phones: int = 30
    strokes: int = 18_800
    rounds: int = 4
    pace: float = 120.0
    comers: int = 12
    compared: int = 200
    talks: int = 4


@dataclass
class Moment:
    """What one end of the meeting looks like. Times are milliseconds, sizes octets, memory KiB."""

    memory: int
    latency: list[float]
    sizes: dict[str, float]
    kept: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """By name, what may not grow."""
        found = {"memory, KiB": float(self.memory), "keystroke seen by all, p50 ms": median(self.latency)}
        found["keystroke seen by all, p95 ms"] = quantiles(self.latency, n=20)[18]
        found |= {f"{name}, octets": size for name, size in self.sizes.items()}
        found |= {"contribution kept, p50 ms": median(self.kept)} if self.kept else {}
        return found | ({"page of a phone, p50 ms": median(self.pages)} if self.pages else {})


@dataclass
class Story:
    """What happened, and both ends.

    `board` holds the octets of the first answer to a newcomer at both ends, `words` those of all that stands on it;
    `memories` the server's memory at each step, and `typed` by how much it grew while so many keystrokes came, KiB;
    `same` says whether a newcomer is given what somebody has who was there all the time (promise L4).
    """

    start: Moment
    end: Moment
    board: tuple[int, int]
    words: int
    done: dict[str, int]
    memories: list[int]
    typed: list[tuple[int, int]]
    same: bool


class Afternoon:
    """One meeting on a running server, with everybody in it.

    Args:
        meeting: what `sightline demo --json` printed.
        server: process id of the server, whose memory is read.
        course: how much happens.
    """

    def __init__(self, meeting: dict[str, Any], server: int, course: Course) -> None:
        self.meeting, self.server, self.course = meeting, server, course
        self.http = httpx.AsyncClient(base_url=meeting["base_url"], timeout=30)
        seats = [one["cookie"] for one in meeting["participants"][: course.phones]]
        self.phones = [self._phone(cookie) for cookie in seats]
        self.witness, self.newcomer = (
            self._phone(one["cookie"], whole=True) for one in meeting["review_team"][:2]
        )
        self.leader = Pages(self.http, meeting["meeting"], meeting["facilitator"]["cookie"])
        self.done = dict.fromkeys(("keystrokes", "contributions", "corrections", "joins", "drops"), 0)
        self.kept: list[float] = []
        self.pages: list[float] = []
        self.memories: list[int] = []
        self.typed: list[tuple[int, int]] = []

    async def passes(self) -> Story:
        """From the first phone to the closing of the meeting."""
        async with self.http:
            try:
                return await self._passes()
            finally:
                await self.all([*self.phones, self.witness, self.newcomer], Phone.drops)

    async def _passes(self) -> Story:
        first = await self.witness.joins()
        await self.all(self.phones, self.joins)
        await self.opens(TIMELINE)
        await self.type(self.course.compared)
        start = await self.moment()
        await self.before_the_break()
        start.kept, start.pages = self.kept[: self.course.phones], self.pages[: self.course.phones]
        self.kept.clear()
        self.pages.clear()
        await self.after_the_break()
        await self.opens(TIMELINE)
        await self.type(self.course.compared)
        end = await self.moment()
        end.kept, end.pages = self.kept[-self.course.phones :], self.pages[-self.course.phones :]
        later, words = await self.newcomer.joins(), said(self.witness)
        same = words == said(self.newcomer)
        await self.opens(LOCKED)
        await self.taps("closure")
        return Story(start, end, (first, later), len(words), self.done, self.memories, self.typed, same)

    async def before_the_break(self) -> None:
        """Welcome, the story so far, the timeline together, turning points."""
        await self.opens(WELCOME)
        await self.opens(STORY)
        await self.speak("role", on_kind="event", on_id="ASC-002")
        await self.opens(TIMELINE)
        await self.beside(self.type(self.course.strokes // 2), self.come_and_go(self.course.comers // 2))
        await self.opens(TURNING)
        await self.speak("anonymous", on_kind="episode", on_id="KPE1")

    async def after_the_break(self) -> None:
        """Every phone slept; the rounds, what influenced us, what went well, and once more the timeline."""
        await self.opens(BREAK)
        await self.all(self.phones, self.drops)
        await self.all(self.phones, self.joins)
        for number in range(FIRST_ROUND, FIRST_ROUND + self.course.talks):
            await self.opens(number)
            await self.speak("role", "anonymous", "private", "named", on_kind="episode", on_id="KPE1")
        await self.opens(TIMELINE)
        await self.beside(self.type(self.course.strokes // 2), self.come_and_go(self.course.comers // 2))
        for number, mode in ((INFLUENCE, "role"), (WELL, "named"), (CLOSE, "anonymous")):
            await self.opens(number)
            await self.speak(mode)

    # Acts ---------------------------------------------------------------------------------------------------

    async def opens(self, number: int) -> None:
        """The facilitator opens a step; every phone draws its page anew."""
        await self.taps("phase", number=str(number))
        await self.all(self.phones, self.looks)
        self.memories.append(self.memory())

    async def taps(self, path: str, **fields: str) -> None:
        """A button of the console."""
        at = f"/meetings/{self.meeting['meeting']}"
        await self.leader.opens(at)
        await self.leader.sends(f"{at}/{path}", fields)

    async def looks(self, phone: Phone) -> None:
        """A phone draws its page."""
        began = time.perf_counter()
        await phone.pages.opens(f"/meetings/{self.meeting['meeting']}/now")
        self.pages.append((time.perf_counter() - began) * 1e3)

    async def type(self, strokes: int) -> None:
        """Everybody types in turns; one phone after another loses its signal and comes back."""
        began, away, held = time.monotonic(), self.course.strokes // 100, self.memory()
        for number in range(strokes):
            await asyncio.sleep(max(0.0, began + number / self.course.pace - time.monotonic()))
            phone = random.choice(self.phones)
            if number % away == away - 1:
                await phone.kept()
                await self.drops(phone)
                await self.joins(phone)
            await phone.types()
        await self.all(self.phones, lambda phone: phone.kept())
        self.done["keystrokes"] += strokes
        self.typed.append((strokes, self.memory() - held))

    async def speak(self, *modes: str, **on: str) -> None:
        """Everybody says something, some correct it or take it back; then the facilitator shows it."""
        for turn in range(self.course.rounds):
            await self.all(self.phones, partial(self.says, mode=modes[turn % len(modes)], **on))
        await self.all(self.phones[:5], lambda phone: phone.pages.corrects(f"{WORDS} Or so I thought."))
        await self.all(self.phones[5:7], lambda phone: phone.pages.corrects(None))
        self.done["corrections"] += min(7, len(self.phones))
        if modes != ("named",):
            await self.taps("reveal")

    async def says(self, phone: Phone, mode: str, **on: str) -> None:
        """One contribution."""
        self.kept.append(await phone.pages.says(f"{WORDS} {random.random()}", mode, **on))
        self.done["contributions"] += 1

    async def joins(self, phone: Phone) -> None:
        """A phone comes, or comes back with all that it had."""
        await phone.joins(self.witness.doc.get_state() if phone.hello else b"\x00")
        self.done["joins"] += 1

    async def drops(self, phone: Phone) -> None:
        """A phone loses its signal."""
        await phone.drops()
        self.done["drops"] += 1

    async def come_and_go(self, people: int) -> None:
        """Somebody who is not on the list comes by the code, is let in, reads for a while, and leaves."""
        at = f"/meetings/{self.meeting['meeting']}"
        for number in range(people):
            pages = Pages(self.http, self.meeting["meeting"])
            await pages.opens(f"/j/{self.meeting['join_code']}")
            await pages.sends(f"{at}/join/recorded", {"happy": "yes"})
            who = {
                "agency": "other",
                "name-other": f"Guest {number}",
                "role-other": "Guest",
                "other_agency": "Another",
            }
            await pages.sends(f"{at}/join/role", who)
            seat = re.search(r'name="seat" value="([^"]+)"', await self.leader.opens(at))
            assert seat, "nobody waits at the door"
            await self.taps(
                "admissions", seat=seat[1], verb="admit", name="Guest", agency="ASC", role="Guest"
            )
            guest = Phone(self.meeting["board_ws"], pages)
            await self.joins(guest)
            await pages.opens(f"{at}/now")
            await asyncio.sleep(len(self.phones) / self.course.pace)
            await pages.sends(f"{at}/leave", {})
            await self.drops(guest)

    async def beside(self, *acts: Awaitable[None]) -> None:
        """Several things at the same time."""
        await asyncio.gather(*acts)

    async def all(self, phones: Iterable[Phone], act: Any) -> None:
        """The same by many, a few at a time."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(phone: Phone) -> None:
            async with gate:
                await act(phone)

        await asyncio.gather(*(one(phone) for phone in phones))

    # Looking --------------------------------------------------------------------------------------------------

    async def moment(self) -> Moment:
        """Keystrokes one by one, each until all have it; what the messages weigh; how much the server holds."""
        latency, weights = [], []
        for number in range(self.course.compared):
            writer = self.phones[number % len(self.phones)]
            others = [phone for phone in [*self.phones, self.witness] if phone is not writer]
            await asyncio.sleep(APART)
            due = [phone.expects() for phone in others]
            began = time.perf_counter()
            await writer.types()
            await asyncio.gather(*due)
            latency.append((time.perf_counter() - began) * 1e3)
            weights.append(self.witness.sizes["change"])
            await writer.kept()
        stage = max(phone.sizes["stage"] for phone in self.phones)
        return Moment(self.memory(), latency, {"keystroke": median(weights), "stage": stage})

    def memory(self) -> int:
        """Resident memory of the server, in KiB."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.server}/status").read_text())
        assert found
        return int(found[1])

    def _phone(self, cookie: str, whole: bool = False) -> Phone:
        return Phone(self.meeting["board_ws"], Pages(self.http, self.meeting["meeting"], cookie), whole)


def said(phone: Phone) -> str:
    """All that stands on a phone's board, in one order."""
    found = {root: phone.doc.get(root, type=Map).to_py() for root in ROOTS}
    return json.dumps(found, sort_keys=True, ensure_ascii=False)
