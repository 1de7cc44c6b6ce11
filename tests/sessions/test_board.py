"""The board: numbers of events, reading and the server's pen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text

from sessions.board import Board, contents_of
from sessions.room import newborn, rebuilt


def event(key: str, start: str | None, number: str | None = None) -> dict[str, object]:
    return {
        "id": key,
        "agency": "DN",
        "what": f"what {key}",
        "number": number,
        "date": {"text": "x", "start": start},
    }


def numbers(*events: dict[str, object]) -> list[str]:
    plain = {"timeline": {str(each["id"]): each for each in events}}
    return [each.number for each in contents_of(plain).events]


def test_an_event_added_in_the_meeting_takes_the_number_before_it_and_a_letter() -> None:
    old = [event("a", "2024-01-01", "1"), event("b", "2024-03-01", "2")]
    new = [event("x", "2024-02-01"), event("w", "2024-02-01"), event("z", "2024-04-01")]
    assert numbers(*old, *new) == ["1", "1a", "1b", "2", "2a"]


def test_an_event_before_all_others_is_still_numbered() -> None:
    assert numbers(event("a", "2024-01-01", "1"), event("x", "2020-01-01")) == ["0a", "1"]


def test_an_event_without_a_date_comes_last_and_is_not_lost() -> None:
    assert numbers(event("a", "2024-01-01", "1"), event("b", None, "2"), event("x", None)) == ["1", "2", "2a"]


@given(
    st.permutations(
        [event("a", "2024-01-01", "1"), event("b", None, "2"), event("x", "2024-01-05"), event("y", None)]
    )
)
def test_numbers_do_not_depend_on_the_order_of_writing(order: list[dict[str, object]]) -> None:
    assert numbers(*order) == ["1", "1a", "2", "2a"]


def test_the_board_is_born_with_texts_that_can_be_typed_into() -> None:
    episode = {"id": "k1", "number": 1, "title": "Quiet", "start": "2024-01-01", "end": "", "events": ["a"]}
    board = rebuilt(
        [newborn(lambda b: b.bear([event("a", "2024-01-01", "1")], [episode | {"status": "proposed"}]))]
    )
    assert isinstance(board.roots["timeline"]["a"]["what"], Text)
    assert isinstance(board.roots["episodes"]["k1"]["events"], Map)
    contents = board.contents()
    assert contents.events[0].what == "what a" and contents.episodes[0].events == ("a",)


def test_whatever_a_browser_leaves_in_an_event_is_read_without_harm() -> None:
    doc: Doc[object] = Doc()
    board = Board(doc)
    board.roots["timeline"]["x"] = Map({"date": "next week", "agency": 7, "what": Text("w")})
    board.roots["timeline"]["y"] = "no map at all"
    board.roots["timeline"]["z"] = Map({})
    events = board.contents().events
    assert [(each.id, each.what, each.agency) for each in events] == [("x", "w", ""), ("z", "", "")]
    assert events[0].date.text == "next week"


def test_numbers_come_back_whole() -> None:
    board = Board()
    board.put("perspectives", {"p": {"text": "t", "mode": "role", "label": "L", "phase": 6, "place": 3}})
    read = board.contents().perspectives[0]
    assert (read.phase, read.place) == (6, 3) and isinstance(read.phase, int)


def test_M11_what_was_taken_back_is_counted_and_nothing_else() -> None:
    board = Board()
    board.put("perspectives", {"p": {"text": "gone for good", "mode": "role", "label": "L"}})
    board.remove("perspectives", ["p", "never there"])
    board.count("withdrawn")
    assert board.contents().perspectives == () and board.contents().counts == {"withdrawn": 1}
    assert b"gone for good" not in board.doc.get_update()
