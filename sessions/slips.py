"""Return slips: 80 random bits as letters that a person copies by hand (promise A5)."""

from __future__ import annotations

from sessions.refusals import UnknownItem
from sessions.tray import CLAIM_BYTES

# 16 letters in four groups of four: 80 bits in an alphabet without I, L, O and U (promise A5).
SLIP = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")


def slip_of(claim: bytes) -> str:
    """A claim as a return slip: 16 letters in four groups."""
    number = int.from_bytes(claim)
    letters = "".join(SLIP[number >> 5 * place & 31] for place in reversed(range(16)))
    return " ".join(letters[start : start + 4] for start in range(0, 16, 4))


def claim_of(slip: str) -> bytes:
    """The claim of a return slip as typed. Raises UnknownItem when it is none."""
    letters = "".join(letter for letter in slip.upper() if letter.isalnum()).translate(_MISREAD)
    if len(letters) != 16 or any(letter not in SLIP for letter in letters):
        raise UnknownItem("slip")
    number = 0
    for letter in letters:
        number = number << 5 | SLIP.index(letter)
    return number.to_bytes(CLAIM_BYTES)
