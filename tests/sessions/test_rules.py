"""The numbered rules of a meeting (RULES.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sessions import pens
from sessions.commands import (
    AddQuickWin,
    Admit,
    BringBack,
    CloseMeeting,
    Command,
    Contribute,
    Count,
    HandOver,
    KeepSilence,
    LockPart,
    OpenPhase,
    Park,
    PauseMeeting,
    PutOut,
    Readmit,
    ResumeMeeting,
    Reveal,
    SetAside,
    Show,
    ShowTime,
    TakeOver,
    TakeSnapshot,
)
from sessions.labels import Mode, Thresholds
from sessions.meeting import Status
from sessions.people import Role
from sessions.refusals import (
    Empty,
    ModeNotOffered,
    NotLeading,
    NotYours,
    Paused,
    Refused,
    StepClosed,
    TooFewToHide,
    TooLong,
)
from sessions.rules import check, check_contribution, check_hiding, check_words, may_put_out
from sessions.tray import band
from tests.sessions.cast import NURSES, meeting, person, seat

STEERING: list[Command] = [
    OpenPhase(2),
    Reveal(),
    Show("blank"),
    ShowTime(True),
    KeepSilence(3),
    LockPart("timeline"),
    ResumeMeeting(),
    HandOver("bea"),
    CloseMeeting(),
]
HOSTING: list[Command] = [
    PauseMeeting(),
    TakeOver("bea"),
    Admit("seat", NURSES[0]),
    PutOut(NURSES[0]),
    Readmit("n0"),
    SetAside("item", "other"),
]
LEADING = STEERING + HOSTING[:-1]


@pytest.mark.parametrize("command", LEADING)
@pytest.mark.parametrize(
    "role", [Role.CASE_GROUP, Role.REVIEW_TEAM, Role.RECORDER, Role.OBSERVER, Role.SCREEN]
)
def test_M1_only_facilitators_move_the_meeting(command: Command, role: Role) -> None:
    with pytest.raises(NotYours):
        check(command, seat(role), meeting())


@pytest.mark.parametrize("command", STEERING + HOSTING)
def test_M1_the_facilitator_may(command: Command) -> None:
    check(command, seat(Role.FACILITATOR), meeting())


@pytest.mark.parametrize("command", HOSTING)
def test_M1_a_co_facilitator_helps_whoever_leads(command: Command) -> None:
    check(command, seat(Role.CO_FACILITATOR), meeting())


@pytest.mark.parametrize("command", STEERING)
def test_M19_only_whoever_leads_moves_the_meeting(command: Command) -> None:
    bea = seat(Role.CO_FACILITATOR, person("bea", "ASC", "Lead reviewer"))
    with pytest.raises(NotLeading):
        check(command, bea, meeting())
    check(command, bea, meeting(lead="bea"))
    with pytest.raises(NotLeading):
        check(command, seat(Role.FACILITATOR, person("ada", "ASC", "Lead reviewer")), meeting(lead="bea"))


def test_M19_a_name_alone_leads_nothing() -> None:
    """Whoever lost the role does not lead, whatever the meeting says."""
    for role in (Role.REVIEW_TEAM, Role.CASE_GROUP, Role.RECORDER):
        with pytest.raises(NotYours):
            check(Show("board"), seat(role, person("bea", "ASC", "Lead reviewer")), meeting(lead="bea"))


def test_M17_nothing_is_revealed_while_paused_and_a_step_may_be_opened() -> None:
    rests = meeting(status=Status.PAUSED, paused_at=5.0)
    for shows in (Reveal(), Count("poll")):
        with pytest.raises(Paused):
            check(shows, seat(Role.FACILITATOR), rests)
    for command in (OpenPhase(2), Show("board"), ResumeMeeting(), CloseMeeting(), PauseMeeting()):
        check(command, seat(Role.FACILITATOR), rests)


def test_M17_there_is_nothing_to_pause_before_the_first_step() -> None:
    with pytest.raises(StepClosed):
        check(PauseMeeting(), seat(Role.FACILITATOR), meeting("nowhere", status=Status.LOBBY))


def test_M17_what_a_phone_sends_while_paused_is_taken() -> None:
    rests = meeting("turning", status=Status.PAUSED, paused_at=5.0)
    check_contribution(Contribute(Mode.ANONYMOUS, "words", 4), seat(Role.CASE_GROUP), rests)


def test_M2_quick_wins_and_parking_belong_to_the_team() -> None:
    for command in (Park("later"), AddQuickWin("now")):
        check(command, seat(Role.REVIEW_TEAM), meeting())
        with pytest.raises(NotYours):
            check(command, seat(Role.CASE_GROUP), meeting())


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.SCREEN])
def test_M2_observers_and_the_big_screen_never_write(role: Role) -> None:
    with pytest.raises(NotYours):
        check_contribution(Contribute(Mode.ROLE, "words", 6), seat(role), meeting())


def test_M3_a_step_takes_only_the_modes_of_its_template() -> None:
    check_contribution(Contribute(Mode.ANONYMOUS, "words", 4), seat(Role.CASE_GROUP), meeting("turning"))
    with pytest.raises(ModeNotOffered):
        check_contribution(Contribute(Mode.NAMED, "words", 4), seat(Role.CASE_GROUP), meeting("turning"))


@pytest.mark.parametrize("standing", ["open", "break", "locked", "nowhere"])
def test_M3_a_step_without_modes_takes_nothing(standing: str) -> None:
    with pytest.raises(StepClosed):
        stands = meeting(standing)
        check_contribution(Contribute(Mode.ROLE, "words", stands.phase), seat(Role.CASE_GROUP), stands)


def test_G6_an_earlier_step_can_be_answered_late_and_a_later_one_not_yet() -> None:
    check_contribution(Contribute(Mode.ROLE, "words", 2), seat(Role.CASE_GROUP), meeting("kpe_a"))
    for phase in (0, 7, 99, -1):
        with pytest.raises(StepClosed):
            check_contribution(Contribute(Mode.ROLE, "words", phase), seat(Role.CASE_GROUP), meeting("kpe_a"))
    with pytest.raises(StepClosed):
        check_contribution(Contribute(Mode.ROLE, "words", 6), seat(Role.CASE_GROUP), meeting("locked"))


@pytest.mark.parametrize("command", LEADING)
def test_M4_a_closed_meeting_does_not_move(command: Command) -> None:
    with pytest.raises(StepClosed):
        check(command, seat(Role.FACILITATOR), meeting(status=Status.CLOSED))


@pytest.mark.parametrize("command", [SetAside("item", "other"), BringBack("item"), TakeSnapshot()])
def test_M4_setting_aside_and_a_snapshot_work_after_the_close(command: Command) -> None:
    check(command, seat(Role.FACILITATOR), meeting(status=Status.CLOSED))


def test_M5_a_contribution_has_words_that_fit() -> None:
    check_words("é" * 4000)
    with pytest.raises(TooLong):
        check_words("é" * 4001)
    for blank in ("", " \n\t"):
        with pytest.raises(Empty):
            check_words(blank)


def test_A3_anonymous_is_refused_in_words_below_five() -> None:
    with pytest.raises(TooFewToHide) as refused:
        check_hiding(Mode.ANONYMOUS, 4, Thresholds())
    assert "So few of us are here" in refused.value.say
    check_hiding(Mode.ANONYMOUS, 5, Thresholds())
    check_hiding(Mode.ROLE, 1, Thresholds())


def test_L5_somebody_who_left_or_waits_does_nothing() -> None:
    for gone in (replace(seat(Role.FACILITATOR), left=True), replace(seat(Role.FACILITATOR), admitted=False)):
        with pytest.raises(NotYours):
            check(Reveal(), gone, meeting())


def shared(role: Role, phase: str) -> Callable[..., bool]:
    stands = meeting(phase)
    current = stands.current
    assert current is not None
    return lambda verb, *path: pens.allowed(role, current.shared_work, stands.locked, verb, path)


def test_M8_everyone_writes_the_timeline_in_timeline_together() -> None:
    may = shared(Role.CASE_GROUP, "timeline")
    assert may("create", "timeline", "e1") and may("create", "timeline", "e1", "what")
    assert may("text", "timeline", "e1", "what", "*") and may("set", "timeline", "e1", "date")


@pytest.mark.parametrize("phase", ["story", "kpe_a", "influence"])
def test_M8_elsewhere_only_the_team_does(phase: str) -> None:
    assert not shared(Role.CASE_GROUP, phase)("text", "timeline", "e1", "what", "*")
    assert shared(Role.REVIEW_TEAM, phase)("text", "timeline", "e1", "what", "*")


@pytest.mark.parametrize("role", list(Role))
def test_M8_nobody_writes_while_the_board_is_locked(role: Role) -> None:
    assert not shared(role, "locked")("text", "timeline", "e1", "what", "*")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("root", ["perspectives", "challenges", "factors", "counts", "quick_wins", "ballots"])
@pytest.mark.parametrize("verb", ["create", "set", "text", "item", "format", "delete", "retract"])
def test_G1_no_browser_ever_writes_a_root_of_the_servers_pen(role: Role, root: str, verb: str) -> None:
    may = shared(role, "timeline")
    assert not any(may(verb, root, *path) for path in ((), ("i1",), ("i1", "text"), ("i1", "text", "*")))


def test_G1_what_an_agency_recorded_keeps_its_number_and_origin() -> None:
    may = shared(Role.FACILITATOR, "timeline")
    for key in ("number", "origin", "flags", "label", "mode"):
        assert not may("set", "timeline", "e1", key)
    assert not may("delete", "timeline", "e1") and may("retract", "timeline", "e1")


def test_M10_the_timer_is_no_rule() -> None:
    over = meeting("kpe_a", ends_at=0.0)
    check_contribution(Contribute(Mode.ROLE, "words", 6), seat(Role.CASE_GROUP), over)


def test_B3_bands_are_words_and_none_below_five() -> None:
    assert [band(n, 20) for n in (0, 1, 7, 10, 13, 20)] == [
        None,
        "a few",
        "a few",
        "about half",
        "most",
        "most",
    ]
    assert band(4, 4) is None


def test_every_refusal_has_a_sentence_for_a_person() -> None:
    for kind in (Refused, *Refused.__subclasses__()):
        assert kind.say[0].isupper() and kind.say.endswith("."), kind


def test_M13_who_may_be_asked_to_leave_and_by_whom() -> None:
    leads, helps = (
        seat(role, person("lead", "ASC", "Lead")) for role in (Role.FACILITATOR, Role.CO_FACILITATOR)
    )
    others = {role: replace(person(f"one-{role}", "ASC", "x"), group=role) for role in Role}
    for role, one in others.items():
        assert may_put_out(leads, one) == (role is not Role.FACILITATOR)
        assert may_put_out(helps, one) == (role not in (Role.FACILITATOR, Role.CO_FACILITATOR))
    assert not may_put_out(leads, person("lead", "ASC", "Lead")), "nor oneself"


def test_M13_who_was_asked_to_leave_is_not_present_and_may_do_nothing() -> None:
    gone = replace(seat(Role.FACILITATOR), put_out=True)
    assert not gone.is_present and gone.is_gone
    with pytest.raises(NotYours):
        check(Reveal(), gone, meeting())
