"""How alike two rows of different agencies are: the same kind of happening, rare words in common, close in time.

Only a reason to put two rows beside each other and ask; never a reason to make one row of them.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .reading import Row

# Words in more than about every tenth row say nothing about which event it was.
EVERYDAY = 2.3
FARTHEST_DAYS = 3
WIDEST_DAYS = 7

_WORD = re.compile(r"[a-z0-9][a-z0-9:.&']*[a-z0-9]")
_SAID_OFTEN = """the and for with was were been she they his her him its from not had has have that this said told
    asked would will could about when who what which there their them then than into out off over under all any
    are but can did does down more some such too very you your our"""
_FUNCTION_WORDS = frozenset(_SAID_OFTEN.split())


@dataclass(frozen=True, slots=True)
class Gist:
    """What one row is about: the kinds of happening that it names, and its telling words."""

    concepts: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Corpus:
    """How often each concept and word occurs among all rows that are compared."""

    rows: int
    concepts: Counter[str]
    words: Counter[str]


@cache
def _concepts() -> dict[str, tuple[float, re.Pattern[str]]]:
    text = (Path(__file__).parent / "concepts.toml").read_text(encoding="utf-8")
    found: dict[str, tuple[float, re.Pattern[str]]] = {}
    for name, concept in tomllib.loads(text)["concepts"].items():
        phrases = "|".join(concept["phrases"])
        found[name] = (concept["weight"], re.compile(rf"(?<![a-z0-9])(?:{phrases})(?![a-z0-9])"))
    return found


def gist_of(row: Row) -> Gist:
    """Take out of a row what it is about."""
    text = f"{row.what}\n{row.action}"[:3000].lower().replace("\u2019", "'")
    concepts = frozenset(name for name, (_, pattern) in _concepts().items() if pattern.search(text))
    words = {word.rstrip("s") for word in _WORD.findall(text) if len(word) > 2} - _FUNCTION_WORDS
    return Gist(concepts, frozenset(words))


def corpus_of(gists: Sequence[Gist]) -> Corpus:
    """Count over all rows."""
    concepts = Counter(concept for gist in gists for concept in gist.concepts)
    words = Counter(word for gist in gists for word in gist.words)
    return Corpus(len(gists), concepts, words)


def can_be_compared(row: Row) -> bool:
    """Rows without a date, over long stretches or about no contact are not compared."""
    start, end = row.when.start, row.when.end
    return bool(start and end and (end - start).days <= WIDEST_DAYS) and "no_contact" not in row.flags


def days_apart(one: Row, other: Row) -> int:
    """Give the days between two rows, 0 when they share one. Both must have both dates."""
    assert one.when.start and one.when.end and other.when.start and other.when.end
    return max(0, (max(one.when.start, other.when.start) - min(one.when.end, other.when.end)).days)


def likeness(one: tuple[Row, Gist], other: tuple[Row, Gist], corpus: Corpus) -> float:
    """Score two rows; from about 4.5 on they are worth showing beside each other."""
    shared = one[1].concepts & other[1].concepts
    kinds = sum(
        _concepts()[name][0] * min(1.0, _rarity(corpus, corpus.concepts[name]) / 2.5) for name in shared
    )
    words = _shared_words(one[1], other[1], corpus)
    if not shared and words < 5:
        return 0.0
    return kinds + words + _same_hour(one[0], other[0]) - 0.5 * days_apart(one[0], other[0])


def _shared_words(one: Gist, other: Gist, corpus: Corpus) -> float:
    """Rare words in common count, but two long texts share some by chance."""
    found = sum(max(0.0, _rarity(corpus, corpus.words[word]) - EVERYDAY) for word in one.words & other.words)
    longer = max(len(one.words), len(other.words))
    return 0.5 * found * min(1.0, 40 / max(longer, 1))


def _rarity(corpus: Corpus, times: int) -> float:
    # A few rows more than there are, so that small files do not make every word rare or common.
    return math.log((corpus.rows + 20) / (times + 1))


def _same_hour(one: Row, other: Row) -> float:
    start, also = one.when.time_start, other.when.time_start
    if not start or not also or days_apart(one, other):
        return 0.0
    minutes = abs(_minutes(start) - _minutes(also))
    return 2.0 if minutes <= 20 else 1.0 if minutes <= 120 else 0.0


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:5])


def telling_words(gists: Iterable[Gist], corpus: Corpus) -> tuple[str, ...]:
    """Give the words and kinds of happening that several rows have in common, the most telling first."""
    counted = Counter(name for gist in gists for name in gist.concepts | gist.words)
    shared = [name for name, times in counted.items() if times > 1]
    rare = sorted(shared, key=lambda name: (name not in _concepts(), corpus.words[name], name))
    return tuple(name.replace("_", " ") for name in rare[:5])
