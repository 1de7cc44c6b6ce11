"""Deleted words: not in the server's state, nor in what a newcomer gets, nor in the journal after a step (D3)."""

from __future__ import annotations

from server.config import read_settings
from server.store.books import Store
from tests.live.wire import Wire, wire
from tests.meetings.phones import TURNING, Rehearsal
from tests.running import Server

EVENT, WORDS, KEPT = "ASC-002", "Vanishing-9f2c-words ", "Staying-77ab-words "


def puts(words: str) -> object:
    return lambda line: line.root("timeline")[EVENT]["what"].insert(0, words)


def removes(line: Wire) -> None:
    text = line.root("timeline")[EVENT]["what"]
    at = str(text).index(WORDS)
    del text[at : at + len(WORDS)]


def in_journal(server: Server, meeting: str) -> bytes:
    """Every row of the journal, opened with the keys that lie beside it."""
    store = Store(read_settings({"SIGHTLINE_DATA": str(server.folder / "kept")}))
    try:
        rows = store.read_now(lambda books: books.journal.replay_all(meeting))
    finally:
        store.close()
    return b"".join(update for updates in rows.values() for update in updates)


async def test_D3_deleted_words_are_in_nothing_that_a_newcomer_gets_and_after_the_step_not_in_the_journal(
    server: Server,
) -> None:
    rehearsal = Rehearsal(server)
    told, leading = rehearsal.told, await rehearsal.facilitator()
    cookies = [each["cookie"] for each in told["participants"]]
    async with wire(told["board_ws"], cookies[0], speaks=True) as line:
        await line.synced()
        for words in (KEPT, WORDS):
            await line.writes(puts(words))  # type: ignore[arg-type]
        await line.saved()
        await line.writes(removes)
        await line.saved()
        await _newcomer_gets(told["board_ws"], cookies[1])
        server.kill()
    assert WORDS.encode() in in_journal(server, rehearsal.meeting), "this test looks where they were"
    server.start()
    await _newcomer_gets(told["board_ws"], cookies[2])
    await leading.arrive()
    await leading.tap("phase", number=TURNING)
    await _newcomer_gets(told["board_ws"], cookies[3])
    server.kill()
    rows = in_journal(server, rehearsal.meeting)
    assert WORDS.strip().encode() not in rows and KEPT.strip().encode() in rows
    server.start()
    await _newcomer_gets(told["board_ws"], cookies[4])


async def _newcomer_gets(address: str, cookie: str) -> None:
    async with wire(address, cookie) as fresh:
        await fresh.synced()
        got = b"".join(fresh.received)
        assert KEPT.strip().encode() in got and WORDS.strip().encode() not in got
