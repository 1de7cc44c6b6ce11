"""What a browser has to fetch: small, built from the present sources, and of known licences."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from hatch_build import MANIFEST, is_fresh
from tests.house.tree import clean

SCRIPT_BYTES, STYLE_BYTES = 60_000, 15_000
LICENCES = {"MIT", "0BSD", "BSD-0-Clause", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "OFL-1.1"}


def test_a_phone_page_is_small() -> None:
    clean(heavy(built("manifest.json")["gzip"]))


def test_everything_shipped_has_a_licence_that_we_may_pass_on() -> None:
    shipped = built("third-party.json")
    assert shipped, "there must be packages for this to mean anything"
    clean(unlicensed(shipped))


def test_a_planted_violation_is_seen() -> None:
    assert heavy({"phone.js": 60_001, "phone.css": 9, "console.js": 90_000}) == ["phone.js: 60001 bytes"]
    assert unlicensed(
        [{"name": "a", "license": "SSPL", "text": "x"}, {"name": "b", "license": "MIT", "text": None}]
    ) == [
        "a: SSPL",
        "b: no text",
    ]


def built(name: str) -> Any:
    """What the last build wrote; an old one is said, as it would be measured instead of the sources."""
    if not is_fresh():
        pytest.skip("static/dist is older than its sources: run `make assets`")
    return json.loads((MANIFEST.parent / name).read_text())


def heavy(weights: dict[str, int]) -> list[str]:
    """Files of a phone page that weigh too much (promise S10)."""
    most = {"phone.js": SCRIPT_BYTES, "phone.css": STYLE_BYTES}
    return [f"{name}: {weights[name]} bytes" for name in most if weights.get(name, 0) > most[name]]


def unlicensed(packages: Iterable[dict[str, Any]]) -> list[str]:
    """Packages under terms that are unknown to us, or without the text that their terms ask for."""
    terms = [
        f"{package['name']}: {package['license']}"
        for package in packages
        if package["license"] not in LICENCES
    ]
    return terms + [f"{package['name']}: no text" for package in packages if not package["text"]]
