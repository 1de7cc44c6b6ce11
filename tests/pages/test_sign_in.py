"""Signing in: by password, by a link that works once; slowed; out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from server.store import accounts
from tests.pages.setting_up import REVIEW, SetUp
from tests.pages.visitor import Instance, running, shown

PASSWORD = "correct horse battery"


def with_password(instance: Instance) -> None:
    instance.store.write_now(lambda books: accounts.add_account(books, "Ada", PASSWORD))


def test_the_front_door_has_two_doors(instance: Instance) -> None:
    page = instance.visitor().get("/")
    assert page.status_code == 200
    assert "Join a session with a code" in shown(page) and 'href="/j"' in page.text
    assert "Facilitator: sign in" in shown(page) and 'href="/sign-in"' in page.text


def test_a_password_opens_the_account(instance: Instance) -> None:
    with_password(instance)
    ada = instance.visitor()
    answer = ada.post("/sign-in", {"name": "Ada", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/reviews")
    assert "No reviews yet" in shown(ada.get("/"))
    assert ada.get("/sign-in").headers["location"] == "/"


def test_a_wrong_part_is_not_told_apart_and_the_name_stays(instance: Instance) -> None:
    with_password(instance)
    wrong = instance.visitor().post("/sign-in", {"name": "Ada", "password": "something else"})
    unknown = instance.visitor().post("/sign-in", {"name": "Eve", "password": PASSWORD})
    assert wrong.status_code == unknown.status_code == 401
    assert shown(wrong) == shown(unknown)
    assert 'value="Ada"' in wrong.text and 'value="Eve"' in unknown.text
    assert PASSWORD not in unknown.text


def test_blanks_are_said_so(instance: Instance) -> None:
    answer = instance.visitor().post("/sign-in", {"name": "Ada", "password": ""})
    assert answer.status_code == 422 and "type your name and your password" in shown(answer)


def test_tries_with_one_name_are_slowed_and_others_are_not(tmp_path: Path) -> None:
    with running(tmp_path, SIGHTLINE_SIGN_IN_RATE="2/minute") as instance:
        with_password(instance)
        wrong = {"name": "Ada", "password": "wrong"}
        answers = [instance.visitor().post("/sign-in", wrong) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [401, 401, 429]
        assert "wait a minute" in shown(answers[-1]) and 'value="Ada"' in answers[-1].text
        right = instance.visitor().post("/sign-in", {"name": "Ada", "password": PASSWORD})
        assert right.status_code == 429
        assert instance.visitor().post("/sign-in", {"name": "Bo", "password": "wrong"}).status_code == 401


def test_a_link_works_once_and_looking_does_not_use_it(instance: Instance) -> None:
    link, preview, ada, late = instance.link("Ada"), *(instance.visitor() for _ in range(3))
    assert preview.get(link).status_code == 200
    assert preview.get(link, headers={"purpose": "prefetch"}).status_code == 200
    assert ada.post(link).status_code == 303
    assert ada.get("/reviews").status_code == 200
    assert preview.get(link).status_code == 410
    used = late.post(link)
    assert used.status_code == 410 and "has been used" in shown(used)
    assert late.get("/reviews").headers["location"] == "/sign-in"


def test_a_link_ends_after_a_day(instance: Instance) -> None:
    def old(books: Any) -> str:
        account = accounts.add_account(books, "Ada")
        return accounts.add_sign_in(books, account, "link", 1_000_000.0)

    path = f"/sign-in/{instance.store.write_now(old)}"
    assert instance.visitor().get(path).status_code == 410
    assert instance.visitor().post(path).status_code == 410


def test_a_cookie_is_no_link_and_a_link_no_cookie(instance: Instance) -> None:
    ada = instance.visitor("Ada")
    token = ada.cookies["__Host-account"]
    assert ada.get(f"/sign-in/{token}").status_code == 410
    eve = instance.visitor()
    eve.cookies["__Host-account"] = instance.link("Ada").rsplit("/", 1)[1]
    assert eve.get("/reviews").headers["location"] == "/sign-in"


def test_one_review_is_opened_at_once(instance: Instance) -> None:
    ada = instance.visitor("Ada")
    ada.post("/reviews", REVIEW, page="/reviews/new")
    again = instance.visitor()
    assert again.post(instance.link("Ada")).headers["location"].startswith("/reviews/")


def test_signing_out_ends_the_account_and_its_leading_seat(robin: SetUp) -> None:
    ada, console = robin.owner, f"/meetings/{robin.meeting}"
    assert ada.get(console).status_code == 200
    before = dict(ada.cookies)
    assert any("seat-" in name for name in before)
    assert ada.post("/sign-out", page="/reviews").headers["location"] == "/"
    assert not any("seat-" in name or "account" in name for name in ada.cookies)
    ada.cookies = before
    assert ada.get("/reviews").headers["location"] == "/sign-in"
    assert ada.get(console).status_code == 403


def test_an_old_page_keeps_the_name(instance: Instance) -> None:
    visitor = instance.visitor()
    answer = visitor.post("/sign-in", {"name": "Ada", "password": PASSWORD, "form": "0" * 64})
    assert answer.status_code == 403 and 'value="Ada"' in answer.text
