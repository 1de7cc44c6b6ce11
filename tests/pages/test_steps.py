"""M22: a facilitator changes the steps of one meeting, before it and while it goes on."""

from __future__ import annotations

import re
from typing import Any

from tests.pages.hall import TIMELINE, TURNING, Hall
from tests.pages.setting_up import SetUp
from tests.pages.visitor import fields_of, shown


def typed_of(page: Any) -> dict[str, Any]:
    """What a browser would send of the page as it is."""
    ticked = re.findall(r'<input type="checkbox"[^>]*? name="([^"]+)" value="yes" checked>', page.text)
    return fields_of(page) | dict.fromkeys(ticked, "yes")


def steps_of(robin: SetUp) -> list[str]:
    """The names of a meeting's steps, as it runs."""
    live = robin.at.client.portal.call(robin.at.app.state.hub.room, robin.meeting)  # type: ignore[union-attr]
    return [phase.name for phase in live.meeting.phases]


def test_M22_before_the_meeting_steps_are_renamed_moved_added_and_left_out(robin: SetUp) -> None:
    page = f"/meetings/{robin.meeting}/steps"
    typed: dict[str, Any] = typed_of(robin.owner.get(page))
    typed |= {"name-story": "Where are we?", "minutes-story": "20", "place-good": "2", "gone-kpe_d": "yes"}
    typed |= {"name-new": "A word from the family", "prompt-new": "What do you hear?", "place-new": "3"}
    typed |= {"role-new": "yes"}
    assert robin.owner.post(page, typed).headers["location"] == f"{page}?kept=1"
    found = steps_of(robin)
    assert found[:5] == [
        "Welcome and ground rules",
        "Where are we?",
        "What went well",
        "Timeline together",
        "A word from the family",
    ]
    assert "Episode round 4" not in found and found[-2:] == ["Close", "Board locked"]
    live = robin.at.client.portal.call(robin.at.app.state.hub.room, robin.meeting)  # type: ignore[union-attr]
    assert [phase.modes for phase in live.meeting.phases if phase.id == "story"] == [
        ("role", "named", "anonymous")
    ]
    assert "The plan takes 180 minutes" in shown(robin.owner.get(page))
    assert "Where are we?" in shown(robin.owner.get(robin.pages["set-up"]))


def test_M22_what_needs_a_look_is_shown_again_with_its_words(robin: SetUp) -> None:
    page = f"/meetings/{robin.meeting}/steps"
    typed = {
        **typed_of(robin.owner.get(page)),
        "prompt-story": "",
        "name-good": "Kept words",
        "minutes-kpe_a": "soon",
    }
    answer = robin.owner.post(page, typed)
    assert answer.status_code == 422 and fields_of(answer)["name-good"] == "Kept words"
    assert "please say what they are asked" in shown(answer) and "whole number" in shown(answer)
    assert "The story so far" in steps_of(robin)


def test_M22_only_its_owner_opens_the_page(robin: SetUp) -> None:
    page = f"/meetings/{robin.meeting}/steps"
    assert robin.at.visitor("Bea").get(page).status_code == 404
    assert robin.at.visitor().get(page).status_code in (303, 401, 403)


def test_M22_during_the_meeting_what_has_begun_stays_and_the_phones_go_by_the_new_plan(hall: Hall) -> None:
    owner, page = owner_of(hall), f"{hall.path}/steps"
    first = owner.get(page)
    assert "These have begun" in shown(first) and "name-timeline" not in first.text
    typed: dict[str, Any] = {**typed_of(first), "prompt-turning": "Which moments mattered most to you?"}
    # The meeting goes on while somebody types.
    hall.tap("phase", number=TURNING)
    answer = owner.post(page, typed)
    assert answer.headers["location"].endswith("begun=1")
    assert "A step that had begun meanwhile stays as it was" in shown(owner.get(answer.headers["location"]))
    assert hall.live.meeting.phases[TURNING - 1].prompt.startswith("Which moments set")
    later = {**typed_of(owner.get(page)), "prompt-kpe_a": "How did it look from where you were?"}
    assert owner.post(page, later).status_code == 303
    hall.tap("phase", number=TURNING + 2)
    assert "How did it look from where you were?" in shown(hall.practitioners[0].get(f"{hall.path}/now"))
    assert hall.live.meeting.edited and hall.live.meeting.phases[TIMELINE - 1].name == "Timeline together"


def owner_of(hall: Hall) -> Any:
    """The account that the training case belongs to."""
    from server.training.case import FACILITATOR

    return hall.at.visitor(FACILITATOR)
