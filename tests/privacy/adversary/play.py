"""One simulated meeting through the product's own code: pages, lines, Tray, journal, reveal, record, backup.

Only the wires are left out: requests go to the application as ASGI messages, and lines end in an ear that keeps what
it hears. Waiting is cut short; nothing else is changed unless a leak is planted.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Container
from contextlib import redirect_stdout
from dataclasses import replace
from io import BytesIO, StringIO
from shutil import rmtree
from typing import Any
from urllib.parse import urlencode

from pycrdt import Doc, Map, Text

import server.beat
import server.contributing
import server.hub
import server.quiet
import server.running
import server.store.books
from server.access import seat_cookie
from server.app import create_app
from server.audience import labels_of
from server.config import Settings
from server.hub import LiveRoom
from server.live import protocol
from server.live.line import Line
from server.seating import leave
from server.store import seats as seat_rows
from sessions import pens
from sessions.commands import OpenPhase
from sessions.labels import Mode
from sessions.people import Person, Role, Seat
from sessions.slips import claim_of
from tests.privacy.adversary import opening
from tests.privacy.adversary.case import ON_PAPER, ROUND, script
from tests.privacy.adversary.evidence import Evidence, Heard, Held

EVEN_BODY = 8192
# Who looks at what: the first half in one meeting, the other in the next.
PAGES = {
    "before": [("facilitator", ""), ("witness", "/now"), ("facilitator", "/paper")],
    "after, board": [("facilitator", ""), ("witness", "/board")],
    "after, team": [("facilitator", "/lane")] * 2,
}


def hurry() -> None:
    """In this process time is short: what waits for people to look up does not wait."""
    server.running.CLOSING_SECONDS = server.running.ANNOUNCED_SECONDS = 0.0
    server.hub.STAGE_SECONDS = server.beat.TICK = 0.0
    server.contributing.BAND_SECONDS = 0.02
    server.quiet.EVEN_SECONDS = 1e-6
    server.store.books.migrate = lambda _settings: None


class Ear:
    """Where the frames of a line end."""

    def __init__(self, heard: Callable[[bytes], None]) -> None:
        self.write = heard

    def end(self, close: protocol.Close) -> None:
        """The line is closed."""


class Log(StringIO):
    """What the server prints, with how many notes had been sent by then."""

    def __init__(self, play: Play) -> None:
        super().__init__()
        self._play = play

    def write(self, words: str) -> int:
        """A piece of a line."""
        self._play.evidence.log.append(Heard(self._play.sent, "log", words.encode()))
        return len(words)


class Play:
    """One meeting while it is played. Leaks find in `truth`, `arrived` and `lines` what they betray."""

    def __init__(self, number: int, settings: Settings, meeting: str, parts: Container[str]) -> None:
        self.number, self.script = number, script(number)
        self.document = pens.TEAM_BOARD if self.script.mode == "private" else pens.BOARD
        self.settings, self.meeting, self.parts = settings, meeting, parts
        self.evidence = Evidence(arguments=" ".join(sys.argv))
        self.sent = 0
        self.truth: dict[str, str] = {}
        self.arrived: dict[str, int] = {}
        self.lines: dict[str, Line] = {}
        self.seats: list[Seat] = []
        self.cookies: dict[str, str] = {}
        self.filler = True
        self._claims: dict[int, bytes] = {}
        self._chains: dict[str, tuple[str, ...]] = {}
        self._marks: dict[str, list[bytes]] = {}
        self.app: Any = None
        self.live: LiveRoom
        self._drawn = random.Random(number)

    async def run(self) -> None:
        """From the first seat to the backup."""
        with redirect_stdout(Log(self)):
            self.app = create_app(self.settings)
            async with self.app.router.lifespan_context(self.app):
                await self._gather()
                await self._work_together()
                await self._write()
                await self._look("before")
                await self._reveal()
                await self._record()
                self._take(self.evidence.after)
                self._back_up()
                await self._open()

    # The meeting ------------------------------------------------------------------------------------------

    async def _gather(self) -> None:
        hub = self.app.state.hub
        people = [self.script.people[n] for n in self.script.joining]
        others = [
            Person(role, f"Ola {role}", "", "", group=Role(role)) for role in ("facilitator", "observer")
        ]
        witness = Person("witness", "Wyn Dee", "", "Volunteer")

        def seat(books: Any) -> None:
            for person in (*others, *people, witness):
                taken, token = seat_rows.take_seat(books, self.meeting, person.group, person, True)
                self.seats.append(taken)
                self.cookies[person.id] = f"{seat_cookie(self.settings, self.meeting)}={token}"
            for place in (0, 1, -1):
                looks = self.seats[place] = replace(self.seats[place], accepted="1")
                seat_rows.save_seat(books, looks)
            on_paper = {self.script.people[number].id for number in ON_PAPER}
            for place, taken in enumerate(self.seats):
                if taken.person and taken.person.id in on_paper:
                    marked = self.seats[place] = replace(taken, without_phone=True)
                    seat_rows.save_seat(books, marked)

        await self.app.state.store.write(seat)
        self.live = await hub.room(self.meeting)
        self.live.seats = {seat.id: seat for seat in self.seats}
        for seat_ in [seat_ for seat_ in self.seats if not seat_.without_phone]:
            document = pens.TEAM_BOARD if seat_.role is Role.FACILITATOR else pens.BOARD
            await self._listens(seat_, document)
        await self._listens(Seat("screen", self.meeting, Role.SCREEN, admitted=True), pens.BOARD)

    async def _listens(self, seat: Seat, document: str) -> None:
        is_author = seat.person is not None and seat.person in self.script.people
        frames = self.evidence.frames

        def heard(frame: bytes) -> None:
            if not is_author:
                frames.append(Heard(self.sent, seat.id, frame))

        self.evidence.witnesses[seat.id] = seat.person.id if seat.person else seat.id
        line = Line(Ear(heard), self.live, seat, document, speaks=True)
        line.start()
        line.take(json.dumps({"hello": {"client": None, "epoch": None}}))
        await _judged(line)
        line.take(b"\0\0\1\0")
        self.lines[seat.id] = line

    async def _work_together(self) -> None:
        """Everybody writes a word into an event, so that the journal knows every phone's client id."""
        for number in self.script.joining if "edits" in self.parts else ():
            if number in ON_PAPER:
                continue
            line = self.lines[self._seat(number).id]
            doc: Doc[Any] = Doc(client_id=line._identity.offered)
            doc.apply_update(self.live.room.replicas[pens.BOARD].state())
            before = doc.get_state()
            event = doc.get("timeline", type=Map)[f"e{number % 6 + 1}"]
            text: Text = event["what"]
            text += f" {number}"
            update = doc.get_update(before)
            line.take(b"\0\2" + protocol._varint(len(update)) + update)
            await _judged(line)
            await self.live.kept()
        await server.running.perform(self.live, OpenPhase(ROUND), self.seats[0])

    async def _write(self) -> None:
        """One after the other, in the order of the script; the hall can see who holds a phone when."""
        for number in self.script.sending:
            await (self._hands_in if number in ON_PAPER else self._sends)(number)
            self.sent += 1
        for number in self._drawn.sample(range(12), 2):
            await self._corrects(number)
        for number in self.script.leaving:
            await leave(self.live, self._seat(number))
        self._take(self.evidence.before)
        self.evidence.waiting = opening.waiting(self.settings.folder)
        self._marks = opening.seats(self.settings.folder)

    async def _hands_in(self, number: int) -> None:
        """Somebody's slip of paper is written down; what the recorder's own browser is told is not looked at."""
        seat = self._seat(number)
        self._chains[seat.id] = labels_of(self.live, seat, Mode(self.script.mode))
        fields = {"of": self.script.people[number].id, "mode": self.script.mode}
        status, answer = await self._leads("paper/slip", {**fields, "text": self.script.texts[number]})
        letters = re.search(rb'class="slip">([0-9A-Z ]{19})<', answer)
        assert status == 201 and letters, status
        self._claims[number] = claim_of(letters[1].decode())
        item = hashlib.sha256(b"item" + self._claims[number]).hexdigest()
        self.truth[item], self.arrived[item] = seat.id, len(self.arrived)

    async def _leads(self, path: str, fields: dict[str, str]) -> tuple[int, bytes]:
        """A form of whoever leads."""
        known = f"{self.cookies['facilitator']}; form=browser-of-the-lead-000; __Host-form=browser-of-the-lead-000"
        token = self.app.state.store.keys.mac("form", "browser-of-the-lead-000")
        body = self._body({"form": token, **fields})
        return await self.ask("POST", f"/meetings/{self.meeting}/{path}", known, body)

    async def _sends(self, number: int) -> None:
        seat, claim = self._seat(number), self._drawn.randbytes(10)
        item = hashlib.sha256(b"item" + claim).hexdigest()
        self.truth[item], self.arrived[item] = seat.id, len(self.arrived)
        self._claims[number] = claim
        cookie = self.cookies[self.script.people[number].id]
        fields = {"mode": self.script.mode, "item": item, "text": self.script.texts[number]}
        keys = self.app.state.store.keys
        fields["lock"] = hashlib.sha256(b"lock" + claim).hexdigest()
        fields |= {"phase": str(ROUND), "form": keys.mac("form", f"browser-of-number-{number:02}")}
        body = self._body(fields)
        self.evidence.sizes[seat.id] = len(body)
        known = f"{cookie}; form=browser-of-number-{number:02}; __Host-form=browser-of-number-{number:02}"
        self._chains[seat.id] = labels_of(self.live, seat, Mode(self.script.mode))
        status, _ = await self.ask(
            "POST", f"/meetings/{self.meeting}/perspectives", known, body, "application/json"
        )
        assert status == 201, status

    async def _corrects(self, number: int) -> None:
        claim = self._claims[number]
        body = self._body({"claim": claim.hex(), "text": self.script.texts[number]})
        path = f"/meetings/{self.meeting}/perspectives/correction"
        status, _ = await self.ask("POST", path, "", body, "application/json")
        assert status == 200, status

    async def _reveal(self) -> None:
        await server.contributing.reveal(self.live)
        await self.live.kept()

    async def _record(self) -> None:
        await self._look("after")
        if "exports" not in self.parts:
            return
        lead = self.cookies["facilitator"]
        path = f"/meetings/{self.meeting}/snapshots"
        status, _ = await self._leads("snapshots", {})
        assert status == 303, status
        for form in ("docx", "json") if self.document == pens.BOARD else ("json?lane=team",):
            status, answer = await self.ask("GET", f"{path}/1.{form}", lead)
            assert status == 200, status
            self.evidence.exports |= _unzipped(form, answer)

    async def _look(self, when: str) -> None:
        """What the others' pages say."""
        if "pages" not in self.parts:
            return
        for who, path in PAGES[f"{when}, {self.document}" if when == "after" else when][self.number % 2 :: 2]:
            status, answer = await self.ask("GET", f"/meetings/{self.meeting}{path}", self.cookies[who])
            assert status == 200, (who, path, status)
            self.evidence.answers[f"{when} {who} {path}"] = answer

    # What it takes ----------------------------------------------------------------------------------------

    def _seat(self, number: int) -> Seat:
        wanted = self.script.people[number].id
        return next(seat for seat in self.seats if seat.person and seat.person.id == wanted)

    def _body(self, fields: dict[str, str]) -> bytes:
        """As the phone's script makes it (`outbox.js`), filled up to an even size."""
        body = urlencode({**fields, "filler": ""}).encode()
        return body + b"-" * (-len(body) % EVEN_BODY) if self.filler else body

    async def ask(
        self, method: str, path: str, cookie: str, body: bytes = b"", accept: str = "text/html"
    ) -> tuple[int, bytes]:
        """One request, as ASGI messages."""
        path, _, query = path.partition("?")
        headers = {"cookie": cookie, "accept": accept, "content-type": "application/x-www-form-urlencoded"}
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "root_path": "", "scheme": "http", "server": ("127.0.0.1", 8000), "client": ("203.0.113.7", 4000),
            "http_version": "1.1", "headers": [(k.encode(), v.encode()) for k, v in headers.items() if v],
        }  # fmt: skip
        answer: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: dict[str, Any]) -> None:
            answer.append(message)

        await self.app(scope, receive, send)
        return answer[0]["status"], b"".join(message.get("body", b"") for message in answer[1:])

    def _take(self, held: Held) -> None:
        """Copy everything on the disk but the instance's secret."""
        for file in self.settings.folder.rglob("*"):
            if file.is_file() and file.name != "secret":
                held.files[file.name] = file.read_bytes()
                held.changed[file.name] = file.stat().st_mtime_ns

    async def _open(self) -> None:
        """With every key, and with the attendance list."""
        evidence, folder = self.evidence, self.settings.folder
        marks = opening.seats(folder)
        label_length = {
            seat.id: len(json.dumps(self._chains[seat.id])) for seat in self.seats if seat.id in self._chains
        }
        for number, person in sorted(enumerate(self.script.people), key=lambda pair: pair[1].name):
            seat = self._seat(number)
            evidence.seats.append(
                {
                    "id": seat.id,
                    "name": person.name,
                    "watched": self.script.sending.index(number),
                    "joined": self.script.joining.index(number),
                    "chain": label_length[seat.id],
                    "marks": [seat.id, person.name, self._marks[seat.id][1], marks[seat.id][1]],
                }
            )

        def read(books: Any) -> None:
            evidence.items = opening.journal(books, self.meeting, self.document)
            clients = {client for item in evidence.items for client in item["clients"]}
            seats = [seat["id"] for seat in evidence.seats]
            evidence.bindings = opening.bindings(books, self.meeting, seats, clients)

        await self.app.state.store.read(read)
        for item in evidence.items:
            known = evidence.waiting.get(item["id"], {"sealed": 0.0})
            known["beyond"] = known["sealed"] - len(json.dumps(item["text"]))
        evidence.rows = opening.rows(folder, self.app.state.store.keys, self.live.meeting.review)
        evidence.groups = [self._alike(is_scribed) for is_scribed in (False, True)]
        assert {item["label"] for item in evidence.items} == {"A participant"}
        assert len(evidence.items) == len(evidence.seats) == 12

    def _alike(self, is_scribed: bool) -> tuple[list[int], list[int]]:
        """What everybody may know: which items were scribed, and who is here without a phone."""
        items = [n for n, item in enumerate(self.evidence.items) if item["own_words"] is not is_scribed]
        on_paper = {self._seat(number).id for number in ON_PAPER}
        seats = [n for n, seat in enumerate(self.evidence.seats) if (seat["id"] in on_paper) is is_scribed]
        assert len(items) == len(seats) == (len(ON_PAPER) if is_scribed else 12 - len(ON_PAPER))
        return items, seats

    def _back_up(self) -> None:
        for name in ("sightline.db", "tray.db"):
            source, copy = sqlite3.connect(self.settings.folder / name), sqlite3.connect(":memory:")
            with source, copy:
                source.backup(copy)
            self.evidence.after.files[f"backup of {name}"] = copy.serialize()
            source.close()
            copy.close()


def _unzipped(form: str, content: bytes) -> dict[str, bytes]:
    if not content.startswith(b"PK"):
        return {form: content}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {f"{form} {name}": archive.read(name) for name in archive.namelist()}


async def _judged(line: Line) -> None:
    if line._draining is not None:
        await line._draining


async def played(play: Play) -> Play:
    """A meeting played to its end, in a folder that is gone afterwards."""
    try:
        await play.run()
    finally:
        rmtree(play.settings.folder)
    return play
