"""Planted leaks, one for each channel that we know of: the product as it would be if somebody had not thought of it.

Each is the smallest change that a well-meaning person might make. `by` names the guesses that must see it.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import structlog
from pycrdt import Doc

import server.contributing as contributing
import server.exports.word as word
import server.pages.paper as paper
import server.pages.perspectives as door
import server.store.books as store
import server.store.trays as trays
from server.hub import LiveRoom
from server.live import protocol
from server.store import seats as seat_rows
from sessions.board import Board
from sessions.people import Seat
from sessions.tray import Waiting, item_of
from tests.privacy.adversary.play import Play


@dataclass(frozen=True)
class Leak:
    """One way to betray people."""

    name: str
    plant: Callable[[Play], Any]
    by: str


def _on_send(act: Callable[[LiveRoom, Waiting], Any]) -> Any:
    """Something more happens when a contribution was kept."""
    kept = door.send

    async def send(live: LiveRoom, waiting: Waiting, mark: str, late: bool = False) -> None:
        await kept(live, waiting, mark, late)
        done = act(live, waiting)
        if done is not None:
            await done

    return patch.object(door, "send", send)


def client_ids(play: Play) -> Any:
    """Words are written under the client id of the phone that sent them."""

    def pen(live: LiveRoom, document: str, part: Sequence[Waiting], batch: str) -> None:
        replica = live.room.replicas[document]
        for entry, place in contributing.shuffled(part):
            line = play.lines.get(play.truth[entry.item])
            doc: Doc[Any] = Doc(client_id=(line and line._identity.client) or 1)
            board = Board(doc)
            doc.apply_update(replica.board.doc.get_update())
            before = doc.get_state()
            board.put(
                contributing.ROOTS[entry.kind],
                {entry.item: contributing._shown(contributing._settled(live, entry), place)},
            )
            update = doc.get_update(before)
            replica.board.doc.apply_update(update)
            replica.gate.absorb(update)
            replica.version += 1
            live.beats[document].add(update)

    return patch.object(contributing, "_pen", pen)


def clocks(play: Play) -> Any:
    """The batch is written in the order in which it came: one transaction, but clocks count in it."""

    def put(board: Board, root: str, objects: Any) -> None:
        with board.doc.transaction():
            for key in sorted(objects, key=lambda key: play.arrived.get(key, 0)):
                board.roots[root][key] = dict(objects[key])

    return patch.object(Board, "put", put)


def one_by_one(play: Play) -> Any:
    """The batch is released one after the other, in the order in which it came: so many rows in the journal."""
    show = contributing.release

    async def each(live: LiveRoom, entries: Sequence[Waiting], from_tray: bool = False) -> None:
        for entry in sorted(entries, key=lambda entry: play.arrived[entry.item]):
            await show(live, [entry], from_tray)

    return patch.object(contributing, "release", each)


def cells(play: Play) -> Any:
    """A table of who has been counted already: nothing but ids, but they lie in the order of arrival."""

    def note(live: LiveRoom, waiting: Waiting) -> Any:
        def act(books: Any) -> None:
            books.connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS counted (item TEXT)")
            books.connection.exec_driver_sql("INSERT INTO counted VALUES (?)", (waiting.item,))

        return live.store.write(act)

    return _on_send(note)


def times(play: Play) -> Any:
    """Each note says when it was sent, to the second, as everything else in the world does."""
    shown = contributing._shown

    def dated(entry: Waiting, place: int) -> dict[str, Any]:
        return {**shown(entry, place), "at": 1_700_000_000 + play.arrived[entry.item]}

    return patch.object(contributing, "_shown", dated)


def sequence(play: Play) -> Any:
    """No shuffle: a note's place is its number in the order of arrival."""

    def unshuffled(entries: Any) -> list[tuple[Waiting, int]]:
        return [
            (entry, play.arrived[entry.item]) for entry in sorted(entries, key=lambda e: play.arrived[e.item])
        ]

    return patch.object(contributing, "shuffled", unshuffled)


def request_sizes(play: Play) -> Any:
    """No padding on the way: a request is as long as its words."""
    return patch.object(play, "filler", False)


def row_sizes(play: Play) -> Any:
    """No padding in the Tray: a row is as long as its words and the labels that hid its author."""
    return patch.object(trays, "_PAD", 1)


def typing(play: Play) -> Any:
    """The room is told that somebody has written so many letters."""

    def tell(live: LiveRoom, waiting: Waiting) -> None:
        frame = protocol.text_frame(json.dumps({"written": "." * len(waiting.text)}))
        for listener in live.lines():
            listener._send(frame)

    return _on_send(tell)


def claims(play: Play) -> Any:
    """The seat remembers its last note, so that a phone that was lost finds it again."""

    def note(live: LiveRoom, waiting: Waiting) -> Any:
        seat = live.seats[play.truth[waiting.item]]

        def act(books: Any) -> None:
            books.connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS mine (seat TEXT, item TEXT)")
            books.connection.exec_driver_sql("INSERT INTO mine VALUES (?, ?)", (seat.id, waiting.item))

        return live.store.write(act)

    return _on_send(note)


def slips(play: Play) -> Any:
    """The recorder's seat remembers whose slips it wrote down, so that they can be found again."""
    kept = paper._keep

    async def keep(request: Any, live: LiveRoom, author: Seat, form: Any) -> bytes:
        claim = await kept(request, live, author, form)
        recorder = play.seats[0].id

        def act(books: Any) -> None:
            books.connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS wrote (by TEXT, of TEXT, item TEXT)")
            row = (recorder, author.id, item_of(claim))
            books.connection.exec_driver_sql("INSERT INTO wrote VALUES (?, ?, ?)", row)

        await live.store.write(act)
        return claim

    return patch.object(paper, "_keep", keep)


def last_seen(play: Play) -> Any:
    """The seat's row is kept anew when somebody sends something: nothing in it tells, but when it was written."""

    def note(live: LiveRoom, waiting: Waiting) -> Any:
        seat = replace(live.seats[play.truth[waiting.item]])
        return live.store.write(lambda books: seat_rows.save_seat(books, seat))

    return _on_send(note)


def seat_keys(play: Play) -> Any:
    """A file of each seat is touched when it sends something."""

    def note(live: LiveRoom, waiting: Waiting) -> None:
        file = play.settings.keys / f"{play.truth[waiting.item]}.sent"
        file.write_text(str(time.time_ns()))

    return _on_send(note)


def log_lines(play: Play) -> Any:
    """A line for debugging."""

    def note(live: LiveRoom, waiting: Waiting) -> None:
        structlog.get_logger().debug("kept", item=waiting.item[:64])

    return _on_send(note)


def log_sizes(play: Play) -> Any:
    """The access log says how long a request was, on every address."""

    def note(live: LiveRoom, waiting: Waiting) -> None:
        structlog.get_logger().debug("request", bytes="#" * len(waiting.text))

    return _on_send(note)


def metadata(play: Play) -> Any:
    """A Word file with the ids of its notes among its properties, in the order in which they came."""
    render = word.render

    def described(*given: Any, **named: Any) -> bytes:
        with zipfile.ZipFile(io.BytesIO(render(*given, **named))) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        parts["docProps/custom.xml"] = " ".join(sorted(play.arrived, key=play.arrived.__getitem__)).encode()
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as new:
            for name, part in parts.items():
                new.writestr(name, part)
        return made.getvalue()

    return patch.object(word, "render", described)


def not_rewritten(play: Play) -> Any:
    """After the release the Tray's file and its log stay as they are."""
    return patch.object(store, "rewrite", lambda engine: None)


LEAKS = (
    Leak("client id", client_ids, r"link: client id|^board client ~"),
    Leak("clock", clocks, r"board clock ~ watched"),
    Leak("arrival order in the log", one_by_one, r"board row ~ watched"),
    Leak("cell order", cells, r"disk after: .*sightline\.db.* first 0 ~ watched"),
    Leak("time", times, r"board at ~ watched"),
    Leak("sequence: no shuffle", sequence, r"board place ~ watched"),
    Leak("size: no padding of requests", request_sizes, r"length of the words ~ size of its request"),
    Leak("size: no padding in the Tray", row_sizes, r"disk before: tray row beyond ~ chain"),
    Leak("size: signs of typing", typing, r"length of the words ~ frames at its moment"),
    Leak("claim beside seat", claims, r"link: row"),
    Leak("recorder beside a slip", slips, r"link: row"),
    Leak(
        "last seen",
        last_seen,
        r"disk (before|after): tray\.db-wal first 0 ~ disk (before|after): sightline\.db-wal",
    ),
    Leak("a seat's file", seat_keys, r"disk before: tray\.db-wal first 0 ~ disk (before|after): changed"),
    Leak("log line", log_lines, r"log first 0 ~ watched"),
    Leak("size in the log", log_sizes, r"length of the words ~ log at its moment"),
    Leak("document metadata", metadata, r"export docx docProps/custom\.xml first 0 ~ watched"),
    Leak("no rewrite of the Tray", not_rewritten, r"disk after: tray\.db-wal first 0 ~ watched"),
)

# Leaks into different places, let loose in the same meetings; no guess that must see one can see another of its set.
SETS = (
    (
        "client id",
        "arrival order in the log",
        "time",
        "sequence: no shuffle",
        "size: no padding in the Tray",
        "size in the log",
        "a seat's file",
        "claim beside seat",
    ),
    (
        "clock",
        "cell order",
        "size: no padding of requests",
        "size: signs of typing",
        "log line",
        "last seen",
        "recorder beside a slip",
        "no rewrite of the Tray",
        "document metadata",
    ),
)


@contextmanager
def planted(play: Play, names: Sequence[str]) -> Iterator[None]:
    """These leaks, and no others, while one meeting is played."""
    with ExitStack() as stack:
        for leak in LEAKS:
            if leak.name in names:
                stack.enter_context(leak.plant(play))
        yield
