"""The gate before a board: what it asks, what it refuses, and that its index follows the document."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pycrdt import Array, Doc, Map, Text

from sessions.gate import Gate, Plan
from sessions.refusals import UpdateRefused

ROOTS = {"timeline": "map", "episodes": "map", "perspectives": "map"}
ADA, BEN = 1001, 1002


def everything(verb: str, path: tuple[str, ...]) -> bool:
    return True


class Desk:
    """A board behind its gate, and people who write on replicas of their own."""

    def __init__(self) -> None:
        self.doc: Doc = Doc(client_id=1)
        for root in ROOTS:
            self.doc.get(root, type=Map)
        self.gate = Gate(ROOTS, self.doc)
        self.gate.load(self.doc.get_update())

    def pen(self, act: Callable[[Doc], None]) -> None:
        """The server's own transaction."""
        before = self.doc.get_state()
        with self.doc.transaction():
            act(self.doc)
        self.gate.absorb(self.doc.get_update(before))

    def replica(self, client: int) -> Doc:
        doc: Doc = Doc(client_id=client)
        doc.apply_update(self.doc.get_update())
        for root in ROOTS:
            doc.get(root, type=Map)
        return doc

    def send(self, update: bytes, client: int, allow: Callable[..., bool] = everything) -> Plan:
        plan = self.gate.check(update, client, allow)
        if not plan.empty:
            self.doc.apply_update(update)
            self.gate.commit(plan)
        return plan


def event(words: str = "A fall at home") -> Map:
    return Map({"agency": "SW", "what": Text(words)})


def written(doc: Doc, act: Callable[[Doc], None]) -> bytes:
    """What a replica sends for one transaction."""
    sent: list[bytes] = []
    subscription = doc.observe(lambda ended: sent.append(ended.update))
    with doc.transaction():
        act(doc)
    doc.unobserve(subscription)
    return sent[0]


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.pen(lambda doc: doc["timeline"].update({"e1": event()}))
    return desk


def test_G1_each_distinct_verb_and_path_is_asked_once(desk: Desk) -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []
    update = written(desk.replica(ADA), lambda doc: doc["timeline"].update({"e2": event("Two words")}))
    plan = desk.send(update, ADA, lambda verb, path: asked.append((verb, path)) is None)
    assert len(asked) == len(set(asked)) and set(asked) == set(plan.paths)
    assert ("create", ("timeline", "e2")) in asked
    assert ("text", ("timeline", "e2", "what", "*")) in asked
    assert plan.first_clock == 0 and not plan.empty and desk.gate.known(ADA) > 0


def test_G1_a_pen_that_says_no_stops_the_whole_update(desk: Desk) -> None:
    before = desk.doc.get_update()
    update = written(desk.replica(ADA), lambda doc: doc["timeline"].update({"e2": event()}))
    with pytest.raises(UpdateRefused) as refused:
        desk.send(update, ADA, lambda verb, path: verb != "text")
    assert refused.value.code == "denied"
    assert desk.doc.get_update() == before and desk.gate.known(ADA) == 0


def test_G1_taking_back_ones_own_event_is_retract_and_anothers_is_delete(desk: Desk) -> None:
    ada = desk.replica(ADA)
    desk.send(written(ada, lambda doc: doc["timeline"].update({"e2": event()})), ADA)
    own = desk.send(written(ada, lambda doc: doc["timeline"].pop("e2")), ADA)
    assert own.paths == (("retract", ("timeline", "e2")),)
    foreign = desk.send(written(ada, lambda doc: doc["timeline"].pop("e1")), ADA)
    assert foreign.paths == (("delete", ("timeline", "e1")),)


def test_G1_others_words_inside_ones_own_event_need_delete_on_that_text(desk: Desk) -> None:
    ada, ben = desk.replica(ADA), desk.replica(BEN)
    added = written(ada, lambda doc: doc["timeline"].update({"e2": event()}))
    desk.send(added, ADA)
    ben.apply_update(added)
    desk.send(written(ben, lambda doc: doc["timeline"]["e2"]["what"].insert(0, "Ben: ")), BEN)
    taken = written(ada, lambda doc: doc["timeline"].pop("e2"))  # Ada has not seen Ben's words
    plan = desk.gate.check(taken, ADA, everything)
    assert set(plan.paths) == {("retract", ("timeline", "e2")), ("delete", ("timeline", "e2", "what", "*"))}


def test_G3_what_stands_in_a_deleted_event_can_no_longer_be_edited(desk: Desk) -> None:
    ada = desk.replica(ADA)
    desk.pen(lambda doc: doc["timeline"].pop("e1"))
    update = written(ada, lambda doc: doc["timeline"]["e1"]["what"].insert(0, "late "))
    with pytest.raises(UpdateRefused) as refused:
        desk.send(update, ADA)
    assert refused.value.code == "gone"


def test_G2_a_client_writes_with_its_own_id_only(desk: Desk) -> None:
    update = written(desk.replica(ADA), lambda doc: doc["timeline"].update({"e2": event()}))
    with pytest.raises(UpdateRefused) as refused:
        desk.send(update, BEN)
    assert refused.value.code == "client"


def test_G3_what_is_known_already_is_an_empty_plan(desk: Desk) -> None:
    ada = desk.replica(ADA)
    desk.send(written(ada, lambda doc: doc["timeline"].update({"e2": event()})), ADA)
    desk.send(written(ada, lambda doc: doc["timeline"].pop("e2")), ADA)
    assert desk.send(ada.get_update(desk.doc.get_state()), ADA, lambda verb, path: False).empty


def test_G3_setting_a_key_covers_the_value_that_stood_there(desk: Desk) -> None:
    update = written(desk.replica(ADA), lambda doc: doc["timeline"]["e1"].update({"agency": "GP"}))
    assert desk.send(update, ADA).paths == (("set", ("timeline", "e1", "agency")),)


def test_G3_replacing_a_container_is_deleting_it(desk: Desk) -> None:
    update = written(desk.replica(ADA), lambda doc: doc["timeline"].update({"e1": event()}))
    plan = desk.send(update, ADA)
    assert ("delete", ("timeline", "e1")) in plan.paths and ("create", ("timeline", "e1")) in plan.paths


def test_G3_a_container_of_another_kind_than_screens_expect_is_refused(desk: Desk) -> None:
    kinds = {2: "map", 3: "text"}
    desk.gate = Gate(ROOTS, desk.doc, kind=lambda path: kinds.get(len(path)))
    desk.gate.load(desk.doc.get_update())
    ada = desk.replica(ADA)
    wrong = written(ada, lambda doc: doc["timeline"].update({"e3": Map({"what": Array(["not words"])})}))
    with pytest.raises(UpdateRefused) as refused:
        desk.send(wrong, ADA)
    assert refused.value.code == "shape"
    desk.send(written(desk.replica(BEN), lambda doc: doc["timeline"].update({"e4": event()})), BEN)
