"""Reading and checking the fields of forms: what each takes, and what is said when it needs another look.

One small place of our own: a form library brings its own markup, its own words and its own token, and here all
three are decided elsewhere (design, gettext, `access.check_form`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from starlette.requests import Request

from server.access import FormRefused, check_form
from sessions.refusals import Refused

TEXT, AREA, CHOICE, NUMBER, DAY, YES = "text", "area", "choice", "number", "day", "yes"
_SHORT, _LONG = 200, 20_000
_MOST_DROPPED = 64 << 20
# Characters that no person types and that Word files cannot hold; tab and line break may stay.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def N_(words: str) -> str:
    """Mark a sentence for translation; the page that shows it translates it."""
    return words


NEEDED = N_("Please fill this in.")
NOT_LISTED = N_("Please choose one from the list.")
NO_NUMBER = N_("Please give a whole number, in digits.")
TOO_SMALL = N_("This number can be raised, never lowered. The smallest is %(least)s.")
TOO_LARGE = N_("This number is too large. The largest is %(greatest)s.")
NO_DAY = N_("We could not read this as a day. Please write it like 2026-03-31.")
TOO_LONG = N_("This is too long. It can hold %(most)s characters.")


class TooMuch(Refused):
    """More bytes than this form takes."""

    code = "size"
    say = N_("That is more than this page can take. Please send a smaller file.")
    status = 413


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        name: in the form.
        label: beside it, untranslated as are `hint` and `needed`.
        kind: TEXT, AREA, CHOICE, NUMBER, DAY or YES (yes or no).
        hint: below the label.
        needed: what to say when it is blank; "" when it may be blank.
        choices: (value, words as shown) of a CHOICE; people's own words may be among them.
        least, greatest: bounds of a NUMBER.
        autocomplete: what the browser may fill in by itself.
    """

    name: str
    label: str
    kind: str = TEXT
    hint: str = ""
    needed: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: int = 0
    greatest: int = 9999
    autocomplete: str = "off"

    @property
    def most(self) -> int:
        """How many characters it can hold."""
        return _LONG if self.kind == AREA else _SHORT


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to say, with the numbers in it; translated where it is shown."""

    words: str
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was typed, tidied but otherwise as it was, and which fields need another look.

    `stale`: the form's token is not known any more, so nothing was done and the words are shown again.
    """

    typed: Mapping[str, str]
    needs: Mapping[str, Sentence] = field(default_factory=dict)
    stale: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the form must be shown again."""
        return self.stale or bool(self.needs)

    @property
    def status(self) -> int:
        """The status of the form shown again."""
        return 403 if self.stale else 422

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    def number(self, name: str) -> int:
        """A NUMBER that needs no look."""
        return int(self.typed[name])

    def yes(self, name: str) -> bool:
        """Whether a YES was answered so."""
        return self.typed.get(name) == "yes"

    def also(self, name: str, words: str) -> Answers:
        """These answers, with one more thing to look at."""
        return replace(self, needs={name: Sentence(words), **self.needs})


async def receive(request: Request, fields: Iterable[Field]) -> Answers:
    """Check that a form is ours and read it.

    A page that was open for too long has an old token. Its words are shown again with a new one, unless another
    site sent them: then FormRefused is raised.
    """
    try:
        await check_form(request)
    except FormRefused as refused:
        if refused.detail != "token":
            raise
        return replace(read(await request.form(), fields), stale=True)
    return read(await request.form(), fields)


def read(form: Mapping[str, object], fields: Iterable[Field]) -> Answers:
    """Read the fields of a form.

    Args:
        form: what was sent; names that no field has are ignored.
        fields: in the order of the page.

    Returns:
        The answers; `needs` is empty when all is well.
    """
    wanted = tuple(fields)
    typed = {one.name: tidy(form.get(one.name, ""), one.kind) for one in wanted}
    found = {one.name: _look(one, typed[one.name]) for one in wanted}
    return Answers(typed, {name: sentence for name, sentence in found.items() if sentence})


def tidy(typed: object, kind: str = TEXT) -> str:
    """Text without invisible characters, its line breaks alike, no blanks at its ends; "" for a file."""
    text = (
        _INVISIBLE.sub("", typed.replace("\r\n", "\n").replace("\r", "\n")) if isinstance(typed, str) else ""
    )
    return text.strip() if kind == AREA else " ".join(text.split())


async def refuse_large(request: Request, most: int, dropped_at_most: int = _MOST_DROPPED) -> None:
    """Refuse a large form before any of it is kept: beyond 1 MB an upload would lie on the disk in plain.

    Args:
        request: not read yet.
        most: bytes of the whole form.
        dropped_at_most: bytes that are read and dropped, so that the browser shows the answer.

    Raises:
        TooMuch: larger, or of unsaid length.
    """
    size = request.headers.get("content-length", "")
    if size.isdigit() and int(size) <= most:
        return
    dropped = 0
    # A browser shows the answer only when it could send all of its own.
    async for chunk in request.stream():
        dropped += len(chunk)
        if dropped > dropped_at_most:
            break
    raise TooMuch(size)


def _look(one: Field, text: str) -> Sentence | None:
    if not text:
        return Sentence(one.needed) if one.needed else None
    if len(text) > one.most:
        return Sentence(TOO_LONG, {"most": one.most})
    return _LOOKS[one.kind](one, text)


def _nothing(_one: Field, _text: str) -> Sentence | None:
    return None


def _choice(one: Field, text: str) -> Sentence | None:
    return None if text in dict(one.choices) else Sentence(NOT_LISTED)


def _number(one: Field, text: str) -> Sentence | None:
    if not (text.isascii() and text.isdigit()):
        return Sentence(NO_NUMBER)
    if int(text) < one.least:
        return Sentence(TOO_SMALL, {"least": one.least})
    return Sentence(TOO_LARGE, {"greatest": one.greatest}) if int(text) > one.greatest else None


def _day(_one: Field, text: str) -> Sentence | None:
    try:
        return None if date.fromisoformat(text).isoformat() == text else Sentence(NO_DAY)
    except ValueError:
        return Sentence(NO_DAY)


def _yes(_one: Field, text: str) -> Sentence | None:
    return None if text in ("yes", "no") else Sentence(NOT_LISTED)


_LOOKS: dict[str, Callable[[Field, str], Sentence | None]] = {
    TEXT: _nothing,
    AREA: _nothing,
    CHOICE: _choice,
    NUMBER: _number,
    DAY: _day,
    YES: _yes,
}
