"""What the people of a replayed meeting hold in their hands: a line and pages, by real sockets and HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from http.cookies import SimpleCookie
from typing import Any

import httpx
from pycrdt import Doc, Map, Text, create_update_message, handle_sync_message
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 30.0
OURS = "sightline.1"
NOTHING_MORE = b"\x00\x01\x02\x00\x00"
SENTENCE = 200
LETTERS = "abcdefghijklmnopqrstuvwxyz "


class Pages:
    """One device's pages: its cookies, its form token, its claims."""

    def __init__(self, client: httpx.AsyncClient, meeting: str, cookie: str = "") -> None:
        self.client, self.meeting = client, meeting
        self.cookies: dict[str, str] = dict([cookie.split("=", 1)]) if cookie else {}
        self.claims: list[bytes] = []
        self._token = ""

    async def opens(self, path: str) -> str:
        """A page, redirects followed."""
        for _ in range(10):
            answer = await self._ask("GET", path)
            if answer.status_code not in (302, 303):
                break
            path = answer.headers["location"]
        answer.raise_for_status()
        found = re.search(r'name="form-token" content="([^"]+)"', answer.text)
        self._token = found[1] if found else self._token
        return answer.text

    async def fetch(self, path: str) -> httpx.Response:
        """An answer as it is, a file for example."""
        return await self._ask("GET", path)

    async def sends(self, path: str, fields: Mapping[str, str], files: Any = None) -> httpx.Response:
        """A form, with its token; a refusal is an error of the replay."""
        answer = await self._ask("POST", path, data={"form": self._token, **fields}, files=files)
        if answer.status_code >= 400:
            raise RuntimeError(f"{path} {fields} was answered {answer.status_code}: {answer.text[:300]}")
        return answer

    async def says(self, text: str, mode: str, **fields: str) -> float:
        """A contribution, as the phone's script sends it. Returns the milliseconds until it was kept."""
        claim = secrets.token_bytes(10)
        sent = {"text": text, "mode": mode, "item": _item(claim), **fields}
        began = time.perf_counter()
        await self.sends(f"/meetings/{self.meeting}/perspectives", sent)
        self.claims.append(claim)
        return (time.perf_counter() - began) * 1e3

    async def corrects(self, text: str | None) -> None:
        """The last contribution again in other words, or taken back: by its claim, without a cookie."""
        claim, at = self.claims.pop(), f"/meetings/{self.meeting}/perspectives"
        bare = Pages(self.client, self.meeting)
        if text is None:
            await bare.sends(f"{at}/withdrawal", {"claim": claim.hex()})
        else:
            await bare.sends(f"{at}/correction", {"claim": claim.hex(), "text": text})
        if text is not None:
            self.claims.append(claim)

    async def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        # A jar would not send Secure cookies over http, which browsers do on loopback.
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"accept": "application/json" if method == "POST" else "text/html"}
        answer = await self.client.request(
            method, path, headers={**headers, **({"cookie": jar} if jar else {})}, **options
        )
        for line in answer.headers.get_list("set-cookie"):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer


class Phone:
    """A line that types into events of its own, as our page does: dictated ids, acknowledgements, returning.

    With `whole` it keeps the whole board, as a browser does; the others only count what they are sent, so that
    thirty of them fit into one process.
    """

    def __init__(self, address: str, pages: Pages, whole: bool = False) -> None:
        self.address, self.pages, self.whole = address, pages, whole
        self.doc: Doc[Any] = Doc()
        self.frames = self.octets = self.sent = self.saved = 0
        self.sizes: dict[str, int] = {}
        self.hello: dict[str, Any] = {}
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._strokes = 0
        self._refused = ""
        self._words: Text | None = None

    async def joins(self, vector: bytes = b"\x00") -> int:
        """Open the line and wait for the board. Returns the octets of the first answer."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.pages.cookies.items())
        self._socket = await connect(
            self.address,
            additional_headers={"Cookie": cookie},
            subprotocols=[OURS],
            max_size=None,
            compression=None,
        )
        self.sent = self.saved = 0
        self.sizes.pop("board", None)
        self._reading = asyncio.create_task(self._read(self._socket))
        old = {"client": self.hello.get("client"), "epoch": self.hello.get("epoch")}
        self.hello = {}
        await self._socket.send(json.dumps({"hello": old}))
        await self.until(lambda: self.hello, "hello")
        if self.hello["client"] != self.doc.client_id:
            self._rename(self.hello["client"])
        vector = self.doc.get_state() if self.whole else vector
        await self._socket.send(b"\x00\x00" + _length(len(vector)) + vector)
        await self.until(lambda: "board" in self.sizes, "the board")
        return self.sizes["board"]

    async def drops(self) -> None:
        """The signal is gone, without a word."""
        if self._socket is not None and self._reading is not None:
            self._socket.transport.abort()
            await self._reading
            await self._socket.wait_closed()
            self._socket = None

    async def types(self) -> None:
        """One keystroke: mostly a letter, sometimes one back, now and then a new event."""
        if self._socket is None:
            return
        made: list[bytes] = []
        watching = self.doc.observe(lambda ended: made.append(ended.update))
        with self.doc.transaction():
            self._strike()
        self.doc.unobserve(watching)
        self.sent += 1
        await self._socket.send(create_update_message(made[0]))

    async def kept(self) -> None:
        """Wait until everything it typed is on disk."""
        await self.until(lambda: self.saved >= self.sent, f"saved {self.sent}")

    def expects(self) -> Awaitable[None]:
        """Ask before something is sent: done with the next change of the board that comes from now on."""
        now = self.frames
        return self.until(lambda: self.frames > now, "a change")

    async def until(self, look: Callable[[], Any], wish: str) -> None:
        """Wait for something that a frame brings."""
        deadline = time.monotonic() + PATIENCE
        while not look():
            self._news.clear()
            if self._refused:
                raise RuntimeError(f"an honest phone was refused: {self._refused}")
            try:
                await asyncio.wait_for(self._news.wait(), max(0.01, deadline - time.monotonic()))
            except TimeoutError:
                raise RuntimeError(f"a phone waits in vain for {wish}") from None

    def _strike(self) -> None:
        timeline: Map[Any] = self.doc.get("timeline", type=Map)
        if self._words is None or self._strokes % SENTENCE == 0:
            date = {"text": "4 March", "start": "2024-03-04", "end": "2024-03-04", "precision": "day"}
            date |= {"uncertain": False, "time": None}
            event = Map({"agency": "ASC", "date": date, "source": "", "what": Text("")})
            key = f"{secrets.token_hex(8)}"
            timeline[key] = event
            self._words = timeline[key]["what"]
        elif len(self._words) and random.random() < 0.08:
            del self._words[len(self._words) - 1]
        else:
            self._words.insert(len(self._words), random.choice(LETTERS))
        self._strokes += 1

    def _rename(self, client: int) -> None:
        # pycrdt cannot rename a replica as our page renames its own: the same content under another id.
        known, self.doc = self.doc.get_update(), Doc(client_id=client)
        self.doc.apply_update(known)
        self._words = None

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for frame in socket:
                await self._take(frame, socket)
                self._news.set()
        self._news.set()

    async def _take(self, frame: str | bytes, socket: ClientConnection) -> None:
        if isinstance(frame, str):
            self._listen(json.loads(frame), len(frame))
        elif frame[0] == 0 and frame[1] == 0:
            await socket.send(NOTHING_MORE)
        elif frame[0] == 0:
            self.frames += 1
            self.octets += len(frame)
            self.sizes["change" if "board" in self.sizes else "board"] = len(frame)
            if self.whole:
                handle_sync_message(frame[1:], self.doc)

    def _listen(self, said: dict[str, Any], size: int) -> None:
        if "hello" in said:
            self.hello = said["hello"]
        if "client" in said:
            self.hello = {**self.hello, "client": said["client"]}
            self._rename(said["client"])
        if "refused" in said:
            self._refused = str(said["refused"])
        self.saved = said.get("saved", self.saved)
        self.sizes |= {"stage": size} if "stage" in said else {}


def _item(claim: bytes) -> str:
    return hashlib.sha256(b"item" + claim).hexdigest()


def _length(number: int) -> bytes:
    octets = []
    while number > 127:
        octets.append(number & 127 | 128)
        number >>= 7
    return bytes([*octets, number])
