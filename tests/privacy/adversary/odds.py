"""How surprising a guess is, if nothing links words to people.

Every guess gives a number to each pair of an item and a seat. If only chance decides who wrote what, the sum over the
true pairs is a draw from all ways to pair them, whose mean and variance are known exactly (Hoeffding 1951).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from operator import mul

# Below so many pairs that could tell anything a normal distribution says too much.
FEW = 20.0
Scores = Sequence[Sequence[float]]


@dataclass
class Tally:
    """What one guess found over many meetings."""

    found: float = 0.0
    expected: float = 0.0
    variance: float = 0.0
    weight: float = 0.0

    def add(self, other: Tally) -> None:
        """Another meeting."""
        self.found += other.found
        self.expected += other.expected
        self.variance += other.variance
        self.weight += other.weight

    @property
    def p(self) -> float:
        """How likely so large a distance from chance is, in either direction."""
        if self.variance <= 1e-12:
            return 1.0
        z = abs(self.found - self.expected) / sqrt(self.variance)
        return erfc(z / sqrt(2)) if self.weight >= FEW else min(1.0, 1 / z**2 if z else 1.0)


def tally(scores: Scores, truth: Sequence[int]) -> Tally:
    """One group of one meeting, in which everything public is the same.

    Args:
        scores: a row for each item, a column for each seat.
        truth: item -> its author's column.
    """
    size = len(scores)
    whole = sum(map(sum, scores)) / size**2 if size else 0.0
    rows = [sum(row) / size for row in scores]
    columns = [sum(column) / size for column in zip(*scores, strict=True)]
    spread = sum((scores[i][s] - rows[i] - columns[s] + whole) ** 2 for i in range(size) for s in range(size))
    if spread < 1e-9 or size < 2:
        return Tally()
    found = sum(scores[item][seat] for item, seat in enumerate(truth))
    return Tally(found, whole * size, spread / (size - 1), float(size))


def compared(items: Sequence[float], authors: Sequence[float]) -> Tally:
    """The same for a rank of each item held against the rank of its true author (Spearman)."""
    size = len(items)
    variance = sumprod(items, items) * sumprod(authors, authors) / (size - 1) if size > 1 else 0.0
    return Tally(sumprod(items, authors), 0.0, variance, float(size)) if variance > 1e-9 else Tally()


def sumprod(a: Sequence[float], b: Sequence[float]) -> float:
    """The sum of products."""
    return sum(map(mul, a, b))


def ranks(values: Sequence[float]) -> list[float]:
    """Places in order, shared by equals, around zero."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found, at = [0.0] * len(values), 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for place in order[at : end + 1]:
            found[place] = (at + end) / 2 - (len(values) - 1) / 2
        at = end + 1
    return found


def merged(meetings: Iterable[dict[str, Tally]]) -> dict[str, Tally]:
    """All meetings together, guess by guess."""
    found: dict[str, Tally] = {}
    for meeting in meetings:
        for name, one in meeting.items():
            found.setdefault(name, Tally()).add(one)
    return found


def corrected(tallies: dict[str, Tally]) -> dict[str, float]:
    """The p of each guess, corrected for how many there are (Bonferroni), most surprising first."""
    told = {name: one.p for name, one in tallies.items() if one.variance > 1e-12}
    return {name: min(1.0, p * len(told)) for name, p in sorted(told.items(), key=lambda pair: pair[1])}
