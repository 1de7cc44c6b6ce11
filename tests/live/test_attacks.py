"""A modified browser of a practitioner: whatever it sends while the step is not theirs, the board stays as it is."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from typing import Any

from pycrdt import Map, Text, create_update_message

from tests.live.wire import Wire, wire
from tests.meetings.phones import TURNING, Rehearsal
from tests.running import Server

FIRST, OTHER = "ASC-002", "ASC-003"
ROOTS = ("timeline", "episodes", "perspectives", "challenges", "quick_wins", "parked", "counts")
MUTANTS = int(os.environ.get("SIGHTLINE_MUTANTS", "60"))
ACTS: dict[str, Callable[[Wire], Any]] = {
    "type": lambda line: line.root("timeline")[FIRST]["what"].insert(0, "x"),
    "erase": lambda line: line.root("timeline")[FIRST]["what"].clear(),
    "format": lambda line: line.root("timeline")[FIRST]["what"].format(0, 3, {"bold": True}),
    "set a date": lambda line: line.root("timeline")[FIRST].update({"date": {"text": "never"}}),
    "add an event": lambda line: line.root("timeline").update({"mine": Map({"what": Text("mine")})}),
    "replace an event": lambda line: line.root("timeline").update({FIRST: Map({"what": Text("mine")})}),
    "delete an event": lambda line: line.root("timeline").pop(FIRST),
    "put a value where an event stands": lambda line: line.root("timeline").update({FIRST: "mine"}),
    "rename an episode": lambda line: line.root("episodes")["KPE1"]["title"].insert(0, "x"),
    "forge a note": lambda line: line.root("perspectives").update({"p": {"text": "forged", "label": "GP"}}),
    "forge a quick win": lambda line: line.root("quick_wins").update({"q": {"what": "forged"}}),
    "change a count": lambda line: line.root("counts").update({"withdrawn": 9}),
}


def board(line: Wire) -> str:
    return json.dumps({name: line.root(name).to_py() for name in ROOTS}, sort_keys=True, default=str)


async def fresh(told: dict[str, Any]) -> str:
    """The board as a newcomer gets it."""
    async with wire(told["board_ws"], told["participants"][11]["cookie"]) as line:
        await line.synced()
        return board(line)


def updates_of(act: Callable[[Wire], Any], line: Wire) -> bytes:
    """What an act makes as an update, by somebody who has the whole board; it is not sent."""
    before = line.doc.get_state()
    act(line)
    return bytes(line.doc.get_update(before))


def mutated(update: bytes, chance: random.Random) -> bytes:
    """The same with a few bytes changed, cut, doubled or put in."""
    octets = bytearray(update)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(octets))
        how = chance.randrange(4)
        if how == 0:
            octets[place] = chance.randrange(256)
        elif how == 1:
            del octets[place : place + chance.randint(1, 3)]
        elif how == 2:
            octets[place:place] = octets[place : place + 8]
        else:
            octets.insert(place, chance.randrange(256))
        octets = octets or bytearray(b"\0\0")
    return bytes(octets)


async def test_G1_no_bytes_of_a_modified_browser_change_a_step_that_is_not_the_case_groups(
    shared_server: Server,
) -> None:
    rehearsal = Rehearsal(shared_server)
    told = rehearsal.told
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=TURNING)
    before = await fresh(told)
    async with wire(told["board_ws"], told["participants"][10]["cookie"], speaks=True) as witness:
        await witness.synced()
        heard = len(witness.received)
        for number, act in enumerate(ACTS.values()):
            async with wire(
                told["board_ws"], told["participants"][number % 9]["cookie"], speaks=True
            ) as line:
                await line.synced()
                await line.socket.send(create_update_message(updates_of(act, line)))
                refused = (await line.text("refused"))[0]
                assert refused["say"].endswith(".")
                assert await line.closed() == (4409, "resync")
        assert board(witness) == before and len(witness.received) == heard, "nobody else notices"
    assert await fresh(told) == before


async def test_G1_no_mutation_of_an_honest_update_changes_a_step_that_is_not_the_case_groups(
    shared_server: Server,
) -> None:
    rehearsal = Rehearsal(shared_server)
    told = rehearsal.told
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=TURNING)
    before = await fresh(told)
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    for number in range(MUTANTS):
        async with wire(told["board_ws"], told["participants"][number % 9]["cookie"], speaks=True) as line:
            await line.synced()
            update = mutated(updates_of(chance.choice(list(ACTS.values())), line), chance)
            await line.socket.send(create_update_message(update))
            # Refused, or nothing new in it; an answer to our own ping says that it was judged.
            if not line.texts or not any("refused" in text for text in line.texts):
                await _judged(line)
    assert await fresh(told) == before, f"seed {seed}"


async def _judged(line: Wire) -> None:
    try:
        await line.socket.send(json.dumps({"ping": 1}))
        await line.until(lambda: any("pong" in text or "refused" in text for text in line.texts), "judged")
    except (AssertionError, OSError) as ended:
        assert line.socket.close_code is not None, ended
    except Exception as ended:
        assert type(ended).__name__.startswith("ConnectionClosed"), ended
