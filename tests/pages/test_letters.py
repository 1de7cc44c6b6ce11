"""Messages to authors whom nobody knows: set aside, asked, answered; and what everybody else can make of it (A10)."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from lxml import html

from sessions.letters import NONCE_BYTES, PIECE_BYTES, PIECES, letter_of
from sessions.slips import slip_of
from tests.pages.hall import ROUND_1, Hall, words
from tests.pages.visitor import Visitor

RISKY = "he said he will come for her tonight"


@dataclass
class Author:
    """Somebody's note as their phone knows it: only the claim."""

    hall: Hall
    claim: bytes
    item: str

    def letters(self, listed: bytes) -> list[dict[str, Any]]:
        """What this claim opens of a list."""
        lock = ChaCha20Poly1305(hashlib.sha256(b"lock" + self.claim).digest())
        bound = self.hall.told["meeting"].encode()
        return [letter for one in pieces(listed) if (letter := opened(lock, one, bound))]

    def answers(self, letter: str, said: str, **more: Any) -> Any:
        """Answer without any cookie."""
        fields = {"claim": self.claim.hex(), "letter": letter, "words": said}
        return Visitor(self.hall.at)._ask("POST", f"{self.hall.path}/letters/answer", data=fields, **more)


def pieces(listed: bytes) -> list[bytes]:
    assert len(listed) == PIECES * PIECE_BYTES
    return [listed[start : start + PIECE_BYTES] for start in range(0, len(listed), PIECE_BYTES)]


def opened(lock: ChaCha20Poly1305, one: bytes, bound: bytes) -> dict[str, Any] | None:
    try:
        return letter_of(lock.decrypt(one[:NONCE_BYTES], one[NONCE_BYTES:], bound))
    except InvalidTag:
        return None


@pytest.fixture
def authors(hall: Hall) -> list[Author]:
    """Four anonymous notes of a blind round, shown together."""
    hall.tap("phase", number=ROUND_1)
    found = []
    for number, text in enumerate((RISKY, "one", "two", "three")):
        claim = secrets.token_bytes(10)
        item = hashlib.sha256(b"item" + claim).hexdigest()
        lock = hashlib.sha256(b"lock" + claim).hexdigest()
        found.append(Author(hall, claim, hall.sends(number, text, item=item, lock=lock)))
        found[-1].item = item
    assert hall.tap("reveal").status_code == 303
    return found


def fetched(hall: Hall, by: Visitor | None = None) -> bytes:
    """The list, half a minute later than anything before."""
    later = hall.live.clock() + 31
    hall.live.clock = lambda: later
    answer = (by or Visitor(hall.at)).get(f"{hall.path}/letters")
    assert answer.status_code == 200
    return bytes(answer.content)


def acted(hall: Hall, author: Author) -> str:
    """The facilitator acts on a note; the address of its alert."""
    assert hall.tap("alerts", item=author.item).status_code == 303
    found = re.search(r"/alerts/\w{32}", hall.facilitator.get(hall.path).text)
    assert found
    hall.facilitator.post(f"{found[0]}/reading", {}, page=found[0])
    return found[0]


def test_A10_every_phone_gets_the_same_bytes_and_no_cookie_is_read(hall: Hall, authors: list[Author]) -> None:
    hall.tap("set-aside", item=authors[0].item, reason="names a person")
    first = fetched(hall)
    seen = {
        bytes(who.get(f"{hall.path}/letters").content)
        for who in (*hall.practitioners, hall.team, Visitor(hall.at))
    }
    assert seen == {first}


def test_A10_a_new_letter_changes_neither_the_length_nor_less_of_the_list_than_none(
    hall: Hall, authors: list[Author]
) -> None:
    empty, again = fetched(hall), fetched(hall)
    assert not set(pieces(empty)) & set(pieces(again)), "a list made anew has no piece of the old one"
    hall.tap("set-aside", item=authors[0].item, reason="off topic")
    one, same = fetched(hall), fetched(hall)
    assert len(one) == len(empty) and not set(pieces(one)) & set(pieces(same))
    assert authors[0].letters(one) and authors[0].letters(same)


def test_A10_only_its_author_opens_a_letter(hall: Hall, authors: list[Author]) -> None:
    hall.tap("set-aside", item=authors[1].item, reason="names a person")
    listed = fetched(hall)
    told = authors[1].letters(listed)
    assert [(letter["kind"], letter["reason"]) for letter in told] == [("aside", "names a person")]
    assert not any(other.letters(listed) for other in authors if other is not authors[1])
    assert authors[1].item.encode() not in listed and b"names a person" not in listed


def test_a_note_that_is_brought_back_has_no_letter_any_more(hall: Hall, authors: list[Author]) -> None:
    hall.tap("set-aside", item=authors[1].item, reason="other")
    assert authors[1].letters(fetched(hall))
    hall.tap("set-aside", item=authors[1].item, verb="back")
    assert not authors[1].letters(fetched(hall))


def test_acting_on_a_note_copies_it_into_an_alert_and_the_room_sees_nothing(
    hall: Hall, authors: list[Author]
) -> None:
    watchers, pages = (hall.practitioners[1], hall.observer()), ("now", "board", "timeline", "mine", "risk")

    def seen() -> list[str]:
        return [words(who.get(f"{hall.path}/{page}"), "//main") for who in watchers for page in pages]

    before, board = seen(), hall.board()
    alert = acted(hall, authors[0])
    assert hall.board() == board and seen() == before
    page = words(hall.facilitator.get(alert))
    assert RISKY in page and "From a note whose author is not known" in page
    assert hall.team.get(alert).status_code == 404
    assert hall.tap("alerts", hall.team, item=authors[1].item).status_code == 403
    assert hall.tap("alerts", item="0" * 64).status_code == 404
    hall.tap("alerts", item=authors[0].item)
    assert len(re.findall('<section class="alertbox"', hall.facilitator.get(hall.path).text)) == 1


def test_A10_the_author_answers_without_a_name_a_cookie_or_a_time(hall: Hall, authors: list[Author]) -> None:
    author, alert = authors[0], acted(hall, authors[0])
    told = author.letters(fetched(hall))
    assert [letter["words"] for letter in told] == [
        "The team needs to know more. You can answer without your name, or call 01632 960 010."
    ]
    assert "alert" not in told[0]
    assert author.answers(told[0]["id"], "her flat is above the bakery").status_code == 200
    log = html.fromstring(hall.facilitator.get(alert).text).xpath("//ol/li")
    said = [" ".join(line.text_content().split()) for line in log]
    assert said[-1] == "The author answered: her flat is above the bakery", said
    assert (
        hall.facilitator.post(f"{alert}/question", {"question": "Which floor?"}, page=alert).status_code
        == 303
    )
    assert sorted(letter["words"] for letter in author.letters(fetched(hall)))[-1] == "Which floor?"


def test_A10_nobody_else_answers(hall: Hall, authors: list[Author]) -> None:
    alert = acted(hall, authors[0])
    letter = authors[0].letters(fetched(hall))[0]["id"]
    foreign = Author(hall, authors[1].claim, authors[0].item)
    assert foreign.answers(letter, "lies").status_code == 404
    assert authors[1].answers(letter, "lies").status_code == 404, "a letter to somebody else"
    assert authors[0].answers("0" * 16, "lies").status_code == 404
    assert authors[0].answers(letter, "  ").status_code == 422
    assert authors[0].answers(letter, "x" * 2001).status_code == 422
    assert authors[0].answers(letter, "x", headers={"origin": "https://elsewhere.test"}).status_code == 403
    assert "The author answered" not in words(hall.facilitator.get(alert))


def test_A10_without_a_script_the_return_slip_opens_and_answers(hall: Hall, authors: list[Author]) -> None:
    alert, bare = acted(hall, authors[0]), Visitor(hall.at)
    place = f"{hall.path}/letters/slip"
    wrong = bare.post(place, {"claim": "AAAA AAAA AAAA AAAA"})
    assert wrong.status_code == 404 and "AAAA AAAA AAAA AAAA" in wrong.text
    page = bare.post(place, {"claim": slip_of(authors[0].claim)})
    assert "The team asks you: The team needs to know more." in words(page)
    letter = re.search(r'name="letter" value="(\w+)"', page.text)
    assert letter
    sent = bare.post(place, {"claim": slip_of(authors[0].claim), "letter": letter[1], "words": "third floor"})
    assert "Sent, without your name." in words(sent)
    assert "The author answered: third floor" in words(hall.facilitator.get(alert))
    assert "There is no message about this note." in words(
        bare.post(place, {"claim": slip_of(authors[1].claim)})
    )


def test_a_note_without_a_way_back_can_be_acted_on_and_says_so(hall: Hall) -> None:
    items = hall.reveals("one", "two", RISKY)
    author = Author(hall, b"", items[2])
    alert = acted(hall, author)
    page = words(hall.facilitator.get(alert))
    assert RISKY in page and "came without a way back" in page


def test_A5_what_is_taken_back_can_be_written_to_no_more(hall: Hall, authors: list[Author]) -> None:
    hall.tap("set-aside", item=authors[1].item, reason="other")
    assert authors[1].letters(fetched(hall))
    gone = {"claim": authors[1].claim.hex()}
    Visitor(hall.at)._ask("POST", f"{hall.path}/perspectives/withdrawal", data=gone)
    hall.tap("reveal")
    hall.facilitator.post(f"{hall.path}/snapshots", {}, page=hall.path)
    assert not authors[1].letters(fetched(hall))
    slip = Visitor(hall.at).post(f"{hall.path}/letters/slip", {"claim": slip_of(authors[1].claim)})
    assert slip.status_code == 404
