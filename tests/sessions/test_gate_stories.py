"""What real Yjs sends in the cases that make a gate stumble, told one by one."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from collections.abc import Iterator

import pytest
from pycrdt import Doc, Map, Text

from sessions import pens
from sessions.gate import Gate
from sessions.people import Role
from sessions.refusals import UpdateRefused
from sessions.updates import DELETED, GC, read_update
from tests.live.yjs.replicas import Replicas, start
from tests.sessions import forge
from tests.sessions.hall import Hall, everything, nothing
from tests.sessions.picture import picture

ADA, BEN = 0, 1


@pytest.fixture(scope="module")
def replicas() -> Iterator[Replicas]:
    started = start()
    yield started
    started.close()


@pytest.fixture
def hall(replicas: Replicas) -> Hall:
    return Hall(replicas, 2)


def add(words: str = "Fell") -> tuple[str, int, int, str]:
    return ("add", 1, 1, words)


def write(words: str) -> tuple[str, int, int, str]:
    return ("write", 1, 0, words)


DROP = ("drop", 0, 1, "")


def practitioner(verb: str, path: tuple[str, ...]) -> bool:
    """A practitioner's pens while the timeline is shared."""
    return pens.allowed(Role.CASE_GROUP, "everyone", False, verb, path)


def key(hall: Hall, person: int) -> str:
    """The id of the event that `add` makes."""
    return f"k{hall.clients[person] % 97}x1"


def test_G3_an_event_added_and_taken_back_at_once_needs_only_the_pen_that_creates(hall: Hall) -> None:
    (update,) = hall.replicas.act(ADA, [add(), DROP], True)
    assert [struct.ref for struct in read_update(update).structs] == [DELETED, GC]
    plan = hall.gate.check(update, hall.clients[ADA], practitioner)
    assert plan.paths == (("create", ("timeline", key(hall, ADA))),)
    hall.admit(plan, update)
    hall.spread(update, ADA)
    hall.do_act(ADA, [add("and again"), write("more")], False)
    hall.settle()
    hall.compare()


def test_G3_what_was_added_and_taken_back_offline_comes_as_forgotten_runs(hall: Hall) -> None:
    hall.do_act(ADA, [add()], True)
    hall.do_leave(ADA)
    hall.replicas.act(ADA, [write("offline "), DROP], False)
    update = hall.replicas.answer(ADA, hall.doc.get_state())
    assert GC in {struct.ref for struct in read_update(update).structs}
    plan = hall.gate.check(update, hall.clients[ADA], practitioner)
    assert plan.paths == (("retract", ("timeline", key(hall, ADA))),)
    hall.admit(plan, update)
    hall.compare()


def test_G1_a_practitioner_cannot_take_away_what_another_added(hall: Hall) -> None:
    hall.do_act(ADA, [add()], True)
    hall.do_hear(BEN)
    (update,) = hall.replicas.act(BEN, [DROP], True)
    with pytest.raises(UpdateRefused) as refused:
        hall.gate.check(update, hall.clients[BEN], practitioner)
    assert (refused.value.code, refused.value.detail) == ("denied", f"delete timeline/{key(hall, ADA)}")


def test_G1_undoing_ones_own_event_needs_leave_to_delete_the_words_of_others_in_it(hall: Hall) -> None:
    hall.do_act(ADA, [add()], True)
    hall.do_hear(BEN)
    hall.do_act(BEN, [write("Ben: ")], True)
    hall.do_hear(ADA)
    (update,) = hall.replicas.act(ADA, [DROP], True)
    asked = hall.gate.check(update, hall.clients[ADA], everything).paths
    event = ("timeline", key(hall, ADA))
    assert set(asked) == {("retract", event), ("delete", (*event, "what", "*"))}


def test_G3_a_replica_that_may_only_read_repeats_every_deletion_and_brings_nothing(hall: Hall) -> None:
    hall.do_act(ADA, [add(), write("one "), ("erase", 1, 0, "xx"), ("change", 0, 0, "a")], False)
    hall.do_act(ADA, [DROP], False)
    hall.do_hear(BEN)
    answer = hall.replicas.answer(BEN, hall.doc.get_state())
    assert read_update(answer).deletes
    assert hall.gate.check(answer, hall.clients[BEN], nothing).empty


def test_G3_two_who_set_one_key_at_once_leave_an_index_that_knows_who_won(hall: Hall) -> None:
    hall.do_act(ADA, [add()], True)
    hall.do_hear(BEN)
    for person in (ADA, BEN):
        hall.do_act(person, [("change", 0, 0, f"by {person}")], True)
    hall.settle()
    hall.compare()


def test_G3_what_overtakes_the_answer_to_step_one_is_told_apart_as_a_gap(hall: Hall) -> None:
    """y-websocket sends a keystroke typed before it has answered; the answer then holds that keystroke too."""
    hall.do_leave(ADA)
    hall.replicas.act(ADA, [add()], True)
    (overtaking,) = hall.replicas.act(ADA, [write("x")], True)
    with pytest.raises(UpdateRefused) as refused:
        hall.gate.check(overtaking, hall.clients[ADA], everything)
    assert refused.value.code == "gap"
    hall.do_return(ADA, hears_first=False)
    assert hall.gate.check(overtaking, hall.clients[ADA], nothing).empty
    hall.settle()
    hall.compare()


def test_G3_the_index_follows_what_only_fuzzing_would_send(hall: Hall) -> None:
    ada, place, x, y = hall.clients[ADA], {"root": "timeline", "key": "k"}, forge.word("x"), forge.word("y")
    for structs in (
        [forge.value(x, root="timeline", key="r")],
        [forge.container(forge.ARRAY, left=(ada, 0)), forge.value(x, left=(ada, 0))],
        [forge.tomb(3, **place), forge.collected(2), forge.container(forge.TEXT, left=(ada, 3))],
        [forge.tomb(1, **place), forge.container(forge.ARRAY, **place)],
        [forge.value(x, **place), forge.value(y, **place)],
    ):
        update = forge.update(ada, hall.gate.known(ada), structs)
        hall.admit(hall.gate.check(update, ada, everything), update)
        rebuilt = Gate(hall.gate._roots, hall.doc)
        rebuilt.load(hall.doc.get_update())
        assert picture(rebuilt._places) == picture(hall.gate._places)


def test_G3_every_path_where_a_pen_creates_has_its_kind_of_container() -> None:
    for pen in (*pens.EVERYONE, *pens.TEAM_ONLY):
        if "create" in pen.verbs:
            names = pen.steps[-1] if isinstance(pen.steps[-1], frozenset) else {pen.steps[-1]}
            assert all(pens.kind_at((*map(str, pen.steps[:-1]), name)) for name in names), pen
    assert pens.kind_at(("timeline", "e1", "agency")) is None


def test_G1_a_gate_that_listens_does_not_outlive_its_room() -> None:
    doc: Doc = Doc(client_id=1)
    doc.get("timeline", type=Map)["e1"] = Map({"what": Text("x")})
    gate = Gate({"timeline": "map"}, doc, kind=(only_of_gate := lambda path: None))
    gate.load(doc.get_update())
    gate.check(forge.update(ADA + 9, 0, [], [(1, 0, 1)]), ADA + 9, everything)
    assert gate._listener is not None, "it must listen for this test to mean anything"
    last_sight = weakref.ref(only_of_gate)
    del gate, doc, only_of_gate
    gc.collect()
    assert last_sight() is None


def test_G9_the_index_of_a_thousand_events_takes_less_than_two_mebibytes() -> None:
    doc: Doc = Doc(client_id=1)
    timeline = doc.get("timeline", type=Map)
    with doc.transaction():
        for number in range(1000):
            facts = dict.fromkeys(
                ("agency", "date", "source", "number", "origin", "flags", "label", "mode"), "x"
            )
            timeline[f"event{number:05d}"] = Map({**facts, "what": Text("A fall at home")})
    state = doc.get_update()
    tracemalloc.start()
    gate = Gate({"timeline": "map"}, doc)
    gate.load(state)
    gate.prepare()
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < 2 << 20
    assert len(gate._places.strands[1].starts) == 11_000, "an event, its values, a text and the words in it"
