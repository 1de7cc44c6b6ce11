"""Every address of a chronology three times: signed out, another account, the owner; forms without their token."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pages.filing import Filing, csv
from tests.pages.setting_up import SetUp
from tests.pages.visitor import Visitor, shown

ROWS = csv("01/02/2025,Seen at the surgery by the nurse", "03/02/2025,Seen again at the surgery")


@pytest.fixture
def filing(robin: SetUp) -> Filing:
    return Filing(robin)


def addresses(filing: Filing, at: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and form of everything that only the owner may reach."""
    decision = {"place": "//2", "verb": "keep", "show": "all"}
    return [
        ("GET", filing.shelf, {}),
        ("GET", at, {}),
        ("GET", f"{at}/columns", {}),
        ("GET", f"{at}/rows", {}),
        ("GET", filing.timeline, {}),
        ("POST", filing.shelf, {"agency": "GP"}),
        ("POST", f"{at}/columns", {"agency": "GP", "table-0-read": "yes", "table-0-header": "1"}),
        ("POST", f"{at}/rows", decision),
        ("POST", f"{at}/confirmation", {}),
        ("POST", f"{at}/reopening", {}),
        ("POST", filing.timeline, {"meeting": filing.robin.meeting}),
        ("POST", f"{at}/removal", {}),
    ]


def ask(visitor: Visitor, method: str, path: str, typed: dict[str, Any]) -> Any:
    return visitor.get(path) if method == "GET" else visitor.post(path, typed, page="/sign-in")


def kept(filing: Filing) -> Any:
    from server.store import reviews as rows

    return filing.robin.at.store.read_now(lambda books: rows.chronologies_of(books, filing.robin.review))


def test_signed_out_leads_to_the_sign_in(filing: Filing) -> None:
    at = filing.read("gp.csv", ROWS)
    before = kept(filing)
    for method, path, typed in addresses(filing, at):
        answer = ask(filing.robin.at.visitor(), method, path, typed)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), path
    assert kept(filing) == before


def test_another_account_sees_what_somebody_sees_for_a_missing_one(filing: Filing) -> None:
    at = filing.read("gp.csv", ROWS)
    before, other = kept(filing), filing.robin.at.visitor("Eve")
    for method, path, typed in addresses(filing, at):
        missing = path.replace(filing.robin.review, "0" * 16)
        theirs, none = ask(other, method, path, typed), ask(other, method, missing, typed)
        assert theirs.status_code == none.status_code == 404, path
        assert shown(theirs) == shown(none), path
    assert kept(filing) == before


def test_a_chronology_is_not_found_below_another_review_of_the_same_owner(filing: Filing) -> None:
    from tests.pages.setting_up import REVIEW

    at = filing.read("gp.csv", ROWS)
    made = filing.robin.owner.post("/reviews", REVIEW, page="/reviews/new").headers["location"]
    other = at.replace(filing.robin.review, made.split("/")[2])
    for step in ("", "/columns", "/rows"):
        assert filing.robin.owner.get(other + step).status_code == 404
    assert filing.robin.owner.post(f"{other}/removal").status_code == 404
    assert "gp.csv" in filing.list()


def test_the_owner_is_served(filing: Filing) -> None:
    at = filing.read("gp.csv", ROWS)
    for method, path, typed in addresses(filing, at):
        assert ask(filing.robin.owner, method, path, typed).status_code in (200, 303, 422), path


@pytest.mark.parametrize("sent", ["", "0" * 64])
def test_a_form_without_its_token_changes_nothing(filing: Filing, sent: str) -> None:
    at = filing.read("gp.csv", ROWS)
    before = kept(filing)
    for method, path, typed in addresses(filing, at):
        if method == "POST":
            answer = filing.robin.owner.post(path, {**typed, "form": sent}, page="/reviews/new")
            assert answer.status_code == 403, path
    files = {"file": ("again.csv", ROWS)}
    assert filing.robin.owner.post(filing.shelf, {"form": sent}, files=files).status_code == 403
    assert kept(filing) == before


def test_a_form_from_another_site_changes_nothing(filing: Filing) -> None:
    at = filing.read("gp.csv", ROWS)
    before = kept(filing)
    for method, path, typed in addresses(filing, at):
        if method == "POST":
            answer = filing.robin.owner.post(path, typed, headers={"origin": "https://elsewhere.test"})
            assert answer.status_code == 403, path
    assert kept(filing) == before


def test_no_address_and_no_log_line_holds_a_name(
    filing: Filing, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    at = filing.add("Patricia Harraby.csv", ROWS)
    filing.send(("Harraby scan.pdf", b"%PDF-1.4 nothing"))
    filing.until_read()
    filing.robin.owner.post(f"{at}/removal")
    assert "arraby" not in at
    said = capsys.readouterr()
    assert "arraby" not in said.out + said.err + caplog.text
