"""What does not carry words and could still tell who wrote them: moments, sizes, numbers, signs of life, logs."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

import server.contributing as contributing
from server.quiet import EVEN_BYTES, EVEN_SECONDS
from sessions.people import Person
from tests.live.wire import Wire
from tests.privacy.test_contributions import KPE_ROUND, Hall, Phone
from tests.running import Server

TIMES = 6


@pytest.fixture
async def hall(shared_server: Server) -> AsyncIterator[Hall]:
    """A meeting in its first blind round, with a line of every kind."""
    async with AsyncExitStack() as stack:
        found = Hall(shared_server, shared_server.demo(12), stack)
        await found.steps_to(KPE_ROUND)
        await found.listens(found.demo["board_ws"], found.demo["facilitator"]["cookie"], speaks=True)
        await found.listens(found.demo["team_ws"], found.demo["facilitator"]["cookie"], speaks=True)
        await found.listens(found.demo["board_ws"], found.demo["review_team"][0]["cookie"])
        for number in (10, 11):
            await found.listens(
                found.demo["board_ws"], found.demo["participants"][number]["cookie"], speaks=True
            )
        yield found


class Asking:
    """One phone's requests to the quiet doors, each answered and timed."""

    def __init__(self, phone: Phone, client: httpx.AsyncClient, token: str) -> None:
        self.phone, self.client, self.token = phone, client, token
        self.path = f"/meetings/{phone.meeting}/perspectives"
        self.jar = "; ".join(f"{name}={value}" for name, value in phone.visitor.cookies.items())

    async def sends(self, **fields: str) -> httpx.Response:
        """A note, or what the fields make of it."""
        values = {
            "text": "words",
            "mode": "role",
            "item": secrets.token_hex(32),
            "form": self.token,
            **fields,
        }
        return await self._asked(self.path, values, self.jar)

    async def corrects(self, claim: bytes | str) -> httpx.Response:
        """A correction, without a cookie."""
        given = claim if isinstance(claim, str) else claim.hex()
        return await self._asked(f"{self.path}/correction", {"claim": given, "text": "other words"}, "")

    async def _asked(self, path: str, values: dict[str, str], jar: str) -> httpx.Response:
        headers = {"accept": "application/json", **({"cookie": jar} if jar else {})}
        return await self.client.post(path, data=values, headers=headers)


@pytest.fixture
async def asking(hall: Hall) -> AsyncIterator[Asking]:
    phone = hall.phones[0]
    page = await phone.visitor.get(f"/meetings/{phone.meeting}/now")
    token = re.search(r'name="form-token" content="([^"]+)"', page.text)
    assert token
    async with httpx.AsyncClient(base_url=phone.visitor.site, timeout=30) as client:
        yield Asking(phone, client, token[1])


async def test_B5_every_answer_of_a_quiet_door_takes_the_same_time_and_is_of_the_same_size(
    hall: Hall, asking: Asking
) -> None:
    await hall.phones[0].sends("mine", "role")
    await hall.phones[1].sends("somebody else's", "role")
    ways: dict[str, tuple[int, Callable[[], Any]]] = {
        "a note": (201, asking.sends),
        "a note in no mode": (422, lambda: asking.sends(mode="none")),
        "a note for another step": (409, lambda: asking.sends(phase="1")),
        "a form of nobody": (403, lambda: asking.sends(form="0")),
        "my own": (200, lambda: asking.corrects(hall.phones[0].claims["mine"])),
        "somebody else's": (200, lambda: asking.corrects(hall.phones[1].claims["somebody else's"])),
        "nobody's": (404, lambda: asking.corrects(secrets.token_bytes(10))),
        "no claim": (404, lambda: asking.corrects("nonsense")),
    }
    quickest: dict[str, float] = {}
    for _ in range(TIMES):
        for name, (status, act) in ways.items():
            answer = await act()
            assert answer.status_code == status, (name, answer.text)
            assert len(answer.content) == EVEN_BYTES and answer.headers["content-length"] == str(EVEN_BYTES)
            assert json.loads(answer.text)
            quickest[name] = min(quickest.get(name, 9.0), answer.elapsed.total_seconds())
    assert min(quickest.values()) >= EVEN_SECONDS, quickest
    assert max(quickest.values()) - min(quickest.values()) < EVEN_SECONDS / 3, quickest


async def test_A4_neither_sending_nor_a_refusal_leaves_a_line_in_the_log(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(SIGHTLINE_LOG="debug")
    async with AsyncExitStack() as stack:
        hall = Hall(server, server.demo(12), stack)
        await hall.steps_to(KPE_ROUND)
        phone = hall.phones[0]
        page = await phone.visitor.get(f"/meetings/{phone.meeting}/now")
        token = re.search(r'name="form-token" content="([^"]+)"', page.text)
        assert token
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=server.url, timeout=30))
        ask = Asking(phone, client, token[1])
        await _logged(server, client, 1)
        before = server.output
        answers = [await ask.sends(), await ask.sends(mode="none"), await ask.sends(form="0")]
        answers += [await ask.corrects(secrets.token_bytes(10)), await ask.sends(text="x" * 200_000)]
        assert [answer.status_code for answer in answers] == [201, 422, 403, 404, 422]
        await _logged(server, client, 2)
        lines = [json.loads(line) for line in server.output.removeprefix(before).splitlines()]
        assert [line.get("route") for line in lines] == ["/healthz"], lines


async def _logged(server: Server, client: httpx.AsyncClient, times: int) -> None:
    """Wait until another answer stands in the log: whatever came before it would stand there too."""
    seen = server.output.count('"/healthz"')
    await client.get("/healthz")
    server._until(lambda: server.output.count('"/healthz"') > seen, f"log it {times} times")


async def test_B3_while_people_write_nobody_hears_anything_but_the_band(hall: Hall) -> None:
    await _marks(hall, "focus")
    heard = {line: (len(line.received), len(line.texts)) for line in hall.lines}
    for number in range(5):
        assert (await hall.phones[number].sends("words " * (40 * number + 1), "anonymous")).status == 201
    await hall.phones[0].corrects("words ", "other words")
    await hall.phones[1].takes_back("words " * 41)
    await _marks(hall, "timeline")
    for line, (frames, texts) in heard.items():
        assert [frame for frame in line.received[frames:] if frame[:1] == b"\0"] == []
        said = [text["stage"] for text in line.texts[texts:] if "stage" in text]
        assert len(said) == len([text for text in line.texts[texts:] if "pong" not in text]), line.texts[
            texts:
        ]
        plain = [{k: v for k, v in one.items() if k not in ("band", "view", "seconds_left")} for one in said]
        assert all(one == plain[0] for one in plain), plain
        assert {one["band"] for one in said} <= {None, "a few", "about half"}
        assert len({one["band"] for one in said}) <= 2


async def _marks(hall: Hall, view: str) -> None:
    """A sign that every line hears: what was told before it has come."""
    assert (await hall.taps("screen", view=view)).status == 200

    def came(line: Wire) -> bool:
        return any(text.get("stage", {}).get("view") == view for text in line.texts)

    def knows(line: Wire) -> bool:
        return any(text.get("sees", {}).get("phase") == KPE_ROUND for text in line.texts)

    for line in hall.lines:
        if line.speaks:
            await line.until(lambda line=line: came(line) and knows(line), f"the {view}")


# The band and later moments, without waiting for them ------------------------------------------------------


def room(people: int = 12) -> Any:
    """As much of a room as counting needs; what it puts off is kept in `put_off`."""
    put_off: list[tuple[float, Callable[[], object]]] = []
    group = [Person(str(n), "", "", "") for n in range(people)]
    return SimpleNamespace(
        senders={}, counted=set(), due={}, band=None, band_due=False, put_off=put_off, told=[],
        later=lambda seconds, act: put_off.append((seconds, act)),
        case_group=lambda: group, stage_changed=lambda: None,
    )  # fmt: skip


async def test_B3_the_band_is_told_at_whole_tens_whenever_somebody_sends() -> None:
    live = room()
    now = asyncio.get_running_loop().time()
    contributing._announce_band(live)
    contributing._announce_band(live)
    ((seconds, _),) = live.put_off
    assert 0 < seconds <= contributing.BAND_SECONDS
    beyond = (now + seconds) % contributing.BAND_SECONDS
    assert min(beyond, contributing.BAND_SECONDS - beyond) < 0.05


@pytest.mark.parametrize(("people", "open_ones", "band"), [(12, 4, "a few"), (12, 0, None), (4, 4, None)])
async def test_B3_private_words_are_not_counted_and_small_rooms_hear_no_band(
    people: int, open_ones: int, band: str | None
) -> None:
    live = room(people)
    for number in range(people):
        live.senders[f"item {number}"] = f"mark {number}"
    live.counted |= {f"item {number}" for number in range(open_ones)}
    contributing._announce_band(live)
    live.put_off[0][1]()
    assert live.band == band


async def test_A2_each_correction_has_a_moment_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    applied: list[str] = []

    async def apply(live: Any, only: str | None = None) -> None:
        applied.append(str(only))
        live.due.pop(only)

    monkeypatch.setattr(contributing, "apply_changes", apply)
    live, tasks = room(), []
    live.turn, live.begin = asyncio.Lock(), tasks.append
    for item in ("a", "b", "a"):
        contributing._apply_later(live, item)
    assert all(contributing.EARLIEST <= seconds <= contributing.LATEST for seconds, _ in live.put_off)
    for _, act in live.put_off:
        act()
    await asyncio.gather(*tasks)
    assert applied == ["b", "a"], "the second correction of a waits for its own moment, and b for its"
