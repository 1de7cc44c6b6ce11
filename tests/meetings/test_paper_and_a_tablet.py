"""One round with phones, a tablet that goes from hand to hand, and people who write on paper (M14-M16)."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.live.wire import wire
from tests.meetings.people import MEETING, Practitioner, Recorder
from tests.meetings.phones import Facilitator
from tests.meetings.test_labels_of_the_case import PARTICIPANT, ladder
from tests.meetings.visitor import Page, Visitor
from tests.running import Server

ROUND = [phase["id"] for phase in MEETING["phases"]].index("kpe_a") + 1
PHONES, TABLET, PAPER = ("P01", "P02", "P04"), ("P08", "P20"), ("P11", "P16", "P19")
HERE = PHONES + TABLET + PAPER
# Who says what, in which way; "" is a slip of paper without a name.
SAID = {
    "P01": ("we asked for a meeting twice", "role"),
    "P02": ("nobody rang us back", "role"),
    "P04": ("I had never met him", "anonymous"),
    "P08": ("he came to the desk in March", "role"),
    "P20": ("the door was off its hinges", "role"),
    "P11": ("he said that he was fine", "role"),
    "P16": ("I lit the stove for him", "anonymous"),
    "P19": ("the file was closed by then", "named"),
    "": ("out of the box by the door", "anonymous"),
}
CORRECTED = "I lit the camping stove for him"


class Round:
    """The round on a real server."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told, self.site, self.at = told, told["base_url"], f"/meetings/{told['meeting']}"
        cookie = told["facilitator"]["cookie"]
        self.facilitator = Facilitator(self.site, told["meeting"], cookie)
        self.recorder = Recorder(self.site, told["meeting"], cookie)
        self.phones = [Practitioner(self.site, key) for key in PHONES]
        self.letters: dict[str, str] = {}
        self.tablet = Visitor(self.site)
        self.first = Practitioner(self.site, TABLET[0])

    async def gathers(self) -> None:
        """Everybody but the second one at the tablet is here."""
        await self.facilitator.arrive()
        await self.facilitator.tap("phase", number=ROUND)
        for key in PAPER:
            await self.recorder.marks(key)

        for number, who in enumerate(self.phones):
            if number:
                await who.joins(self.told["join_code"])
            else:
                who.visitor = Visitor(self.site, self.told["participants"][0]["cookie"])
                who.meeting = self.told["meeting"]

    async def types(self) -> None:
        """Three on their phones."""
        for who in self.phones:
            await self._sends(who)

    async def shares_the_tablet(self) -> None:
        """One writes and hands on, the next joins on the same device and writes."""
        self.first.visitor = self.tablet
        await self.first.joins(self.told["join_code"])
        await self._sends(self.first)
        page = await self.tablet.get(f"{self.at}/leave")
        fields = dict(page.form(action="/leave").form_values())
        self.letters["tablet"] = letters_of(
            await self.tablet.post(f"{self.at}/leave", {**fields, "next": "hand"})
        )
        second = Practitioner(self.site, TABLET[1])
        second.visitor = self.tablet
        await second.joins(self.told["join_code"])
        mine = await self.tablet.get(f"{self.at}/mine")
        assert SAID[TABLET[0]][0] not in mine.text
        await self._sends(second)

    async def writes_slips_down(self) -> None:
        """The recorder's device says the same before and after, whoever's slip it was."""
        before = plain(await self.recorder.visitor.get(self.recorder.path))
        for key in (*PAPER, ""):
            kept = await self.recorder.writes(*SAID[key], key)
            assert kept.status == 201, kept.words()
            self.letters[key] = letters_of(kept)
            assert plain(await self.recorder.visitor.get(self.recorder.path)) == before
        for path in ("", "/paper", "/lane", "/snapshots", "/board", "/now", "/mine"):
            page = (await self.recorder.visitor.get(self.at + path)).text
            assert not [text for key, text in self._on_paper().items() if text in page or key in page], path

    async def uses_letters(self, letters: str, **typed: str) -> Page:
        """On some other device, without a name."""
        device = Visitor(self.site)
        asked = await device.get(f"{self.at}/letters/slip")
        own = await device.send(asked, action="/letters/slip", claim=letters)
        what = "correction" if typed else "withdrawal"
        return await device.send(own, action=f"/perspectives/{what}", **typed)

    async def record(self) -> dict[str, Any]:
        """The first snapshot's parts."""
        console = await self.recorder.visitor.get(self.at)
        token = re.search(r'name="form-token" content="([^"]+)"', console.text)
        assert token, console.words()
        await self.recorder.visitor.post(f"{self.at}/snapshots", {"form": token[1]}, origin=self.site)
        page = await self.recorder.visitor.get(f"{self.at}/snapshots/1.json")
        return {name: part["items"] for name, part in json.loads(page.text)["parts"].items()}

    def _on_paper(self) -> dict[str, str]:
        """Letters -> words."""
        return {self.letters[key]: SAID[key][0] for key in (*PAPER, "")}

    async def _sends(self, who: Practitioner) -> None:
        text, mode = SAID[who.key]
        answer = await who.sends({"card": who.key, "text": text, "mode": mode}, "")
        assert answer.status == 201, answer.text


@pytest.fixture
async def played(shared_server: Server) -> AsyncIterator[Round]:
    made = Round(shared_server.demo(1))
    await made.gathers()
    await made.types()
    await made.shares_the_tablet()
    await made.writes_slips_down()
    yield made


async def test_M14_M15_M16_paper_a_shared_tablet_and_phones_make_one_round(played: Round) -> None:
    corrected = await played.uses_letters(played.letters["P16"], text=CORRECTED)
    assert corrected.status < 400, corrected.words()
    assert (await played.first.takes_back(TABLET[0])).status == 200, (
        "hers by her claim, whoever has the tablet"
    )
    async with wire(played.told["board_ws"], played.told["participants"][0]["cookie"]) as line:
        await line.synced()
        assert len(line.root("perspectives")) == 0
        await played.facilitator.tap("reveal")
        found = await line.until(lambda: line.root("perspectives").to_py(), "the batch")
    shown = {entry["text"]: (entry["label"], entry["own_words"]) for entry in found.values()}
    assert shown == expected(), "labels as the room is, and scribed where it points to nobody"
    record = await played.record()
    whole = [kept["item"] for kept in record["attendance"] if kept["item"]["group"] == "case_group"]
    assert next(item["present"] for item in whole if item["agency"] is None) == str(len(HERE))
    kept = {item["item"]["text"]: item["item"]["own_words"] for item in record["perspectives"]}
    assert kept == {text: own for text, (_, own) in expected().items()}
    counts = [kept["item"] for kept in record["set_aside_counts"]]
    assert [(one["kind"], one["number"]) for one in counts] == [("withdrawn", 1)]


async def test_M15_M16_A5_after_the_reveal_letters_take_a_slip_back_and_open_the_seat_at_the_tablet(
    played: Round,
) -> None:
    await played.facilitator.tap("reveal")
    gone = await played.uses_letters(played.letters["P19"])
    assert gone.status < 400, gone.words()
    await played.types()
    async with wire(played.told["board_ws"], played.told["participants"][0]["cookie"]) as line:
        await line.synced()
        await played.facilitator.tap("reveal")
        await line.until(
            lambda: len(line.root("perspectives")) == len(SAID) - 1 + len(PHONES), "both batches"
        )
        found = [entry["text"] for entry in line.root("perspectives").to_py().values()]
    assert SAID["P19"][0] not in found and SAID["P11"][0] in found
    back = await played.tablet.get(f"{played.at}/join/back")
    now = await played.tablet.send(back, action="/join/back", letters=played.letters["tablet"])
    assert now.status == 200 and now.url.endswith("/now"), now.words()
    again = await Visitor(played.site).send(back, action="/join/back", letters=played.letters["tablet"])
    assert "/now" not in again.url, "they open it once"


def expected() -> dict[str, tuple[str, bool]]:
    """Text -> its label and whether it is said to be in its author's own hand."""
    found = {}
    for key, (text, mode) in SAID.items():
        if key == TABLET[0]:
            continue
        label = {"anonymous": PARTICIPANT, "role": key and shared(key)}.get(
            mode, "Nadia Rahman, Housing officer"
        )
        is_said = key in (*PAPER, "") and (mode == "named" or label == PARTICIPANT)
        found[CORRECTED if key == "P16" else text] = (label, not is_said)
    return found


def shared(key: str) -> str:
    """The narrowest label that at least three of those here share."""
    return next(label for label in ladder(key) if sum(label in ladder(one) for one in HERE) >= 3)


def letters_of(page: Page) -> str:
    """The sixteen letters that a page shows once."""
    found = re.search(r'class="slip">\s*([0-9A-Z ]{19})\s*<', page.text)
    assert found, page.words()
    return found[1]


def plain(page: Page) -> str:
    """A page without what differs each time that it is drawn."""
    return re.sub(r'(nonce=|name="form" value=|content=)"[^"]*"', "", page.text)
