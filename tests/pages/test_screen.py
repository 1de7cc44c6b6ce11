"""The big screen: reads what everybody may see, by its own token, and has no way to anything else."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from sessions import pens
from tests.pages.hall import ROUND_1, Hall, words
from tests.pages.visitor import ADDRESS, shown

NEVER = ("<form", "/lane", "/snapshots", "/perspectives", "document&#34;: &#34;team", "/team", "form-token")


def address(hall: Hall) -> str:
    return urlsplit(hall.told["screen"]).path


def test_a_wrong_token_is_a_page_with_a_sentence(hall: Hall) -> None:
    for token in ("x" * 32, hall.told["meeting"], hall.told["join_code"]):
        answer = hall.at.visitor().get(f"/screen/{token}")
        assert answer.status_code == 404 and "This link has closed." in shown(answer)


def test_its_token_opens_it_for_nobody_in_particular_and_leaves_a_cookie_for_its_line(hall: Hall) -> None:
    wall = hall.at.visitor()
    answer = wall.get(address(hall))
    assert answer.status_code == 200
    assert any(name.endswith(f"screen-{hall.told['meeting']}") for name in wall.cookies)
    assert f'"socket": "/live/{hall.told["meeting"]}/screen"' in answer.text
    assert wall.get(hall.path).status_code == 303, "its cookie opens nothing else"


def test_a_seat_of_the_meeting_changes_nothing_on_it(hall: Hall) -> None:
    plain = words(hall.at.visitor().get(address(hall)))
    for visitor in (hall.facilitator, hall.team, hall.practitioners[0]):
        assert words(visitor.get(address(hall))) == plain


def test_it_shows_the_code_and_a_square_drawn_here(hall: Hall) -> None:
    page = hall.at.visitor().get(address(hall))
    code = hall.told["join_code"]
    assert f"{code[:3]} {code[3:]}" in words(page)
    assert f"{urlsplit(ADDRESS).netloc}/j" in words(page)
    assert "<svg" in page.text and 'viewBox="0 0 ' in page.text and "style=" not in page.text


def test_B1_nothing_private_is_on_it_before_or_after_the_reveal(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    for number in range(3):
        hall.sends(number, f"open words {number}")
    hall.sends(3, "for the team alone", "private")
    assert "open words" not in hall.at.visitor().get(address(hall)).text
    hall.tap("reveal")
    assert hall.board(pens.TEAM_BOARD).perspectives
    page = hall.at.visitor().get(address(hall)).text
    assert "for the team alone" not in page
    assert not [never for never in NEVER if never in page]


@pytest.mark.parametrize("view", ["lobby", "timeline", "focus", "board", "blank"])
def test_it_opens_in_the_view_that_the_facilitator_chose(hall: Hall, view: str) -> None:
    hall.tap("screen", view=view)
    page = hall.at.visitor().get(address(hall))
    assert ('class="pj-blank" data-view="blank" hidden' in page.text) is (view != "blank")
    assert ('class="pj-lobby" data-view="lobby" hidden' in page.text) is (view != "lobby")


def test_a_narrow_image_is_asked_for_by_a_known_scale_only(hall: Hall) -> None:
    assert 'data-scale="1.25"' in hall.at.visitor().get(address(hall) + "?scale=1.25").text
    assert "data-scale" not in hall.at.visitor().get(address(hall) + "?scale=9").text
