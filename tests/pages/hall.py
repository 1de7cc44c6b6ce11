"""A meeting with everybody seated, and what they do on its pages: for tests of the console and the record."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from lxml import html

from server.hub import LiveRoom
from server.store import seats as seat_rows
from server.training.demo import make_demo
from sessions import pens
from sessions.contents import Contents
from sessions.people import Person, Role
from tests.pages.visitor import Instance, Visitor

SCRIPT = {"hx-request": "true"}
TIMELINE, TURNING, ROUND_1, LOCKED = 3, 4, 6, 13
EPISODE = "KPE3"


@dataclass
class Hall:
    """One meeting of the training case in *Timeline together*, with visitors for its people."""

    at: Instance
    participants: int = 12
    told: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.told = make_demo(self.at.store, self.participants)
        self.facilitator = self._seated(self.told["facilitator"]["cookie"])
        self.team = self._seated(self.told["review_team"][0]["cookie"])
        self.practitioners = [self._seated(entry["cookie"]) for entry in self.told["participants"]]

    @property
    def path(self) -> str:
        """The console's address."""
        return f"/meetings/{self.told['meeting']}"

    @property
    def live(self) -> LiveRoom:
        """The meeting as it runs in this process; somebody must have opened a page of it."""
        live = self.at.app.state.hub.here(self.told["meeting"])
        assert live is not None
        return live  # type: ignore[no-any-return]

    def board(self, document: str = pens.BOARD) -> Contents:
        """What a board holds now."""
        return self.live.room.contents(document)

    def tap(self, what: str, by: Visitor | None = None, /, **fields: Any) -> Any:
        """Press a button of the console as a plain form."""
        return (by or self.facilitator).post(f"{self.path}/{what}", fields, page=self.path)

    def touch(self, what: str, by: Visitor | None = None, /, **fields: Any) -> Any:
        """The same as htmx sends it."""
        return (by or self.facilitator).post(f"{self.path}/{what}", fields, page=self.path, headers=SCRIPT)

    def sends(self, number: int, text: str, mode: str = "role", **fields: str) -> str:
        """A participant sends a note about an episode. Returns its id."""
        item = hashlib.sha256(f"{number}{text}".encode()).hexdigest()
        visitor = self.practitioners[number]
        asked = {"text": text, "mode": mode, "item": item, "on_kind": "episode", "on_id": EPISODE, **fields}
        token = form_token(visitor.get(f"{self.path}/now"))
        answer = visitor._ask(
            "POST",
            f"{self.path}/perspectives",
            data={"form": token, **asked},
            headers={"accept": "application/json"},
        )
        assert answer.status_code == 201, answer.text
        return item

    def reveals(self, *texts: str) -> list[str]:
        """A blind round in which so many people write role-only words, shown together. Returns their ids."""
        self.tap("phase", number=ROUND_1)
        items = [self.sends(number, text) for number, text in enumerate(texts)]
        assert self.tap("reveal").status_code == 303
        return items

    def stranger(self) -> str:
        """Somebody who is not on the list asks to come in. Returns their seat."""
        said = Person("stranger", "Sasha Quill", "", "Night warden")

        def act(books: Any) -> Any:
            return seat_rows.take_seat(books, self.told["meeting"], Role.CASE_GROUP, said, False)

        seat, _ = self.at.store.write_now(act)
        self.facilitator.get(self.path)
        self.live.seats[seat.id] = seat
        return str(seat.id)

    def observer(self) -> Visitor:
        """Somebody who only listens."""
        return self.takes(Role.OBSERVER)

    def takes(self, role: Role) -> Visitor:
        """Somebody with a seat of a role."""
        person = Person(f"one-{role}", "Ola Reed", "", "", group=role)

        def act(books: Any) -> Any:
            return seat_rows.take_seat(books, self.told["meeting"], role, person, True)

        _, token = self.at.store.write_now(act)
        name = self.told["facilitator"]["cookie"].partition("=")[0]
        return self._seated(f"{name}={token}")

    def _seated(self, cookie: str) -> Visitor:
        name, _, value = cookie.partition("=")
        return Visitor(self.at, {name: value})


def form_token(answer: Any) -> str:
    """The anti-forgery token of a page's head."""
    found = re.search(r'name="form-token" content="(\w+)"', answer.text)
    assert found, answer.text[:300]
    return found[1]


def words(answer: Any, where: str = "//body") -> str:
    """What a person reads in a part of a page, white space folded; scripts and templates left out."""
    tree = html.fromstring(answer.text)
    parts = tree.xpath(where)
    assert parts, where
    for unread in parts[0].xpath(".//script|.//template"):
        unread.drop_tree()
    return " ".join(parts[0].text_content().split())
