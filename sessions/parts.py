"""What goes into a record, part by part, as plain items: domain.md section 6, promises R3 and R5.

Every item is copied field by field, so a field that is added to a board later stays out of the record until
somebody writes it down here. Nothing of a seat, a client, a clock or a line manager has a way in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeAlias

from sessions.attendance import Attendance, blurred, gives_away, whole
from sessions.ballots import OPEN, SAME, in_order
from sessions.canonical import plain
from sessions.contents import (
    Ballot,
    Challenge,
    Contents,
    Episode,
    Event,
    EventDate,
    Factor,
    GoodPractice,
    Parked,
    Perspective,
    Question,
    QuickWin,
)
from sessions.meeting import Meeting, Review
from sessions.order import Order, by_place
from sessions.people import Role
from sessions.phases import Phase

Item: TypeAlias = dict[str, Any]
Parts: TypeAlias = dict[str, list[Item]]

TEAM_LANE = "team_lane"
# Beside the template's version, where the meeting went by its own copy (M22).
CHANGED = ", changed for this meeting"
CHANGES = "changes_since"
PARTS = (
    "cover",
    "attendance",
    "ground_rules",
    "timeline",
    "episodes",
    "perspectives",
    "factors",
    "good_practice",
    "challenges",
    "priorities",
    "quick_wins",
    "board_questions",
    "parked",
    "set_aside_counts",
    "method_limits",
    CHANGES,
    TEAM_LANE,
)


def parts_of(
    review: Review, meeting: Meeting, attendance: Attendance, board: Contents, team: Contents
) -> Parts:
    """All parts of `PARTS` but what changed, in the order in which a record is read.

    Args:
        review: only its facts for the cover, its ground rules and thresholds are taken.
        meeting: title, template, date, place and phases.
        attendance: numbers only.
        board: the shared board.
        team: the review team's board; it fills the one part that a copy may lack (promise B4).

    Returns:
        Part name -> items, made of what `sessions.canonical` takes.
    """
    made = _frame(review, meeting, attendance) | _work(board) | {TEAM_LANE: _lane(team, board)}
    return {name: [_whole(item) for item in made[name]] for name in PARTS if name in made}


def _frame(review: Review, meeting: Meeting, attendance: Attendance) -> Parts:
    return {
        "cover": _cover(review, meeting),
        "attendance": [line for group, here in attendance.present.items() for line in _group(group, here)],
        "ground_rules": _ground_rules(review, meeting, attendance),
        "method_limits": _limits(review, attendance),
    }


def _work(board: Contents) -> Parts:
    order = Order(board)
    return {
        "timeline": [_event(event) for event in board.events],
        "episodes": [_episode(episode, order) for episode in sorted(board.episodes, key=order.of_episode)],
        "perspectives": _perspectives(board, order),
        "factors": [_factor(factor) for factor in sorted(board.factors, key=order.of_factor)],
        "good_practice": [_good_practice(good) for good in sorted(board.good_practice, key=order.of_words)],
        "challenges": [_challenge(each) for each in sorted(board.challenges, key=order.of_challenge)],
        "priorities": [_ballot(each, board) for each in in_order(board.ballots) if each.state != OPEN],
        "quick_wins": [_quick_win(win) for win in sorted(board.quick_wins, key=lambda win: win.id)],
        "board_questions": [_question(question) for question in sorted(board.questions, key=by_place)],
        "parked": [_parked(each) for each in sorted(board.parked, key=lambda each: each.id)],
        "set_aside_counts": list(_counts(board)),
    }


def _cover(review: Review, meeting: Meeting) -> list[Item]:
    agencies = sorted(review.agencies, key=lambda agency: agency.abbreviation)
    return [
        {
            "kind": "review",
            "reference": review.reference,
            "title": review.title,
            "pseudonym": review.pseudonym,
            "review_type": review.review_type,
            "method": review.method,
            "commissioner": review.commissioner,
            "marking": review.classification,
            "scope": {"from": review.scope_from, "to": review.scope_to},
        },
        {
            "kind": "meeting",
            "title": meeting.title,
            "template": meeting.template_name,
            "template_version": f"{meeting.template_version}{CHANGED * meeting.edited}",
            "date": meeting.date,
            "place": meeting.place,
            "phase": meeting.phase,
        },
        *({"kind": "agency", "abbreviation": each.abbreviation, "name": each.name} for each in agencies),
    ]


def _group(group: str, agencies: Mapping[str, int]) -> Iterable[Item]:
    """One group of those present: as a whole, then by agency unless the words together give a number away."""
    here = {agency: number for agency, number in sorted(agencies.items()) if number > 0}
    protected = group == Role.CASE_GROUP
    say = blurred if protected else str
    total = sum(here.values())
    yield {"group": group, "agency": None, "present": whole(total) if protected else str(total)}
    if not (protected and gives_away(here)):
        yield from ({"group": group, "agency": agency, "present": say(here[agency])} for agency in here)


def _ground_rules(review: Review, meeting: Meeting, attendance: Attendance) -> list[Item]:
    rules = {"kind": "rules", "version": review.rules_version, "text": review.rules_text}
    return [
        {**rules, "accepted": whole(attendance.accepted)},
        {"kind": "thresholds", **asdict(review.thresholds)},
        *map(_phase, meeting.phases),
    ]


def _phase(phase: Phase) -> Item:
    return {
        "kind": "phase",
        "number": phase.number,
        "name": phase.name,
        "prompt": phase.prompt,
        "minutes": phase.minutes,
        "modes": [str(mode) for mode in phase.modes],
        "blind": phase.blind,
        "shared_work": phase.shared_work,
    }


def _limits(review: Review, attendance: Attendance) -> list[Item]:
    """Who was missing, for every agency of the review that has anything to say about it."""
    came = attendance.present.get(Role.CASE_GROUP, {})
    hidden = gives_away(came)
    codes = sorted({agency.abbreviation for agency in review.agencies} | set(attendance.absent))
    return [
        {
            "kind": "missing",
            "agency": code,
            "invited_not_present": blurred(attendance.absent.get(code, 0)),
            "nobody_present": None if hidden else not came.get(code),
        }
        for code in codes
        if attendance.absent.get(code) or not (hidden or came.get(code))
    ]


def _event(event: Event) -> Item:
    return {
        "id": event.id,
        "number": event.number,
        "agency": event.agency,
        "date": _date(event.date),
        "what": event.what,
        "source": event.source,
        "origin": event.origin,
        "flags": event.flags,
        "label": event.label,
        "mode": event.mode,
        "added": event.added,
    }


def _date(date: EventDate) -> Item:
    return {
        "text": date.text,
        "start": date.start,
        "end": date.end,
        "precision": date.precision,
        "uncertain": date.uncertain,
        "time": date.time,
    }


def _episode(episode: Episode, order: Order) -> Item:
    return {
        "id": episode.id,
        "number": episode.number,
        "title": episode.title,
        "start": episode.start,
        "end": episode.end,
        "status": episode.status,
        "events": sorted(episode.events, key=order.of_event),
        "happened": episode.happened,
        "helped": episode.helped,
        "usual": episode.usual,
    }


def _lane(team: Contents, board: Contents) -> list[Item]:
    """Words for the review team, and what proceedings keep out of discussion, in the shape that words have."""
    events = [(e.id, e.what, f"{e.agency}, {e.date.text}") for e in team.events]
    episodes = [
        (e.id, f"{e.title}\n{e.happened}".strip(), f"{e.start} {e.end}".strip()) for e in team.episodes
    ]
    kept_out = [
        _perspective(Perspective(id=key, text=text, mode="private", label=label, phase=0, place=0))
        for key, text, label in sorted([*events, *episodes])
    ]
    return [*_perspectives(team, Order(board)), *kept_out]


def _perspectives(board: Contents, order: Order) -> list[Item]:
    shown = [each for each in board.perspectives if each.state != "set_aside"]
    return [_perspective(each) for each in sorted(shown, key=order.of_words)]


def _perspective(words: Perspective) -> Item:
    return {
        "id": words.id,
        "text": words.text,
        "mode": words.mode,
        "label": words.label,
        "on": {"kind": words.on_kind, "id": words.on_id},
        "phase": words.phase,
        "prompt": words.prompt,
        "hindsight": words.hindsight,
        "own_words": words.own_words,
    }


def _factor(factor: Factor) -> Item:
    return {
        "id": factor.id,
        "text": factor.text,
        "episode": factor.episode,
        "framework": factor.framework,
        "category": factor.category,
        "direction": factor.direction,
        "mode": factor.mode,
        "label": factor.label,
        "phase": factor.phase,
        **_scribed(factor),
    }


def _good_practice(good: GoodPractice) -> Item:
    facts = {"mode": good.mode, "label": good.label, "phase": good.phase, **_scribed(good)}
    return {"id": good.id, "text": good.text, "on": {"kind": good.on_kind, "id": good.on_id}, **facts}


def _challenge(challenge: Challenge) -> Item:
    return {
        "id": challenge.id,
        "text": challenge.text,
        "event": challenge.event,
        "record": challenge.record,
        "mode": challenge.mode,
        "label": challenge.label,
        "phase": challenge.phase,
        "resolution": challenge.resolution,
        **_scribed(challenge),
    }


def _question(question: Question) -> Item:
    facts = {"mode": question.mode, "label": question.label, "phase": question.phase, **_scribed(question)}
    return {"id": question.id, "text": question.text, **facts}


def _scribed(words: Challenge | Factor | GoodPractice | Question) -> Item:
    """Named only where it is so: what was recorded before the mark existed keeps its bytes (R2)."""
    return {} if words.own_words else {"own_words": False}


def _ballot(ballot: Ballot, board: Contents) -> Item:
    """What the room was asked, with results as they were told; options by their ids, so that none is there twice."""
    shown = {each.id for each in board.perspectives if each.state == "shown"}
    results = [(option, told) for option, told in ballot.results if ballot.kind != SAME or option in shown]
    return {
        "id": ballot.id,
        "kind": ballot.kind,
        "phase": ballot.phase,
        "on": {"kind": ballot.on_kind, "id": ballot.on_id},
        "limit": ballot.limit,
        "state": ballot.state,
        "results": [_told(*pair) for pair in results if ballot.kind != SAME or pair[1] != "0"],
        "groups": [
            {"label": label, "results": [_told(*pair) for pair in told]} for label, told in ballot.groups
        ],
    }


def _told(option: str, told: str) -> Item:
    return {"option": option, "told": told}


def _quick_win(win: QuickWin) -> Item:
    facts = {"owner": win.owner, "agency": win.agency, "by": win.by, "phase": win.phase}
    return {"id": win.id, "what": win.what, **facts}


def _parked(parked: Parked) -> Item:
    return {"id": parked.id, "text": parked.text, "owner": parked.owner, "phase": parked.phase}


def _counts(board: Contents) -> Iterable[Item]:
    """What is not shown: how many, and the class of reason; never the words."""
    for kind, number in sorted(board.counts.items()):
        by_reason = number if isinstance(number, Mapping) else {None: number}
        for reason, many in sorted(by_reason.items(), key=lambda pair: str(pair[0])):
            yield {"kind": kind, "reason": reason, "number": many}


def _whole(item: Item) -> Item:
    made = plain(item)
    assert isinstance(made, dict)
    return made
