"""Scripts that a gate once stumbled over, kept: every property test of genuine Yjs clients plays each again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import example

ADA, BEN = 0, 1
FAMILY = "x😀y👩‍👩‍👧"
# Yjs writes the last word of a restored text behind a left neighbour that stands after the right one.
CROSSED: list[Any] = [
    ("act", BEN, [("add", 5, 18, "\u0000")], True),
    ("act", BEN, [("write", 30, 9, "Ward 4 ")], False),
    ("act", BEN, [("type", 24, 21, FAMILY), ("write", 9, 26, "نص")], False),
    ("act", BEN, [("undo", 30, 29, "a")], True),
    ("act", BEN, [("erase", 3, 14, "😀")], False),
    ("act", BEN, [("erase", 17, 0, "Ward 4 ")], False),
    ("act", BEN, [("undo", 5, 2, "Ward 4 "), ("style", 3, 13, FAMILY)], True),
    ("act", BEN, [("swap", 3, 22, "\u0000"), ("undo", 3, 11, "\n")], False),
]
# The same; and let in, this one is read in two ways for good (see test_gate_undo.py).
READ_IN_TWO_WAYS: list[Any] = [
    ("act", BEN, [("add", 18, 25, "a")], True),
    ("act", BEN, [("undo", 2, 28, "\n")], True),
    ("act", ADA, [("undo", 15, 23, "a")], True),
    ("act", BEN, [("add", 5, 7, "fell")], True),
    ("act", BEN, [("add", 20, 15, "fell")], True),
    ("pen", 7),
    ("leave", BEN),
    ("return", BEN, True),
    ("act", BEN, [("drop", 5, 13, "é"), ("type", 9, 23, "a")], False),
    ("act", BEN, [("type", 16, 3, "Ward 4 ")], True),
    ("act", BEN, [("undo", 22, 17, "fell"), ("redo", 4, 25, "Ward 4 ")], False),
    ("act", BEN, [("style", 7, 9, "é")], True),
    ("act", BEN, [("swap", 7, 3, "\n")], True),
    ("act", BEN, [("undo", 4, 29, "نص")], False),
]
PAST: dict[str, list[Any]] = {
    "added and taken back in one transaction, and the next clocks after it": [
        ("act", ADA, [("add", 1, 1, "Fell"), ("drop", 0, 1, "")], True),
        ("act", ADA, [("add", 1, 1, "and again"), ("write", 1, 0, "more")], False),
    ],
    "added while heard, filled and taken back while away: forgotten runs": [
        ("act", ADA, [("add", 1, 1, "Fell")], True),
        ("leave", ADA),
        ("act", ADA, [("write", 1, 0, FAMILY), ("drop", 0, 1, "")], False),
        ("return", ADA, False),
        ("act", ADA, [("add", 2, 1, "later")], False),
    ],
    "a list with an event and a text in it, put in and taken out": [
        ("act", ADA, [("list", 0, 2, "é"), ("list", 0, 3, FAMILY), ("unlist", 0, 0, "")], True),
        ("leave", ADA),
        ("act", ADA, [("unlist", 0, 0, ""), ("list", 0, 2, "a")], False),
        ("return", ADA, True),
    ],
    "words of another in what is taken back unseen": [
        ("act", ADA, [("add", 1, 1, "Fell")], True),
        ("hear", BEN),
        ("act", BEN, [("write", 1, 0, "Ben: ")], True),
        ("act", ADA, [("drop", 0, 1, "")], True),
        ("act", BEN, [("type", 1, 2, "late")], False),
    ],
    "characters of two halves written between, erased and styled": [
        ("act", ADA, [("write", 0, 0, FAMILY)], False),
        ("hear", BEN),
        ("act", BEN, [("erase", 0, 2, "ab"), ("write", 0, 3, "é"), ("style", 0, 1, FAMILY)], False),
        ("act", ADA, [("erase", 0, 1, "abc"), ("type", 0, 2, "😀"), ("back", 0, 0, "")], False),
    ],
    "a value replaced twice in one transaction, and by two at once": [
        ("act", ADA, [("add", 1, 1, "Fell")], True),
        ("hear", BEN),
        ("act", ADA, [("change", 0, 0, "a"), ("unset", 0, 0, ""), ("change", 0, 0, "b")], True),
        ("act", BEN, [("change", 0, 0, "c")], True),
        ("act", BEN, [("undo", 0, 0, ""), ("undo", 0, 0, ""), ("redo", 0, 0, "")], False),
    ],
    "typed on behind one's last word after another wrote there, and after a correction": [
        ("act", ADA, [("type", 0, 0, "a"), ("type", 0, 0, "b")], False),
        ("hear", BEN),
        ("act", BEN, [("write", 0, 1, "B"), ("type", 0, 0, "x")], False),
        ("act", ADA, [("type", 0, 0, "c"), ("back", 0, 0, ""), ("type", 0, 0, "d")], False),
        ("hear", ADA),
        ("act", ADA, [("type", 0, 0, "\u0000"), ("back", 0, 0, "")], False),
    ],
    "restored in the wrong order": CROSSED,
    "restored so that it is read in two ways": READ_IN_TWO_WAYS,
}


def remembered(test: Callable[..., Any]) -> Callable[..., Any]:
    """Play all of them before hypothesis draws its own."""
    for script in PAST.values():
        test = example(script=script)(test)
    return test
