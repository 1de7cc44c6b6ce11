"""Genuine Yjs clients before the gate: nothing honest is refused, nothing changes unannounced."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.live.yjs.replicas import Replicas, start
from tests.sessions.hall import Hall
from tests.sessions.past import remembered

PEOPLE = 3
EXAMPLES = int(os.environ.get("GATE_EXAMPLES", "60"))
MEETINGS = int(os.environ.get("GATE_MEETINGS", "60"))
ACTS = (
    *("add", "change", "unset", "drop", "swap", "write", "erase", "type", "back"),
    *("style", "list", "unlist", "undo", "redo"),
)
ADDING = (
    *("add", "add", "list", "list", "write", "erase", "type", "change"),
    *("undo", "undo", "undo", "drop"),
)
RESTORING = (
    *("add", "drop", "drop", "write", "write", "erase", "swap", "list", "unlist"),
    *("undo", "redo") * 4,
)
SNIPPETS = ("a", "fell", "Ward 4 ", "é", "😀", "x😀y👩‍👩‍👧", "\u0000", "نص", "\n")


@pytest.fixture(scope="module")
def replicas() -> Iterator[Replicas]:
    started = start()
    yield started
    started.close()


acts = st.tuples(st.sampled_from(ACTS), st.integers(0, 30), st.integers(0, 30), st.sampled_from(SNIPPETS))
steps = st.one_of(
    st.tuples(
        st.just("act"), st.integers(0, PEOPLE - 1), st.lists(acts, min_size=1, max_size=4), st.booleans()
    ),
    st.tuples(st.just("leave"), st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("return"), st.integers(0, PEOPLE - 1), st.booleans()),
    st.tuples(st.just("hear"), st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("pen"), st.integers(0, 30)),
)


scripts = st.lists(steps, min_size=1, max_size=30)
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def play(hall: Hall, script: list[Any]) -> None:
    for step, *rest in script:
        getattr(hall, f"do_{step}")(*rest)
    hall.settle()
    hall.compare()
    hall.close()


@many
@given(script=scripts)
@remembered
def test_G9_no_honest_edit_is_refused_and_none_passes_a_barred_place(
    replicas: Replicas, script: list[Any]
) -> None:
    play(Hall(replicas, PEOPLE), script)


@many
@given(script=scripts)
@remembered
def test_G9_replicas_that_forget_nothing_are_not_refused_either(
    replicas: Replicas, script: list[Any]
) -> None:
    play(Hall(replicas, PEOPLE, gc=False), script)


@many
@given(script=scripts)
@remembered
def test_G3_bringing_back_deleted_containers_never_lets_replicas_differ(
    replicas: Replicas, script: list[Any]
) -> None:
    play(Hall(replicas, PEOPLE, undoes="all"), script)


@many
@given(script=scripts)
@remembered
def test_G9_undoing_what_one_added_with_all_that_is_in_it_by_then_is_never_refused(
    replicas: Replicas, script: list[Any]
) -> None:
    play(Hall(replicas, PEOPLE, undoes="adds"), script)


def test_G9_events_and_lists_are_added_filled_and_taken_back_by_undo_in_long_meetings(
    replicas: Replicas,
) -> None:
    """Alone and together, offline too, while others write in them: of items with nested texts and lists (issue C)."""
    accepted = taken_back = 0
    for seed in range(MEETINGS // 2):
        hall = Hall(replicas, PEOPLE, undoes="adds", gc=seed % 3 > 0)
        play(hall, long_script(Random(seed), ADDING))
        accepted += hall.accepted
        taken_back += hall.taken_back
    assert accepted > 25 * (MEETINGS // 2) and taken_back > 3 * (MEETINGS // 2), (accepted, taken_back)


def test_G3_of_undo_that_brings_containers_back_hardly_any_is_refused_and_all_see_the_same(
    replicas: Replicas,
) -> None:
    """Yjs's own undo writes neighbours in the wrong order there, about once in 3,000 (server/DECISIONS.md 16)."""
    accepted = crossed = 0
    for seed in range(MEETINGS // 2):
        hall = Hall(replicas, PEOPLE, undoes="all")
        play(hall, long_script(Random(seed), RESTORING))
        accepted += hall.accepted
        crossed += hall.crossed
    assert crossed <= 2 + accepted / 500, (crossed, accepted)


def test_G9_all_honest_updates_of_long_meetings_pass(replicas: Replicas) -> None:
    """Longer scripts than hypothesis likes to draw; the seeds are fixed, GATE_MEETINGS sets their number."""
    accepted = short_cuts = 0
    for seed in range(MEETINGS):
        hall = Hall(replicas, PEOPLE)
        play(hall, long_script(Random(seed)))
        accepted += hall.accepted
        short_cuts += hall.gate.short_cuts
    assert accepted > 35 * MEETINGS
    assert short_cuts > 3 * MEETINGS, "the shortcut for keystrokes must be taken for this to mean anything"


def long_script(chance: Random, acts: tuple[str, ...] = ACTS) -> list[Any]:
    return [one_step(chance, acts) for _ in range(60)]


def one_step(chance: Random, among: tuple[str, ...]) -> tuple[Any, ...]:
    person = chance.randrange(PEOPLE)
    kind = chance.choices(("act", "leave", "return", "hear", "pen"), (70, 6, 8, 11, 5))[0]
    if kind == "act":
        acts = [one_act(chance, among) for _ in range(chance.randint(1, 4))]
        return kind, person, acts, chance.random() < 0.5
    if kind == "return":
        return kind, person, chance.random() < 0.5
    return (kind, chance.randrange(31)) if kind == "pen" else (kind, person)


def one_act(chance: Random, among: tuple[str, ...]) -> tuple[str, int, int, str]:
    return chance.choice(among), chance.randrange(31), chance.randrange(31), chance.choice(SNIPPETS)
