"""Canonical JSON (RFC 8785) for what is hashed and signed: promise R1.

Only text, whole numbers, true, false, null, lists and objects. Fractions are refused: no item of a record
needs one, and printing them alike everywhere is the one hard part of the standard.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import NoReturn, TypeAlias

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

# RFC 8785 inherits the numbers of I-JSON (RFC 7493): beyond this two readers may see two values.
LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """A value or a text that has no canonical form."""


def canonical(value: object) -> bytes:
    """The one way to write `value` as UTF-8 JSON.

    Takes what `Json` names, tuples standing for lists. Raises `NotCanonical` for fractions, numbers beyond
    2**53 - 1, half surrogates and keys that are no text.
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as half:
        raise NotCanonical("a text holds half a surrogate pair") from half


def parse(content: bytes) -> Json:
    """Read canonical JSON back; raises `NotCanonical` unless these are exactly the canonical bytes."""
    try:
        value: Json = json.loads(content.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        exact = canonical(value) == content
    except (ValueError, RecursionError) as unreadable:
        raise NotCanonical("this is not JSON that can be checked") from unreadable
    if not exact:
        raise NotCanonical("this is JSON, but not in canonical form")
    return value


def digest(*pieces: bytes) -> str:
    """SHA-256 of the pieces put together, as 64 hexadecimal letters."""
    return hashlib.sha256(b"".join(pieces)).hexdigest()


def plain(value: object) -> Json:
    """Any value a shared document can hold, brought to what `canonical` takes without losing words.

    Whole fractions (JavaScript has no other numbers) become whole numbers; others, too large numbers and
    bytes become text; half surrogates the replacement character.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {_whole(str(key)): plain(each) for key, each in value.items()}
    if isinstance(value, Iterable):
        return [plain(each) for each in value]
    return _whole(str(value))


def _ordered(value: object) -> Json:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return _within(value)
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(each) for each in value]
    raise NotCanonical(f"{type(value).__name__} has no canonical form here")


def _utf16(key: object) -> bytes:
    # The standard sorts by UTF-16 units, and an emoji then comes before a letter such as U+FB33.
    if not isinstance(key, str):
        raise NotCanonical("a key is no text")
    return key.encode("utf-16-be", "surrogatepass")


def _within(value: int) -> int:
    if abs(value) > LARGEST:
        raise NotCanonical("a number is too large to be read alike everywhere")
    return value


def _number(value: int | float) -> int | str:
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    return int(value) if abs(value) <= LARGEST else str(int(value))


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _refuse(number: str) -> NoReturn:
    raise NotCanonical(f"{number} has no canonical form here")
