"""Bytes that no Yjs client sends: each refused under its name, the document as it was (promise G3)."""

from __future__ import annotations

import math
import struct as packing

import pytest
from pycrdt import Array, Doc, Map, Text

from sessions.gate import Gate
from sessions.refusals import UpdateRefused
from tests.sessions import forge
from tests.sessions.forge import (
    ARRAY,
    MAP,
    TEXT,
    collected,
    container,
    style,
    text,
    tomb,
    update,
    value,
    word,
)

ADA, BEN, PEN, NOBODY = 1001, 1002, 1, 77
ROOTS = {"timeline": "map", "lane": "array"}


class Board:
    """The server wrote event e1 with the text 'A😀b' and a flag; Ada wrote 'Ada' after it and set her own key."""

    def __init__(self) -> None:
        self.doc: Doc = Doc(client_id=PEN)
        timeline, lane = self.doc.get("timeline", type=Map), self.doc.get("lane", type=Array)
        with self.doc.transaction():
            lane.append("first")  # 1:0
            timeline["e1"] = Map()  # 1:1
            timeline["e1"]["what"] = Text("A😀b")  # 1:2, units 1:3 to 1:6, the low half is 1:5
            timeline["e1"]["agency"] = "SW"  # 1:7
            timeline["e2"] = Map()  # 1:8
            del timeline["e2"]
        self.gate = Gate(ROOTS, self.doc)
        self.gate.load(self.doc.get_update())
        self.take(update(ADA, 0, [text("Ada", left=(PEN, 6)), value(word("v"), parent=(PEN, 1), key="mine")]))

    def take(self, honest: bytes) -> None:
        plan = self.gate.check(honest, ADA, lambda verb, path: True)
        self.doc.apply_update(honest)
        self.gate.commit(plan)


def ada(*structs: bytes, deletes: tuple[tuple[int, int, int], ...] = (), clock: int = 4) -> bytes:
    """An update under Ada's own id at her next clock."""
    return update(ADA, clock, structs, deletes)


def nested(opening: bytes, depth: int) -> bytes:
    return ada(value(opening * depth + b"\x7e", root="timeline", key="k"))


LAST = {"left": (ADA, 2)}  # the end of the text
E1 = {"parent": (PEN, 1)}
HOSTILE = {
    # What makes pycrdt loop, panic, crash or grow
    "words in an array": ("shape", ada(text("x", root="lane"))),
    "words in a map": ("shape", ada(text("x", key="agency", **E1))),
    "a formatting in a map": ("shape", ada(style("b", "true", key="agency", **E1))),
    "a value in a text": ("shape", ada(value(word("x"), **LAST))),
    "a container in a text": ("shape", ada(container(MAP, **LAST))),
    "a client with no structs": ("structs", bytes.fromhex("0100050000")),
    "a list 30,000 deep": ("value", nested(b"\x75\x01", 30_000)),
    "an object 10,000 deep": ("value", nested(b"\x76\x01\x01a", 10_000)),
    "maps 20,000 deep": (
        "size",
        ada(
            container(MAP, root="timeline", key="k"),
            *(container(MAP, parent=(ADA, 4 + i), key="k") for i in range(20_000)),
        ),
    ),
    "50,000 chained letters": ("size", ada(*(text("x", left=(ADA, 3 + i)) for i in range(50_000)))),
    "4,097 structs": ("structs", ada(*(text("x", left=(ADA, 2)) for _ in range(4097)))),
    "deletions that cut an emoji at its end": ("surrogate", ada(deletes=((PEN, 3, 2),))),
    "deletions that cut an emoji at its start": ("surrogate", ada(deletes=((PEN, 5, 2),))),
    "words inside an emoji": ("surrogate", ada(text("x", left=(PEN, 4), right=(PEN, 5)))),
    "words before the second half": ("surrogate", ada(text("x", right=(PEN, 5)))),
    "words inside one's own new emoji": ("surrogate", ada(text("😀", **LAST), text("x", left=(ADA, 4)))),
    "deletions inside one's own new emoji": ("surrogate", ada(text("😀", **LAST), deletes=((ADA, 4, 1),))),
    "left behind right": ("origins", ada(text("x", left=(PEN, 6), right=(PEN, 3)))),
    "left equals right": ("origins", ada(text("x", left=(PEN, 6), right=(PEN, 6)))),
    "new neighbours crossed": (
        "origins",
        ada(text("xy", **LAST), text("z", left=(ADA, 5), right=(ADA, 4))),
    ),
    "a known neighbour behind a new one": (
        "origins",
        ada(text("x", left=(PEN, 3), right=(PEN, 4)), text("z", left=(PEN, 6), right=(ADA, 4))),
    ),
    "a good struct and then a bad parent": (
        "dependency",
        ada(text("x", **LAST), value(word("x"), parent=(NOBODY, 4), key="k")),
    ),
    "rivals at 4,000 places": (
        "origins",
        ada(*(text("x", parent=(PEN, 2)) for _ in range(4096))),
    ),
    # Identity, order, dependencies
    "a clock gap": ("gap", ada(text("x", **LAST), clock=1000)),
    "another's id": ("client", update(BEN, 0, [text("x", **LAST)])),
    "the server's id": ("client", update(PEN, 9, [text("x", **LAST)])),
    "two clients": (
        "clients",
        b"\2" + ada(text("x", **LAST))[1:-1] + update(BEN, 0, [text("x", **LAST)])[1:],
    ),
    "50 million clients": ("clients", forge.varint(50_000_000) + b"\1\5\0\0"),
    "an unknown left neighbour": ("dependency", ada(text("x", left=(NOBODY, 0)))),
    "an unknown right neighbour": ("dependency", ada(text("x", right=(PEN, 900)))),
    "its own later clock as neighbour": ("dependency", ada(text("x", left=(ADA, 4)))),
    "an unknown parent": ("dependency", ada(value(word("x"), parent=(PEN, 900), key="k"))),
    "deletion of what is not there": ("dependency", ada(deletes=((NOBODY, 0, 1),))),
    "deletion beyond the end": ("dependency", ada(deletes=((PEN, 8, 2),))),
    "deletion of one's own future": ("dependency", ada(deletes=((ADA, 4, 1),))),
    "a letter as parent": ("gone", ada(value(word("x"), parent=(PEN, 3), key="k"))),
    "a deleted event as parent": ("gone", ada(value(word("x"), parent=(PEN, 8), key="k"))),
    "neighbours in different places": ("origins", ada(text("x", left=(PEN, 3), right=(PEN, 7)))),
    "a value before another of its key": ("origins", ada(value(word("x"), right=(PEN, 7)))),
    "a value between two of its key": ("origins", ada(value(word("x"), left=(PEN, 7), right=(PEN, 7)))),
    "a repeat that stands elsewhere": ("origins", ada(text("Ada and", left=(PEN, 6)), clock=0)),
    # Runs that are forgotten already
    "a forgotten run of somebody else": ("client", update(BEN, 0, [collected(3)])),
    "a forgotten run after a gap": ("gap", ada(collected(3), clock=9)),
    "a forgotten run of nothing": ("length", ada(collected(0))),
    "a forgotten run of two thousand million": ("length", ada(collected(1 << 31))),
    "words beside a forgotten run": ("gone", ada(collected(3), text("x", left=(ADA, 5)))),
    "values in a forgotten container": (
        "gone",
        ada(collected(3), value(word("x"), parent=(ADA, 4), key="k")),
    ),
    # Kinds of content
    "a skip": ("content", ada(bytes((10,)) + forge.varint(5))),
    "old JSON": ("content", ada(forge.struct(forge.JSON, b"\1" + forge.words("1"), root="lane"))),
    "bytes": ("content", ada(forge.struct(forge.BINARY, b"\1x", root="lane"))),
    "an embed": ("content", ada(forge.struct(forge.EMBED, forge.words("{}"), **LAST))),
    "a subdocument": ("content", ada(forge.struct(forge.SUBDOC, forge.words("d") + b"\x7e", root="lane"))),
    "content 31": ("content", ada(forge.struct(31, b"\1", root="lane"))),
    "a forgotten run with neighbours": ("content", ada(forge.struct(forge.GC, b"\1", **LAST))),
    "XML": ("type", ada(container(3, root="lane") + forge.words("script"))),
    "type 7 (weak link)": ("type", ada(container(7, root="lane"))),
    "a key with no value": ("length", ada(value(root="timeline", key="k"))),
    "empty words": ("length", ada(text("", **LAST))),
    "a tomb of nothing": ("length", ada(tomb(0, **LAST))),
    "a tomb of two thousand million": ("length", ada(tomb(1 << 31, **LAST))),
    "a nested formatting": ("format", ada(style("b", '{"a":1}', **LAST))),
    "a nested formatting after a space": ("format", ada(style("b", " [1]", **LAST))),
    "a formatting that is no JSON": ("format", ada(style("b", "tru", **LAST))),
    "an endless formatting": ("format", ada(style("b", "Infinity", **LAST))),
    "half a character as formatting": ("format", ada(style("b", '"\\ud83d"', **LAST))),
    "a formatting called __proto__": ("key", ada(style("__proto__", "true", **LAST))),
    # Places and keys
    "an unknown root": ("root", ada(value(word("x"), root="secrets", key="k"))),
    "no root at all": ("root", ada(value(word("x"), root="", key="k"))),
    "a parent of a third sort": ("parent", ada(bytes((8, 2)) + b"\1x\1\x7e")),
    "a map without a key": ("shape", ada(value(word("x"), root="timeline"))),
    "an empty key": ("shape", ada(value(word("x"), root="timeline", key=""))),
    "a key called *": ("shape", ada(value(word("x"), root="timeline", key="*"))),
    "a key called #": ("shape", ada(value(word("x"), root="timeline", key="#"))),
    "two values at one key": ("shape", ada(value(word("x"), word("y"), root="timeline", key="k"))),
    "a key in a text": ("shape", ada(text("x", parent=(PEN, 2), key="k"))),
    "a key called __proto__": ("key", ada(value(word("x"), root="timeline", key="__proto__"))),
    "a key called constructor": ("key", ada(container(MAP, root="timeline", key="constructor"))),
    "a key of 65 bytes": ("string", ada(value(word("x"), root="timeline", key="k" * 65))),
    "a root of a megabyte": ("size", ada(value(word("x"), root="r" * (1 << 20), key="k"))),
    "containers five deep": (
        "depth",
        ada(
            container(MAP, root="timeline", key="a"),
            *(container(MAP, parent=(ADA, 4 + i), key="a") for i in range(3)),
            container(TEXT, parent=(ADA, 7), key="a"),
        ),
    ),
    # Values
    "a value five deep": ("value", nested(b"\x75\x01", 4)),
    "65 values": ("value", ada(value(*[b"\x7e"] * 65, root="lane"))),
    "a list of 65": ("value", ada(value(b"\x75\x41" + b"\x7e" * 65, root="lane"))),
    "a value with __proto__ in it": (
        "key",
        ada(value(b"\x76\1" + forge.words("__proto__") + b"\x7e", root="lane")),
    ),
    "bytes as a value": ("value", ada(value(b"\x74\x01x", root="lane"))),
    "a value of no known kind": ("value", ada(value(b"\x05", root="lane"))),
    "not a number": ("value", ada(value(b"\x7b" + packing.pack(">d", math.nan), root="lane"))),
    "infinity": ("value", ada(value(b"\x7c" + packing.pack(">f", math.inf), root="lane"))),
    "a whole number that JavaScript cannot hold": (
        "value",
        ada(value(b"\x7d\xbf" + b"\xff" * 6 + b"\x7f", root="lane")),
    ),
    "a whole number of 9 bytes": ("varint", ada(value(b"\x7d" + b"\xff" * 9 + b"\1", root="lane"))),
    "a big integer that JavaScript cannot hold": (
        "value",
        ada(value(b"\x7a\x7f" + b"\xff" * 7, root="lane")),
    ),
    # Words
    "32 KiB and one": ("string", ada(text("x" * (32 * 1024 + 1), **LAST))),
    "a value of 32 KiB and one": ("string", ada(value(word("x" * (32 * 1024 + 1)), root="lane"))),
    "50 MB": ("size", ada(text("x" * 50_000_000, **LAST))),
    "broken UTF-8": ("utf8", ada(text(b"\xff", **LAST))),
    "overlong UTF-8": ("utf8", ada(text(b"\xc0\xaf", **LAST))),
    "half a character": ("utf8", ada(text(b"\xed\xa0\xbd", **LAST))),
    "a key that is half a character": ("utf8", ada(value(word("x"), root="timeline", key=b"\xed\xa0\xbd"))),
    "a length of 2^32": ("string", ada(forge.struct(forge.STRING, forge.varint(1 << 32) + b"x", **LAST))),
    "a length of 2^40": ("string", ada(forge.struct(forge.STRING, forge.varint(1 << 40) + b"x", **LAST))),
    "a length beyond the end": ("truncated", ada(forge.struct(forge.STRING, b"\x7fx", **LAST))),
    # Numbers and ends
    "a number of 9 bytes": ("varint", b"\xff" * 8 + b"\1"),
    "a number that never ends": ("varint", b"\xff" * 60_000),
    "a number longer than need be": ("varint", ada(forge.struct(forge.TYPE, b"\x80\0", root="lane"))),
    "a client beyond 2^53": ("client", update(1 << 53, 0, [text("x", **LAST)])),
    "a clock beyond 2^31": ("clock", ada(text("x", **LAST), clock=1 << 31)),
    "deletions of a client beyond 2^53": ("client", ada(deletes=((1 << 53, 0, 1),))),
    "two lists of deletions for one client": ("client", ada()[:-1] + b"\2\1\1\3\1\1\1\4\1"),
    "deletion of nothing": ("range", ada(deletes=((PEN, 3, 0),))),
    "deletion beyond 2^31": ("range", ada(deletes=((PEN, 3, 1 << 31),))),
    "something after the end": ("trailing", ada(text("x", **LAST)) + b"\0"),
    "nothing at all": ("truncated", b""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_G3_hostile_bytes_are_refused_whole_and_change_nothing(name: str) -> None:
    code, hostile = HOSTILE[name]
    board = Board()
    before, clock = board.doc.get_update(), board.gate.known(ADA)
    with pytest.raises(UpdateRefused) as refused:
        board.gate.check(hostile, ADA, lambda verb, path: True)
    assert refused.value.code == code
    assert board.doc.get_update() == before and board.gate.known(ADA) == clock
    board.take(ada(text("!", **LAST)))
    assert str(board.doc["timeline"]["e1"]["what"]) == "A😀bAda!", "the honest go on"


def test_G3_an_update_cut_anywhere_is_refused() -> None:
    whole = ada(
        container(MAP, root="timeline", key="e9"),
        container(TEXT, parent=(ADA, 4), key="what"),
        text("é😀", parent=(ADA, 5)),
        value(b"\x76\1\1a\x7d\5", parent=(ADA, 4), key="agency"),
        deletes=((PEN, 3, 1),),
    )
    board = Board()
    board.gate.check(whole, ADA, lambda verb, path: True)
    for end in range(len(whole)):
        with pytest.raises(UpdateRefused):
            board.gate.check(whole[:end], ADA, lambda verb, path: True)


def test_G3_more_than_4096_new_deletions_are_refused() -> None:
    board = Board()
    board.take(ada(text("x" * 10_000, **LAST)))
    every_other = tuple((ADA, 4 + 2 * i, 1) for i in range(4097))
    with pytest.raises(UpdateRefused) as refused:
        board.gate.check(ada(deletes=every_other), ADA, lambda verb, path: True)
    assert refused.value.code == "ranges"
    board.take(ada(deletes=every_other[:4096]))
    assert board.gate.check(ada(deletes=every_other[:4096]), ADA, lambda verb, path: False).empty


def test_G3_forgotten_runs_of_ones_own_next_clocks_are_let_in_and_stay_nameless() -> None:
    board = Board()
    asked: list[object] = []
    forgotten = ada(collected(5), text("x", **LAST))
    plan = board.gate.check(forgotten, ADA, lambda verb, path: not asked.append((verb, path)))
    assert asked == [("text", ("timeline", "e1", "what", "*"))] and plan.first_clock == 4
    board.take(forgotten)
    assert board.gate.known(ADA) == 10
    with pytest.raises(UpdateRefused) as refused:
        board.gate.check(ada(text("y", left=(ADA, 6)), clock=10), ADA, lambda verb, path: True)
    assert refused.value.code == "gone"


def test_G3_left_behind_right_is_seen_among_deleted_words_too() -> None:
    """Where they stand, the document cannot say: both count as the same place. What was written on can."""
    board = Board()
    board.take(ada(tomb(3, **LAST)))
    with pytest.raises(UpdateRefused) as refused:
        board.gate.check(ada(text("x", left=(ADA, 6), right=(ADA, 5)), clock=7), ADA, lambda verb, path: True)
    assert refused.value.code == "origins"


def test_G3_rivals_at_many_places_of_a_long_text_are_refused_before_pycrdt_searches_for_them() -> None:
    board = Board()
    runs = [text("x", left=(ADA, 3 + unit) if unit else (ADA, 2)) for unit in range(1000)]
    for unit, run in enumerate(runs):
        board.take(update(ADA, 4 + unit, [run]))
    places = [text("y", left=(ADA, 4 + unit)) for unit in range(0, 998, 2)]
    assert not board.gate.check(update(BEN, 0, places[:400]), BEN, lambda verb, path: True).empty
    with pytest.raises(UpdateRefused) as refused:
        board.gate.check(update(BEN, 0, places), BEN, lambda verb, path: True)
    assert refused.value.detail == "written in too many places at once"


ARRAY_AND_MORE = ada(
    container(ARRAY, root="timeline", key="list"), value(word("a"), word("b"), parent=(ADA, 4))
)


def test_G3_a_repeat_that_goes_on_is_taken_from_where_it_is_new() -> None:
    board = Board()
    board.take(ARRAY_AND_MORE)
    longer = update(ADA, 0, [text("Ada", left=(PEN, 6)), value(word("v"), parent=(PEN, 1), key="mine")])
    assert board.gate.check(longer, ADA, lambda verb, path: False).empty
    grown = ada(text("zwei", left=(ADA, 2)), clock=7)
    board.take(grown)
    again = ada(text("zweimal", left=(ADA, 2)), clock=7)
    board.take(again)
    assert board.gate.known(ADA) == 14
    assert str(board.doc["timeline"]["e1"]["what"]) == "A😀bAdazweimal"
