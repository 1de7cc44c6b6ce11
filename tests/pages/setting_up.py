"""What a facilitator types to set up a review, and a review set up so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.pages.visitor import Instance, Visitor

REVIEW: dict[str, Any] = {
    "title": "Review: Robin",
    "pseudonym": "Robin",
    "reference": "R-1",
    "review_type": "SAR",
    "method": "Learning Together",
    "commissioner": "Anytown Board",
    "scope_from": "2025-01-01",
    "scope_to": "2025-12-31",
    "gap_days": "28",
    "classification": "OFFICIAL-SENSITIVE",
    "notice": "A coroner may ask for the record.",
    "legal_hold": "no",
    "rules_text": "We do not judge.\nWe listen.",
    "rules_version": "1",
    "support_name": "Kim, side room",
    "support_number": "01632 960 001",
    "duty_person": "Lee, 01632 960 002",
    "family_text": "",
    "family_lane": "",
    "threshold_label": "3",
    "threshold_anonymous": "8",
    "threshold_anonymous_floor": "5",
    "threshold_poll": "5",
}
AGENCY = {"name": "Hill Surgery", "abbreviation": "gp", "short_label": "Surgery", "sector": "Health"}
MEETING = {"template": "T1", "date": "2026-03-06", "place": "Town hall", "correct_until": ""}
PERSON = {
    "name": "Noor Ash",
    "agency": "GP",
    "role": "Practice nurse",
    "team": "",
    "group": "case_group",
    "seniority": "practitioner",
    "direct_involvement": "yes",
    "reports_to": "",
}


@dataclass
class SetUp:
    """A review of Ada's with an agency and a meeting, and the addresses of its pages."""

    at: Instance
    owner: Visitor
    review: str
    meeting: str

    @property
    def pages(self) -> dict[str, str]:
        """Every page of set-up that a name and an id open."""
        return {
            "review": f"/reviews/{self.review}",
            "agencies": f"/reviews/{self.review}/agencies",
            "meetings": f"/reviews/{self.review}/meetings",
            "set-up": f"/meetings/{self.meeting}/set-up",
            "invited": f"/meetings/{self.meeting}/invited",
        }

    def invite(self, **typed: str) -> str:
        """One more line of the list, typed; returns its id."""
        before = set(self.lines())
        answer = self.owner.post(self.pages["invited"], {**PERSON, **typed})
        assert answer.status_code == 303, answer.text
        return (set(self.lines()) - before).pop()

    def lines(self) -> dict[str, Any]:
        """The invited list by id."""
        from server.store import meetings as rows

        def look(books: Any) -> dict[str, Any]:
            meeting = rows.find_meeting(books, self.meeting)
            assert meeting is not None
            return {person.id: person for person in rows.invited_to(books, meeting)}

        return self.at.store.read_now(look)

    def kept(self) -> Any:
        """The review as it is on disk."""
        from server.store import reviews as rows

        return self.at.store.read_now(lambda books: rows.find_review(books, self.review))


def set_up(at: Instance, account: str = "Ada") -> SetUp:
    """Make it, by the pages alone."""
    owner = at.visitor(account)
    review = owner.post("/reviews", REVIEW, page="/reviews/new").headers["location"].split("/")[2]
    assert owner.post(f"/reviews/{review}/agencies", AGENCY).status_code == 303
    made = owner.post(f"/reviews/{review}/meetings", MEETING)
    return SetUp(at, owner, review, made.headers["location"].split("/")[2])
