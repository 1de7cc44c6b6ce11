"""A meeting on a real server, over real sockets, as evidence: what a process leaves that no simulation has."""

from __future__ import annotations

import random
import secrets
from contextlib import AsyncExitStack
from pathlib import Path

from server.config import read_settings
from server.store import seats as seat_rows
from server.store.books import Books, Store
from server.store.meetings import find_meeting, hashed
from sessions.people import Role
from sessions.tray import item_of
from tests.privacy.adversary import opening
from tests.privacy.adversary.evidence import Evidence, Heard, Held, Truth
from tests.privacy.lookout import Lookout
from tests.privacy.test_contributions import KPE_ROUND, Hall
from tests.running import Server

HIDING = 12
# Where words can stand at all: the other pages are searched for them elsewhere.
LOOKS = ("/meetings/{meeting}", "/now", "/board", "/lane", "/snapshots/{number}", ".{form}")


async def meets(server: Server, number: int) -> tuple[Evidence, Truth]:
    """Twelve people send an anonymous note each, one after the other; it is shown, and put on record."""
    async with AsyncExitStack() as stack:
        watch = Lookout(Hall(server, server.demo(HIDING + 1), stack))
        await watch.settles(owner=False)
        await watch.hall.steps_to(KPE_ROUND)
        meeting = _Meeting(watch, number)
        await meeting.writes()
        await meeting.shows()
        meeting.opens()
        return meeting.evidence, meeting.truth


class _Meeting:
    def __init__(self, watch: Lookout, number: int) -> None:
        self.watch, self.evidence = watch, Evidence(arguments=watch.process().decode(errors="replace"))
        self.truth: Truth = {}
        self.sending = random.Random(number).sample(range(HIDING), HIDING)
        self._heard: dict[str, int] = {}
        self._logged = 0
        self._marks: dict[str, list[bytes]] = {}

    async def writes(self) -> None:
        """One after the other; what others heard meanwhile is noted with the number of the note."""
        self._listens(-1)
        for place, number in enumerate(self.sending):
            phone = self.watch.hall.phones[number]
            text = f"{secrets.token_hex(8)} {'words ' * random.Random(number).randint(1, 90)}"
            answer = await phone.sends(text, "anonymous")
            assert answer.status == 201
            token = self.watch.demo["participants"][number]["cookie"].partition("=")[2]
            self.truth[item_of(phone.claims[text])] = hashed(token)
            self._listens(place)
        await self._looks("before")
        self._take(self.evidence.before)
        self.evidence.waiting = opening.waiting(self.watch.kept)
        self._marks = opening.seats(self.watch.kept)

    async def shows(self) -> None:
        """The reveal, what people then see, and the record."""
        assert (await self.watch.hall.taps("reveal")).status == 200
        line = self.watch.lines["observer"]
        await line.until(lambda: len(line.root("perspectives")) == HIDING, "the batch")
        await self.watch.record()
        await self._looks("after")
        self._listens(HIDING)
        self._take(self.evidence.after)

    def opens(self) -> None:
        """With every key, in a process of one's own."""
        settings = read_settings(
            {"SIGHTLINE_DATA": str(self.watch.kept), "PORT": str(self.watch.hall.server.port)}
        )
        store = Store(settings)
        try:
            store.read_now(lambda books: self._reads(books))
        finally:
            store.close()

    def _reads(self, books: Books) -> None:
        evidence, meeting = self.evidence, self.watch.demo["meeting"]
        found = find_meeting(books, meeting)
        assert found is not None
        evidence.items = opening.journal(books, meeting)
        marks = opening.seats(self.watch.kept)
        cookies = seat_rows.seats_of(books, meeting)
        self.truth = {item: cookies[token].id for item, token in self.truth.items()}
        seats = sorted(cookies.values(), key=lambda seat: seat.name)
        watched = {seat: place for place, seat in enumerate(self.truth.values())}
        joined = list(marks)
        for seat in seats:
            if seat.role is Role.CASE_GROUP and seat.id in watched:
                known = {"id": seat.id, "name": seat.person.name if seat.person else "", "chain": 0}
                known |= {"watched": watched[seat.id], "joined": joined.index(seat.id)}
                evidence.seats.append(
                    {**known, "marks": [seat.id, known["name"], self._marks[seat.id][1], marks[seat.id][1]]}
                )
        clients = {client for item in evidence.items for client in item["clients"]}
        evidence.bindings = opening.bindings(books, meeting, list(watched), clients)
        evidence.rows = opening.rows(self.watch.kept, books.keys, found.review)
        evidence.groups = [(list(range(HIDING)), list(range(HIDING)))]
        assert len(evidence.items) == len(evidence.seats) == HIDING

    def _listens(self, sent: int) -> None:
        for who, line in self.watch.lines.items():
            said = [*line.received, *(str(text).encode() for text in line.texts)]
            for frame in said[self._heard.get(who, 0) :]:
                self.evidence.frames.append(Heard(sent, who, frame))
            self._heard[who] = len(said)
        log = self.watch.hall.server.output
        self.evidence.log.append(Heard(sent, "log", log[self._logged :].encode()))
        self._logged = len(log)

    async def _looks(self, when: str) -> None:
        async for who, where, content in self.watch.answers(("facilitator", "observer"), LOOKS):
            self.evidence.answers[f"{when} {who} {where}"] = content

    def _take(self, held: Held) -> None:
        for name, content in self.watch.files():
            held.files[name] = content
        for file in Path(self.watch.kept).rglob("*"):
            held.changed[file.name] = file.stat().st_mtime_ns
