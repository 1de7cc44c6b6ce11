"""Every address of set-up three times: signed out, another account, the owner; and every form without its token."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pages.setting_up import AGENCY, MEETING, PERSON, REVIEW, SetUp
from tests.pages.visitor import Instance, Visitor, shown

CSP = "default-src 'none'"


def addresses(robin: SetUp, person: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and form of everything that only the owner may reach."""
    review, meeting = f"/reviews/{robin.review}", f"/meetings/{robin.meeting}"
    line = f"{meeting}/invited/{person}"
    return [
        *(("GET", path, {}) for path in robin.pages.values()),
        ("GET", line, {}),
        ("POST", review, REVIEW),
        ("POST", f"{review}/agencies", AGENCY),
        ("POST", f"{review}/agencies/GP/removal", {}),
        ("POST", f"{review}/meetings", MEETING),
        ("POST", f"{meeting}/set-up", MEETING),
        ("POST", f"{meeting}/invited", PERSON),
        ("POST", f"{meeting}/invited/sheet", {"pasted": "Name\tRole\nA B\tNurse"}),
        ("POST", line, PERSON | {"group": "observer"}),
        ("POST", f"{line}/link", {}),
        ("POST", f"{line}/revocation", {}),
        ("POST", f"{line}/removal", {}),
    ]


def ask(visitor: Visitor, method: str, path: str, typed: dict[str, Any]) -> Any:
    return visitor.get(path) if method == "GET" else visitor.post(path, typed, page="/sign-in")


def test_signed_out_leads_to_the_sign_in(robin: SetUp) -> None:
    person = robin.invite(group="observer")
    for method, path, typed in addresses(robin, person):
        answer = ask(robin.at.visitor(), method, path, typed)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), path
    assert set(robin.lines()) == {person}


def test_another_account_sees_what_somebody_sees_for_a_missing_one(robin: SetUp) -> None:
    person = robin.invite(group="observer")
    other = robin.at.visitor("Eve")
    for method, path, typed in addresses(robin, person):
        missing = path.replace(robin.review, "0" * 16).replace(robin.meeting, "0" * 16)
        theirs, none = ask(other, method, path, typed), ask(other, method, missing, typed)
        assert theirs.status_code == none.status_code == 404, path
        assert shown(theirs) == shown(none), path
    assert "Robin" not in other.get("/reviews").text
    assert set(robin.lines()) == {person}


def test_the_owner_is_served(robin: SetUp) -> None:
    person = robin.invite(group="observer")
    for method, path, typed in addresses(robin, person):
        assert ask(robin.owner, method, path, typed).status_code in (200, 303, 409, 422), path


@pytest.mark.parametrize("sent", ["", "0" * 64])
def test_a_form_without_its_token_changes_nothing(robin: SetUp, sent: str) -> None:
    person = robin.invite(group="observer")
    before = (robin.kept(), robin.lines())
    for method, path, typed in addresses(robin, person):
        if method == "POST":
            answer = robin.owner.post(path, {**typed, "form": sent}, page="/reviews/new")
            assert answer.status_code == 403, path
    assert (robin.kept(), robin.lines()) == before


def test_a_form_from_another_site_changes_nothing(robin: SetUp) -> None:
    foreign: list[dict[str, str]] = [
        {"origin": "https://elsewhere.test"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ]
    for headers in foreign:
        answer = robin.owner.post(robin.pages["agencies"], AGENCY | {"abbreviation": "ZZ"}, headers=headers)
        assert answer.status_code == 403, headers
        # The names of assets may hold these letters, too.
        assert '"ZZ"' not in answer.text and ">ZZ<" not in answer.text
    assert [agency.abbreviation for agency in robin.kept().agencies] == ["GP"]


def test_every_page_is_guarded(robin: SetUp) -> None:
    pages = ["/", "/sign-in", "/reviews", "/reviews/new", "/nowhere", *robin.pages.values()]
    for path in pages:
        answer = robin.owner.get(path)
        assert answer.headers["content-security-policy"].startswith(CSP), path
        assert "unsafe" not in answer.headers["content-security-policy"], path
        assert answer.headers["cache-control"] == "no-store", path


def test_an_empty_instance_says_what_comes_next(instance: Instance) -> None:
    assert "No reviews yet" in shown(instance.visitor("Ada").get("/reviews"))
