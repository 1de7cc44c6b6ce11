"""M22: another plan for the steps that are still to come, and what can never change."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.labels import Mode
from sessions.meeting import Meeting, Status, meeting_from_json
from sessions.phases import Phase
from sessions.refusals import PutAway, StepClosed
from sessions.replanning import Wanted, begun, offers, replanned
from tests.sessions.cast import meeting

EVERY = tuple(Mode)


def asked(phase: Phase, **changes: object) -> Wanted:
    """A step as it is, with some changes."""
    same = Wanted(phase.name, phase.minutes, phase.prompt, phase.hint, phase.modes, phase.number)
    return replace(same, **changes)  # type: ignore[arg-type]


def step(found: Meeting, key: str) -> Phase:
    """A step by its id."""
    return next(phase for phase in found.phases if phase.id == key)


def test_M22_what_has_begun_or_was_skipped_stays() -> None:
    standing = replace(meeting("timeline"), steps=((1, 0.0), (6, 1.0), (3, 2.0)))
    assert begun(standing) == 6, "a step that was opened once stays when the meeting goes back"
    wanted = {phase.id: asked(phase, name="Other", gone=True) for phase in standing.phases}
    changed = replanned(standing, wanted)
    assert changed.phases[:6] == standing.phases[:6]
    assert [phase.id for phase in changed.phases[6:]] == ["close", "locked"]
    assert changed.edited and not standing.edited


def test_M22_names_minutes_words_and_order_change() -> None:
    before = meeting("nowhere", status=Status.LOBBY)
    good, turning = step(before, "good"), step(before, "turning")
    wanted = {
        "good": asked(good, name="Good first", minutes=12, prompt="What was good?", hint="", place=2),
        "turning": asked(turning, place=1),
    }
    changed = replanned(before, wanted)
    assert [phase.id for phase in changed.phases[:4]] == ["open", "turning", "story", "good"]
    assert (step(changed, "good").name, step(changed, "good").minutes) == ("Good first", 12)
    assert [phase.number for phase in changed.phases] == list(range(1, 14))
    assert meeting_from_json(changed.to_json()) == changed


def test_M22_modes_stay_within_the_template_and_can_come_back() -> None:
    before = meeting("nowhere", status=Status.LOBBY)
    timeline = step(before, "timeline")
    once = replanned(before, {"timeline": asked(timeline, modes=(Mode.NAMED, Mode.PRIVATE, Mode.ANONYMOUS))})
    assert step(once, "timeline").modes == (Mode.NAMED,)
    assert step(once, "timeline").default_mode is Mode.NAMED
    again = replanned(once, {"timeline": asked(step(once, "timeline"), modes=EVERY)})
    assert step(again, "timeline").modes == (Mode.ROLE, Mode.NAMED)
    none = replanned(before, {"timeline": asked(timeline, modes=())})
    assert not step(none, "timeline").takes_contributions


def test_M22_a_step_is_added_hidden_and_only_in_modes_of_the_template() -> None:
    before = meeting("story")
    more = Wanted("One more", 7, "What else?", "", (Mode.SEALED, Mode.ROLE), place=2)
    changed = replanned(before, {}, [more, more])
    added = [phase for phase in changed.phases if phase.name == "One more"]
    assert [(phase.id, phase.blind, phase.modes) for phase in added] == [
        ("own_1", True, (Mode.ROLE,)),
        ("own_2", True, (Mode.ROLE,)),
    ]
    assert Mode.SEALED not in offers(before)


def test_M22_nothing_changes_after_the_end() -> None:
    with pytest.raises(StepClosed):
        replanned(meeting(status=Status.CLOSED), {})
    with pytest.raises(PutAway):
        replanned(meeting(status=Status.CLOSED, archived=True), {})
    assert not replanned(meeting("story"), {}).edited


WANTS = st.builds(
    Wanted,
    name=st.text(max_size=5),
    minutes=st.integers(0, 480),
    modes=st.lists(st.sampled_from(EVERY), unique=True).map(tuple),
    place=st.integers(0, 99),
    gone=st.booleans(),
)


@given(
    st.integers(0, 13), st.dictionaries(st.sampled_from([p.id for p in meeting().phases]), WANTS), st.data()
)
def test_M22_whatever_is_asked_nobody_is_shown_more_openly(
    standing: int, wanted: dict[str, Wanted], drawn: st.DataObject
) -> None:
    before = replace(meeting(), phase=standing)
    changed = replanned(before, wanted, drawn.draw(st.lists(WANTS, max_size=3)))
    assert changed.phases[:standing] == before.phases[:standing]
    known = {phase.id: phase for phase in before.phases}
    for phase in changed.phases:
        assert set(phase.modes) <= set(known[phase.id].modes if phase.id in known else offers(before))
        assert (phase.default_mode in phase.modes) if phase.modes else phase.default_mode is None
        assert phase.blind or phase.id not in known or not known[phase.id].blind
    assert [phase.number for phase in changed.phases] == list(range(1, len(changed.phases) + 1))
    assert changed.phases[0].block == "open" and changed.phases[-1].locks
    assert all(not one.locks for one, _ in pairwise(changed.phases))
