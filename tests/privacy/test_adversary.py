"""Promise A11: an adversary with all that is left of a meeting cannot tell who wrote what, and sees it where it can.

Two hundred meetings of twelve as they are, and as many with leaks planted in them. `A11_MEETINGS` plays more of each;
with `A11_EACH` every leak is alone in its meetings, which takes half an hour.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.privacy.adversary.crowd import Crowd, crowd
from tests.privacy.adversary.evidence import Evidence, Heard, Truth
from tests.privacy.adversary.guesses import judged
from tests.privacy.adversary.leaks import LEAKS, SETS, Leak
from tests.privacy.adversary.odds import Tally, corrected, merged
from tests.privacy.adversary.real import meets
from tests.running import Server

REAL = 3
MEETINGS = int(os.environ.get("A11_MEETINGS", "200"))
ALONE = "A11_EACH" in os.environ
CHANCE, CAUGHT = 0.01, 0.001
# What must be looked at besides disk, lines and log for a leak to be seen.
LOOKS = {"client id": "edits", "document metadata": "exports"}


@pytest.fixture(scope="module")
def meetings() -> Iterator[Crowd]:
    with crowd() as found:
        yield found


@pytest.fixture(scope="module")
def honest(meetings: Crowd) -> dict[str, Tally]:
    return meetings.meets(MEETINGS)


@pytest.fixture(scope="module")
def leaky(meetings: Crowd) -> Iterator[object]:
    @cache
    def found(names: tuple[str, ...]) -> dict[str, float]:
        parts = [LOOKS[name] for name in names if name in LOOKS]
        return corrected(meetings.meets(MEETINGS, leaks=names, parts=parts))

    yield found


def test_A11_what_is_left_of_a_meeting_links_nobody_to_their_words(
    meetings: Crowd, honest: dict[str, Tally]
) -> None:
    told = corrected(honest)
    assert len(told) > 500, "the adversary must have much to look at for this to mean anything"
    suspect, p = next(iter(told.items()))
    if p <= CHANCE:
        # One honest run in a hundred looks like that. A leak would be there again in other meetings; luck is not.
        again = meetings.meets(MEETINGS, first=MEETINGS)[suspect].p
        assert again > CHANCE, f"{suspect}: {p:.2g}, and {again:.2g} in as many other meetings"


def test_A11_the_adversary_looks_at_everything_that_is_left(honest: dict[str, Tally]) -> None:
    looked = "\n".join(honest)
    for artefact in (
        "disk before: tray.db-wal",
        "disk after: sightline.db-wal",
        "disk after: backup of sightline.db",
        "frames of witness",
        "frames of screen",
        "page after facilitator",
        "page before facilitator /paper",
        "export docx word/document.xml",
        "export json",
        "rows",
        "board clock",
        "board place",
        "watched",
        "joined",
        "link: line of the log",
        "link: name of a file",
    ):
        assert artefact in looked, artefact


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_A11_a_leak_is_caught(leaky: object, leak: Leak) -> None:
    names = next(names for names in SETS if leak.name in names)
    told = leaky((leak.name,) if ALONE else names)
    seen = {name: p for name, p in told.items() if re.search(leak.by, name)}
    assert min(seen.values(), default=1.0) < CAUGHT, f"not seen by {leak.by}: {list(seen.items())[:3]}"
    others = [other for other in LEAKS if other.name in names and other is not leak]
    if ALONE:
        for other in others:
            blind = [p for name, p in told.items() if re.search(other.by, name)]
            assert min(blind, default=1.0) > CAUGHT, f"{leak.name} is seen by the guesses of {other.name} too"


def test_A11_every_channel_has_a_leak_and_every_leak_its_meetings() -> None:
    channels = (
        "client id|clock|arrival order in the log|cell order|time|sequence|size|claim beside seat|log line"
        "|document metadata|recorder beside a slip"
    )
    for channel in channels.split("|"):
        assert any(leak.name.startswith(channel) for leak in LEAKS), channel
    assert sorted(name for names in SETS for name in names) == sorted(leak.name for leak in LEAKS)


async def test_A11_a_real_server_leaves_no_more_than_the_simulation(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(SIGHTLINE_LOG="debug")
    meetings = [await meets(server, number) for number in range(REAL)]
    told = corrected(merged(judged(*meeting) for meeting in meetings))
    assert len(told) > 300
    suspect, p = next(iter(told.items()))
    if p <= CHANCE:
        again = [judged(*await meets(server, number)) for number in range(REAL, 2 * REAL)]
        assert merged(again)[suspect].p > CHANCE, f"{suspect}: {p:.2g}, and again in other meetings"
    # As a proxy would have it that keeps the ids in the order in which they came: the adversary would see that.
    kept = [(_only_a_log_of(evidence, truth), truth) for evidence, truth in meetings]
    assert corrected(merged(judged(*meeting) for meeting in kept))["log first 0 ~ watched"] < CAUGHT


def _only_a_log_of(evidence: Evidence, truth: Truth) -> Evidence:
    lines = [Heard(0, "log", item.encode()) for item in truth]
    return Evidence(evidence.seats, evidence.items, log=lines, groups=evidence.groups)
