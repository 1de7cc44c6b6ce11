"""Messages to an author whom nobody knows, as pure functions (promise A10).

Every phone of a meeting fetches the same list: so many pieces of the same size, letters and dummies mixed by chance,
made anew every time. Only who holds the claim of a note can tell that one of them is theirs, and open it.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sessions.refusals import N_, Refused

# A list is so many pieces long, or a multiple; with nonce and tag a piece is 1,024 bytes on the wire.
PIECES = 24
NONCE_BYTES, TAG_BYTES, PIECE_BYTES = 12, 16, 1024
LETTER_BYTES = PIECE_BYTES - NONCE_BYTES - TAG_BYTES
_LENGTH = 2

ASIDE, QUESTION = "aside", "question"


class LetterTooLong(Refused):
    """More than one piece of the list can hold."""

    code = "letter"
    say = N_("That is too long for a message. Please ask it in fewer words.")
    status = 422


class NoWayBack(Refused):
    """The note came without a lock: from an old page, or somebody else's program."""

    code = "back"
    say = N_("This note came without a way back. Its author cannot be asked.")


def lock_of(claim: bytes) -> bytes:
    """The key of letters to a note's author: SHA-256("lock" || claim), 32 bytes.

    The phone sends it along with its note. It opens letters and nothing else: neither does it change the note, nor
    does it lead back to the claim.
    """
    return hashlib.sha256(b"lock" + claim).digest()


def piece(letter: Mapping[str, Any]) -> bytes:
    """A letter as bytes of the one length that all have. Raises LetterTooLong."""
    body = json.dumps(letter, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) > LETTER_BYTES - _LENGTH:
        raise LetterTooLong(str(len(body)))
    return len(body).to_bytes(_LENGTH) + body.ljust(LETTER_BYTES - _LENGTH, b"\0")


def letter_of(opened: bytes) -> dict[str, Any]:
    """The other way round."""
    length = int.from_bytes(opened[:_LENGTH])
    found: dict[str, Any] = json.loads(opened[_LENGTH : _LENGTH + length])
    return found


def mixed(sealed: Sequence[bytes], dummy: Callable[[], bytes]) -> bytes:
    """The list: letters and dummies in an order drawn by the operating system's randomness.

    Args:
        sealed: letters, each PIECE_BYTES long.
        dummy: gives PIECE_BYTES that look like one.
    """
    length = max(1, -(-len(sealed) // PIECES)) * PIECES
    pieces = [*sealed, *(dummy() for _ in range(length - len(sealed)))]
    random.SystemRandom().shuffle(pieces)
    return b"".join(pieces)
