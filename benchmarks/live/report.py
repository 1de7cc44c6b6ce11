"""The table of promises S1 to S8, made of what the scenarios wrote: ours beside the peers, with ratios to hocuspocus.

    python -m benchmarks.live table [--short] [FILE ...]

Without files it takes all that lie in the area; short, it leaves out the other peers. Where a cell was measured
more than once the newest one counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OURS, REFERENCE = "sightline", "hocuspocus"
OTHERS = ("y-websocket", "pycrdt-websocket", "relay")
UNDER_40 = {"rate": 40}
PEAK = {"n": 300, "rate": 600}


@dataclass(frozen=True)
class Row:
    """One figure: where it stands in the reports, and what is promised.

    Args:
        most: at most so many times the figure of `beside`; None when the promise is another.
        limit: at most so much, in the figure's own unit; `least` turns it round.
    """

    promise: str
    what: str
    scenario: str
    cell: Mapping[str, Any]
    key: str
    unit: str = ""
    most: float | None = None
    limit: float | None = None
    least: bool = False
    beside: str = REFERENCE

    def promised(self) -> str:
        """In few words."""
        if self.most is not None:
            return f"{self.most} x" + ("" if self.beside == REFERENCE else f" {self.beside}")
        if self.limit is None:
            return ""
        return f"{'at least ' if self.least else ''}{_short(self.limit)}{self.unit}"

    def held(self, found: Mapping[str, Mapping[str, float]]) -> bool | None:
        """Is it kept? None when nothing is promised or something was not measured."""
        ours, beside = (found.get(name, {}).get(self.key) for name in (OURS, self.beside))
        if ours is None or (self.most is not None and beside is None):
            return None
        if self.most is not None and beside is not None:
            return ours <= self.most * beside
        if self.limit is None:
            return None
        return ours >= self.limit if self.least else ours <= self.limit


def _rows() -> Iterator[Row]:
    for people, most in ((10, None), (30, 0.6), (100, 0.6), (300, 0.8)):
        cell = {"n": people, **UNDER_40}
        yield Row("S1", f"CPU s for 1,000 edits, {people} people", "fanout", cell, "cpu_s_per_1000", "", most)
    yield Row("S1", "the same, 300 people, 600 edits/s", "fanout", PEAK, "cpu_s_per_1000", "", 0.45)
    for people, most in ((10, None), (30, 0.9), (100, 0.9), (300, 0.9)):
        cell = {"n": people, **UNDER_40}
        yield Row("S2", f"edit to visible, p95, {people} people", "fanout", cell, "p95_ms", " ms", most)
    yield Row("S2", "the same, 300 people, 600 edits/s", "fanout", PEAK, "p95_ms", " ms", 1.2)
    for people in (30, 100):
        at = {"n": people}
        yield Row("S3", f"edits/s, {people} people", "saturation", at, "edits_s", limit=16000, least=True)
        yield Row("S3", "CPU there", "saturation", at, "cpu_pct_at_16000", " %", 0.35)
    for events in (200, 2000, 5000):
        at = {"events": events, "updates": 100000}
        yield Row("S4", f"warm join, {events:,} items", "join", at, "warm_ms", " ms", 0.1)
        yield Row("S4", f"cold join, {events:,} items", "join", at, "cold_ms", " ms", 0.2)
        yield Row("S4", "the same", "join", at, "cold_ms", " ms", 1.0, beside="pycrdt-websocket")
    everybody = {"n": 300}
    yield Row("S5", "300 join in a second: p95", "storm", everybody, "join_p95_ms", " ms", 0.05)
    yield Row("S5", "CPU of that", "storm", everybody, "join_cpu_s", " s", 0.2)
    yield Row("S5", "all back after a restart", "storm", everybody, "back_all_ms", " ms", 0.3)
    yield Row("S5", "CPU of that", "storm", everybody, "back_cpu_s", " s", 0.2)
    yield Row("S6", "memory of an idle line", "idle", {"n": 1000}, "kib_per_line", " KiB", limit=8)
    rooms, empty = {"rooms": 200, "bare": 0}, {"rooms": 200, "bare": 1}
    yield Row("S6", "memory of an empty room of five", "rooms", empty, "kib_per_room", " KiB", limit=60)
    yield Row("S6", "with the training case on its board", "rooms", rooms, "kib_per_room", " KiB")
    yield Row("S7", "200 rooms: CPU s for 1,000 edits", "rooms", rooms, "cpu_s_per_1000", "", 0.8)
    yield Row("S7", "the same, p95", "rooms", rooms, "p95_ms", " ms", 1.0)
    for words, cell in (
        ("50/s", {"rate": 50, "burst": 0, "kills": 20}),
        ("400/s", {"rate": 400, "burst": 0, "kills": 20}),
    ):
        yield Row("S8", f"seen edits lost, 20 kills at {words}", "durability", cell, "lost", limit=0)
    burst = {"burst": 20000, "kills": 20}
    yield Row("S8", "the same, within a second after 20,000", "durability", burst, "lost", limit=0)


ROWS = tuple(_rows())


def table(files: Iterable[Path], short: bool = False) -> str:
    """The whole table in Markdown, or what compares with the reference only."""
    cells, others = sorted(_cells(files)), () if short else OTHERS
    heads = ["", "what", "Sightline", REFERENCE, "x", *others, "promised", "held"]
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for row in ROWS:
        found = _newest(cells, row)
        if found and row.key in found.get(OURS, {}):
            lines.append(f"| {' | '.join(_line(row, found, others))} |")
    return "\n".join(lines)


def _line(row: Row, found: Mapping[str, Mapping[str, float]], others: Iterable[str]) -> list[str]:
    value = {name: found.get(name, {}).get(row.key) for name in (OURS, REFERENCE, *OTHERS)}
    ours, beside = value[OURS], value[row.beside]
    ratio = f"{ours / beside:.2f}" if ours is not None and beside else ""
    shown = {name: "" if one is None else f"{_short(one)}{row.unit}" for name, one in value.items()}
    if row.key == "lost":
        ratio = ""
        shown |= {name: f"{shown[name]} of {_short(one['seen'])}" for name, one in found.items()}
    held = {True: "yes", False: "**no**", None: ""}[row.held(found)]
    beside_it = [shown[name] for name in others]
    return [row.promise, row.what, shown[OURS], shown[REFERENCE], ratio, *beside_it, row.promised(), held]


def _cells(files: Iterable[Path]) -> Iterator[tuple[float, str, str]]:
    for file in files:
        for cell in json.loads(file.read_text()):
            yield file.stat().st_mtime, file.name, json.dumps(cell)


def _newest(cells: list[tuple[float, str, str]], row: Row) -> dict[str, dict[str, float]]:
    """server -> figures of the newest run, for ratios need one run; what is counted may come from several."""
    found: dict[str, dict[str, float]] = {}
    for _, _, text in reversed(cells):
        cell = json.loads(text)
        if cell["scenario"] == row.scenario and row.cell.items() <= cell["cell"].items():
            found = cell["medians"] | found
            if row.scenario != "durability":
                return found
    return found


def _short(number: float) -> str:
    if number >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}" if number < 100 else f"{number:.0f}"
