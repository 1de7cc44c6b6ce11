"""How a meeting moves, its plan, and in whose hands it is (M10, M17-M19)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sessions import run
from sessions.agenda import agenda
from sessions.meeting import Meeting, Status, meeting_from_json
from sessions.people import Role
from sessions.refusals import UnknownItem
from tests.sessions.cast import meeting, person, seat

ADA, BEA = person("ada", "ASC", "Lead reviewer"), person("bea", "GP", "Lead reviewer")
MINUTE = 60.0


def begun(*steps: int, now: float = 0.0) -> Meeting:
    """A meeting whose steps were opened one after the other, all at one moment."""
    stands = meeting("nowhere", status=Status.LOBBY)
    for step in steps:
        stands = run.opened(stands, step, now)
    return stands


def test_M10_a_step_opens_with_its_minutes_and_stands_at_nought_without_locking() -> None:
    stands = begun(1)
    assert (stands.phase, stands.status) == (1, Status.LIVE)
    assert run.seconds_left(stands, 0) == 20 * MINUTE and run.is_running(stands)
    over = 25 * MINUTE
    assert run.seconds_left(stands, over) == -5 * MINUTE
    assert not stands.locked and not stands.pens_down


def test_M10_minutes_added_after_the_end_count_from_now() -> None:
    late = 25 * MINUTE
    assert run.seconds_left(run.extended(begun(1), 2, late), late) == 2 * MINUTE
    assert run.seconds_left(run.extended(begun(1), -30, 0), 0) == 0
    assert run.seconds_left(run.extended(run.stopped(begun(1), 0), 1, 99), 99) == 21 * MINUTE


def test_a_timer_stops_and_starts_again_and_twice_is_once() -> None:
    rests = run.stopped(run.stopped(begun(1), 5 * MINUTE), 7 * MINUTE)
    assert run.seconds_left(rests, 99 * MINUTE) == 15 * MINUTE and not run.is_running(rests)
    again = run.started(run.started(rests, 100 * MINUTE), 101 * MINUTE)
    assert run.seconds_left(again, 100 * MINUTE) == 15 * MINUTE


def test_M17_a_pause_holds_the_clock_and_goes_on_with_as_long_as_there_was() -> None:
    rests = run.paused(begun(1), 5 * MINUTE)
    assert rests.status is Status.PAUSED and not run.is_running(rests)
    assert run.seconds_left(rests, 50 * MINUTE) == 15 * MINUTE
    assert run.paused(rests, 9 * MINUTE) == rests, "pressed twice it is once"
    goes = run.resumed(rests, 65 * MINUTE)
    assert (goes.status, goes.paused_at) == (Status.LIVE, None)
    assert run.seconds_left(goes, 65 * MINUTE) == 15 * MINUTE
    assert run.resumed(goes, 99 * MINUTE) == goes


def test_M17_a_timer_that_rested_before_the_pause_rests_after_it() -> None:
    goes = run.resumed(run.paused(run.stopped(begun(1), 5 * MINUTE), 6 * MINUTE), 9 * MINUTE)
    assert not run.is_running(goes) and run.seconds_left(goes, 9 * MINUTE) == 15 * MINUTE


def test_M17_a_step_opened_while_paused_stays_paused_with_all_of_its_minutes() -> None:
    moved = run.opened(run.paused(begun(1), 5 * MINUTE), 2, 9 * MINUTE)
    assert (moved.phase, moved.status) == (2, Status.PAUSED)
    assert run.seconds_left(moved, 50 * MINUTE) == 15 * MINUTE
    assert run.seconds_left(run.resumed(moved, 60 * MINUTE), 60 * MINUTE) == 15 * MINUTE
    longer = run.extended(moved, 1, 50 * MINUTE)
    assert run.seconds_left(run.resumed(longer, 60 * MINUTE), 60 * MINUTE) == 16 * MINUTE


@pytest.mark.parametrize(
    ("opened_at", "behind"),
    [(20, 0), (22, 0), (24, 3), (26, 5), (31, 10), (19, 0), (16, -3), (8, -10)],
)
def test_M18_the_plan_is_told_in_round_words(opened_at: int, behind: int) -> None:
    """Step 2 is opened so many minutes after step 1, which has twenty."""
    at = opened_at * MINUTE
    found = agenda(run.opened(begun(1), 2, at), at)
    assert found is not None and found.behind == behind


def test_M18_left_out_steps_win_time_pauses_and_longer_steps_lose_it() -> None:
    far = run.opened(begun(1), 3, 20 * MINUTE)
    found = agenda(far, 20 * MINUTE)
    assert found is not None and found.behind == -15 and found.opened == {1, 3}
    rests = run.paused(begun(1), 5 * MINUTE)
    assert agenda(rests, 15 * MINUTE).behind == 10  # type: ignore[union-attr]
    assert agenda(run.extended(begun(1), 10, 0), 0).behind == 10  # type: ignore[union-attr]
    assert agenda(begun(1), 30 * MINUTE).behind == 10, "over its time"  # type: ignore[union-attr]


def test_M18_the_end_is_what_is_left_with_every_step_taking_its_minutes() -> None:
    whole = sum(phase.minutes for phase in meeting().phases)
    assert agenda(begun(1), 0).ends_at == whole * MINUTE  # type: ignore[union-attr]
    assert agenda(begun(3), 0).behind == 0, "begun in the middle, it is on time"  # type: ignore[union-attr]


def test_M18_a_step_without_a_timer_is_held_against_its_minutes() -> None:
    bare = replace(begun(1), ends_at=None)
    assert agenda(bare, 5 * MINUTE).behind == 0  # type: ignore[union-attr]
    assert agenda(bare, 31 * MINUTE).behind == 10  # type: ignore[union-attr]


def test_M18_there_is_no_plan_before_the_start_and_after_the_end() -> None:
    assert agenda(begun(), 0) is None
    assert agenda(replace(begun(1), status=Status.CLOSED), 0) is None


def test_M20_silent_minutes_are_asked_for_within_a_step_and_end_when_somebody_ends_them() -> None:
    quiet = run.hushed(begun(1), 3, MINUTE)
    assert run.silence_left(quiet, 2 * MINUTE) == 2 * MINUTE
    assert run.silence_left(quiet, 9 * MINUTE) == 0, "over, and not ended"
    assert run.silence_left(run.hushed(quiet, 1, 2 * MINUTE), 2 * MINUTE) == 3 * MINUTE
    assert run.silence_left(run.hushed(quiet, 1, 9 * MINUTE), 9 * MINUTE) == MINUTE
    assert run.seconds_left(quiet, MINUTE) == 19 * MINUTE, "the step's own time goes on"
    assert not quiet.pens_down
    assert run.silence_left(run.hushed(quiet, 0, 9 * MINUTE), 9 * MINUTE) is None
    assert run.silence_left(run.opened(quiet, 2, 9 * MINUTE), 9 * MINUTE) is None, "a new step is not silent"


def test_M20_a_silent_step_of_a_template_is_silent_for_its_minutes() -> None:
    phases = tuple(replace(phase, silent=phase.number == 2) for phase in meeting().phases)
    quiet = run.opened(replace(begun(1), phases=phases), 2, 0)
    assert run.silence_left(quiet, 0) == run.seconds_left(quiet, 0) == 15 * MINUTE
    assert meeting_from_json(quiet.to_json()) == quiet


def test_M20_a_pause_holds_the_silent_minutes() -> None:
    rests = run.paused(run.hushed(begun(1), 3, 0), MINUTE)
    assert run.silence_left(rests, 50 * MINUTE) == 2 * MINUTE
    assert run.silence_left(run.resumed(rests, 50 * MINUTE), 50 * MINUTE) == 2 * MINUTE


def test_M19_the_facilitator_leads_until_it_is_handed_over_or_taken() -> None:
    ada, bea = seat(Role.FACILITATOR, ADA), seat(Role.CO_FACILITATOR, BEA)
    stands = meeting()
    assert run.leads(ada, stands) and not run.leads(bea, stands)
    handed = run.handed(stands, "bea", [ada, bea])
    assert run.leads(bea, handed) and not run.leads(ada, handed)
    back = run.handed(handed, "ada", [ada, bea])
    assert run.leads(ada, back) and not run.leads(bea, back)


def test_M19_it_is_handed_only_to_who_is_here_and_may_lead() -> None:
    ada, bea = seat(Role.FACILITATOR, ADA), seat(Role.CO_FACILITATOR, BEA)
    panel = seat(Role.REVIEW_TEAM, person("team", "ASC", "Panel member"))
    gone = replace(bea, left=True)
    for key, seats in (("team", [ada, panel]), ("bea", [ada, gone]), ("", [ada, bea])):
        with pytest.raises(UnknownItem):
            run.handed(meeting(), key, seats)
    assert run.could_lead([ada, bea, panel, gone], ada) == [bea]


def test_M19_it_never_moves_by_itself() -> None:
    """The one who leads has gone: nobody leads until somebody takes it."""
    bea = seat(Role.CO_FACILITATOR, BEA)
    assert not run.leads(bea, meeting()) and not run.leads(seat(Role.FACILITATOR, ADA), meeting(lead="bea"))


def test_a_meeting_comes_back_as_it_was_kept() -> None:
    for stands in (run.paused(begun(1, 3), 7.0), replace(begun(1), lead="bea", shows_time=True), meeting()):
        assert meeting_from_json(stands.to_json() | {"steps": [list(one) for one in stands.steps]}) == stands
