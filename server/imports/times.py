"""Times of day as agencies write them: 14.30, 1430hrs, 2:30pm, am, overnight, 14:30-15:10.

00:00 alone is what many systems print when nobody wrote a time down; it is kept as words and not read as
midnight (domain.md section 7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HALF = r"[ap]\.?m(?:\.|(?![a-z]))"
_HOURS = r"h(?:(?:ou)?rs?)?(?:\.|(?![a-z]))"
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_MINUTE = r"[0-5][0-9]"
_SECONDS = rf"(?::{_MINUTE}(?:\.[0-9]+)?)?"

# What can only be a time, wherever it stands.
_SURE = (
    rf"(?:{_HOUR}[:.;]{_MINUTE}{_SECONDS} ?{_HALF}|{_HOUR}[:.]?{_MINUTE} ?{_HOURS}"
    rf"|{_HOUR}:{_MINUTE}{_SECONDS}z?|{_HOUR}{_MINUTE}{_HALF}|{_HOUR} ?{_HALF})"
)
# What is a time only where a time is expected.
_LOOSE = rf"(?:{_SURE}|{_HOUR}[.;,]{_MINUTE}|{_HOUR}{_MINUTE})"
_WORDS = (
    r"(?:early |late |mid[- ]?)?(?:morning|afternoon|evening|night)s?|overnight|mid-?day|noon|midnight|"
    r"lunch ?time|tea ?time|bed ?time|[ap]\.?m\.?|all day|out of hours|ooh"
)
_TO = r" *(?:-|to|until|till|&|and|,|;|/) *"
_BEFORE, _AFTER = r"(?<![0-9./:-])", r"(?![0-9/:-])"

_SURE_TIMES = re.compile(rf"{_BEFORE}(?:(?:{_LOOSE}|[0-9]{{1,2}}){_TO})?{_SURE}(?:{_TO}{_SURE})*{_AFTER}")
_LOOSE_TIMES = re.compile(rf"(?:(?:{_LOOSE}|[0-9]{{1,2}}){_TO})*{_LOOSE}")
_TIME_AFTER_DATE = re.compile(
    rf"(?:(?<=[./-][0-9]{{2}})|(?<=[./-][0-9]{{4}})),? +(?:(?:at|@) *)?({_LOOSE}(?:{_TO}{_LOOSE})?)$"
)
_TOKEN = re.compile(rf"{_LOOSE}|[0-9]{{1,2}}")
_WORD = re.compile(rf"(?<![a-z0-9'.])(?:{_WORDS})(?![a-z0-9'])")
# What joins a time to its date and is left over when the time is taken out.
_LINKS = re.compile(
    r"\( *\)|\b(?:at|@|in|on)(?: the)?(?= *$| +[-,])"
    r"|^(?:(?:at|in|on)(?! or | about )(?: the)?|the)(?: of| in| on)?(?= )|^of "
)
_AROUND = re.compile(r"^(?:at|approx\.?|approximately|about|around|circa|c\.?|~|by|from) *")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: the words, 24-hour "HH:MM" of begin and end where known; `nought` when 00:00 stood."""

    text: str
    start: str | None = None
    end: str | None = None
    nought: bool = False


def read_time(text: str) -> Clock | None:
    """Read a cell in which a time is expected; other words are kept as they stand. None for a blank cell."""
    words = " ".join(text.split())
    if not words.strip(" -–—"):
        return None
    plain = _AROUND.sub("", plain_words(words)).strip("() ?")
    match = _LOOSE_TIMES.fullmatch(plain) or _SURE_TIMES.search(plain)
    return _clock(words, match[0]) if match else Clock(words)


def take_time(words: str) -> tuple[Clock | None, str]:
    """Take a time out of a date's words (lower case, plain dashes); give it and the words that are left."""
    for pattern in (_SURE_TIMES, _TIME_AFTER_DATE, _WORD):
        found = [
            match[0].strip(" ,").removeprefix("at ").removeprefix("@ ") for match in pattern.finditer(words)
        ]
        if found:
            said = " - ".join(found)
            rest = " ".join(_LINKS.sub(" ", " ".join(pattern.sub(" ", words).split())).split())
            return (Clock(said) if pattern is _WORD else _clock(said, said)), rest.strip(" ,;@-")
    return None, words


def plain_words(text: str) -> str:
    """Give lower case with one kind of dash, quote and space: for matching only, the original is kept."""
    swaps = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "‒": "-", "’": "'", "‘": "'"})
    return " ".join(text.translate(swaps).replace("\u200b", "").replace("…", "...").lower().split())


def _clock(text: str, words: str) -> Clock:
    tokens = [token[0] for token in _TOKEN.finditer(words)]
    last_half = _half(tokens[-1])
    minutes = [_minutes(token, _half(token) or last_half) for token in tokens]
    known = [value for value in minutes if value is not None]
    if not known or (len(tokens) == 1 and known[0] == 0 and not last_half):
        return Clock(text, nought=bool(known))
    if len(known) > 1 and known[0] > known[1] and not _half(tokens[0]) and last_half == "p":
        known[0] -= 720
    return Clock(text, _shown(known[0]), _shown(known[1]) if len(known) == 2 else None)


def _half(token: str) -> str:
    match = re.search(r"[ap](?=\.?m)", token)
    return match[0] if match else ""


def _minutes(token: str, half: str) -> int | None:
    digits = re.findall(r"[0-9]+", token)
    hour, minute = (int(digits[0]), 0) if len(digits[0]) < 3 else (int(digits[0][:-2]), int(digits[0][-2:]))
    if len(digits) > 1 and len(digits[0]) < 3:
        minute = int(digits[1])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return (hour % 24) * 60 + minute if hour <= 24 and minute < 60 else None


def _shown(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
