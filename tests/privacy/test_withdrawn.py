"""What was taken back is gone: from replicas at once, from the journal with the step, from later snapshots (D3)."""

from __future__ import annotations

from contextlib import AsyncExitStack

from tests.live.test_deleted_words import in_journal
from tests.live.wire import wire
from tests.privacy.test_contributions import KPE_ROUND, Hall, shown
from tests.running import Server

GONE, CHANGED, LANE = "Vanishing-41c7-words", "Before-the-change-9e02", "Lane-vanishing-77d3"


async def test_D3_words_taken_back_leave_every_replica_the_journal_after_the_step_and_later_snapshots(
    server: Server,
) -> None:
    async with AsyncExitStack() as stack:
        hall = Hall(server, server.demo(12), stack)
        await hall.steps_to(KPE_ROUND)
        sent = [
            (GONE, "anonymous"),
            (CHANGED, "role"),
            ("kept one", "role"),
            ("kept two", "role"),
            (LANE, "private"),
        ]
        for phone, (text, mode) in zip(hall.phones, sent, strict=False):
            assert (await phone.sends(text, mode)).status == 201
        assert (await hall.taps("reveal")).status == 200
        assert (await hall.taps("snapshots")).status == 200
        old = await hall.listens(hall.demo["board_ws"], hall.demo["participants"][9]["cookie"])
        assert {GONE, CHANGED} <= shown(old).keys()
        await hall.phones[0].takes_back(GONE)
        await hall.phones[1].corrects(CHANGED, "after the change")
        await hall.phones[4].takes_back(LANE)
        await hall.taps("reveal")
        await old.until(
            lambda: shown(old).keys() == {"after the change", "kept one", "kept two"}, "the change"
        )
        await newcomers_get(hall, 5)
        await leaves_the_journal_with_the_step(hall)
        await is_in_no_later_snapshot(hall)


async def leaves_the_journal_with_the_step(hall: Hall) -> None:
    server, meeting = hall.server, hall.demo["meeting"]
    server.kill()
    assert all(word.encode() in in_journal(server, meeting) for word in (GONE, CHANGED, LANE)), "so far"
    server.start()
    await hall.steps_to(KPE_ROUND + 1)
    await newcomers_get(hall, 6)
    server.kill()
    rows = in_journal(server, meeting)
    assert b"kept one" in rows and not any(word.encode() in rows for word in (GONE, CHANGED, LANE))
    server.start()
    await newcomers_get(hall, 7)


async def is_in_no_later_snapshot(hall: Hall) -> None:
    for number in range(3):
        await hall.phones[number].sends(f"of the next step {number}", "role")
    await hall.taps("reveal")
    assert (await hall.taps("snapshots")).status == 200
    at = f"/meetings/{hall.demo['meeting']}/snapshots"
    later = (await hall.facilitator.get(f"{at}/2.json?lane=team")).text
    assert "kept one" in later and not any(word in later for word in (GONE, CHANGED, LANE))


async def newcomers_get(hall: Hall, seat: int) -> None:
    """A phone, and one of the team: all that they are told of both boards."""
    ways = (
        ("board_ws", hall.demo["participants"][seat]["cookie"]),
        ("team_ws", hall.demo["review_team"][0]["cookie"]),
    )
    for address, cookie in ways:
        async with wire(hall.demo[address], cookie) as fresh:
            await fresh.synced()
            got = b"".join(fresh.received)
            assert not any(word.encode() in got for word in (GONE, CHANGED, LANE))
            assert address == "team_ws" or b"kept one" in got
