"""The training case's meeting, label by label: never narrower than the case says (promise A3).

Everybody joins, writes and leaves as `meeting.json` tells it, through the public pages and forms; the labels are read
from the board as it comes over a line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.live.wire import Wire, wire
from tests.meetings.people import MEETING, PEOPLE, REVIEW, Practitioner, Recorder
from tests.meetings.phones import Facilitator
from tests.meetings.visitor import Page, Visitor
from tests.running import Server

STEPS = [phase["id"] for phase in MEETING["phases"]]
AGENCIES = {agency["abbreviation"]: agency for agency in REVIEW["agencies"]}
BOSS = {pair["manages"]: pair["manager"] for pair in REVIEW["line_management"]}
PARTICIPANT = "A participant"
SEATED = "P01"
ON_PAPER = MEETING["attendance"]["paper_scribed"]


class Play:
    """The case's meeting on a real server. `labels` gathers what the board showed, by the case's numbers."""

    def __init__(self, told: dict[str, Any], line: Wire) -> None:
        self.told, self.line = told, line
        self.facilitator = Facilitator(told["base_url"], told["meeting"], told["facilitator"]["cookie"])
        self.recorder = Recorder(told["base_url"], told["meeting"], told["facilitator"]["cookie"])
        self.people: dict[str, Practitioner] = {}
        self.scribed: dict[str, str] = {}
        self.cut_off: dict[str, list[dict[str, Any]]] = {}
        self.written: dict[str, dict[str, Any]] = {}
        self.labels: dict[str, str] = {}
        self.present: dict[str, set[str]] = {}

    async def plays(self, step: dict[str, Any]) -> None:
        """One step of the case, where it has to do with labels."""
        act = getattr(self, f"on_{step['do']}", None)
        if act is not None:
            await act(step)

    async def on_join(self, step: dict[str, Any]) -> None:
        key = step["by"]
        if PEOPLE[key]["group"] != "case_group":
            return
        self.people[key] = who = Practitioner(self.told["base_url"], key)
        if key == SEATED:
            who.visitor = Visitor(self.told["base_url"], self.told["participants"][0]["cookie"])
            who.meeting = self.told["meeting"]
        else:
            await self._comes_in(who)

    async def _comes_in(self, who: Practitioner) -> None:
        if who.key in ON_PAPER:
            await self.recorder.marks(who.key)
        else:
            await who.joins(self.told["join_code"])

    async def on_phase(self, step: dict[str, Any]) -> None:
        await self.facilitator.arrive()
        await self.facilitator.tap("phase", number=STEPS.index(step["phase"]) + 1)

    async def on_write(self, step: dict[str, Any]) -> None:
        key = step["by"]
        self.written[step["card"]] = step
        if key in self.cut_off:
            self.cut_off[key].append(step)
        elif key in self.people:
            answer = await self._kept(self.people[key], step)
            assert answer.status == 201, f"{step['card']}: {answer.text}"

    async def _kept(self, who: Practitioner, step: dict[str, Any]) -> Page:
        if who.key in ON_PAPER:
            self.scribed[step["text"]] = step["mode"]
            return await self.recorder.writes(step["text"], step["mode"], who.key)
        return await who.sends(step, "")

    async def on_connection_lost(self, step: dict[str, Any]) -> None:
        self.cut_off[step["by"]] = []

    async def on_reconnect(self, step: dict[str, Any]) -> None:
        for waiting in self.cut_off.pop(step["by"]):
            await self.on_write(waiting)

    async def on_leave(self, step: dict[str, Any]) -> None:
        visitor = self.people.pop(step["by"]).visitor
        page = await visitor.get(f"/meetings/{self.told['meeting']}/leave")
        await visitor.send(page, action="/leave")

    async def on_reveal(self, step: dict[str, Any]) -> None:
        # What was set aside and comes back alone keeps its place and its label: that is no reveal here.
        if len(step["labels"]) < 3:
            return
        await self.facilitator.tap("reveal")
        texts = {self.written[number]["text"]: number for number in step["labels"] if self._is_ours(number)}
        await self.line.until(lambda: set(texts) <= set(self._shown()), f"the reveal at {step['t']}")
        shown = self._shown()
        for number, label in self.labels.items():
            text = self.written[number]["text"]
            assert shown.get(text, label) == label, f"{number}: a label is frozen at its reveal"
        self.labels |= {number: shown[text] for text, number in texts.items()}
        self.present |= {number: set(self.people) for number in texts.values()}

    async def on_change_mode(self, step: dict[str, Any]) -> None:
        claim = self.people[step["by"]].claims[step["card"]]
        path = f"/meetings/{self.told['meeting']}/perspectives/veil"
        fields = {"claim": claim.hex(), "mode": step["mode"]}
        answer = await Visitor(self.told["base_url"]).post(path, fields, accept="application/json")
        assert answer.status == 200, answer.text

    def _is_ours(self, number: str) -> bool:
        return PEOPLE[self.written[number]["by"]]["group"] == "case_group"

    def _shown(self) -> dict[str, str]:
        roots = [self.line.root(name).to_py() or {} for name in ("perspectives", "good_practice")]
        return {entry["text"]: entry["label"] for root in roots for entry in root.values()}


async def test_A3_in_the_training_meeting_no_label_is_ever_narrower_than_the_case_says(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(SIGHTLINE_JOIN_RATE="1000/minute")
    told = server.demo(1)
    async with wire(told["board_ws"], told["facilitator"]["cookie"]) as line:
        play = Play(told, await line.synced())
        for step in MEETING["steps"]:
            await play.plays(step)
    expected = {
        number: label for step in MEETING["steps"] for number, label in step.get("labels", {}).items()
    }
    ours = {number: label for number, label in expected.items() if number in play.labels}
    assert len(ours) == 95, "every perspective of the case group that the case shows, later taken back or not"
    narrower = [
        f"{number} by {play.written[number]['by']}: {play.labels[number]!r}, the case says {label!r}"
        for number, label in ours.items()
        if width(play.written[number], play.labels[number]) < width(play.written[number], label)
    ]
    assert not narrower, "\n".join(narrower)
    hushed = next(step["card"] for step in MEETING["steps"] if step["do"] == "change_mode")
    on_board = [entry["text"] for entry in line.root("perspectives").to_py().values()]
    assert play.written[hushed]["text"] not in on_board, "its author made it private after the reveal"
    stands_for_three_whom_nobody_leads(play)
    marked = {entry["text"] for entry in line.root("perspectives").to_py().values() if not entry["own_words"]}
    assert len(play.scribed) == 9, "what the case's two people without a phone put on paper"
    assert marked == {text for text, mode in play.scribed.items() if mode == "named"}, "two are too few (M15)"
    assert len(Counter(play.labels.values())) > 8, "labels still say something"


@pytest.mark.parametrize("power_cut", [False, True])
async def test_A3_a_manager_who_comes_in_late_takes_the_label_off_what_already_waits(
    start_server: Callable[..., Server], power_cut: bool
) -> None:
    server = start_server(SIGHTLINE_JOIN_RATE="1000/minute")
    told = server.demo(11)
    facilitator = Facilitator(told["base_url"], told["meeting"], told["facilitator"]["cookie"])
    await facilitator.arrive()
    await facilitator.tap("phase", number=STEPS.index("kpe_a") + 1)
    people = {key: Practitioner(told["base_url"], key) for key in ("P14", "P15", "P21", "P22", "P13")}
    for key in ("P14", "P15", "P21", "P22"):
        await people[key].joins(told["join_code"])
    for key in ("P14", "P15", "P21", "P22", "P15"):
        now = await people[key].visitor.get(f"/meetings/{told['meeting']}/now")
        assert "“Health practitioner”" in now.words()
        step = {"card": key, "text": f"words {key} {len(people[key].claims)}", "mode": "role"}
        assert (await people[key].sends(step, "")).status == 201
    await people["P13"].joins(told["join_code"])
    if power_cut:
        server.restart()
    async with wire(told["board_ws"], told["facilitator"]["cookie"]) as line:
        await line.synced()
        await facilitator.tap("reveal")
        found = await line.until(lambda: line.root("perspectives").to_py(), "the batch")
    assert len(found) == 5 and {entry["label"] for entry in found.values()} == {PARTICIPANT}


def stands_for_three_whom_nobody_leads(play: Play) -> None:
    """A role-only label fits three of those present, and is none at all when its author's manager is there."""
    for number, label in play.labels.items():
        step = play.written[number]
        if step["mode"] != "role" or label == PARTICIPANT:
            continue
        here = play.present[number]
        assert BOSS.get(step["by"]) not in here, f"{number}: {label!r} beside their manager"
        free = [key for key in here if label in ladder(key) and BOSS.get(key) not in here]
        assert len(free) >= 3, f"{number}: {label!r} stands for {free}"


def ladder(key: str) -> list[str]:
    """What could be said of somebody, narrowest first."""
    person = PEOPLE[key]
    agency = AGENCIES[person["agency"]]
    role = [f"{person['role']}, {person['team']}", person["role"]]
    return [*role, agency["short_label"], agency["sector_label"], PARTICIPANT]


def width(step: dict[str, Any], label: str) -> int:
    """How wide a label is for its author: 0 for the name."""
    steps = [f"{PEOPLE[step['by']]['name']}, {PEOPLE[step['by']]['role']}", *ladder(step["by"])]
    assert label in steps, f"{step['card']} by {step['by']} is shown as {label!r}"
    return steps.index(label)
