"""Readings as plain JSON and back: for a worker's answer and for keeping them. Never pickle.

The types of the dataclasses are the description; nothing is listed twice.
"""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar

Plain = Any
T = TypeVar("T")


def as_plain(value: object) -> Plain:
    """Turn a frozen value into dicts, lists, strings and numbers."""
    if is_dataclass(value):
        return {part.name: as_plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): as_plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_plain(part) for part in value]
    return value


def from_plain(kind: type[T], plain: Plain) -> T:
    """Build a frozen value of this type again. Raises TypeError, KeyError or ValueError for other shapes."""
    built: T = _built(kind, plain)
    return built


def _built(kind: Any, plain: Plain) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(
            **{name: _built(part, plain[name]) for name, part in _parts(kind).items() if name in plain}
        )
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return (
            None if plain is None else _built(next(part for part in inside if part is not type(None)), plain)
        )
    if origin is tuple:
        return _tuple(inside, plain)
    if origin is dict:
        return {key: _built(inside[1], part) for key, part in plain.items()}
    if kind is date:
        return date.fromisoformat(plain)
    return _checked(kind, plain)


def _tuple(inside: tuple[Any, ...], plain: Plain) -> tuple[Any, ...]:
    if len(inside) == 2 and inside[1] is Ellipsis:
        return tuple(_built(inside[0], part) for part in plain)
    return tuple(_built(kind, part) for kind, part in zip(inside, plain, strict=True))


def _checked(kind: Any, plain: Plain) -> Any:
    if isinstance(kind, type) and not isinstance(plain, kind):
        raise TypeError(f"{type(plain).__name__} where {kind.__name__} belongs")
    return plain


@cache
def _parts(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {part.name: hints[part.name] for part in fields(kind)}
