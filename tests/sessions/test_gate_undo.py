"""Why undo that brings a deleted container back may be refused: let in, it is read in two ways (DECISIONS.md 16)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from pycrdt import Doc

from sessions.gate import Gate
from sessions.refusals import UpdateRefused
from tests.live.yjs.replicas import ROOTS, Replicas, start
from tests.sessions.hall import KINDS, Hall, everything, rounded, shape
from tests.sessions.past import CROSSED, READ_IN_TWO_WAYS

PEOPLE = 3


@pytest.fixture(scope="module")
def replicas() -> Iterator[Replicas]:
    started = start()
    yield started
    started.close()


class Lenient(Hall):
    """A hall that lets neighbours in the wrong order in."""

    def __init__(self, replicas: Replicas) -> None:
        super().__init__(replicas, PEOPLE, undoes="all")
        self.gate = Gate(ROOTS, self.doc)  # type: ignore[assignment]

    def take(self, person: int, sent: Iterable[bytes], wrote_away: bool = False) -> bool:
        """Apply what is refused for its order all the same."""
        for update in sent:
            try:
                plan = self.gate.check(update, self.clients[person], everything)
            except UpdateRefused as refused:
                assert refused.code == "origins", refused
                self.crossed += 1
                self.force(update)
            else:
                self.doc.apply_update(update)
                self.gate.commit(plan)
            self.spread(update, person)
        return True

    def force(self, update: bytes) -> None:
        told: list[bytes] = []
        watch = self.doc.observe(lambda ended: told.append(ended.update))
        self.doc.apply_update(update)
        self.doc.unobserve(watch)
        for each in told:
            self.gate.absorb(each)

    def readings(self) -> set[str]:
        """How the document is read: live, stored and loaded again, by each person, and by a newcomer."""
        again: Doc[Any] = Doc()
        again.apply_update(self.doc.get_update())
        for name, kind in ROOTS.items():
            again.get(name, type=KINDS[kind])
        self.replicas.open(9, 987_654_321, self.doc.get_update(), "text", True)
        shown = [rounded(self.replicas.read(person)) for person in (*self.clients, 9)]
        return {json.dumps(each, sort_keys=True) for each in (shape(self.doc), shape(again), *shown)}


def played(hall: Hall, script: list[Any]) -> Hall:
    for step, *rest in script:
        getattr(hall, f"do_{step}")(*rest)
    hall.settle()
    return hall


@pytest.mark.parametrize("script", [CROSSED, READ_IN_TWO_WAYS])
def test_G3_what_yjs_restores_in_the_wrong_order_is_refused_and_all_see_the_same(
    replicas: Replicas, script: list[Any]
) -> None:
    hall = played(Hall(replicas, PEOPLE, undoes="all"), script)
    assert hall.crossed, "or else Yjs has learned it: decision 16 can go"
    hall.compare()
    hall.close()


def test_G3_let_in_one_of_them_is_read_in_two_ways_for_good(replicas: Replicas) -> None:
    hall = Lenient(replicas)
    played(hall, READ_IN_TWO_WAYS)
    assert hall.crossed and len(hall.readings()) > 1, "or else decision 16 can go"
    hall.close()
