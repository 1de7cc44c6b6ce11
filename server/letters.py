"""Letters to unknown authors: one list for every phone, made anew every half minute (promise A10)."""

from __future__ import annotations

import secrets
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from server.hub import LiveRoom
from server.store import letters as rows
from server.store.books import Books
from sessions.letters import NONCE_BYTES, PIECE_BYTES, NoWayBack, lock_of, mixed, piece
from sessions.refusals import UnknownItem
from sessions.tray import item_of

# The same list stands so long for everybody; then every piece of it is another, whether or not one was added.
SECONDS = 30.0


async def list_of(live: LiveRoom) -> bytes:
    """The list as every phone gets it now."""
    now = live.clock()
    if live.letters is None or now - live.letters[0] >= SECONDS:
        made = await live.store.read(lambda books: _made(books, live.meeting.id))
        live.letters = (now, made)
    return live.letters[1]


async def write_to(live: LiveRoom, item: str, letter: dict[str, Any]) -> None:
    """Leave a letter for the author of a note; it is on the list from its next making on.

    Raises:
        NoWayBack: the note came without a lock.
        LetterTooLong: it does not fit.
    """
    meeting = live.meeting.id
    piece({**letter, "item": item, "id": "0" * 16})

    def act(books: Books) -> None:
        if rows.lock_of_item(books, meeting, item) is None:
            raise NoWayBack("no lock")
        rows.add_letter(books, meeting, {**letter, "item": item})

    await live.store.write(act)


async def letters_for(live: LiveRoom, claim: bytes) -> list[dict[str, Any]]:
    """The letters that a claim opens, for those who type their return slip instead of having a script."""
    item, meeting = item_of(claim), live.meeting.id

    def look(books: Books) -> list[dict[str, Any]]:
        lock = rows.lock_of_item(books, meeting, item)
        if lock is None or lock != lock_of(claim):
            raise UnknownItem("claim")
        return [letter for letter in rows.letters_of(books, meeting) if letter["item"] == item]

    return await live.store.read(look)


async def question_to(live: LiveRoom, item: str, key: str) -> dict[str, Any]:
    """The letter that an answer answers. Raises UnknownItem."""
    meeting = live.meeting.id
    found = await live.store.read(lambda books: rows.letters_of(books, meeting))
    for letter in found:
        if letter["id"] == key and letter["item"] == item and letter.get("alert"):
            return letter
    raise UnknownItem("letter")


def _made(books: Books, meeting: str) -> bytes:
    sealed = []
    for letter in rows.letters_of(books, meeting):
        lock = rows.lock_of_item(books, meeting, letter["item"])
        if lock is not None:
            told = {name: value for name, value in letter.items() if name != "alert"}
            nonce = secrets.token_bytes(NONCE_BYTES)
            sealed.append(nonce + ChaCha20Poly1305(lock).encrypt(nonce, piece(told), meeting.encode()))
    return mixed(sealed, lambda: secrets.token_bytes(PIECE_BYTES))
