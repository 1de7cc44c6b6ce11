"""Jinja: one environment a language, every word through gettext, user text always escaped."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from server.access import form_token, keep_browser
from server.languages import ENGLISH, LOCALES, NAMES, catalogue, spoken

_HERE = Path(__file__).parent


def _folder(name: str) -> Path:
    """Installed: server/_static; in a checkout: ../static."""
    packed = _HERE / f"_{name}"
    return packed if packed.is_dir() else _HERE.parent / name


STATIC = _folder("static")
TEMPLATES = _folder("templates")


@cache
def _built() -> dict[str, str]:
    manifest = STATIC / "dist" / "manifest.json"
    if not manifest.exists():
        raise RuntimeError("static/dist is missing: run `make assets`")
    found: dict[str, str] = json.loads(manifest.read_text())["files"]
    return found


def asset(name: str) -> str:
    """The address of a built script or style by its plain name ("phone.js")."""
    return "/static/dist/" + _built()[name]


@cache
def environment(language: str = ENGLISH) -> Environment:
    """The environment with its globals; a missing name in a template is a mistake, not a blank.

    One for each language: what a template sets once, such as the months, is kept with its environment.
    """
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"asset": asset, "locale": LOCALES[language], "languages": NAMES}
    return made


def say(sentence: str) -> str:
    """A sentence of the code, in the language of whoever is answered."""
    return catalogue(spoken()).gettext(sentence)


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Render a page or a fragment.

    Args:
        request: for addresses and the form token.
        template: path below templates/.
        status: of the answer.
        context: names for the template.
    """
    known = {"request": request, "form_token": form_token(request), "url": request.app.url_path_for}
    body = environment(spoken()).get_template(template).render({**known, **context})
    response = HTMLResponse(body, status_code=status)
    keep_browser(request, response)
    return response


def fragment(template: str, macro: str, *given: Any) -> str:
    """Draw one macro of a template by itself, escaped as in any page."""
    drawn: str = getattr(environment(spoken()).get_template(template).module, macro)(*given)
    return drawn


def is_fragment(request: Request) -> bool:
    """Does htmx or our own script ask for a part of the page?"""
    return request.headers.get("hx-request") == "true"
