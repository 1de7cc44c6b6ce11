"""Ballots: "same for me", priorities and polls, and what of their results may be told (promise A7, M24 to M26).

Who answered what is not known here: answers come without a person, and what leaves is rounded so far that nobody's
own answer can be read off it, in an unanimous room neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sessions.contents import Ballot, Contents
from sessions.labels import Thresholds
from sessions.refusals import N_, Refused

SAME, PRIORITIES, POLL = "same", "priorities", "poll"
KINDS = (SAME, PRIORITIES, POLL)
OPEN, CLOSED, TOO_FEW = "open", "closed", "too few"
# The answers to "how usual is this?", in the order in which they are shown.
USUAL = ("usual", "sometimes", "once", "unsure")
# What can be put first: strengths too (design.md section 1).
AMONG = ("episodes", "factors", "good_practice", "questions")
MOST_CHOICES = 9
MOST_OPTIONS = 60
# So many marks fit into a row of the Tray, which are all of one size.
MOST_MARKS = 800
_MARK = 16
FEW, NEARLY_ALL = "few", "nearly all"
_SOME, _HALF, _MOST = "some", "half", "most"


class TooFewToAsk(Refused):
    """So few are here that a result would tell who said what (promise A3: polls from 5)."""

    code = "poll"
    say = N_("There are too few people here to ask this without telling who said what.")


class AskedAlready(Refused):
    """One question of a kind at a time."""

    code = "asked"
    say = N_("This is being asked already. Close it first, then ask the next.")


class NothingToChoose(Refused):
    """A list of fewer than two things has no order."""

    code = "choice"
    say = N_("There is nothing to choose between yet.")


class BallotClosed(Refused):
    """It was closed while the answer travelled, or never was."""

    code = "ballot"
    say = N_("This has been closed meanwhile. Your earlier answer, if you gave one, was counted.")


class TooManyChosen(Refused):
    """More than the ballot allows."""

    code = "chosen"
    say = N_("You chose more than there is room for. Please take some away.")
    status = 422


class NotAnAnswer(Refused):
    """What was sent is none of the answers: an old page."""

    code = "answer"
    say = N_("That cannot be chosen any more. Please look at the page again.")
    status = 422


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person chose, and the label that at least a poll's number of people shared when they did, or ""."""

    chosen: tuple[str, ...]
    group: str = ""


def options_of(kind: str, board: Contents, among: Collection[str] = ()) -> tuple[str, ...]:
    """What can be chosen, in the order of the board.

    Args:
        kind: of the ballot.
        board: what is on it now; priorities are put among things that are on the board already.
        among: roots of `AMONG`, for priorities.
    """
    if kind == POLL:
        return USUAL
    if kind == SAME:
        return ()
    found = [
        *((f"episodes/{one.id}") for one in board.episodes if "episodes" in among),
        *((f"factors/{one.id}") for one in _by_place(board.factors) if "factors" in among),
        *((f"good_practice/{one.id}") for one in _by_place(board.good_practice) if "good_practice" in among),
        *((f"questions/{one.id}") for one in _by_place(board.questions) if "questions" in among),
    ]
    return tuple(found[:MOST_OPTIONS])


def check_ask(ballot: Ballot, others: Iterable[Ballot], here: int, thresholds: Thresholds) -> None:
    """May this be asked now?

    Args:
        ballot: as it would be opened.
        others: the ballots of the meeting.
        here: people present who could answer.
        thresholds: in force for this meeting.

    Raises:
        TooFewToAsk, AskedAlready, NothingToChoose: each with its sentence.
    """
    if here < thresholds.poll:
        raise TooFewToAsk(str(here))
    if any(other.kind == ballot.kind and other.state == OPEN for other in others):
        raise AskedAlready(ballot.kind)
    if ballot.kind == PRIORITIES and len(ballot.options) < 2:
        raise NothingToChoose(str(len(ballot.options)))


def checked(ballot: Ballot, chosen: Sequence[str], markable: Collection[str] = ()) -> tuple[str, ...]:
    """An answer as it is kept.

    Args:
        ballot: that is open.
        chosen: options; for "same for me" ids of perspectives.
        markable: for "same for me": the ids that can be marked.

    Raises:
        BallotClosed, TooManyChosen, NotAnAnswer.
    """
    if ballot.state != OPEN:
        raise BallotClosed(ballot.id)
    once = tuple(dict.fromkeys(chosen))
    most = {POLL: 1, PRIORITIES: ballot.limit}.get(ballot.kind, MOST_MARKS)
    if len(once) > most:
        raise TooManyChosen(str(len(once)))
    allowed = markable if ballot.kind == SAME else ballot.options
    if any(option not in allowed for option in once):
        raise NotAnAnswer(ballot.kind)
    return tuple(sorted(marked(option) for option in once)) if ballot.kind == SAME else once


def in_order(ballots: Iterable[Ballot]) -> list[Ballot]:
    """Ballots in the order in which they were asked."""
    return sorted(ballots, key=lambda ballot: (ballot.number, ballot.id))


def marked(item: str) -> str:
    """The part of an item's id that stands for it in an answer."""
    return item[:_MARK]


def markable(board: Contents) -> list[str]:
    """Perspectives on the board that no earlier "same for me" has counted."""
    counted = {option for ballot in board.ballots if ballot.kind == SAME for option, _ in ballot.results}
    return [each.id for each in board.perspectives if each.state == "shown" and each.id not in counted]


def tallied(
    ballot: Ballot, answers: Sequence[Answer], board: Contents, here: int, thresholds: Thresholds
) -> dict[str, Any]:
    """What is kept of a ballot when it closes, and all that ever will be: state, results and groups.

    Args:
        ballot: that closes.
        answers: one for each person who answered, in any order.
        board: for "same for me": whose perspectives are counted.
        here: people present who could answer.
        thresholds: in force.
    """
    given, poll, least = [answer for answer in answers if answer.chosen], thresholds.poll, thresholds.label
    if ballot.kind == SAME:
        count = Counter(option for answer in given for option in answer.chosen)
        people = max(here, len(given))
        shown = [[item, counted(count[marked(item)], people, least)] for item in sorted(markable(board))]
        return {"state": CLOSED, "results": shown, "groups": []}
    if len(given) < poll:
        return {"state": TOO_FEW, "results": [], "groups": []}
    if ballot.kind == PRIORITIES:
        return {"state": CLOSED, "results": ranked(ballot.options, given, least), "groups": []}
    chosen = [(answer.group, answer.chosen[0]) for answer in given]
    results = _bands([option for _, option in chosen], ballot.options, least)
    return {"state": CLOSED, "results": results, "groups": groups_of(chosen, ballot.options, poll, least)}


def ranked(options: Sequence[str], answers: Sequence[Answer], least: int = 3) -> list[list[str]]:
    """Options with their numbers as told, most first; those told alike stay in the order of the board."""
    count = Counter(option for answer in answers for option in answer.chosen)
    told = [[option, counted(count[option], len(answers), least)] for option in options]
    return sorted(told, key=lambda entry: -_weight(entry[1]))


def counted(number: int, people: int, least: int = 3) -> str:
    """A number as it is told: "0", "<3" (fewer than `least`), the number, or "nearly all".

    Where fewer than `least` of the people did not choose it, the number would tell what those who did had chosen.
    """
    if number <= 0:
        return "0"
    if number < least:
        return f"<{least}"
    return NEARLY_ALL if people - number < least and number > 0.6 * people else str(number)


def banded(number: int, people: int, least: int = 3) -> str:
    """A share of a poll as it is told: few, some, half, most or nearly all."""
    if number < least:
        return FEW
    if people - number < least:
        return NEARLY_ALL
    share = number / people
    if share < 0.4:
        return _SOME
    return _HALF if share <= 0.6 else _MOST


def groups_of(
    chosen: Sequence[tuple[str, str]], options: Sequence[str], poll: int = 5, least: int = 3
) -> list[list[Any]]:
    """A poll by group, as far as neither a group nor the rest beside it is small or of one mind.

    Args:
        chosen: (label, option) of each answer; "" is no label.
        options: of the poll.
        poll: the smallest group that is told.
        least: so many must have said something else.

    Returns:
        [[label, [[option, band], ...]], ...], by label.
    """
    told = []
    for label in sorted({label for label, _ in chosen if label}):
        group = [option for own, option in chosen if own == label]
        rest = [option for own, option in chosen if own != label]
        if _is_mixed(group, poll, least) and _is_mixed(rest, poll, least):
            told.append([label, _bands(group, options, least)])
    return told


def _is_mixed(answers: Sequence[str], poll: int, least: int) -> bool:
    return len(answers) >= poll and len(answers) - max(Counter(answers).values()) >= least


def _bands(answers: Sequence[str], options: Sequence[str], least: int) -> list[list[str]]:
    count = Counter(answers)
    return [[option, banded(count[option], len(answers), least)] for option in options]


def _weight(told: str) -> int:
    return 1 if told.startswith("<") else 10**6 if told == NEARLY_ALL else int(told)


def _by_place(entries: Iterable[Any]) -> list[Any]:
    return sorted(entries, key=lambda entry: (entry.place, entry.id))
