"""A review and its agencies: what is kept, what is said, what cannot be lowered or removed."""

from __future__ import annotations

import pytest

from server.store import reviews as rows
from tests.pages.setting_up import AGENCY, REVIEW, SetUp
from tests.pages.visitor import Instance, fields_of, shown


def test_a_review_is_kept_as_typed_and_shown_again(robin: SetUp) -> None:
    page = fields_of(robin.owner.get(robin.pages["review"]))
    typed = {name: text for name, text in REVIEW.items() if name != "legal_hold"}
    assert {name: page.get(name) for name in typed} == typed
    assert robin.kept().legal_hold is False
    assert robin.owner.post(robin.pages["review"], {**REVIEW, "legal_hold": "yes"}).status_code == 303
    assert robin.kept().legal_hold is True


def test_a_new_review_starts_with_drafts(instance: Instance) -> None:
    draft = fields_of(instance.visitor("Ada").get("/reviews/new"))
    assert draft["rules_text"].startswith("We are here to learn how things looked")
    assert "[name, number]" in draft["rules_text"]
    assert draft["notice"].startswith("A court, a coroner or the police")
    assert draft["classification"] == "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("title", " ", "which review this is"),
        ("notice", "", "This cannot be blank"),
        ("scope_to", "2024-12-31", "before the first"),
        ("scope_from", "31/12/2024", "could not read this as a day"),
        ("scope_from", "2025-02-30", "could not read this as a day"),
        ("gap_days", "0", "The smallest is 1"),
        ("gap_days", "four", "whole number"),
        ("review_type", "Quiz", "choose one from the list"),
        ("threshold_label", "2", "never lowered. The smallest is 3"),
        ("threshold_anonymous", "7", "The smallest is 8"),
        ("threshold_poll", "-5", "whole number"),
        ("threshold_poll", "100000", "The largest is 300"),
        ("title", "x" * 201, "It can hold 200 characters"),
        ("rules_text", "", "write the ground rules"),
        ("legal_hold", "", "answer yes or no"),
    ],
)
def test_what_needs_a_look_is_said_and_every_word_stays(
    instance: Instance, name: str, typed: str, said: str
) -> None:
    ada = instance.visitor("Ada")
    answer = ada.post("/reviews", {**REVIEW, name: typed}, page="/reviews/new")
    assert answer.status_code == 422
    assert said in shown(answer) and f'href="#{name}"' in answer.text
    kept = fields_of(answer)
    assert kept["reference"] == "R-1" and kept["rules_version"] == "1"
    assert kept.get(name, typed).strip() == typed.strip()
    assert "No reviews yet" in shown(ada.get("/reviews"))


def test_markup_is_only_words(robin: SetUp) -> None:
    nasty = "<script>alert(1)</script> {{ 7777 * 7777 }} %(number)s 100%"
    robin.owner.post(
        robin.pages["review"], {**REVIEW, "title": nasty, "rules_text": nasty, "rules_version": "2"}
    )
    for path in (*robin.pages.values(), "/reviews"):
        page = robin.owner.get(path)
        assert page.status_code == 200 and "<script>alert" not in page.text and "60481729" not in page.text
    assert robin.kept().title == nasty


def test_thresholds_rise_freely_before_a_meeting_and_never_fall_after_it(instance: Instance) -> None:
    ada = instance.visitor("Ada")
    page = ada.post("/reviews", REVIEW, page="/reviews/new").headers["location"].removesuffix("/agencies")
    assert ada.post(page, {**REVIEW, "threshold_label": "30"}).status_code == 303
    assert ada.post(page, {**REVIEW, "threshold_label": "4"}).status_code == 303
    ada.post(f"{page}/meetings", {"template": "T1", "date": "2026-03-06"})
    lower = ada.post(page, {**REVIEW, "threshold_label": "3"})
    assert lower.status_code == 422 and "The smallest is 4" in shown(lower)


def test_changed_rules_need_a_new_version_once_people_may_have_accepted_them(robin: SetUp) -> None:
    changed = {**REVIEW, "rules_text": "We listen."}
    answer = robin.owner.post(robin.pages["review"], changed)
    assert answer.status_code == 422 and "Give them a new version" in shown(answer)
    assert robin.owner.post(robin.pages["review"], {**changed, "rules_version": "2"}).status_code == 303


def test_a_live_meeting_sees_the_change_at_once(robin: SetUp) -> None:
    live = robin.at.client.portal.call(robin.at.app.state.hub.room, robin.meeting)  # type: ignore[union-attr]
    assert live.review.support_name == "Kim, side room"
    robin.owner.post(robin.pages["review"], {**REVIEW, "support_name": "Jo, room 2"})
    assert live.review.support_name == "Jo, room 2"


def test_an_old_page_keeps_every_word(robin: SetUp) -> None:
    answer = robin.owner.post(robin.pages["review"], {**REVIEW, "title": "Another title", "form": "0" * 64})
    assert answer.status_code == 403 and fields_of(answer)["title"] == "Another title"
    assert "open for a long time" in shown(answer)
    assert robin.kept().title == REVIEW["title"]


def test_agencies_get_code_colour_and_sector_label(robin: SetUp) -> None:
    for code in ("ASC", "POL", "DN"):
        robin.owner.post(robin.pages["agencies"], {**AGENCY, "abbreviation": code, "name": f"Agency {code}"})
    agencies = robin.kept().agencies
    assert [(one.abbreviation, one.colour) for one in agencies] == [
        ("GP", 1),
        ("ASC", 2),
        ("POL", 3),
        ("DN", 4),
    ]
    assert agencies[0].sector_label == "Health practitioner"
    page = robin.owner.get(robin.pages["agencies"])
    assert 'class="swatch ag-2"' in page.text and 'class="code ag-2"' in page.text
    robin.owner.post(f"{robin.pages['agencies']}/ASC/removal", page=robin.pages["agencies"])
    robin.owner.post(robin.pages["agencies"], {**AGENCY, "abbreviation": "NEW"})
    assert robin.kept().by_abbreviation["NEW"].colour == 2


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("abbreviation", "A", "2 to 4 letters"),
        ("abbreviation", "ABCDE", "2 to 4 letters"),
        ("abbreviation", "A1", "2 to 4 letters"),
        ("abbreviation", "ÄÖ", "2 to 4 letters"),
        ("abbreviation", "Gp", "has these letters already"),
        ("name", "", "agency's name"),
        ("sector", "", "choose the sector"),
        ("sector", "Space", "choose one from the list"),
    ],
)
def test_an_agency_that_needs_a_look(robin: SetUp, name: str, typed: str, said: str) -> None:
    agency = {**AGENCY, "abbreviation": "NEW", "short_label": "Kept words", name: typed}
    answer = robin.owner.post(robin.pages["agencies"], agency)
    assert answer.status_code == 422 and said in shown(answer)
    assert fields_of(answer)["short_label"] == "Kept words"
    assert len(robin.kept().agencies) == 1


def test_an_agency_in_use_stays(robin: SetUp) -> None:
    removal, page = f"{robin.pages['agencies']}/GP/removal", robin.pages["agencies"]
    person = robin.invite()
    refused = robin.owner.post(removal, page=page)
    assert refused.status_code == 409 and "This agency stays" in shown(refused)
    robin.owner.post(f"{robin.pages['invited']}/{person}/removal", page=robin.pages["invited"])
    chronology = {"agency": "GP", "file": "gp.docx", "events": []}
    key = robin.at.store.write_now(lambda books: rows.add_chronology(books, robin.review, chronology))
    assert robin.owner.post(removal, page=page).status_code == 409
    robin.at.store.write_now(lambda books: rows.remove_chronology(books, robin.review, key))
    assert robin.owner.post(removal, page=page).status_code == 303
    assert robin.kept().agencies == ()
