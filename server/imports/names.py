"""Warnings about people: what looks like a name, a telephone number or another identifier in a row.

Only a warning, for a person to look at; nothing is changed or taken out. The pseudonyms of the review are
no names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Master|Madam|Sir|Lady|Rev)\.?"
_TITLED = re.compile(rf"\b{_TITLE}(?: (?:&|and) {_TITLE})? (?:[A-Z]\.? )?[A-Z][a-z]{{2,}}\b")
_WORD = re.compile(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)?")
_SURNAME = re.compile(r" [A-Z][a-z]+\b")
_SENTENCE_END = re.compile(r"(?:[.!?:;>\u2022\n\"\u201c(]\s*|- )$")
# Famous for what is called after them: the old paper record of a surgery.
_NO_PERSONS = re.compile(
    r"Lloyd George|St\.? [A-Z][a-z]+|[A-Z][a-z]+ (?:Street|Road|Avenue|Lane|Close|Court|House|Ward|Hospital)"
)

_IDENTIFIERS = {
    "phone": re.compile(r"(?<![\d/-])(?:\+44 ?\(?0?\)?|0)(?:\d[ -]?){9,10}(?!\d)"),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]+"),
    "postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"),
    "nhs_number": re.compile(r"(?<![\d-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d-])"),
    "date_of_birth": re.compile(r"\b(?:d\.?o\.?b\.?|date of birth|born on)\b", re.IGNORECASE),
    "national_insurance": re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
}


@cache
def _given_names() -> tuple[frozenset[str], frozenset[str]]:
    """Give the names that are always taken for one, and those that are also ordinary words."""
    text = (Path(__file__).parent / "given_names.txt").read_text(encoding="utf-8")
    words = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    plain = frozenset(word for word in words if not word.endswith("*"))
    return plain, frozenset(word.rstrip("*") for word in words if word.endswith("*"))


def names_in(text: str, pseudonyms: Collection[str] = ()) -> tuple[str, ...]:
    """Give what looks like a person's name in a text, each once, in order."""
    known = {word.lower() for name in pseudonyms for word in name.split()}
    text = _NO_PERSONS.sub(lambda place: " " * len(place[0]), text)
    found = [*_titled(text, known), *_given(text, known)]
    return tuple(dict.fromkeys(found))


def _titled(text: str, known: Collection[str]) -> Iterator[str]:
    for match in _TITLED.finditer(text):
        if match[0].split()[-1].lower() not in known:
            yield match[0]


def _given(text: str, known: Collection[str]) -> Iterator[str]:
    plain, ordinary = _given_names()
    end = 0
    for match in _WORD.finditer(text):
        word = match[0].split("-")[0]
        if match.start() < end or word.lower() in known or word not in plain | ordinary:
            continue
        if word in plain or not _begins_sentence(text, match.start()):
            behind = _SURNAME.match(text, match.end())
            surname = behind[0] if behind and behind[0].strip().lower() not in known else ""
            end = match.end() + len(surname)
            yield match[0] + surname


def _begins_sentence(text: str, at: int) -> bool:
    return at == 0 or bool(_SENTENCE_END.search(text[max(0, at - 6) : at]))


def identifiers_in(text: str) -> tuple[str, ...]:
    """Give the kinds of identifiers that stand in a text."""
    return tuple(kind for kind, pattern in _IDENTIFIERS.items() if pattern.search(text))
