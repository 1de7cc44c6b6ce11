"""check(command, seat, meeting): returns, or raises Refused. The rules are numbered in RULES.md."""

from __future__ import annotations

from collections.abc import Callable

from sessions.ballots import AMONG, MOST_CHOICES, POLL, PRIORITIES
from sessions.commands import (
    AddQuickWin,
    Admit,
    Archive,
    Ask,
    BringBack,
    Choose,
    CloseMeeting,
    CloseWriting,
    Command,
    Contribute,
    Count,
    Extend,
    Focus,
    HandOver,
    KeepSilence,
    LockPart,
    MarkWithoutPhone,
    OpenPhase,
    Park,
    PauseMeeting,
    PauseTimer,
    PutOut,
    Readmit,
    ReopenWriting,
    ResumeMeeting,
    ResumeTimer,
    Reveal,
    SetAside,
    Show,
    ShowTime,
    TakeOver,
    TakeSnapshot,
    UnmarkWithoutPhone,
    Unseat,
)
from sessions.labels import Mode, Offer, Thresholds, offer_of_anonymous
from sessions.meeting import VIEWS, Meeting, Review, Status
from sessions.people import LEADERS, TEAM, Person, Role, Seat
from sessions.refusals import (
    Empty,
    ModeNotOffered,
    NotLeading,
    NotYours,
    Paused,
    PutAway,
    Refused,
    StepClosed,
    StillRunning,
    TooFewToHide,
    TooLong,
    UnknownItem,
)
from sessions.run import leads
from sessions.tray import TEXT_LIMIT

STEERING = (
    OpenPhase,
    Extend,
    PauseTimer,
    ResumeTimer,
    ShowTime,
    KeepSilence,
    CloseWriting,
    ReopenWriting,
    LockPart,
    Reveal,
    Ask,
    Count,
    Focus,
    Show,
    ResumeMeeting,
    HandOver,
    CloseMeeting,
)
LEADING = (
    *STEERING,
    PauseMeeting,
    TakeOver,
    Admit,
    Unseat,
    PutOut,
    Readmit,
    SetAside,
    BringBack,
    Archive,
    TakeSnapshot,
)
ANSWERING = (Choose,)
HELPING = (Park, AddQuickWin)
RECORDING = (MarkWithoutPhone, UnmarkWithoutPhone)
AFTERWARDS = (TakeSnapshot, SetAside, BringBack, Archive)
# "handled elsewhere": about one person's own work, which no board is the place for (domain.md section 2, row 33).
REASONS = (
    "names a person",
    "risk to a person",
    "handled elsewhere",
    "off topic",
    "asked by the author",
    "other",
)


def check(command: Command, seat: Seat, meeting: Meeting) -> None:
    """May this seat do this now?

    Raises:
        NotYours: the role does not allow it (M1, M2), or somebody else leads (M19).
        StepClosed: the meeting or the step does not allow it now (M3, M4).
        UnknownItem: no such step or view.
        Refused: any other reason, each with its sentence.
    """
    if not seat.is_present:
        raise NotYours("no longer in the meeting")
    if isinstance(command, LEADING) and seat.role not in LEADERS:
        raise NotYours("for the facilitator")
    if isinstance(command, STEERING) and not leads(seat, meeting):
        raise NotLeading("not leading")
    if isinstance(command, RECORDING) and not may_record(seat):
        raise NotYours("for the facilitator and the recorder")
    if isinstance(command, ANSWERING) and seat.role is not Role.CASE_GROUP:
        raise NotYours("for the case group")
    if isinstance(command, HELPING) and seat.role not in TEAM:
        raise NotYours("for the facilitator and the review team")
    if meeting.status is Status.CLOSED and not isinstance(command, AFTERWARDS):
        raise StepClosed("the meeting is over")
    if meeting.archived:
        raise PutAway("archived")
    _DETAIL.get(type(command), _nothing_more)(command, meeting)


def may_record(seat: Seat) -> bool:
    """May this seat mark who is here without a phone, and write down what they put on paper? (M14)"""
    return seat.is_present and (seat.role in LEADERS or seat.role is Role.RECORDER)


def may_put_out(seat: Seat, person: Person) -> bool:
    """May whoever leads ask this person to leave? Nobody the facilitator, nor a co-facilitator another (M13)."""
    if person.group is Role.FACILITATOR or (seat.person is not None and seat.person.id == person.id):
        return False
    return seat.role is Role.FACILITATOR or person.group not in LEADERS


def check_contribution(
    command: Contribute, seat: Seat, meeting: Meeting, review: Review | None = None
) -> None:
    """May this seat contribute now, in this mode? (M3-M5; the words themselves are not kept here.)

    An earlier step can still be answered: what is sent late waits for the next batch (promise G6).
    """
    check(command, seat, meeting)
    if seat.role in (Role.OBSERVER, Role.SCREEN):
        raise NotYours("observers listen")
    if meeting.locked or not 1 <= command.phase <= meeting.phase:
        raise StepClosed("does not take contributions")
    phase = meeting.phases[command.phase - 1]
    if not phase.takes_contributions:
        raise StepClosed("does not take contributions")
    if command.mode not in (review.modes_of(phase) if review else phase.modes):
        raise ModeNotOffered(str(command.mode))


def check_words(text: str) -> None:
    """Are there words, and do they fit? Length counts characters, not bytes."""
    if not text.strip():
        raise Empty("empty")
    if len(text) > TEXT_LIMIT:
        raise TooLong(str(len(text)))


def check_hiding(mode: Mode, could_have_written: int, thresholds: Thresholds) -> None:
    """Is *anonymous* possible with so many present? (promise A3)"""
    if (
        mode in (Mode.ANONYMOUS, Mode.SEALED)
        and offer_of_anonymous(could_have_written, thresholds) is Offer.OFF
    ):
        raise TooFewToHide(str(could_have_written))


def _everybody_sees(_command: Command, meeting: Meeting) -> None:
    if meeting.status is Status.PAUSED:
        raise Paused("paused")


def _has_begun(_command: Command, meeting: Meeting) -> None:
    if meeting.current is None:
        raise StepClosed("nothing has begun")


def _phase_exists(command: Command, meeting: Meeting) -> None:
    assert isinstance(command, OpenPhase)
    if not 1 <= command.number <= len(meeting.phases):
        raise UnknownItem(f"step {command.number}")


def _can_be_asked(command: Command, meeting: Meeting) -> None:
    """Asked in a step that runs; a poll is about something or everything, priorities are put among known things."""
    assert isinstance(command, Ask)
    _takes_answers(command, meeting)
    if command.kind not in (PRIORITIES, POLL) or command.about[0] not in ("event", "episode", "free"):
        raise UnknownItem("question")
    if not 1 <= command.limit <= MOST_CHOICES or not set(command.among) <= set(AMONG):
        raise UnknownItem("choice")


def _takes_answers(_command: Command, meeting: Meeting) -> None:
    if meeting.current is None or meeting.pens_down:
        raise StepClosed("does not take answers")


def _view_exists(command: Command, _meeting: Meeting) -> None:
    assert isinstance(command, Show)
    if command.view not in VIEWS:
        raise UnknownItem(f"view {command.view}")


def _is_over(_command: Command, meeting: Meeting) -> None:
    if meeting.status is not Status.CLOSED:
        raise StillRunning("not closed")


def _reason_given(command: Command, _meeting: Meeting) -> None:
    assert isinstance(command, SetAside)
    if command.reason not in REASONS:
        raise Refused("reason")


def _nothing_more(_command: Command, _meeting: Meeting) -> None:
    return None


_DETAIL: dict[type[Command], Callable[[Command, Meeting], None]] = {
    OpenPhase: _phase_exists,
    Reveal: _everybody_sees,
    Count: _everybody_sees,
    PauseMeeting: _has_begun,
    KeepSilence: _has_begun,
    Show: _view_exists,
    Ask: _can_be_asked,
    Choose: _takes_answers,
    SetAside: _reason_given,
    Archive: _is_over,
}
