"""A hall of real Yjs replicas around one board behind its gate, for tests that play scripts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from pycrdt import Array, Doc, Map, Text

from sessions.gate import Gate, Plan
from sessions.refusals import UpdateRefused
from sessions.updates import read_state_vector
from tests.live.yjs.replicas import ROOTS, Replicas
from tests.sessions.longway import TwinGate
from tests.sessions.picture import paths_of, picture, unannounced

KINDS = {"map": Map, "array": Array, "text": Text}


def everything(verb: str, path: tuple[str, ...]) -> bool:
    """A pen that may do all."""
    return True


class Hall:
    """The server's side in Python, the people's side in Node. Lines deliver in order, some late."""

    def __init__(self, replicas: Replicas, people: int, undoes: str = "text", gc: bool = True) -> None:
        self.replicas, self.undoes, self.gc = replicas, undoes, gc
        self.doc: Doc[Any] = Doc(client_id=1)
        for name, kind in ROOTS.items():
            self.doc.get(name, type=KINDS[kind])
        self.seen = seen = list[tuple[str, ...]]()
        for name in ROOTS:
            self.doc[name].observe_deep(lambda events, root=name: seen.extend(paths_of(root, events)))
        self.gate = TwinGate(ROOTS, self.doc)
        self.accepted = self.gone = self.crossed = self.taken_back = 0
        self.clients: dict[int, int] = {}
        self.away: set[int] = set()
        self.unheard: dict[int, list[bytes]] = {}
        self.fresh = count(100_000)
        replicas.ask("reset")
        for person in range(people):
            self.seat(person)

    def close(self) -> None:
        """Observers make a circle through pycrdt, which is never collected."""
        for name in ROOTS:
            root = self.doc[name]
            for watch in list(root._subscriptions):
                root.unobserve(watch)

    def seat(self, person: int) -> None:
        """Give a person a new replica under a new client id."""
        self.clients[person] = next(self.fresh) * 7919 % (1 << 32)
        self.unheard[person] = []
        self.away.discard(person)
        sent = self.replicas.open(person, self.clients[person], self.doc.get_update(), self.undoes, self.gc)
        self.take(person, sent)

    # Steps of a script -----------------------------------------------------------------------------------

    def do_act(self, person: int, acts: list[Any], together: bool) -> None:
        """Somebody writes; what they send is judged unless they are away."""
        sent = self.replicas.act(person, acts, together)
        if person not in self.away:
            self.take(person, sent)

    def do_leave(self, person: int) -> None:
        """The line drops: what the person writes stays on the phone."""
        self.away.add(person)
        self.unheard[person].clear()

    def do_return(self, person: int, hears_first: bool) -> None:
        """The line is back: both sides send what the other lacks."""
        if person not in self.away:
            return
        lacking = self.doc.get_update(self.replicas.vector(person))
        if hears_first:
            self.replicas.deliver(person, lacking)  # what it sends is part of its answer below
        self.away.discard(person)
        if self.take(person, [self.replicas.answer(person, self.doc.get_state())], True) and not hears_first:
            self.take(person, self.replicas.deliver(person, lacking))

    def do_hear(self, person: int) -> None:
        """The person's screen catches up."""
        heard, self.unheard[person] = self.unheard[person], []
        for update in heard:
            if not self.take(person, self.replicas.deliver(person, update)):
                return

    def do_pen(self, number: int) -> None:
        """The server's pen writes or takes away."""
        sent: list[bytes] = []
        watch = self.doc.observe(lambda ended: sent.append(ended.update))
        timeline = self.doc["timeline"]
        with self.doc.transaction():
            if number % 3 == 0 and len(timeline):
                del timeline[sorted(timeline)[number % len(timeline)]]
            else:
                timeline[f"s{number}"] = Map({"number": str(number), "what": Text("penned 😀")})
        self.doc.unobserve(watch)
        self.seen.clear()
        for update in sent:
            self.gate.absorb(update)
            self.spread(update, None)

    # What the server does --------------------------------------------------------------------------------

    def take(self, person: int, sent: Iterable[bytes], wrote_away: bool = False) -> bool:
        """Judge, apply, index and pass on; False when the person had to begin anew."""
        for update in sent:
            try:
                plan = self.gate.check(update, self.clients[person], everything)
            except UpdateRefused as refused:
                self.excuse(refused, update, wrote_away or bool(self.unheard[person]))
                self.gone += 1
                self.crossed += refused.code == "origins" or not (wrote_away or self.unheard[person])
                self.seat(person)
                return False
            if not plan.empty:
                self.admit(plan, update)
                self.spread(update, person)
        return True

    def excuse(self, refused: UpdateRefused, update: bytes, behind: bool) -> None:
        """The refusals that honest people can meet: it was deleted under their hands, or Yjs's own undo of a deleted
        container wrote neighbours in the wrong order, or (very rarely) into what it had deleted itself."""
        excused = {"gone", "origins"} if self.undoes == "all" else {"gone"}
        assert refused.code in excused, f"{refused}: {update.hex()}"
        assert behind or self.undoes == "all", f"knew that it was gone: {update.hex()}"

    def admit(self, plan: Plan, update: bytes) -> None:
        """What observers of the document see must be what the gate announced; any pen can stop it."""
        if plan.paths:
            barred = plan.paths[self.accepted % len(plan.paths)][1]
            self.denied(update, plan.client, barred)
        self.seen.clear()
        self.doc.apply_update(update)
        self.gate.commit(plan)
        self.accepted += 1
        self.taken_back += any(verb == "retract" and len(path) == 2 for verb, path in plan.paths)
        assert not unannounced(self.seen, plan), f"{self.seen} {plan.paths}: {update.hex()}"

    def denied(self, update: bytes, client: int, barred: tuple[str, ...]) -> None:
        """A pen that may write everywhere but at one of the places stops the whole update."""
        before = self.doc.get_state()
        try:
            self.gate.check(update, client, lambda verb, path: path != barred)
        except UpdateRefused as refused:
            assert refused.code == "denied", f"{refused}: {update.hex()}"
            assert self.doc.get_state() == before
        else:
            raise AssertionError(f"{barred} was barred: {update.hex()}")

    def spread(self, update: bytes, author: int | None) -> None:
        """Queue for everybody else who is here."""
        for person, queue in self.unheard.items():
            if person != author and person not in self.away:
                queue.append(update)

    # At the end ------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Everybody comes back and hears all; nobody has anything left to say."""
        for person in list(self.clients):
            self.do_return(person, hears_first=False)
        while any(self.unheard.values()):
            for person in list(self.clients):
                self.do_hear(person)
        for person in self.clients:
            left = self.replicas.answer(person, self.doc.get_state())
            assert self.gate.check(left, self.clients[person], nothing).empty, left.hex()

    def compare(self) -> None:
        """Screens, document, stored state and index all tell the same."""
        state = self.doc.get_update()
        again: Doc[Any] = Doc()
        again.apply_update(state)
        for name, kind in ROOTS.items():
            again.get(name, type=KINDS[kind])
        shown = shape(self.doc)
        assert shape(again) == shown
        assert vector(again) == vector(self.doc)
        for person in self.clients:
            assert rounded(self.replicas.read(person)) == shown
        rebuilt = Gate(ROOTS, again)
        rebuilt.load(state)
        assert picture(rebuilt._places) == picture(self.gate._places)


def nothing(verb: str, path: tuple[str, ...]) -> bool:
    """A pen that may do nothing."""
    return False


def shape(doc: Doc[Any]) -> dict[str, Any]:
    """All roots as plain values."""
    return rounded({name: doc[name].to_py() for name in ROOTS})


def rounded(value: Any) -> Any:
    """Numbers as floats, as pycrdt has them."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def vector(doc: Doc[Any]) -> dict[int, int]:
    """The state vector, in any order."""
    return read_state_vector(doc.get_state())
