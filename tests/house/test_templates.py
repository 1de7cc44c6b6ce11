"""Every visible word of a page goes through gettext, and no page asks for what its policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from tests.house.tree import Source, clean, sources

# The same in every language; and "yes", which macros answer each other with.
NAMES_OF_THINGS = {"Sightline", "QR", "Word", "JSON", "Excel", "PDF", "yes"}
SPOKEN = {
    "alt",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "placeholder",
    "title",
    "label",
    "data-say",
}
UNSAID = {"script", "style", "code"}
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
LETTERS = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z]+( [a-z]+)*[.?!]?")
POLICY = re.compile(r"\son[a-z]+=|\sstyle=|<style|javascript:|hx-on|\b(src|href|action)=[\"'](https?:)?//")
GAP = "0"


def test_every_visible_word_goes_through_gettext() -> None:
    clean(untranslated(templates()))


def test_no_page_needs_what_its_policy_forbids() -> None:
    clean(f"{page.path}: {found.group()}" for page in templates() for found in POLICY.finditer(page.text))


def test_a_planted_violation_is_seen() -> None:
    planted = {
        "<p>Hello</p>": "Hello",
        "<a {% if x %}class='b'{% endif %} title='Go back'>{{ _('Back') }}</a>": "Go back",
        "<b>{{ x or 'Nothing yet' }}</b>": "Nothing yet",
        "<b>{{ button('Save') }}</b>": "Save",
        "<input type='submit' value='Send'>": "Send",
    }
    for text, found in planted.items():
        assert untranslated([Source("a.html", text)]) == [f"a.html: {found}"]
    fine = "<p{{ x }} class='b {{ x }}'>{% trans %}Hello{% endtrans %} {{ _('You') }} 3 &times; Sightline</p>"
    assert not untranslated([Source("a.html", fine)])
    assert (
        POLICY.search("<p style='x'>")
        and POLICY.search("<b onclick=x>")
        and not POLICY.search("<a href='/now'>")
    )


def templates() -> list[Source]:
    """Every template."""
    return sources("templates", suffixes=(".html",))


def untranslated(files: Iterable[Source]) -> list[str]:
    """Words that a person would see in one language only."""
    return [f"{page.path}: {words}" for page in files for words in visible(page) if is_language(words)]


def visible(page: Source) -> Iterator[str]:
    """What a template shows or says itself: text, spoken attributes, literals that no gettext call holds."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(page.text)
    reader = Reader()
    reader.feed("".join(markup(tree)))
    reader.close()
    yield from reader.said
    yield from (words for words in literals(tree) if SENTENCE.fullmatch(words))


def is_language(words: str) -> bool:
    """Whether something holds words other than names that are the same in every language."""
    return bool(set(LETTERS.findall(words)) - NAMES_OF_THINGS)


def markup(tree: nodes.Node) -> Iterator[str]:
    """The template's own text in order, with a gap for everything that is filled in."""
    for node in tree.iter_child_nodes():
        if isinstance(node, nodes.TemplateData):
            yield node.data
        elif isinstance(node, nodes.Expr):
            yield GAP if isinstance(tree, nodes.Output) else ""
        else:
            yield from markup(node)


def literals(node: nodes.Node) -> Iterator[str]:
    """Texts in expressions, but for those inside a gettext call."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in GETTEXT:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from literals(child)


class Reader(HTMLParser):
    """Collects what a person sees or hears of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the attributes that are read out, and where text is not for people."""
        given = dict(attrs)
        spoken = SPOKEN | ({"value"} if given.get("type") in ("submit", "button") else set())
        self.said += [text for name, text in attrs if name in spoken and text]
        self.silent += tag in UNSAID

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not for people."""
        self.silent -= tag in UNSAID

    def handle_data(self, text: str) -> None:
        """Collect text."""
        if not self.silent:
            self.said.append(text.strip())
