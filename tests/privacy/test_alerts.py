"""Risk alerts on a real server: told over the line, kept through a power cut, found nowhere but where they belong."""

from __future__ import annotations

import json
import re
import secrets
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.live.wire import Wire, wire
from tests.meetings.visitor import Visitor
from tests.running import Server


@dataclass
class Ear:
    """Something outside that listens on a port: a mail server, or whatever a web hook calls."""

    port: int = 0
    heard: list[str] = field(default_factory=list)
    news: threading.Event = field(default_factory=threading.Event)

    def wait(self) -> str:
        assert self.news.wait(20), "nobody called"
        return "\n".join(self.heard)


def hook(ear: Ear) -> type[socketserver.StreamRequestHandler]:
    class Hook(socketserver.StreamRequestHandler):
        """Takes one POST."""

        def handle(self) -> None:
            length, line = 0, b"-"
            while line.strip():
                line = self.rfile.readline()
                ear.heard.append(line.decode().strip())
                if line.lower().startswith(b"content-length"):
                    length = int(line.split(b":")[1])
            ear.heard.append(self.rfile.read(length).decode())
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            ear.news.set()

    return Hook


def mailbox(ear: Ear) -> type[socketserver.StreamRequestHandler]:
    class Mailbox(socketserver.StreamRequestHandler):
        """Takes one mail, as SMTP asks."""

        def handle(self) -> None:
            self.say("220 mail.test")
            for line in iter(self.rfile.readline, b""):
                words = line.decode().strip()
                ear.heard.append(words)
                if words.upper() == "DATA":
                    self.say("354 go on")
                    self.take()
                self.say("221 bye" if words.upper() == "QUIT" else "250 ok")
                if words.upper() == "QUIT":
                    return

        def take(self) -> None:
            for line in iter(self.rfile.readline, b".\r\n"):
                ear.heard.append(line.decode().strip())
            ear.news.set()

        def say(self, words: str) -> None:
            self.wfile.write(words.encode() + b"\r\n")

    return Mailbox


@pytest.fixture
def ears() -> Iterator[Callable[[Callable[[Ear], Any]], Ear]]:
    opened: list[socketserver.TCPServer] = []

    def listen(kind: Callable[[Ear], Any]) -> Ear:
        ear = Ear()
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind(ear))
        server.daemon_threads = True
        opened.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        ear.port = server.server_address[1]
        return ear

    yield listen
    for server in opened:
        server.shutdown()
        server.server_close()


class Room:
    """A meeting with a practitioner who raises alerts."""

    def __init__(self, server: Server) -> None:
        self.server, self.demo = server, server.demo(12)
        self.path = f"/meetings/{self.demo['meeting']}"
        self.facilitator = Visitor(server.url, self.demo["facilitator"]["cookie"])
        self.phone = Visitor(server.url, self.demo["participants"][0]["cookie"])

    async def raises(self, words: str, **typed: str) -> str:
        """Press the button; the address of the receipt."""
        page = await self.phone.get(f"{self.path}/risk")
        sent = await self.phone.send(page, words=words, name="Toni Northgate", **typed)
        assert sent.status == 200, sent.text
        return sent.url

    async def reads(self) -> str:
        """The duty lead opens what is in the box; the page with the words."""
        box = await self.facilitator.get(f"{self.path}/alerts")
        found = re.search(r"/alerts/(\w{32})", box.text)
        assert found, box.words()
        page = await self.facilitator.get(found[0])
        opened = await self.facilitator.send(page, action="/reading")
        return opened.text


def alarms(line: Wire) -> list[int]:
    return [text["stage"]["alerts"] for text in line.texts if "alerts" in text.get("stage", {})]


async def test_an_alert_reaches_the_teams_lines_as_a_number_and_nobody_elses(shared_server: Server) -> None:
    room = Room(shared_server)
    words, demo = f"planted-{secrets.token_hex(6)}", room.demo
    async with AsyncExitStack() as stack:
        cookies = [
            demo["facilitator"]["cookie"],
            demo["review_team"][0]["cookie"],
            demo["participants"][1]["cookie"],
        ]
        lines = [await stack.enter_async_context(wire(demo["board_ws"], c, speaks=True)) for c in cookies]
        for line in lines[:2]:
            await line.until(lambda line=line: alarms(line), "the stage")
        await room.raises(words)
        for line in lines[:2]:
            await line.until(lambda line=line: alarms(line)[-1] > alarms(line)[0], "the alarm")
        assert not alarms(lines[2])
        heard = str([line.texts for line in lines]) + str([line.received for line in lines])
        assert words not in heard and "Northgate" not in heard


async def test_D2_and_D4_it_survives_a_power_cut_and_lies_nowhere_readable(server: Server) -> None:
    room, words = Room(server), f"Planted{secrets.token_hex(6)}"
    receipt = await room.raises(words, other="01632 960 777")
    server.restart()
    assert words in await room.reads()
    assert "is reading it now" in (await room.phone.get(re.sub(r"^.*?//[^/]+", "", receipt))).words()
    files = [path for path in (server.folder / "kept").rglob("*") if path.is_file()]
    assert len(files) > 3
    for secret in (words, "Toni Northgate", "01632 960 777"):
        assert not [path.name for path in files if secret.encode() in path.read_bytes()]
        assert secret not in server.output
    page = await room.phone.get(f"{room.path}/risk")
    assert words not in page.text, "not even on the sender's own form"


async def test_duty_leads_are_called_by_hook_and_mail_without_a_word_of_it(
    start_server: Callable[..., Server], ears: Callable[[Callable[[Ear], Any]], Ear]
) -> None:
    called, mailed = ears(hook), ears(mailbox)
    server = start_server(
        SIGHTLINE_RISK_HOOK=f"http://127.0.0.1:{called.port}/call",
        SIGHTLINE_SMTP=f"smtp://127.0.0.1:{mailed.port}",
        SIGHTLINE_SMTP_FROM="sightline@board.test",
        SIGHTLINE_LOG="debug",
    )
    room, words = Room(server), f"planted-{secrets.token_hex(6)}"
    await names_lee(server, room)
    receipt = await room.raises(words)
    key = receipt.rpartition("/")[2]
    told = json.loads(called.wait().splitlines()[-1])
    assert told["address"] == f"{server.url}/alerts/{key}" and told["ref"] in told["say"]
    mail = mailed.wait()
    assert "lee@board.test" in mail and f"/alerts/{key}" in mail.replace("=\n", "")
    assert f"Subject: Someone may be at risk now ({told['ref']})" in mail
    for secret in (words, "Northgate"):
        assert secret not in mail and secret not in "\n".join(called.heard) and secret not in server.output
    assert "lee@board.test" not in server.output


async def test_a_call_that_a_power_cut_interrupted_is_made_after_it(
    start_server: Callable[..., Server], ears: Callable[[Callable[[Ear], Any]], Ear]
) -> None:
    server = start_server()
    room = Room(server)
    await room.raises("words")
    server.kill()
    called = ears(hook)
    server.settings["SIGHTLINE_RISK_HOOK"] = f"http://127.0.0.1:{called.port}/call"
    server.start()
    assert "/alerts/" in called.wait()


async def names_lee(server: Server, room: Room) -> None:
    """The owner of the meeting's review names a duty lead with an e-mail address."""
    owner = Visitor(server.url)
    page = await owner.get("/sign-in/" + server.says(r"/sign-in/(\S+)")[1])
    await owner.send(page)
    listed = (await owner.get("/reviews")).text
    before = listed[: listed.index(room.demo["meeting"])]
    review = re.findall(r"/reviews/([0-9a-f]{16})", before)[-1]
    named = await owner.send(
        await owner.get(f"/reviews/{review}/duty"), name="Lee Marsh", email="lee@board.test", number=""
    )
    assert "Lee Marsh" in named.words()
