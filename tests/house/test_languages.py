"""The catalogues: everything a practitioner can be told is in them, in another language than English, whole."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from fnmatch import fnmatch
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po

from tests.house.tree import CODE, Source, clean, present, sources
from tests.running import ROOT

FOLDER = "server/locale"
CHECKED = "machine-drafted, to be checked"
LANGUAGES = ("cy",)
KEYWORDS = {**DEFAULT_KEYWORDS, "say": None, "N_": None}
PLACES = re.compile(r"\{\w*\}|%\(\w+\)[sd]|</?\w+>")
LETTERS = re.compile(r"[^\W\d_]{2,}")
DRAWS_PHONES = re.compile(r"from server\.pages\.phone import [^\n]*\b(in_meeting|phone)\b")
REACHED = ("join/", "phone/", "home/", "errors/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_for_practitioners_is_missing_and_none_is_left_over(language: str) -> None:
    known = {str(message.id) for message in catalogue(language) if message.id}
    said = set(sentences())
    assert len(said) > 500
    clean(f"missing, run `make words`: {one}" for one in sorted(said - known))
    clean(f"left over, run `make words`: {one}" for one in sorted(known - said))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_and_keeps_its_places(language: str) -> None:
    clean(found for message in catalogue(language) if message.id for found in wrong(message))


def test_a_language_that_nobody_has_read_says_so_where_it_is_read() -> None:
    marked = [catalogue(one).header_comment.lower() for one in LANGUAGES]
    assert all(CHECKED in header for header in marked)
    assert CHECKED in present("README.md").read_text()
    assert CHECKED in present("templates/join/_step.html").read_text()


def test_the_list_of_sources_holds_everything_that_phones_reach() -> None:
    listed = mapped()
    clean(f"{path} is not in phones.cfg" for path in sorted(reached()) if not _is_listed(path, listed))
    clean(
        f"{source.path} is not in phones.cfg"
        for source in sources("server/pages")
        if DRAWS_PHONES.search(source.text) and "say(" in source.text and not _is_listed(source.path, listed)
    )


def test_every_way_to_say_no_is_marked_for_translation() -> None:
    clean(unmarked(sources(*CODE)))


def test_a_planted_violation_is_seen() -> None:
    for english, welsh in (
        ("Send", ""),
        ("Send", "Send"),
        ("{n} notes", "{m} nodyn"),
        ("Step %(number)s", "Cam"),
        ("at <b>the</b> time", "ar y pryd"),
    ):
        assert list(wrong(Message(english, welsh))), english
    assert list(wrong(Message("Send", "Anfon", flags=["fuzzy"])))
    assert not list(wrong(Message("({n})", "({n})")))
    assert unmarked([Source("sessions/x.py", "class No(Refused):\n    say = 'No.'")])


def catalogue(language: str) -> Catalog:
    """One language's catalogue as it lies in the checkout."""
    with present(f"{FOLDER}/{language}/LC_MESSAGES/sightline.po").open("rb") as file:
        return read_po(file, locale=language)


def wrong(message: Message) -> Iterator[str]:
    """What is amiss with one sentence of a catalogue."""
    english, other = str(message.id), str(message.string)
    if not other or message.fuzzy:
        yield f"not translated: {english}"
    elif other == english and LETTERS.search(PLACES.sub("", english)):
        yield f"the same as in English: {english}"
    elif sorted(PLACES.findall(english)) != sorted(PLACES.findall(other)):
        yield f"other places than in English: {english} / {other}"


def mapped() -> list[tuple[str, str]]:
    """How and from where sentences are taken: (python or jinja2, pattern of paths)."""
    read = ConfigParser()
    read.read_string(present(f"{FOLDER}/phones.cfg").read_text())
    return [(kind, pattern.strip()) for kind, _, pattern in (name.partition(":") for name in read.sections())]


def sentences() -> Iterator[str]:
    """Every sentence that the listed sources mark for translation."""
    for source in (*sources(*CODE), *sources("templates", suffixes=(".html",))):
        for kind, pattern in mapped():
            if fnmatch(source.path, pattern):
                for _, message, _, _ in extract(
                    kind, BytesIO(source.text.encode()), KEYWORDS, (), OPTIONS[kind]
                ):
                    yield str(message)


OPTIONS: dict[str, dict[str, str]] = {"python": {}, "jinja2": {"silent": "false"}}


def reached() -> set[str]:
    """The templates of the pages for practitioners, and what these import, extend and include."""
    texts = {one.path: one.text for one in sources("templates", suffixes=(".html",))}
    due = [path for path in texts if path.removeprefix("templates/").startswith(REACHED)]
    due.append("templates/layouts/phone.html")
    found: set[str] = set()
    while due:
        path = due.pop()
        if path not in found:
            found.add(path)
            due += [f"templates/{name}" for name in re.findall(r'"([a-z_/]+\.html)"', texts[path])]
    return {path for path in found if re.search(r"\b_\(|\{% trans", texts[path])}


def unmarked(files: Iterable[Source]) -> list[str]:
    """Classes whose `say` is a plain text, which no catalogue would ever see."""
    return [
        f"{source.path}: {node.name}"
        for source in files
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Constant | ast.BinOp)
        if any(isinstance(name, ast.Name) and name.id == "say" for name in part.targets)
    ]


def _is_listed(path: str, listed: list[tuple[str, str]]) -> bool:
    return (ROOT / path).exists() and any(fnmatch(path, pattern) for _, pattern in listed)
