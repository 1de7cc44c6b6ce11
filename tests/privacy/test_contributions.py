"""Contributions on a real server: hidden until the reveal, shown in batches, changed by claim alone."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.live.wire import Wire, wire
from tests.meetings.visitor import Page, Visitor
from tests.running import Server


class Phone:
    """A practitioner's device: HTTP with its cookie, and its claims."""

    def __init__(self, demo: dict[str, Any], cookie: str) -> None:
        self.meeting = demo["meeting"]
        self.visitor = Visitor(demo["base_url"], cookie)
        self.claims: dict[str, bytes] = {}

    async def sends(self, text: str, mode: str, **fields: str) -> Page:
        """Send a note for the present step, as the phone's script does."""
        claim = secrets.token_bytes(10)
        item = hashlib.sha256(b"item" + claim).hexdigest()
        self.claims[text] = claim
        page = await self.visitor.get(f"/meetings/{self.meeting}/now")
        token = re.search(r'name="form-token" content="([^"]+)"', page.text)
        assert token, page.text[:300]
        values = {"text": text, "mode": mode, "item": item, "form": token[1], **fields}
        return await self.visitor.post(
            f"/meetings/{self.meeting}/perspectives", values, accept="application/json"
        )

    async def takes_back(self, text: str) -> Page:
        """Take a note back with its claim, without any cookie."""
        return await self._claimed(text, "withdrawal", {})

    async def corrects(self, text: str, new: str) -> Page:
        """Correct a note with its claim, without any cookie."""
        return await self._claimed(text, "correction", {"text": new})

    async def _claimed(self, text: str, what: str, fields: dict[str, str]) -> Page:
        claim = self.claims[text]
        bare = Visitor(self.visitor.site)
        path = f"/meetings/{self.meeting}/perspectives/{what}"
        return await bare.post(path, {"claim": claim.hex(), **fields}, accept="application/json")


class Hall:
    """A meeting with its phones, its facilitator and a witness on every kind of line."""

    def __init__(self, server: Server, demo: dict[str, Any], stack: AsyncExitStack) -> None:
        self.server, self.demo, self.stack = server, demo, stack
        self.phones = [Phone(demo, seat["cookie"]) for seat in demo["participants"]]
        self.facilitator = Visitor(demo["base_url"], demo["facilitator"]["cookie"])
        self.lines: list[Wire] = []

    async def listens(self, address: str, cookie: str, speaks: bool = False) -> Wire:
        """A line that hears all that its seat may hear."""
        line = await self.stack.enter_async_context(wire(address, cookie, speaks=speaks))
        self.lines.append(line)
        return await line.synced()

    async def taps(self, path: str, **fields: str) -> Page:
        """A facilitator's tap."""
        page = await self.facilitator.get(f"/meetings/{self.demo['meeting']}")
        token = re.search(r'name="form-token" content="([^"]+)"', page.text)
        assert token, f"{page.status}: {page.text[:300]}"
        values = {"form": token[1], **fields}
        return await self.facilitator.post(f"/meetings/{self.demo['meeting']}/{path}", values)

    async def steps_to(self, phase: int) -> None:
        """Open a step."""
        assert (await self.taps("phase", number=str(phase))).status == 200

    def heard(self) -> bytes:
        """Everything that came over any line."""
        return b"".join(b"".join(line.received) + str(line.texts).encode() for line in self.lines)


@pytest.fixture
async def hall(shared_server: Server) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as stack:
        demo = shared_server.demo(12)
        hall = Hall(shared_server, demo, stack)
        await hall.listens(demo["board_ws"], demo["facilitator"]["cookie"], speaks=True)
        await hall.listens(demo["board_ws"], demo["participants"][11]["cookie"], speaks=True)
        await hall.listens(demo["board_ws"], demo["review_team"][0]["cookie"])
        await hall.listens(demo["team_ws"], demo["review_team"][1]["cookie"])
        yield hall


KPE_ROUND = 6


def shown(line: Wire) -> dict[str, dict[str, Any]]:
    return {entry["text"]: entry for entry in (line.root("perspectives").to_py() or {}).values()}


async def test_B1_nothing_of_a_blind_step_reaches_anybody_before_the_reveal(hall: Hall) -> None:
    await hall.steps_to(KPE_ROUND)
    sent = [(f"planted-{secrets.token_hex(6)}", mode) for mode in ("role", "anonymous", "private", "named")]
    for phone, (text, mode) in zip(hall.phones, sent, strict=False):
        assert (await phone.sends(text, mode)).status == 201
    marker = await hall.listens(hall.demo["board_ws"], hall.demo["participants"][5]["cookie"])
    assert len(marker.root("timeline")) == 255
    for text, _ in sent:
        assert text.encode() not in hall.heard()
        for path in ("", "/now", "/board", "/timeline", "/snapshots"):
            for who in (hall.facilitator, hall.phones[7].visitor):
                assert text not in (await who.get(f"/meetings/{hall.demo['meeting']}{path}")).text
        assert text not in hall.server.output


async def test_A2_the_reveal_shows_all_at_once_and_private_words_to_the_team_only(hall: Hall) -> None:
    await hall.steps_to(KPE_ROUND)
    sent = {"anonymous one": "anonymous", "role one": "role", "role two": "role", "private one": "private"}
    for phone, (text, mode) in zip(hall.phones, sent.items(), strict=False):
        assert (await phone.sends(text, mode)).status == 201
    assert (await hall.taps("reveal")).status == 200
    facilitator, phone, _, team = hall.lines
    await phone.until(lambda: len(shown(phone)) == 3, "the batch")
    await team.until(lambda: "private one" in shown(team), "the team's own")
    assert set(shown(phone)) == {"anonymous one", "role one", "role two"}
    assert b"private one" not in b"".join(b"".join(line.received) for line in (facilitator, phone))
    assert shown(phone)["anonymous one"]["label"] == "A participant"
    assert {entry["phase"] for entry in shown(phone).values()} == {KPE_ROUND}


async def test_A2_two_wait_for_a_third(hall: Hall) -> None:
    await hall.steps_to(KPE_ROUND)
    for phone, text in zip(hall.phones, ("first", "second"), strict=False):
        await phone.sends(text, "role")
    assert (await hall.taps("reveal")).status == 409
    await hall.phones[0].sends("third of the same phone", "role")
    assert (await hall.taps("reveal")).status == 409
    await hall.phones[2].sends("fourth", "anonymous")
    assert (await hall.taps("reveal")).status == 200
    line = hall.lines[1]
    await line.until(lambda: len(shown(line)) == 4, "all four")


async def test_A5_the_same_note_sent_twice_is_there_once(hall: Hall) -> None:
    await hall.steps_to(KPE_ROUND)
    for phone in hall.phones[:3]:
        await phone.sends("words", "role")
    phone = hall.phones[3]
    item = secrets.token_hex(32)
    for _ in range(2):
        assert (await phone.sends("sent twice", "role", item=item)).status == 201
    assert (await hall.taps("reveal")).status == 200
    line = hall.lines[1]
    await line.until(lambda: len(line.root("perspectives")) == 4, "four in all")


async def test_A5_only_the_claim_changes_a_note_and_needs_no_cookie(hall: Hall) -> None:
    await hall.steps_to(KPE_ROUND)
    for phone, text in zip(hall.phones, ("keeps", "corrects", "takes back", "also"), strict=False):
        await phone.sends(text, "role")
    assert (await hall.phones[1].corrects("corrects", "corrected words")).status == 200
    assert (await hall.phones[2].takes_back("takes back")).status == 200
    hall.phones[5].claims["keeps"] = secrets.token_bytes(10)
    assert (await hall.phones[5].takes_back("keeps")).status == 404
    assert (await hall.taps("reveal")).status == 200
    line = hall.lines[1]
    await line.until(lambda: shown(line), "the batch")
    assert set(shown(line)) == {"keeps", "corrected words", "also"}
    assert b"takes back" not in hall.heard() and line.root("counts").to_py() == {"withdrawn": 1}


async def test_A2_a_shown_note_taken_back_is_gone_with_the_next_reveal(hall: Hall) -> None:
    await hall.steps_to(KPE_ROUND)
    for phone, text in zip(hall.phones, ("a", "b", "gone soon"), strict=False):
        await phone.sends(text, "role")
    await hall.taps("reveal")
    line = hall.lines[1]
    await line.until(lambda: len(shown(line)) == 3, "the batch")
    assert (await hall.phones[2].takes_back("gone soon")).status == 200
    assert "gone soon" in shown(line)
    for phone, text in zip(hall.phones, ("d", "e", "f"), strict=False):
        await phone.sends(text, "role")
    await hall.taps("reveal")
    await line.until(lambda: set(shown(line)) == {"a", "b", "d", "e", "f"}, "the second batch without it")


async def test_M7_outside_blind_steps_a_named_note_shows_at_once(hall: Hall) -> None:
    line = hall.lines[1]
    assert (await hall.phones[0].sends("with my name", "named")).status == 201
    await line.until(lambda: "with my name" in shown(line), "the named note")
    assert (await hall.phones[1].sends("role only waits", "role")).status == 201
    assert "role only waits" not in str(shown(line))


async def test_D1_what_waits_survives_a_power_cut(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall = Hall(server, server.demo(12), stack)
        await hall.steps_to(KPE_ROUND)
        for number, phone in enumerate(hall.phones[:5]):
            assert (await phone.sends(f"kept {number}", "anonymous")).status == 201
        server.restart()
        line = await hall.listens(hall.demo["board_ws"], hall.demo["participants"][6]["cookie"])
        assert (await hall.taps("reveal")).status == 200
        await line.until(lambda: len(shown(line)) == 5, "all five")


async def test_A2_after_a_restart_four_are_too_few(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall = Hall(server, server.demo(12), stack)
        await hall.steps_to(KPE_ROUND)
        for number, phone in enumerate(hall.phones[:4]):
            await phone.sends(f"kept {number}", "role")
        server.restart()
        assert (await hall.taps("reveal")).status == 409


async def test_D4_no_word_lies_readable_on_disk_and_A4_none_in_the_log(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall = Hall(server, server.demo(12), stack)
        await hall.steps_to(KPE_ROUND)
        words = [f"Planted{secrets.token_hex(6)}" for _ in range(4)]
        await asyncio.gather(*(p.sends(w, "role") for p, w in zip(hall.phones, words, strict=False)))
        _nowhere(server, [*words, "Dawn Elphick", "signwriter"])
        await hall.taps("reveal")
        line = await hall.listens(hall.demo["board_ws"], hall.demo["participants"][6]["cookie"])
        assert set(words) <= set(shown(line))
        _nowhere(server, [*words, "Dawn Elphick", "signwriter"])
        assert "/perspectives" not in server.output


def _nowhere(server: Server, words: list[str]) -> None:
    files = [path for path in (server.folder / "kept").rglob("*") if path.is_file()]
    assert len(files) > 3
    for path in files:
        content = path.read_bytes()
        for word in words:
            assert word.encode() not in content and word.encode("utf-16-le") not in content, (
                f"{word} in {path.name}"
            )
    for word in words:
        assert word not in server.output


async def test_A6_nothing_of_a_batch_is_left_in_the_tray_after_its_release(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall = Hall(server, server.demo(12), stack)
        empty = sum(path.stat().st_size for path in (server.folder / "kept").glob("tray.db*"))
        await hall.steps_to(KPE_ROUND)
        for number, phone in enumerate(hall.phones):
            await phone.sends(f"{number} " * 400, "role")
        full = sum(path.stat().st_size for path in (server.folder / "kept").glob("tray.db*"))
        (key,) = (server.folder / "kept" / "keys").glob("*.tray-6")
        before = key.read_bytes()
        await hall.taps("reveal")
        after = sum(path.stat().st_size for path in (server.folder / "kept").glob("tray.db*"))
        assert (
            full > after and (server.folder / "kept" / "tray.db-wal").stat().st_size == 0 and after <= empty
        )
        assert key.read_bytes() != before, "what waits next waits under another key"


async def test_A6_no_key_is_made_because_of_a_contribution(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall = Hall(server, server.demo(12), stack)
        await hall.steps_to(KPE_ROUND)
        for _ in range(2):
            keys = _made(server)
            for phone in hall.phones[:3]:
                assert (await phone.sends(secrets.token_hex(4), "role")).status == 201
            assert (
                await hall.phones[3].sends("for a step before", "role", phase="2", late="yes")
            ).status == 201
            assert _made(server) == keys
            assert (await hall.taps("reveal")).status == 200
        await hall.steps_to(KPE_ROUND + 1)
        assert not list((server.folder / "kept" / "keys").glob("*.tray-2"))


def _made(server: Server) -> dict[str, tuple[int, int]]:
    """Every key, with the place on the disk and the moment that it was made at."""
    files = (server.folder / "kept" / "keys").iterdir()
    return {file.name: (file.stat().st_ino, file.stat().st_ctime_ns) for file in files}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"mode": "named", "text": ""}, 422),
        ({"mode": "named", "text": "x" * 4001}, 422),
        ({"mode": "named", "text": "x" * 100_000}, 422),
        ({"mode": "nonsense", "text": "words"}, 422),
        ({"mode": "anonymous", "text": "not offered in this step"}, 422),
        ({"mode": "role", "text": "words", "form": "wrong"}, 403),
        ({"mode": "role", "text": "for a step to come", "phase": "9"}, 409),
    ],
)
async def test_bad_input_gets_a_sentence_and_its_status(
    hall: Hall, fields: dict[str, str], status: int
) -> None:
    phone = hall.phones[8]
    answer = await phone.sends(fields.pop("text"), fields.pop("mode"), **fields)
    assert answer.status == status
    assert '"say"' in answer.text and "x" * 200 not in answer.text


async def test_A3_four_people_are_refused_anonymous_in_words(shared_server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall = Hall(shared_server, shared_server.demo(4), stack)
        await hall.steps_to(KPE_ROUND)
        answer = await hall.phones[0].sends("too few of us", "anonymous")
        assert answer.status == 422 and "So few of us are here" in answer.text
        page = await hall.phones[0].visitor.get(f"/meetings/{hall.demo['meeting']}/now")
        assert "So few of us are here that we cannot hide who wrote it." in page.words()
