"""What changed from one record to the next, and when two are too close to be shown both: promise R7."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

Item: TypeAlias = Mapping[str, Any]
Parts: TypeAlias = Mapping[str, Sequence[Item]]

WATCHED = (
    "timeline",
    "episodes",
    "perspectives",
    "factors",
    "good_practice",
    "challenges",
    "priorities",
    "quick_wins",
    "board_questions",
    "parked",
)
PROTECTED_MODES = ("role", "anonymous", "sealed")


def compare(then: Parts, now: Parts, watched: Iterable[str] = WATCHED) -> list[dict[str, Any]]:
    """One item for each part in which something changed: ids and, of dates alone, what was there before.

    Returns:
        {"part", "added": [id], "removed": [id], "changed": [{"id", "fields": [name], "date_was": text?}]},
        and for numbers {"part": "set_aside_counts", "kind", "reason", "more": int}.
    """
    found = [_difference(part, _by_id(then, part), _by_id(now, part)) for part in watched]
    return [each for each in found if each["added"] or each["removed"] or each["changed"]] + _more(then, now)


def too_close(then: Parts, now: Parts, batch: int) -> bool:
    """Did fewer than a batch of role-only or anonymous items change? Then only the later one is shown.

    None at all is not too close: there is nobody to find (promise R7).
    """
    touched = sum(_protected(_by_id(then, part), _by_id(now, part)) for part in WATCHED)
    return 0 < touched < batch


def _difference(part: str, then: Mapping[str, Item], now: Mapping[str, Item]) -> dict[str, Any]:
    both = [key for key in now if key in then and _fields(then[key], now[key])]
    return {
        "part": part,
        "added": [key for key in now if key not in then],
        "removed": [key for key in then if key not in now],
        "changed": [_change(key, then[key], now[key]) for key in both],
    }


def _change(key: str, then: Item, now: Item) -> dict[str, Any]:
    fields = _fields(then, now)
    was = {"date_was": then["date"]["text"]} if "date" in fields else {}
    return {"id": key, "fields": fields, **was}


def _fields(then: Item, now: Item) -> list[str]:
    # A shown number moves when another event is added before it; that is no change of this one.
    return sorted(name for name in now if name != "number" and now[name] != then.get(name))


def _protected(then: Mapping[str, Item], now: Mapping[str, Item]) -> int:
    return sum(_is_protected(then.get(key), now.get(key)) for key in then.keys() | now.keys())


def _is_protected(then: Item | None, now: Item | None) -> bool:
    modes = {item.get("mode") for item in (then, now) if item is not None}
    return bool(modes & set(PROTECTED_MODES)) and (then is None or now is None or bool(_fields(then, now)))


def _by_id(parts: Parts, part: str) -> dict[str, Item]:
    return {item["id"]: item for item in parts.get(part, ())}


def _more(then: Parts, now: Parts) -> list[dict[str, Any]]:
    before, after = _numbers(then), _numbers(now)
    keys = sorted(before.keys() | after.keys(), key=str)
    grown = [(key, after.get(key, 0) - before.get(key, 0)) for key in keys]
    return [
        {"part": "set_aside_counts", "kind": kind, "reason": reason, "more": more}
        for (kind, reason), more in grown
        if more
    ]


def _numbers(parts: Parts) -> dict[tuple[str, str | None], int]:
    items = [item for item in parts.get("set_aside_counts", ()) if isinstance(item["number"], int)]
    return {(item["kind"], item["reason"]): item["number"] for item in items}
