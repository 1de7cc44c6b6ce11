"""Hostile updates by the thousand: honest ones mutated, and well-formed ones with random places.

Run in a process of its own, because what the gate must keep out can loop for ever or end the process:
`python -m tests.sessions.mutations SEED COUNT`. Prints how many were let in; exits with an error when one
that was let in did harm.
"""

from __future__ import annotations

import resource
import sys
from collections import Counter
from collections.abc import Iterator
from random import Random
from time import thread_time
from typing import Any

from pycrdt import Array, Doc, Map, Text

from sessions.gate import Gate
from sessions.lib0 import STORED
from sessions.refusals import UpdateRefused
from sessions.updates import read_state_vector, read_update
from tests.sessions import forge
from tests.sessions.longway import TwinGate
from tests.sessions.picture import paths_of, picture, unannounced

ROOTS = {"timeline": Map, "lane": Array, "free": Text}
KINDS = {"timeline": "map", "lane": "array", "free": "text"}
PEN, ADA, MALLORY = 1, 50, 60
KEYS = ("e1", "e2", "what", "agency", "k", "*", "")
ROUND = 40
Id = tuple[int, int]


class Target:
    """A small board with everything that can be aimed at: texts with emoji, lists, deleted things, two authors."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.doc: Doc[Any] = Doc(client_id=PEN)
        timeline, lane, free = (self.doc.get(name, type=kind) for name, kind in ROOTS.items())
        with self.doc.transaction():
            for name in ("e1", "e2", "e3"):
                timeline[name] = Map(
                    {"what": Text("Fell 😀 at home"), "agency": "SW", "tags": Array([1, "b"])}
                )
            free.insert(0, "free 👩‍👧 words")
            lane.extend(["a", Map({"k": 1}), Text("t")])
            del timeline["e3"]
        self.seen = seen = list[tuple[str, ...]]()
        self.honest = honest = list[bytes]()
        for name in ROOTS:
            self.doc[name].observe_deep(lambda events, root=name: seen.extend(paths_of(root, events)))
        self.gate = TwinGate(KINDS, self.doc)
        self.gate.load(self.doc.get_update())
        ada: Doc[Any] = Doc(client_id=ADA)
        ada.apply_update(self.doc.get_update())
        places = {name: ada.get(name, type=kind) for name, kind in ROOTS.items()}
        watch = ada.observe(lambda ended: honest.append(ended.update))
        for step in range(12):
            self._write(places, step)
        ada.unobserve(watch)
        for update in self.honest:
            self.let_in(update, ADA)

    def close(self) -> None:
        """Observers make a circle through pycrdt that is never collected: each board of a million would stay."""
        for name in ROOTS:
            root = self.doc[name]
            for watch in list(root._subscriptions):
                root.unobserve(watch)

    def _write(self, places: dict[str, Any], step: int) -> None:
        timeline, lane, free = places["timeline"], places["lane"], places["free"]
        match step % 6:
            case 0:
                free.insert(len(free) if step else 0, "Ada😀")
            case 1:
                timeline[f"a{step}"] = Map({"what": Text("new é"), "agency": {"a": [1, 2.5, None]}})
            case 2:
                timeline["e1"]["agency"] = "GP"
            case 3:
                lane.append(Map({"deep": Array(["x"])}))
            case 4:
                del free[0:1]
            case 5:
                timeline["e2"]["what"].format(0, 2, {"bold": True})

    def let_in(self, update: bytes, client: int) -> bool:
        """Put an update through the gate; False when it was refused or is no news."""
        plan = self.gate.check(update, client, lambda verb, path: True)
        if plan.empty:
            return False
        self.seen.clear()
        self.doc.apply_update(update)
        self.gate.commit(plan)
        assert not unannounced(self.seen, plan), f"{self.seen} {plan.paths}: {client} {update.hex()}"
        return True

    def ids(self) -> list[Id]:
        """All ids of the document, living, deleted and collected."""
        structs = read_update(self.doc.get_update(), STORED).structs
        return [(some.client, some.clock + unit) for some in structs for unit in range(some.length)]


def mutated(target: Target) -> Iterator[tuple[bytes, int]]:
    """Honest updates of Mallory's with bytes changed, left out, put in, or a tail from another."""
    chance = target.chance
    for _ in range(ROUND):
        update = bytearray(chance.choice(target.honest + [forged(target) for _ in range(3)]))
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(update) + 1)
            match chance.randrange(4):
                case 0:
                    update[at : at + 1] = bytes((chance.randrange(256),))
                case 1:
                    del update[at : at + chance.randint(1, 4)]
                case 2:
                    update[at:at] = chance.randbytes(chance.randint(1, 4))
                case 3:
                    update[at:] = chance.choice(target.honest)[-chance.randint(1, 20) :]
        yield bytes(update), chance.choice((MALLORY, ADA))


def structured(target: Target) -> Iterator[tuple[bytes, int]]:
    """Well-formed updates of Mallory's whose places are drawn from what there is."""
    for _ in range(ROUND):
        yield forged(target), MALLORY


def forged(target: Target) -> bytes:
    """One well-formed update; each struct may stand anywhere, near its neighbours as often as not."""
    chance, ids = target.chance, target.ids()
    clock = target.gate.known(MALLORY) + (chance.randrange(1, 5) if chance.random() < 0.03 else 0)
    structs = []
    for number in range(chance.randint(1, 4)):
        structs.append(any_struct(chance, target, ids))
        ids.append((MALLORY, clock + number))
    ranges = [(*chance.choice(ids), chance.randint(1, 4)) for _ in range(chance.choice((0, 0, 1, 2)))]
    return forge.update(MALLORY, clock, structs if chance.random() < 0.9 else [], ranges)


def any_struct(chance: Random, target: Target, ids: list[Id]) -> bytes:
    """A struct that mostly, but not always, fits where it stands."""
    place, kind = any_place(chance, target, ids)
    fitting = {"text": (6, 0, 0, 2, 1, 0), "map": (0, 5, 3, 0, 1, 0), "array": (0, 5, 3, 0, 1, 0)}
    weights = fitting[kind] if kind and chance.random() < 0.9 else (2, 1, 1, 1, 1, 1)
    makers = (
        lambda: forge.text(chance.choice(("x", "yz", "😀", "é")), **place),
        lambda: forge.value(*[b"\x7e"] * chance.randint(1, 3), **place),
        lambda: forge.container(chance.randrange(3), **place),
        lambda: forge.style("bold", chance.choice(("true", "null")), **place),
        lambda: forge.tomb(chance.randint(1, 3), **place),
        lambda: forge.collected(chance.randint(1, 3)),
    )
    return chance.choices(makers, weights)[0]()


def any_place(chance: Random, target: Target, ids: list[Id]) -> tuple[dict[str, Any], str]:
    """Beside an id, in a container or in a root; and the kind of container that it is in, if that is known."""
    near = chance.randrange(len(ids))
    found = target.gate._places.find(ids[near])
    draw = chance.random()
    if draw < 0.6:
        left = ids[near] if chance.random() < 0.8 else None
        right = (
            ids[min(near + chance.choice((1, 1, 1, 2, 5, -1)), len(ids) - 1)]
            if chance.random() < 0.5
            else None
        )
        return {"left": left, "right": right if left else right or ids[near]}, found[
            0
        ].kind if found and found[0] else ""
    if draw < 0.8:
        name = chance.choice((*ROOTS, "x"))
        place, kind = {"root": name}, KINDS.get(name, "")
    else:
        place, kind = {"parent": ids[near]}, found[1].kind if found and not isinstance(found[1], str) else ""
    keyed = kind == "map" if chance.random() < 0.9 else chance.random() < 0.5
    return place | ({"key": chance.choice(KEYS)} if keyed else {}), kind


def harm(target: Target) -> str:
    """What is wrong with a document after something was let in; empty when nothing is."""
    state = target.doc.get_update()
    again: Doc[Any] = Doc()
    again.apply_update(state)
    if read_state_vector(again.get_state()) != read_state_vector(target.doc.get_state()):
        return "clocks"
    rebuilt = Gate(KINDS, again)
    rebuilt.load(state)
    if picture(rebuilt._places) != picture(target.gate._places):
        return "index"
    shown = [
        {name: doc.get(name, type=kind).to_py() for name, kind in ROOTS.items()}
        for doc in (again, target.doc)
    ]
    return "" if shown[0] == shown[1] else "order"


def run(seed: int, count: int) -> Counter[str]:
    """So many attacks, on a fresh board for every round of them."""
    counted: Counter[str] = Counter()
    while counted["tried"] < count:
        target = Target(Random(seed * 1_000_003 + counted["tried"]))
        for update, client in (mutated, structured)[counted["tried"] // ROUND % 2](target):
            counted["tried"] += 1
            counted[attack(target, update, client)] += 1
        target.close()
    return counted


def attack(target: Target, update: bytes, client: int) -> str:
    """What became of one attack; anything but a refusal or harmlessness ends the run."""
    began = thread_time()
    try:
        if not target.let_in(update, client):
            return "no news"
    except UpdateRefused:
        return "refused"
    wrong = harm(target)
    assert wrong in ("", "order"), f"{wrong}: {client} {update.hex()}"
    assert thread_time() - began < 1, f"slow: {client} {update.hex()}"
    return wrong or "let in"


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    print(dict(run(int(sys.argv[1]), int(sys.argv[2]))))
