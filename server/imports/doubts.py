"""The words that say "not quite sure", or that nobody wrote a date down."""

from __future__ import annotations

import re

_NO_DATE = (
    r"\(?(?:(?:exact )?dates? )?not? (?:known|recorded|stated|given|clear|dated?|available|applicable)\)?",
    r"\(?(?:(?:exact )?dates? )?(?:unknown|unclear|missing|not documented|illegible|unspecified|undated)\)?",
    r"\(?(?:tb[ac]|various(?: dates)?|n/?[kar]|n\.k\.?|n\.a\.?|nk|none|nil)\)?",
    r"(?:un|not )dated?(?: .{0,30})?",
    r"no date(?: .{0,30})?",
    r"date (?:not|un).{0,30}",
    r"on-?going|continuous|throughout|until discharge|historical?|history|background",
    r"see (?:above|below|notes?|text)",
    r"[-?*.]+",
)
_ABOUT = (
    r"approx(?:imately)?\.?|circa|ca?\.|ca(?= )|c(?=\.? ?[0-9]|\. ?[a-z])|about|around|roughly|~",
    r"on or (?:around|about)|on/(?:around|about)|o/a|est(?:imated)?\.?",
    r"possibly|probably|perhaps|maybe|likely|thought to be|believed(?: to be)?",
    r"some ?time(?: (?:in|around|during|on))?|\(?\?+\)?",
)
_PART = (
    r"(?:very )?(?:(?:early|mid)[ -]?(?:to|/)[ -]?(?:mid|late)|early|mid(?:dle)?|late|later)"
    r"(?: in| part of)?[ -]+(?=[a-z0-9])",
    r"(?:the )?(?:beginning|start|end|middle|(?:first|second) half)(?: of| in)?(?= )",
    r"(?:the )?(?:first|second|third|fourth|last|1st|2nd|3rd|4th) week(?: of| in)?(?= )",
)
_AFTERTHOUGHTS = (
    r"approx(?:imately)?\.?|circa|various(?: dates)?|tbc|or thereabouts|ish|estimated|sic|not sure|unsure",
    r"exact date (?:not known|unknown|unclear|not recorded)",
    r"(?:date|day) (?:not certain|uncertain|unclear|unsure)",
)

_STATED_UNKNOWN = re.compile("|".join(_NO_DATE))
_DOUBT_BEFORE = re.compile(rf"^(?:(?:in|on) )?(?:{'|'.join(_ABOUT + _PART)})(?: (?:in|on|the))?\s*")
_DOUBT_AFTER = re.compile(rf"\s*(?:\(?\?+\)?|,?(?: -)? ?(?<!or )\(?(?:{'|'.join(_AFTERTHOUGHTS)})\)?)$")
_LEAD = re.compile(r"^(?:dated?:?|on|in|during|throughout|over|the|@|dob:?)\s+(?!or |about |around )")


def states_no_date(words: str) -> bool:
    """Tell whether somebody said that there is no date: "n/k", "date not recorded", "ongoing"."""
    return bool(_STATED_UNKNOWN.fullmatch(words.strip(" .;,")))


def without_doubt(words: str) -> tuple[bool, str]:
    """Take off what says "not quite sure" before and behind a date; tell whether there was any."""
    doubtful, changed = False, True
    while changed:
        before = words
        words = _DOUBT_AFTER.sub("", _DOUBT_BEFORE.sub("", words)).strip(" ,;")
        changed = words != before and bool(words)
        doubtful = doubtful or changed
        words = _LEAD.sub("", words)
    return doubtful, words
