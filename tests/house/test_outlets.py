"""No way out of the house is forgotten: the list that planted secrets are searched behind names every address."""

from __future__ import annotations

import re

from server.routes import lines, routes
from tests.privacy.outlets import KINDS, OUTLETS, SOCKETS


def test_R6_every_address_is_in_the_list_of_outlets() -> None:
    listed = {outlet.where for outlet in OUTLETS if outlet.where.startswith("/")}
    real = {re.sub(r":\w+}", "}", route.path) for route in routes} | set(lines)
    assert listed == real, (
        f"not in tests/privacy/outlets.py: {sorted(real - listed)}; gone: {sorted(listed - real)}"
    )
    assert {outlet.kind for outlet in OUTLETS} == set(KINDS)
    assert set(lines) == set(SOCKETS)


def test_A5_no_address_names_a_note() -> None:
    named = [route.path for route in routes if "{item}" in route.path or "{claim}" in route.path]
    assert not named, f"proxies on the way keep addresses beside the phone's own: {named}"
