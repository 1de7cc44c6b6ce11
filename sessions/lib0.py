"""lib0, the byte language of Yjs: numbers, words and plain values, read strictly and within bounds.

Whatever is too long, nested, cut or unknown raises UpdateRefused (promises G1, G3). Reading past the end
raises IndexError, which the callers turn into "truncated" once for a whole frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from struct import unpack_from
from typing import Final

from sessions.refusals import UpdateRefused

MAX_SAFE: Final = (1 << 53) - 1
_ONE_BYTE: Final = tuple(bytes((value,)) for value in range(128))
FORBIDDEN_KEYS: Final = frozenset({"__proto__", "constructor", "prototype"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one update may hold; sizes in bytes, depths in levels (promise G3).

    `scans` bounds the runs that pycrdt may have to walk through to find where rivals at one place go: 20 KB
    of them in a text of 5,000 runs take it 2.7 s.
    """

    update_bytes: int = 64 * 1024
    clients: int = 1
    structs: int = 4096
    ranges: int = 4096
    string_bytes: int = 32 * 1024
    key_bytes: int = 64
    value_depth: int = 4
    value_count: int = 64
    container_depth: int = 4
    collected: int = 1 << 20
    scans: int = 500_000
    strict: bool = True


LIVE: Final = Limits()
# The server's own stored state: still parsed strictly for form, not for size. yrs writes client blocks
# without structs there, which nobody else may send.
STORED: Final = Limits(
    update_bytes=1 << 40,
    clients=1 << 40,
    structs=1 << 40,
    string_bytes=1 << 40,
    value_depth=64,
    value_count=1 << 40,
    collected=1 << 40,
    strict=False,
)


def number(buffer: bytes, at: int) -> tuple[int, int]:
    """An unsigned varint of at most 8 bytes in its shortest form, and where the next thing starts."""
    byte = buffer[at]
    at += 1
    if byte < 128:
        return byte, at
    value, shift = byte & 127, 7
    while (byte := buffer[at]) > 127:
        value |= (byte & 127) << shift
        shift += 7
        at += 1
        if shift > 49:
            raise UpdateRefused("varint", "longer than 8 bytes")
    if byte == 0:
        raise UpdateRefused("varint", "longer than need be")  # yrs reads some numbers as single bytes
    return value | byte << shift, at + 1


def varint(value: int) -> bytes:
    """An unsigned number in its shortest form."""
    if value < 128:
        return _ONE_BYTE[value]
    if value < 16384:
        return bytes((value & 127 | 128, value >> 7))
    out = bytearray()
    while value > 127:
        out.append(128 | value & 127)
        value >>= 7
    out.append(value)
    return bytes(out)


def words(buffer: bytes, at: int, limit: int) -> tuple[str, int]:
    """A string of at most `limit` bytes in strict UTF-8 (no lone surrogates, no overlong forms)."""
    length = buffer[at]
    at += 1
    if length > 127:
        length, at = number(buffer, at - 1)
    end = at + length
    if length > limit:
        raise UpdateRefused("string", f"{length} bytes")
    if end > len(buffer):
        raise UpdateRefused("truncated", "string")
    try:
        return str(buffer[at:end], "utf-8"), end
    except UnicodeDecodeError:
        raise UpdateRefused("utf8") from None


def key(buffer: bytes, at: int, limits: Limits) -> tuple[str, int]:
    """A name of a value or of a formatting; names that JavaScript objects inherit are refused."""
    name, at = words(buffer, at, limits.key_bytes)
    if name in FORBIDDEN_KEYS:
        raise UpdateRefused("key", name)
    return name, at


def skip_values(buffer: bytes, at: int, count: int, limits: Limits) -> int:
    """Read past `count` plain values and return where the next thing starts."""
    if count > limits.value_count:
        raise UpdateRefused("value", f"{count} values")
    budget = [limits.value_count]
    for _ in range(count):
        at = _value(buffer, at, limits, 1, budget)
    return at


def _value(buffer: bytes, at: int, limits: Limits, depth: int, budget: list[int]) -> int:
    budget[0] -= 1
    if depth > limits.value_depth or budget[0] < 0:
        raise UpdateRefused("value", "too deep or too many")
    tag = buffer[at]
    if tag == 119:  # most values are words
        return words(buffer, at + 1, limits.string_bytes)[1]
    reader = _VALUES.get(tag)
    if reader is None:
        raise UpdateRefused("value", f"tag {tag}")
    return reader(buffer, at + 1, limits, depth, budget)


def _nothing(buffer: bytes, at: int, limits: Limits, depth: int, budget: list[int]) -> int:
    return at


def _integer(buffer: bytes, at: int, limits: Limits, depth: int, budget: list[int]) -> int:
    value, shift = buffer[at] & 63, 6
    while buffer[at] > 127:
        at += 1
        value |= (buffer[at] & 127) << shift
        shift += 7
        if shift > 62:
            raise UpdateRefused("varint", "longer than 8 bytes")
    if value > MAX_SAFE:
        raise UpdateRefused("value", "an integer that JavaScript cannot hold")
    return at + 1


def _float32(buffer: bytes, at: int, limits: Limits, depth: int, budget: list[int]) -> int:
    return _finite(buffer, at, ">f", 4)


def _float64(buffer: bytes, at: int, limits: Limits, depth: int, budget: list[int]) -> int:
    return _finite(buffer, at, ">d", 8)


def _finite(buffer: bytes, at: int, form: str, size: int) -> int:
    # Not-a-number and infinity have no canonical JSON: one of them would stop every later snapshot.
    if at + size > len(buffer):
        raise UpdateRefused("truncated", "number")
    if not isfinite(unpack_from(form, buffer, at)[0]):
        raise UpdateRefused("value", "not a finite number")
    return at + size


def _bigint(buffer: bytes, at: int, limits: Limits, depth: int, budget: list[int]) -> int:
    if at + 8 > len(buffer):
        raise UpdateRefused("truncated", "number")
    if abs(int.from_bytes(buffer[at : at + 8], "big", signed=True)) > MAX_SAFE:
        raise UpdateRefused("value", "an integer that JavaScript cannot hold")
    return at + 8


def _list(buffer: bytes, at: int, limits: Limits, depth: int, budget: list[int]) -> int:
    count, at = number(buffer, at)
    if count > budget[0]:
        raise UpdateRefused("value", f"{count} values")
    for _ in range(count):
        at = _value(buffer, at, limits, depth + 1, budget)
    return at


def _object(buffer: bytes, at: int, limits: Limits, depth: int, budget: list[int]) -> int:
    count, at = number(buffer, at)
    if count > budget[0]:
        raise UpdateRefused("value", f"{count} values")
    for _ in range(count):
        _, at = key(buffer, at, limits)
        at = _value(buffer, at, limits, depth + 1, budget)
    return at


_VALUES: Final[dict[int, Callable[[bytes, int, Limits, int, list[int]], int]]] = {
    127: _nothing,  # undefined
    126: _nothing,  # null
    125: _integer,
    124: _float32,
    123: _float64,
    122: _bigint,
    121: _nothing,  # false
    120: _nothing,  # true
    118: _object,
    117: _list,
}
