"""A phone's language: chosen on the pages of joining or by the browser, seen by nobody else, kept nowhere."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from lxml import html

from tests.pages.hall import LOCKED, ROUND_1, Hall, form_token, words
from tests.pages.visitor import Instance, Visitor

WELSH = {"accept-language": "cy-GB,cy;q=0.9,en-GB;q=0.8"}
CHOICE = "?language=cy"
JOINING = ("join/why", "join/recorded", "join/role")
PAGES = ("now", "timeline", "board", "mine", "risk", "leave", "ballots", "letters/slip")
# The product's name, names of the languages, and numbers with nothing but a sign beside them.
# Lines of the invited list, and of the records in the list of what a note is about.
LINE = re.compile(r", ([A-Z]\. ?)+$|^\d+\. [A-Z]{2,4}, ")
ALIKE = {"Sightline", "English", "Cymraeg", "999"}


@pytest.mark.parametrize("header", ["cy", "cy-GB,en;q=0.5", "fr;q=0.9, cy;q=0.8, en;q=0.3", "CY"])
def test_a_browser_that_prefers_welsh_is_answered_in_welsh(instance: Instance, header: str) -> None:
    answer = instance.visitor().get("/j", headers={"accept-language": header})
    assert 'lang="cy"' in answer.text
    assert words(answer, "//h1") == "Ymuno â'r sesiwn"
    assert "set-cookie" not in answer.headers or "language" not in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "header", ["", "fr", "en-GB,cy;q=0.5", "cy;q=0", "cy;q=nonsense,en", "x" * 9000, ",;,;q="]
)
def test_anybody_else_is_answered_in_english(instance: Instance, header: str) -> None:
    answer = instance.visitor().get("/j", headers={"accept-language": header})
    assert 'lang="en-GB"' in answer.text
    assert words(answer, "//h1") == "Join the session"


def test_a_plain_link_chooses_and_the_browser_keeps_it(hall: Hall, instance: Instance) -> None:
    person = instance.visitor()
    first = person.get("/j")
    links = dict(re.findall(r'<a class="nowrap" href="(\?language=\w+)" lang="(\w+)"', first.text))
    assert links == {"?language=en": "en", CHOICE: "cy"}
    chosen = person.get(f"/j{CHOICE}")
    assert words(chosen, "//h1") == "Ymuno â'r sesiwn"
    assert _kept(person) == "cy"
    cookie = next(one for one in chosen.headers.get_list("set-cookie") if "language" in one)
    assert cookie.startswith("__Host-language=cy;") and "HttpOnly" in cookie and "Secure" in cookie
    assert words(person.get("/j"), "//h1") == "Ymuno â'r sesiwn"
    assert _away(person.get(f"/j/{hall.told['join_code']}")) == f"{hall.path}/join/why"
    assert words(person.get(f"{hall.path}/join/why"), "//h1").startswith("Diolch ichi am ddod")
    back = person.get(f"{hall.path}/join/why?language=en", headers=WELSH)
    assert words(back, "//h1").startswith("Thank you for coming")
    assert _kept(person) == "en"
    assert words(person.get("/j", headers=WELSH), "//h1") == "Join the session"


@pytest.mark.parametrize("typed", ["fr", "", "cy%0d%0aset-cookie:x=1", "CY", "cy-GB", "../../etc"])
def test_only_languages_that_there_are_can_be_chosen(instance: Instance, typed: str) -> None:
    person = instance.visitor()
    assert words(person.get(f"/j?language={typed}"), "//h1") == "Join the session"
    assert not any("language" in name for name in person.cookies)


def test_the_page_that_chooses_says_that_the_welsh_is_machine_drafted(hall: Hall, instance: Instance) -> None:
    for person, said in (
        (instance.visitor(), "The Welsh is machine-drafted, to be checked."),
        (_welsh(instance.visitor()), "Drafftiwyd y Gymraeg gan beiriant, ac mae i'w gwirio."),
    ):
        person.get(f"/j/{hall.told['join_code']}")
        for at in ("/", "/j", f"{hall.path}/join/why"):
            assert said in words(person.get(at), '//nav[contains(@class, "tongues")]'), at


def test_nothing_that_the_product_says_stays_english_while_joining(hall: Hall, instance: Instance) -> None:
    english, welsh = instance.visitor(), _welsh(instance.visitor())
    for at in ("/", "/j", "/risk", f"/j/{hall.told['join_code']}"):
        _same_words_are_the_meetings(hall, english.get(at), welsh.get(at), at)
    for step in JOINING:
        at = f"{hall.path}/{step}"
        _same_words_are_the_meetings(hall, english.get(at), welsh.get(at), at)
        if step == "join/recorded":
            for person in (english, welsh):
                assert person.post(at, {"happy": "yes"}).status_code == 303


@pytest.mark.parametrize("number", [0, 3, ROUND_1, LOCKED])
def test_nothing_that_the_product_says_stays_english_in_the_meeting(hall: Hall, number: int) -> None:
    if number:
        hall.tap("phase", number=number)
    person = hall.practitioners[5]
    for page in PAGES:
        at = f"{hall.path}/{page}"
        _same_words_are_the_meetings(hall, person.get(at), _welsh(person).get(at), at)


def test_refusals_and_the_end_are_said_in_welsh(hall: Hall, instance: Instance) -> None:
    person = _welsh(hall.practitioners[0])
    assert "Ni chawsom hyd" not in words(person.get(f"{hall.path}/now"))
    empty = _sends(hall, person, "")
    assert empty.json()["say"] == "Nid oes geiriau ynddo eto."
    assert "Mae'r ddolen hon wedi cau" in words(person.get("/meetings/0000000000000000/now"))
    wrong = _welsh(instance.visitor()).post("/j", {"code": "OILOIL"})
    assert "Nid oes gan unrhyw sesiwn y cod hwnnw." in words(wrong)


def test_whoever_leaves_is_seen_off_in_welsh_and_the_browser_forgets(hall: Hall) -> None:
    person = _welsh(hall.practitioners[0])
    at = _away(person.post(f"{hall.path}/leave", page=f"{hall.path}/leave"))
    assert not any("language" in name for name in person.cookies)
    assert words(person.get(at), "//h1").startswith("Rydych wedi gadael y sesiwn")
    assert not any("language" in name for name in person.cookies)
    assert words(person.get("/j"), "//h1") == "Join the session"


def test_M16_a_device_handed_on_says_nothing_of_the_language_of_the_one_before(hall: Hall) -> None:
    person = _welsh(hall.practitioners[0])
    handed = person.post(f"{hall.path}/leave", {"next": "hand"}, page=f"{hall.path}/leave")
    assert words(handed, "//h1") == "Rhowch hi i'r person nesaf"
    assert not any("language" in name for name in person.cookies)
    assert words(person.get("/j"), "//h1") == "Join the session"


def test_scripts_are_given_their_words_in_welsh(hall: Hall) -> None:
    at = f"{hall.path}/now"
    english, welsh = (
        _script_words(one) for one in (hall.practitioners[1].get(at), _welsh(hall.practitioners[2]).get(at))
    )
    assert english.keys() == welsh.keys()
    assert welsh["long_months"][:3] == ["Ionawr", "Chwefror", "Mawrth"]
    same = {key for key in english if english[key] == welsh[key]}
    assert same == {"looks_at", "mine_count"}, "signs around other words only"


def test_dates_are_british_in_either_language(hall: Hall) -> None:
    page = f"{hall.path}/timeline"
    english, welsh = words(hall.practitioners[1].get(page)), words(_welsh(hall.practitioners[2]).get(page))
    assert (found := re.search(r"\b(\d{1,2}) Feb (20\d\d)", english))
    assert f"{found[1]} Chwef {found[2]}" in welsh
    assert not re.search(r"\d Feb 20", welsh)


def test_B5_one_phones_language_shows_in_nobody_elses_list(hall: Hall) -> None:
    """The list of events is drawn for the room and kept for a second: a Welsh phone's must not be handed on."""
    for page in ("timeline", "now"):
        at = f"{hall.path}/{page}"
        person = _welsh(hall.practitioners[1])
        welsh = words(person.get(at))
        english = words(hall.practitioners[2].get(at))
        again = words(person.get(at))
        assert welsh == again
        assert "Chwef" not in english and "Digwyddiad" not in english, page


def test_a_room_that_a_welsh_phone_opens_speaks_english_to_the_rest(hall: Hall) -> None:
    person = _welsh(hall.practitioners[1])
    assert 'lang="cy"' in person.get(f"{hall.path}/now").text
    for visitor, path in (
        (hall.facilitator, ""),
        (hall.facilitator, "/as-participant"),
        (hall.facilitator, "/people"),
    ):
        answer = visitor.get(f"{hall.path}{path}", headers=WELSH)
        assert answer.status_code == 200 and 'lang="en-GB"' in answer.text, path
    assert "Mewn perygl nawr?" not in words(hall.facilitator.get(hall.path, headers=WELSH))


def test_A4_what_is_kept_knows_no_language(hall: Hall) -> None:
    """Two notes of the same kind, sent from an English and a Welsh phone, differ in their words alone."""
    hall.tap("phase", number=ROUND_1)
    for number, person in enumerate(hall.practitioners[:4]):
        sent = _sends(hall, _welsh(person) if number % 2 else person, f"what I saw then, {number}")
        assert sent.status_code == 201, sent.text
    assert hall.tap("reveal").status_code == 303
    shown = [one for one in hall.board().perspectives if one.text.startswith("what I saw then")]
    assert len(shown) == 4
    assert not any("Cyfran" in one.label or "cy" in one.label.split() for one in shown)
    kept = b"".join(path.read_bytes() for path in hall.at.store.settings.folder.rglob("*") if path.is_file())
    for trace in (b"Cymraeg", b"__Host-language", b'"cy"', b"cy-GB"):
        assert trace not in kept, trace


def test_B5_a_quiet_answer_is_as_long_in_one_language_as_in_the_other(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    english, welsh = hall.practitioners[3], _welsh(hall.practitioners[4])
    for text in ("a few words", "", "x" * 5000):
        sizes = {len(_sends(hall, person, text).content) for person in (english, welsh)}
        assert len(sizes) == 1, text
    plain = {"text": "without a script", "mode": "role", "item": "", "on_kind": "episode", "on_id": "KPE3"}
    pages = [
        person.post(f"{hall.path}/perspectives", plain, page=f"{hall.path}/now")
        for person in (english, welsh)
    ]
    assert [page.status_code for page in pages] == [201, 201]
    assert len({len(page.content) for page in pages}) == 1
    assert words(pages[1], "//h1") == "Wedi'i gadw. Diolch."


def _same_words_are_the_meetings(hall: Hall, english: Any, welsh: Any, at: str) -> None:
    """What reads the same in both languages was written by people of this meeting."""
    assert english.status_code == welsh.status_code
    if english.status_code == 303:
        return
    assert 'lang="en-GB"' in english.text and 'lang="cy"' in welsh.text, at
    own = _said(english) & _said(welsh) - ALIKE
    from_people = _meetings_words(hall)
    left = {text for text in own if re.search(r"[^\W\d_]{3,}", text) and text not in from_people}
    left = {
        text for text in left if not LINE.search(text) and not any(text in whole for whole in from_people)
    }
    assert not left, f"{at}: {left}"


def _said(answer: Any) -> set[str]:
    """Every piece of text of a page, and what is read aloud."""
    tree = html.fromstring(answer.text)
    texts = tree.xpath(
        "//text()[not(ancestor::script or ancestor::style or ancestor::noscript)] | //@aria-label | //@placeholder"
    )
    return {" ".join(str(text).split()) for text in texts} - {""}


def _meetings_words(hall: Hall) -> set[str]:
    """The words that the people of the meeting gave it: its review, its steps, its board."""
    hall.facilitator.get(hall.path)
    live = hall.live
    review, found = live.review, set()
    for agency in review.agencies:
        found |= {agency.name, agency.short_label, agency.abbreviation, agency.sector}
    for phase in live.meeting.phases:
        found |= {phase.name, phase.prompt, phase.hint}
    board = hall.board()
    found |= {event.what for event in board.events} | {event.date.text for event in board.events}
    found |= {one.title for one in board.episodes}
    found |= {review.notice, review.pseudonym, review.support_name, *review.rules_text.splitlines()}
    return {" ".join(text.split()) for text in found if text}


def _script_words(answer: Any) -> dict[str, Any]:
    found = html.fromstring(answer.text).xpath('//script[@id="words"]/text()')
    read: dict[str, Any] = json.loads(found[0])
    return read


def _sends(hall: Hall, person: Visitor, text: str) -> Any:
    token = form_token(person.get(f"{hall.path}/now"))
    asked = {"text": text, "mode": "role", "item": "", "on_kind": "episode", "on_id": "KPE3", "form": token}
    item = f"{abs(hash((id(person), text))):064x}"[:64]
    return person._ask(
        "POST",
        f"{hall.path}/perspectives",
        data={**asked, "item": item},
        headers={"accept": "application/json"},
    )


def _welsh(person: Visitor) -> Visitor:
    """The same browser after it has chosen Welsh."""
    return Visitor(person.at, {**person.cookies, "__Host-language": "cy"})


def _kept(person: Visitor) -> str:
    return person.cookies["__Host-language"]


def _away(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])
