"""What the heading of a column promises, in the many words that agencies use (domain.md section 7).

The words stand in `headings.toml`; here they are only matched.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

# What a column may be used as. "views" and "other" are kept with the row's cells and shown from there;
# `BOTH` is a column in which the date stands in front of the words.
BOTH = "date and what"
ROLES = (
    "date",
    "end date",
    "time",
    "end time",
    "what",
    "source",
    "action",
    "worker",
    "comment",
    "agency",
    "ref",
    "views",
    BOTH,
    "other",
)
LEVELS = {"exactly": 11.0, "outright": 10.0, "often": 6.0, "can": 3.0}
LONGEST_HEADING = 80

Patterns = dict[str, dict[str, re.Pattern[str]]]


@cache
def _patterns() -> Patterns:
    words = tomllib.loads((Path(__file__).parent / "headings.toml").read_text(encoding="utf-8"))
    return {
        role: {level: _compiled(phrases) for level, phrases in levels.items() if phrases}
        for role, levels in words.items()
    }


def _compiled(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{phrase.replace('...', '.*')})" for phrase in phrases))


def plain_heading(text: str) -> str:
    """Give a heading in lower case, "IncidentDate" and "incident_date" cut into words."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text.strip()).replace("\u2019", "'").replace("_", " ")
    return " ".join(text.lower().split()).strip(" :*-.?")


@cache
def promises(heading: str) -> dict[str, float]:
    """Give how strongly a heading promises each role, from 2.5 (holds such a word) to 10 (says it outright)."""
    words = plain_heading(heading)
    if not words or len(words) > LONGEST_HEADING:
        return {}
    bare = re.sub(r"\s*\([^)]*\)", "", words).strip()
    found = _whole(words) or (_whole(bare) if bare else {})
    if "other" in found:
        return {"other": found["other"]}
    return found or _by_parts(words)


def _whole(words: str) -> dict[str, float]:
    """Roles whose phrases fit the whole heading, each with the weight of the first level that fits."""
    found: dict[str, float] = {}
    for role, levels in _patterns().items():
        weights = [LEVELS[level] for level, pattern in levels.items() if pattern.fullmatch(words)]
        if weights:
            found[role] = weights[0]
    return found


def _by_parts(words: str) -> dict[str, float]:
    """A heading nobody thought of may still hold a word that says something: "Police narrative (OIS)"."""
    found: dict[str, float] = {}
    for part in re.split(r"[^a-z']+", words):
        for role, weight in _whole(part).items():
            if weight > LEVELS["can"] and role != "other":
                found[role] = max(found.get(role, 0.0), weight * 0.4)
    return found
