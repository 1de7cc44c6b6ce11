"""Everybody who must not read what waits, at everything that they can open, for as long as it waits."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator, Container, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx

from server.access import seat_cookie
from server.config import read_settings
from server.store import seats as seat_rows
from server.store.books import Books, Store
from sessions.people import Person, Role
from tests.live.wire import Wire
from tests.privacy.outlets import COMMANDS, EXPORTS, PAGES, SNAPSHOTS
from tests.privacy.test_contributions import Hall

MORE = (Role.CO_FACILITATOR, Role.RECORDER, Role.OBSERVER)
TEAM = ("facilitator", "co_facilitator", "recorder", "review_team", "lead")
NOBODY = "nobody"
# What addresses name that is not there.
NOTHING = {"alert": "0" * 16, "lead": "0" * 16, "ballot": "0" * 6}


class Lookout:
    """A meeting with an onlooker of every kind: their cookies, their lines, and where they can look."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.demo = hall, hall.demo
        self.cookies = {
            "facilitator": self.demo["facilitator"]["cookie"],
            "review_team": self.demo["review_team"][0]["cookie"],
            "other phone": self.demo["participants"][-1]["cookie"],
            NOBODY: "",
            **self._seated(),
        }
        self.lines: dict[str, Wire] = {}
        self.known: dict[str, str] = {
            "meeting": self.demo["meeting"],
            "number": "1",
            "code": self.demo["join_code"],
            **dict.fromkeys(("review", "chronology", "person", "abbreviation"), "0" * 16),
        }

    @property
    def kept(self) -> Path:
        """The folder of the instance."""
        return self.hall.server.folder / "kept"

    async def settles(self, owner: bool = True) -> None:
        """Open a line for everybody, sign the review's owner in and learn what addresses are made of.

        Args:
            owner: False where the one link that a server prints was used before.
        """
        board, team = self.demo["board_ws"], self.demo["team_ws"]
        for who, cookie in self.cookies.items():
            if who != NOBODY:
                self.lines[who] = await self.hall.listens(board, cookie, speaks=who != "recorder")
            if who in TEAM:
                self.lines[f"{who} in the lane"] = await self.hall.listens(team, cookie)
        async with self._client() as client:
            await self._projector(client)
            if owner:
                await self._lead(client)

    def heard(self) -> dict[str, bytes]:
        """What came over each line so far."""
        return {who: b"".join(line.received) + str(line.texts).encode() for who, line in self.lines.items()}

    async def answers(
        self, of: Container[str] | None = None, ends: tuple[str, ...] = ("",)
    ) -> AsyncIterator[tuple[str, str, bytes]]:
        """(who, address, answer with its headers) of every page, command, snapshot and export.

        Args:
            of: who looks; everybody if None.
            ends: how the addresses end that are looked at; all if not said.
        """
        async with self._client() as client:
            for who, method, where in self._looking(of, ends):
                cookie = self.cookies[who]
                yield who, where, await self._asked(client, method, where, cookie)

    async def record(self) -> None:
        """A snapshot, taken now."""
        assert (await self.hall.taps("snapshots")).status == 200

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file on the disk but the instance's secret, and both databases as a backup has them."""
        for file in self.kept.rglob("*"):
            if file.is_file() and file.name != "secret":
                yield file.name, file.read_bytes()
        for name in ("sightline.db", "tray.db"):
            with (
                closing(sqlite3.connect(self.kept / name)) as source,
                closing(sqlite3.connect(":memory:")) as copy,
            ):
                source.backup(copy)
                yield f"backup of {name}", copy.serialize()

    def process(self) -> bytes:
        """Command line and environment of the server's process."""
        assert self.hall.server.process is not None
        own = Path("/proc") / str(self.hall.server.process.pid)
        return b"\n".join((own / name).read_bytes() for name in ("cmdline", "environ"))

    def _looking(self, of: Container[str] | None, ends: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
        for who in self.cookies:
            if of is None or who in of:
                yield from ((who, *address) for address in _addresses() if address[1].endswith(ends))

    # Finding the way -------------------------------------------------------------------------------------

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.demo["base_url"], timeout=30, follow_redirects=False)

    async def _asked(self, client: httpx.AsyncClient, method: str, where: str, cookie: str) -> bytes:
        found = b""
        forms = ("docx", "docx?lane=team", "json", "json?lane=team") if "{form}" in where else ("",)
        for form in forms:
            path = self._filled(where, form)
            answer = await client.request(method, path, headers={"cookie": cookie, "accept": "text/html"})
            head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
            found += head.encode() + b"\n" + answer.content
        return found

    def _filled(self, where: str, form: str) -> str:
        token = {"/screen": self.demo["screen"].rpartition("/")[2]}.get(where[:7], "unknown")
        return where.format(**{**self.known, "form": form, "token": token, **NOTHING})

    async def _projector(self, client: httpx.AsyncClient) -> None:
        shown = await client.get(self.demo["screen"])
        given = next(line for line in shown.headers.get_list("set-cookie") if "screen-" in line)
        self.cookies["projector"] = given.partition(";")[0]
        line = f"{self.demo['board_ws'].removesuffix('board')}screen"
        self.lines["projector"] = await self.hall.listens(line, self.cookies["projector"], speaks=True)

    async def _lead(self, client: httpx.AsyncClient) -> None:
        """The review's owner with an account sees set-up as well; its pages say what their addresses are."""
        link = re.search(r"/sign-in/(\S+)", self.hall.server.output)
        assert link
        first = await client.get(link[0])
        form = re.findall(r'name="form" value="(\w+)"', first.text)[0]
        jar = first.headers["set-cookie"].partition(";")[0]
        headers = {"cookie": jar, "origin": self.demo["base_url"]}
        signed_in = await client.post(link[0], data={"form": form}, headers=headers)
        account = next(line for line in signed_in.headers.get_list("set-cookie") if "account" in line)
        self.cookies["lead"] = account.partition(";")[0]
        await self._learn(client)

    async def _learn(self, client: httpx.AsyncClient) -> None:
        owner = self.cookies["lead"]

        async def look(where: str, pattern: str) -> str:
            page = await client.get(where.format(**self.known), headers={"cookie": owner})
            found = re.search(pattern, page.text)
            assert found, f"{where}: {page.text[:200]}"
            return found[1]

        self.known["review"] = await look("/meetings/{meeting}/set-up", r"/reviews/([0-9a-f]{16})")
        self.known["chronology"] = await look(
            "/reviews/{review}/chronologies", r"/chronologies/([0-9a-f]{16})"
        )
        self.known["framework"] = "F2"
        self.known["person"] = await look("/meetings/{meeting}/invited", r"/invited/([0-9a-f]{16})")
        self.known["abbreviation"] = await look("/reviews/{review}/agencies", r"/agencies/([A-Z]+)/removal")

    def _seated(self) -> dict[str, str]:
        """Seats for those whom the rehearsal does not bring, taken before anybody opens the meeting."""
        server = self.hall.server
        settings = read_settings({"SIGHTLINE_DATA": str(self.kept), "PORT": str(server.port)})
        store = Store(settings)
        meeting = self.demo["meeting"]

        def act(books: Books) -> dict[str, str]:
            found = {}
            for role in MORE:
                person = Person(f"one-{role}", f"Ola {role}", "", "", group=role)
                seat, token = seat_rows.take_seat(books, meeting, role, person, True)
                seat_rows.save_seat(books, replace(seat, accepted="1"))
                found[str(role)] = f"{seat_cookie(settings, meeting)}={token}"
            return found

        found = store.write_now(act)
        store.close()
        return found


def _addresses() -> Iterator[tuple[str, str]]:
    for where in (*PAGES, *SNAPSHOTS, *EXPORTS):
        yield "GET", where
    for where in COMMANDS:
        yield "POST", where
