"""The adversary: everything that can be counted about an item is held against everything about a seat.

No guess knows of a leak. Each artefact is a sheet of bytes in which items and seats leave marks; where, how often and
in which order they stand there are numbers, and any number that goes with who wrote what is a leak.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tests.privacy.adversary.evidence import Evidence, Heard, Truth
from tests.privacy.adversary.odds import Tally, compared, ranks, tally

# On a disk that was copied before the reveal the order of arrival can be read (promise A4): nothing there may name a
# seat, but who watched the hall as well knows more than the promise covers, and the page says so (promise A9).
DISK = "disk before: "
WATCHED = ("watched", "frames at its moment", "log at its moment")
Numbers = dict[str, list[float]]


def judged(evidence: Evidence, truth: Truth) -> dict[str, Tally]:
    """Every guess about one meeting, held against the truth."""
    sheets = dict(_sheets(evidence))
    items, seats = _of_items(evidence, sheets), _of_seats(evidence, sheets)
    found: dict[str, Tally] = {}
    for group in evidence.groups:
        answer = [group[1].index(_seat(evidence, truth, item)) for item in group[0]]
        _hold(found, items, seats, group, answer)
        for name, scores in _links(evidence, sheets).items():
            part = [[scores[item][seat] for seat in group[1]] for item in group[0]]
            found.setdefault(f"link: {name}", Tally()).add(tally(part, answer))
    return found


def _hold(
    found: dict[str, Tally],
    items: Numbers,
    seats: Numbers,
    group: tuple[list[int], list[int]],
    answer: list[int],
) -> None:
    of_items = {name: ranks([numbers[item] for item in group[0]]) for name, numbers in items.items()}
    of_seats = {name: ranks([numbers[seat] for seat in group[1]]) for name, numbers in seats.items()}
    authors = {name: [ranked[seat] for seat in answer] for name, ranked in of_seats.items()}
    for item_name, ranked in of_items.items():
        for seat_name, of_authors in authors.items():
            if not (item_name.startswith(DISK) and seat_name in WATCHED):
                name = f"{item_name} ~ {seat_name}"
                found.setdefault(name, Tally()).add(compared(ranked, of_authors))


def _seat(evidence: Evidence, truth: Truth, item: int) -> int:
    wanted = truth[evidence.items[item]["id"]]
    return next(n for n, seat in enumerate(evidence.seats) if seat["id"] == wanted)


# What there is to count ------------------------------------------------------------------------------------


def _sheets(evidence: Evidence) -> Iterator[tuple[str, bytes]]:
    for when, held in ((DISK, evidence.before), ("disk after: ", evidence.after)):
        for name, content in held.files.items():
            # A log that only grew says the same again.
            grew = when == DISK and evidence.after.files.get(name, b"").startswith(content)
            if not name.endswith("-shm") and len(content) > 100 and not grew:
                yield when + name, content
    everybody = {heard.where for heard in evidence.frames}
    for who in sorted(everybody):
        yield (
            f"frames of {_anybody(evidence, who)}",
            b"\n".join(h.content for h in evidence.frames if h.where == who),
        )
    yield "log", b"".join(heard.content for heard in evidence.log)
    yield from (("page " + name, content) for name, content in evidence.answers.items())
    yield from (("export " + name, content) for name, content in evidence.exports.items())
    yield "rows", "\n".join(evidence.rows).encode()
    yield "arguments", evidence.arguments.encode()


def _anybody(evidence: Evidence, who: str) -> str:
    """Seats have other ids in each meeting; what is counted must have one name in all of them."""
    return evidence.witnesses.get(who, who)


def _of_items(evidence: Evidence, sheets: Mapping[str, bytes]) -> Numbers:
    marks = [
        [item["id"].encode(), bytes.fromhex(item["id"]), item["text"][:40].encode()]
        for item in evidence.items
    ]
    found = _places(sheets, marks)
    fields = sorted({name for item in evidence.items for name in item} - {"clients"})
    for name in fields:
        found[f"board {name}"] = _ordered([item.get(name) for item in evidence.items])
    found["length of the words"] = [len(item["text"]) for item in evidence.items]
    for name in ("sealed", "beyond"):
        found[f"{DISK}tray row {name}"] = [
            evidence.waiting.get(i["id"], {}).get(name, 0) for i in evidence.items
        ]
    found |= _changed(evidence, [[item["id"]] for item in evidence.items])
    return _telling(found)


def _of_seats(evidence: Evidence, sheets: Mapping[str, bytes]) -> Numbers:
    marks = [
        [mark if isinstance(mark, bytes) else mark.encode() for mark in seat["marks"]]
        for seat in evidence.seats
    ]
    found = _places(sheets, marks)
    for name in ("watched", "joined", "chain"):
        found[name] = [float(seat[name]) for seat in evidence.seats]
    found["in the list"] = [float(n) for n in range(len(evidence.seats))]
    found["id"] = _ordered([seat["id"] for seat in evidence.seats])
    found["size of its request"] = [float(evidence.sizes.get(seat["id"], 0)) for seat in evidence.seats]
    for name, heard in (("frames", evidence.frames), ("log", evidence.log)):
        found[f"{name} at its moment"] = [_at(heard, seat["watched"]) for seat in evidence.seats]
    found |= _changed(evidence, [[seat["id"]] for seat in evidence.seats])
    return _telling(found)


def _places(sheets: Mapping[str, bytes], marks: Sequence[Sequence[bytes]]) -> Numbers:
    """Where each stands first and last in each sheet."""
    found: Numbers = {}
    for name, content in sheets.items():
        for kind in range(len(marks[0])):
            first = [content.find(mark[kind]) for mark in marks]
            if max(first) >= 0:
                found[f"{name} first {kind}"] = [float(place) for place in first]
                found[f"{name} last {kind}"] = [float(content.rfind(mark[kind])) for mark in marks]
                found[f"{name} times {kind}"] = [float(content.count(mark[kind])) for mark in marks]
    return found


def _changed(evidence: Evidence, names: Sequence[Sequence[str]]) -> Numbers:
    """When files were changed that are named after somebody or something."""
    found: Numbers = {}
    for when, held in ((DISK, evidence.before), ("disk after: ", evidence.after)):
        moments = [
            max((held.changed[file] for file in held.changed if name[0] in file), default=0) for name in names
        ]
        found[f"{when}changed"] = _ordered(moments)
    return found


def _at(heard: Iterable[Heard], moment: int) -> float:
    """How many bytes were heard between this note and the next, and every number that was said."""
    during = [one.content for one in heard if one.sent == moment]
    return float(sum(map(len, during)))


def _ordered(values: Sequence[Any]) -> list[float]:
    """Anything that can be put in order, as numbers."""
    plain = [
        (0, value, "") if isinstance(value, int | float) else (1, 0, json.dumps(value, sort_keys=True))
        for value in values
    ]
    order = sorted(set(plain))
    return [float(order.index(value)) for value in plain]


def _telling(found: Numbers) -> Numbers:
    return {name: numbers for name, numbers in found.items() if len(set(numbers)) > 1}


# What stands side by side ----------------------------------------------------------------------------------


def _links(evidence: Evidence, sheets: Mapping[str, bytes]) -> dict[str, list[list[float]]]:
    found = {
        "client id": [
            [
                float(bool(item["clients"] & evidence.bindings.get(seat["id"], set())))
                for seat in evidence.seats
            ]
            for item in evidence.items
        ]
    }
    units = {
        "row": [row.encode() for row in evidence.rows],
        "line of the log": sheets["log"].split(b"\n"),
        "frame": [heard.content for heard in evidence.frames],
        "part of an export": [part for c in evidence.exports.values() for part in re.split(rb"</w:p>|\{", c)],
        "name of a file": [
            name.encode() for held in (evidence.before, evidence.after) for name in held.files
        ],
    }
    for name, parts in units.items():
        found[name] = _together(evidence, parts)
    return found


def _together(evidence: Evidence, parts: Iterable[bytes]) -> list[list[float]]:
    found = [[0.0] * len(evidence.seats) for _ in evidence.items]
    ids = [(item["id"].encode(), item["text"][:40].encode()) for item in evidence.items]
    seats = [[seat["id"].encode(), seat["name"].encode()] for seat in evidence.seats]
    for part in parts:
        here = [n for n, marks in enumerate(ids) if any(mark in part for mark in marks)]
        for item in here:
            for seat, marks in enumerate(seats):
                found[item][seat] += any(mark in part for mark in marks)
    return found
