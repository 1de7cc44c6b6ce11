"""Hidden until reveal is not sent (promises B1, R6): planted secrets are searched for behind every way out."""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing

from tests.meetings.visitor import Page
from tests.privacy.disguises import found_in, plant
from tests.privacy.lookout import TEAM, Lookout
from tests.privacy.test_contributions import KPE_ROUND, Hall
from tests.running import Server

LISTENERS = ("other phone", "observer", "projector", "recorder", "joins late")
PRIVATE, OLD, WITHDRAWN = "private", "before the edit", "withdrawn"
# kind of contribution -> more fields of its form
KINDS_OF_WORDS: dict[str, dict[str, str]] = {
    "perspective": {"on_kind": "episode", "on_id": "KPE3", "hindsight": "then"},
    "good_practice": {},
    "challenge": {"on_kind": "event"},
    "factor": {"on_kind": "episode", "on_id": "KPE3"},
    "question": {},
    "event": {"agency": "GP"},
}


@asynccontextmanager
async def lookout(server: Server) -> AsyncIterator[Lookout]:
    """A meeting in its first blind round, watched by everybody."""
    async with AsyncExitStack() as stack:
        found = Lookout(Hall(server, server.demo(12), stack))
        await found.settles()
        await found.hall.steps_to(KPE_ROUND)
        yield found


async def planted(watch: Lookout) -> dict[str, str]:
    """Words of every kind in every mode, some of them corrected, some taken back; name -> secret."""
    phones, found = watch.hall.phones, {}
    for number, (kind, fields) in enumerate(KINDS_OF_WORDS.items()):
        found[kind] = plant(kind)
        more = {"date": plant("date"), "kind": kind, **fields}
        assert (await phones[number].sends(found[kind], "role", **more)).status == 201
    for number, mode in enumerate(("anonymous", "named", PRIVATE)):
        found[mode] = plant(mode)
        assert (await phones[6 + number].sends(found[mode], mode)).status == 201
    found |= {OLD: plant(OLD), "after the edit": plant("after"), WITHDRAWN: plant(WITHDRAWN)}
    await phones[9].sends(found[OLD], "anonymous")
    assert (await phones[9].corrects(found[OLD], found["after the edit"])).status == 200
    await phones[10].sends(found[WITHDRAWN], "role")
    assert (await phones[10].takes_back(found[WITHDRAWN])).status == 200
    return found


async def gathered(watch: Lookout) -> dict[str, bytes]:
    """What comes out now, and came out so far: where -> all of it."""
    found = {f"{who}: {where}": content async for who, where, content in watch.answers()}
    found |= {f"{who}: line": content for who, content in watch.heard().items()}
    found |= {f"disk: {name}": content for name, content in watch.files()}
    return found | {"log": watch.hall.server.output.encode(), "arguments": watch.process()}


def search(contents: dict[str, bytes], words: dict[str, str], *left_out: str) -> dict[str, set[str]]:
    """Where any of the words stand, and which; `left_out` are onlookers who may read them."""
    found = {
        where: set(found_in(words, content))
        for where, content in contents.items()
        if where.partition(":")[0].removesuffix(" in the lane") not in left_out
    }
    return {where: names for where, names in found.items() if names}


async def test_B1_no_word_that_waits_comes_out_anywhere_and_R6_every_outlet_is_searched(
    start_server: Callable[..., Server],
) -> None:
    async with lookout(start_server(SIGHTLINE_LOG="debug")) as watch:
        words = await planted(watch)
        await watch.record()
        late = await watch.hall.listens(watch.demo["board_ws"], watch.demo["participants"][5]["cookie"])
        watch.lines["joins late"] = late
        assert search(await gathered(watch), words) == {}

        await watch.hall.taps("reveal")
        for who in LISTENERS:
            line = watch.lines[who]
            await line.until(lambda line=line: len(line.root("perspectives")) == 4, "the batch")
        await watch.record()
        watch.known["number"] = "2"
        contents = await gathered(watch)
        _is_found_where_it_may_be(search(contents, words), set(words) - {OLD, WITHDRAWN})
        assert search(contents, {name: words[name] for name in (OLD, WITHDRAWN)}) == {}
        assert search(contents, {PRIVATE: words[PRIVATE]}, *TEAM) == {}


def _is_found_where_it_may_be(seen: dict[str, set[str]], shown: set[str]) -> None:
    """The same search sees what was shown, through every kind of outlet that shows: it could have seen it before."""
    meeting = "/meetings/{meeting}"
    for where in (f"{meeting}/board", meeting, f"{meeting}/snapshots/{{number}}.{{form}}"):
        assert seen.get(f"facilitator: {where}", set()) >= {"anonymous", "after the edit"}, (where, seen)
    for who in LISTENERS:
        assert seen[f"{who}: line"] == shown - {PRIVATE}, who
    assert (
        PRIVATE in seen["review_team in the lane: line"] and PRIVATE in seen[f"review_team: {meeting}/lane"]
    )
    assert not any(where.startswith(("disk", "log", "arguments")) for where in seen)


async def test_B1_nobody_with_an_item_or_a_wrong_claim_learns_its_words(shared_server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall, secret = Hall(shared_server, shared_server.demo(12), stack), plant("mine")
        await hall.steps_to(KPE_ROUND)
        await hall.phones[0].sends(secret, "role")
        hall.phones[0].claims[secret] = secrets.token_bytes(10)
        wrong = await hall.phones[0].takes_back(secret), await hall.phones[0].corrects(secret, "other words")
        for answer in wrong:
            assert answer.status == 404 and found_in({"mine": secret}, answer.text.encode()) == []


async def test_R6_an_error_page_and_its_log_say_nothing_of_what_was_sent(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(SIGHTLINE_LOG="debug")
    async with AsyncExitStack() as stack:
        hall, lost = Hall(server, server.demo(12), stack), plant("lost")
        await hall.steps_to(KPE_ROUND)
        with closing(sqlite3.connect(server.folder / "kept" / "tray.db")) as tray:
            tray.execute("DROP TABLE tray")
        for accept in ("application/json", "text/html"):
            answer = await _sends(hall, lost, accept)
            assert answer.status == 500 and "It is not something you did." in answer.text
            assert found_in({"lost": lost}, answer.text.encode()) == []
            assert answer.headers["cache-control"] == "no-store"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert '"broke"' in server.output
        assert found_in({"lost": lost}, server.output.encode()) == []
        assert hall.demo["participants"][0]["cookie"].partition("=")[2] not in server.output


async def _sends(hall: Hall, text: str, accept: str) -> Page:
    phone = hall.phones[0]
    page = await phone.visitor.get(f"/meetings/{phone.meeting}/now")
    token = re.search(r'name="form-token" content="([^"]+)"', page.text)
    assert token
    values = {"text": text, "mode": "role", "item": secrets.token_hex(32), "form": token[1]}
    return await phone.visitor.post(f"/meetings/{phone.meeting}/perspectives", values, accept=accept)
