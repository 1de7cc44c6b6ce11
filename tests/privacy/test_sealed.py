"""Sealed: off by default, never called anonymous, opened with both keys only, logged, and the author told."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack

from tests.live.wire import Wire
from tests.meetings.visitor import Page, Visitor
from tests.privacy.test_contributions import KPE_ROUND, Hall, shown
from tests.running import Server

AUTHOR, NAME = 7, "Bev Mottram, Receptionist"
WORDS = "The night list was changed and nobody was told."


class Board:
    """The owner of the review at its set-up page, with the two keys that were made there."""

    def __init__(self, server: Server, hall: Hall) -> None:
        self.server, self.hall, self.visitor = server, hall, Visitor(server.url)
        self.page, self.keys = "", {"lead": "", "board": ""}

    async def signs_in(self) -> None:
        link = self.server.says(r"http://[^/\s]+(/sign-in/\S+)")[1]
        await self.visitor.send(await self.visitor.get(link))
        meeting = await self.visitor.get(f"/meetings/{self.hall.demo['meeting']}/set-up")
        review = re.search(r"/reviews/(\w+)", meeting.text)
        assert review, meeting.text[:500]
        self.page = f"/reviews/{review[1]}/sealed"

    async def switches_on(self) -> None:
        """Both holders make their key; each is shown once."""
        refused = await self._send({"verb": "on"})
        assert refused.status == 422 and "Make both keys first." in refused.words()
        for holder in self.keys:
            made = await self._send({"holder": f"{holder}_key"})
            assert made.tree is not None
            (self.keys[holder],) = (part.text_content() for part in made.tree.find_class("slip"))
            assert self.keys[holder] not in (await self.visitor.get(self.page)).words(), "shown once"
        assert "Phones offer it" in (await self._send({"verb": "on"})).words()

    async def opens(self, lead: str, board: str, why: str = "Agreed with the Board on 3 March") -> Page:
        """Fill the form of the first sealed note."""
        page = await self.visitor.get(self.page)
        return await self.visitor.send(page, action="/opening", lead=lead, board=board, why=why)

    async def _send(self, fields: dict[str, str]) -> Page:
        page = await self.visitor.get(self.page)
        token = dict(page.form(*fields, action="/sealed").form_values())["form"]
        return await self.visitor.post(self.page, {**fields, "form": token}, origin=self.server.url)


async def begun(server: Server, stack: AsyncExitStack) -> tuple[Hall, Board, Wire]:
    hall = Hall(server, server.demo(12), stack)
    line = await hall.listens(hall.demo["board_ws"], hall.demo["participants"][2]["cookie"], speaks=True)
    await hall.listens(hall.demo["team_ws"], hall.demo["review_team"][1]["cookie"], speaks=True)
    board = Board(server, hall)
    await board.signs_in()
    await hall.steps_to(KPE_ROUND)
    return hall, board, line


async def seals(hall: Hall) -> str:
    """Send it as a phone without a script does; the return slip."""
    visitor = hall.phones[AUTHOR].visitor
    now = await visitor.get(f"/meetings/{hall.demo['meeting']}/now")
    assert "Your name is locked away with this note." in now.words()
    sent = await visitor.send(now, action="/perspectives", text=WORDS, mode="sealed")
    assert sent.status == 201 and sent.tree is not None
    return str(sent.tree.find_class("slip")[0].text_content())


async def reveals(hall: Hall, line: Wire) -> None:
    for phone in hall.phones[:2]:
        await phone.sends("beside it", "role")
    assert (await hall.taps("reveal")).status == 200
    await line.until(lambda: WORDS in shown(line), "the batch")


async def test_it_is_off_until_a_board_switches_it_on(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall, board, _ = await begun(server, stack)
        refused = await hall.phones[AUTHOR].sends(WORDS, "sealed")
        assert refused.status == 422 and "does not offer" in refused.text
        at = f"/meetings/{hall.demo['meeting']}/now"
        assert 'value="sealed"' not in (await hall.phones[AUTHOR].visitor.get(at)).text
        await board.switches_on()
        await seals(hall)


async def test_only_both_keys_open_it_and_the_log_and_the_author_know(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall, board, line = await begun(server, stack)
        await board.switches_on()
        slip = await seals(hall)
        await reveals(hall, line)
        assert (shown(line)[WORDS]["mode"], shown(line)[WORDS]["label"]) == ("sealed", "A participant")
        before = await board.visitor.get(board.page)
        assert WORDS in before.words() and "Nothing." in before.words()
        lead, other = board.keys["lead"], board.keys["board"]
        for pair in ((lead, lead), (other, lead), (other, other), (lead, "A" * 52), ("", other)):
            refused = await board.opens(*pair)
            assert refused.status == 422 and NAME not in refused.text, pair
        assert (await board.opens(lead, other, why=" ")).status == 422
        assert "Nothing." in (await board.visitor.get(board.page)).words()
        opened = await board.opens(lead.lower(), other)
        assert NAME in opened.words()
        after = await board.visitor.get(board.page)
        assert "Agreed with the Board on 3 March" in after.words() and NAME not in after.text
        letters = await hall.phones[AUTHOR].visitor.get(f"/meetings/{hall.demo['meeting']}/letters/slip")
        told = await hall.phones[AUTHOR].visitor.send(letters, action="/letters/slip", claim=slip)
        assert "Both key holders have opened the name on your sealed note." in told.words()
        assert "Agreed with the Board on 3 March" in told.words()
        assert NAME.encode() not in hall.heard() and NAME not in server.output


async def test_a_note_taken_back_or_made_anonymous_has_no_envelope_any_more(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall, board, line = await begun(server, stack)
        await board.switches_on()
        slip = await seals(hall)
        await reveals(hall, line)
        form = await board.visitor.get(board.page)
        path = f"/meetings/{hall.demo['meeting']}/perspectives/veil"
        for mode in ("role", "sealed"):
            refused = await Visitor(server.url).post(
                path, {"claim": slip, "mode": mode}, accept="application/json"
            )
            assert refused.status == 409
        bare = await Visitor(server.url).post(
            path, {"claim": slip, "mode": "anonymous"}, accept="application/json"
        )
        assert bare.status == 200
        for phone in hall.phones[3:6]:
            await phone.sends("once more", "role")
        assert (await hall.taps("reveal")).status == 200
        await line.until(lambda: shown(line)[WORDS]["mode"] == "anonymous", "shown as anonymous")
        keys = {"lead": board.keys["lead"], "board": board.keys["board"], "why": "too late"}
        gone = await board.visitor.send(form, action="/opening", **keys)
        assert gone.status == 404 and NAME not in gone.text
        assert WORDS not in (await board.visitor.get(board.page)).words()
