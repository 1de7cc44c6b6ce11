"""Rows 3, 4, 6, 18, 20, 33 and 37: what the record of each of these meetings holds, and no other meeting's does.

The real server; set-up, steps and snapshot by the owner's pages, words by the pages of those who came.
"""

from __future__ import annotations

import json

from tests.meetings.convening import GROUP, Convened, meeting_of, planned, said
from tests.meetings.visitor import Visitor
from tests.running import Server

ASK_USUAL = "Is this how things usually go, or only in this case?"


async def test_row_3_follow_on_meeting_2_reads_back_and_asks_of_patterns_whether_they_are_usual(
    server: Server,
) -> None:
    story = await Convened.of(server, "T2")
    done = await story.everybody_writes("What we did with what you said", "role")
    back = await story.everybody_writes("Episodes read back", "role")
    usual = await story.everybody_writes("Pattern round 1", "role")
    private = (await story.everybody_writes("Pattern round 2", "private", GROUP[:3]))[0]
    dragons = await story.everybody_writes("What we usually do not mention", "anonymous")
    questions = await story.everybody_writes("What matters most", "anonymous")
    assert await story.refuses("What we usually do not mention", "named") == 422
    record = await story.freezes()
    assert meeting_of(record)["template"] == "Follow-on meeting 2"
    assert {said(record, text)["prompt"] for text in usual} == {ASK_USUAL}
    assert [said(record, text)["prompt"] for text in (done[0], back[0], questions[0])] == [
        "What was corrected since we met? Is it right now?",
        "Have we got this right? Is it fair?",
        "What should the Board be asked?",
    ]
    assert {said(record, text)["label"] for text in dragons} == {"A participant"}
    assert private in [one["text"] for one in record["team_lane"]]
    assert private not in [one["text"] for one in record["perspectives"]]
    rounds = [one for name, one in planned(record).items() if name.startswith("Pattern round")]
    assert [(one["minutes"], one["blind"]) for one in rounds] == [(17, True)] * 5
    assert not any(one["name"] == "Turning points" for one in planned(record).values())


async def test_row_18_practitioner_workshop_has_perspectives_per_episode_and_a_list_of_good_practice(
    server: Server,
) -> None:
    story = await Convened.of(server, "T6")
    looked = await story.everybody_writes("Timeline check", "role")
    seen = await story.everybody_writes("Episode round 1", "role")
    await story.opens("Episode round 2")
    on_episode = {"card": "on", "text": "I was the only one on shift.", "mode": "role"}
    for key in GROUP[:4]:
        text = {**on_episode, "card": key, "text": f"{on_episode['text']} {key}"}
        assert (await story.people[key].sends(text, "")).status == 201
    await story.reveals()
    helped = await story.everybody_writes("What would have helped", "anonymous")
    good = await story.everybody_writes("Good practice", "named")
    assert await story.refuses("Good practice", "anonymous") == 422
    record = await story.freezes()
    cover, steps = meeting_of(record), planned(record)
    assert (
        cover["template"] == "Practitioner workshop" and sum(one["minutes"] for one in steps.values()) == 150
    )
    assert said(record, seen[0])["prompt"] == "What did you think was going on here?"
    assert {said(record, text)["mode"] for text in helped} == {"anonymous"}
    kept = [said(record, text) for text in good]
    assert {one["mode"] for one in kept} == {"named"} and len({one["label"] for one in kept}) == len(good)
    assert said(record, looked[0])["prompt"].startswith("What is missing or different")
    # The case group writes in the timeline itself here, and in no other step of this meeting.
    assert [one["name"] for one in steps.values() if one["shared_work"] == "everyone"] == ["Timeline check"]


async def test_row_4_briefing_takes_acceptances_and_questions_that_nobody_is_named_with(
    server: Server,
) -> None:
    story = await Convened.of(server, "T8")
    await story.opens("How this review works")
    key = GROUP[0]
    now = await story.people[key].visitor.get(f"{story.at}/now")
    assert "How this review works" in now.words() and 'name="mode"' not in now.text
    asked = await story.everybody_writes("Your questions", "anonymous")
    assert await story.refuses("Your questions", "role") == 422
    assert await story.refuses("Your questions", "named") == 422
    record = await story.freezes()
    assert meeting_of(record)["template"] == "Briefing session"
    assert {said(record, text)["label"] for text in asked} == {"A participant"}
    rules = next(one for one in record["ground_rules"] if one["kind"] == "rules")
    assert rules["accepted"] == str(len(GROUP)), "who accepted the ground rules is counted in the record"
    assert {one["phase"] for one in record["perspectives"]} == {planned(record)["Your questions"]["number"]}
    named = {mode for one in planned(record).values() for mode in one["modes"]} & {"named", "private"}
    assert not named, "a briefing names nobody and keeps nothing for the review team alone"


async def test_row_6_analysis_meeting_of_the_review_team_in_four_stages_with_hypotheses_apart(
    server: Server,
) -> None:
    story = await Convened.of(server, "T9", ("RT1", "RT2", "RT3", "RT4"))
    closed = await Visitor(server.url).get(f"/j/{story.code}")
    assert closed.status == 403 and "This meeting is for the review team" in closed.words()
    stages = [name for name in await story.steps() if name.startswith("Stage")]
    assert [name.partition(": ")[2] for name in stages] == [
        "timeline",
        "the story as it was seen",
        "episodes and what influenced them",
        "patterns",
    ]
    facts = await story.everybody_writes(stages[0], "named")
    # Any stage can be opened at any time: they go back and forth.
    guesses = await story.everybody_writes("Hypotheses", "named")
    again = await story.everybody_writes(stages[2], "named")
    record = await story.freezes()
    asked = {text: said(record, text)["prompt"] for text in (*facts, *guesses, *again)}
    hypotheses = {text for text, prompt in asked.items() if "as a hypothesis" in prompt}
    assert hypotheses == set(guesses), "hypotheses are marked as such, and facts are not"
    here = {one["group"]: one["present"] for one in record["attendance"] if one["agency"] is None}
    assert here.get("case_group", "none") == "none" and here["review_team"] == "4"
    assert not any("anonymous" in one["modes"] for one in planned(record).values())


async def test_row_33_what_is_about_one_person_s_work_is_handled_elsewhere_and_leaves_a_number_only(
    server: Server,
) -> None:
    story = await Convened.of(server, "T6")
    looked = await story.everybody_writes("Timeline check", "role")
    await story.sets_aside(looked[0], "handled elsewhere")
    for who in (story.owner, story.people[GROUP[4]].visitor):
        path = story.at if who is story.owner else f"{story.at}/board"
        assert looked[0] not in (await who.get(path)).text
    record = await story.freezes()
    assert looked[0] not in json.dumps(record, ensure_ascii=False) and said(record, looked[1])
    counts = [(one["kind"], one["reason"], one["number"]) for one in record["set_aside_counts"]]
    assert counts == [("set_aside", "handled elsewhere", 1)]


async def test_row_37_a_quick_win_is_in_the_record_of_the_same_day_with_owner_and_date(
    server: Server,
) -> None:
    story = await Convened.of(server, "T6")
    await story.opens("Good practice")
    win = {
        "what": "Put the district nurses' number on the yellow sheet.",
        "owner": "Ward sister",
        "by": "Friday",
    }
    page = await story.posts(f"{story.at}/quick-wins", win, page=story.at)
    assert page.status == 200 and win["what"] in page.words()
    record = await story.freezes()
    assert [{key: one[key] for key in win} for one in record["quick_wins"]] == [win]
    word = await story.owner.get(f"{story.at}/snapshots/1.docx")
    assert word.status == 200 and record["board_questions"] == [], "no report is waited for"


async def test_row_20_how_usual_something_is_is_asked_and_told_without_small_numbers(server: Server) -> None:
    story = await Convened.of(server, "T2")
    await story.opens("Pattern round 1")
    await story.posts(f"{story.at}/ballots", {"kind": "poll"}, page=story.at)
    came = list(story.people.values())
    for number, person in enumerate(came):
        asked = await person.visitor.get(f"{story.at}/ballots")
        code = "02" if number == 0 else "00"
        kept = await person.visitor.send(asked, action=asked.form("chosen").action, chosen=code)
        assert "Kept." in kept.words()
    record = await story.freezes()
    (poll,) = record["priorities"]
    told = {one["option"]: one["told"] for one in poll["results"]}
    assert told == {"usual": "nearly all", "sometimes": "few", "once": "few", "unsure": "few"}
    assert poll["groups"] == [] and len(came) >= 8, "one who thought otherwise is not found among them"
