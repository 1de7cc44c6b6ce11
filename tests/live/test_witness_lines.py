"""Who may be a witness reads the shared timeline; no bytes of theirs change it while proceedings are open."""

from __future__ import annotations

from dataclasses import replace

from server.access import seat_cookie
from server.config import read_settings
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store import seats as seat_rows
from server.store.books import Books, Store
from tests.live.wire import Wire, wire
from tests.running import Server

WORDS = "written by hand "


def puts(line: Wire) -> None:
    line.root("timeline")["ASC-002"]["what"].insert(0, WORDS)


def opens_proceedings(server: Server, meeting: str, cookie: str) -> None:
    """While the server is down: the mode is on, witnesses take part, and this seat's person is one."""
    settings = read_settings({"SIGHTLINE_DATA": str(server.folder / "kept")})
    store = Store(settings)

    def act(books: Books) -> None:
        found = meeting_rows.find_meeting(books, meeting)
        review = review_rows.find_review(books, found.review) if found else None
        seat = seat_rows.seat_by_token(books, meeting, cookie.partition("=")[2])
        assert review and seat and seat.person and seat_cookie(settings, meeting) in cookie
        mode = replace(review.proceedings, on=True, banner="Not for discussion.", witnesses_come=True)
        review_rows.save_review(books, replace(review, proceedings=mode))
        seat_rows.save_seat(books, replace(seat, person=replace(seat.person, witness=True)))

    store.write_now(act)
    store.close()


async def test_G1_a_witness_changes_nothing_of_the_shared_timeline_and_others_do(server: Server) -> None:
    demo = server.demo(3)
    bound, free = (demo["participants"][number]["cookie"] for number in (0, 1))
    server.kill()
    opens_proceedings(server, demo["meeting"], bound)
    server.start()
    async with wire(demo["board_ws"], free, speaks=True) as other:
        await other.synced()
        async with wire(demo["board_ws"], bound, speaks=True) as line:
            await line.synced()
            await line.writes(puts)
            await line.until(lambda: any("refused" in text for text in line.texts), "the refusal")
            (said,) = (text["refused"] for text in line.texts if "refused" in text)
            assert said["code"] == "denied"
        await other.writes(puts)
        await other.saved()
        assert str(other.root("timeline")["ASC-002"]["what"]).count(WORDS) == 1
