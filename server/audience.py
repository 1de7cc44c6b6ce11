"""Who will see what: the one line beside Send, computed from the people really present (promises A3, A9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.hub import LiveRoom, label_chain_of_team
from server.templating import say
from sessions.labels import PARTICIPANT, Mode, Offer, chain, no_narrower, offer_of_anonymous
from sessions.meeting import Status
from sessions.people import TEAM, Role, Seat
from sessions.phases import Phase
from sessions.refusals import N_


@dataclass(frozen=True, slots=True)
class Audience:
    """One mode as a phone shows it: its name, the sentence, a warning, and whether it can be chosen."""

    mode: str
    name: str
    sentence: str
    warning: str
    offered: bool
    label: str
    exactly: list[tuple[str, str]]


NAMES = {
    Mode.NAMED: N_("Named"),
    Mode.ROLE: N_("Role only"),
    Mode.ANONYMOUS: N_("Anonymous"),
    Mode.PRIVATE: N_("Review team only"),
    Mode.SEALED: N_("Sealed"),
}
_NAMED = N_("Everyone here will see your words and “{label}”. So will the record.")
_ROLE = N_(
    "When the facilitator shows the board, everyone here will see your words and “{label}”. "
    "Not your name. {then}"
)
_ANONYMOUS = N_(
    "Everyone will see your words and nothing about you. We do not store your name, agency or role "
    "with this note. We cannot add them later, even if someone asks. {then}"
)
_SEALED = N_(
    "Everyone will see your words and nothing about you. Your name is locked away with this note. The lead reviewer "
    "and the Board’s safeguarding lead can open it, only together, and you are told if they do. {then}"
)
_PRIVATE = N_(
    "Only the facilitator and the review team will see your words, and “{label}”. Not your name. "
    "The room will not know that you sent it. {then}"
)
_UNTIL_THEN = N_(
    "Until then nobody in the session can read it. "
    "They only see whether a few, about half or most have sent something."
)
_UNTIL_SHOWN = N_(
    "Until the facilitator shows the board, nobody in the session can read it. "
    "They only see whether a few, about half or most have sent something."
)
_GUESS = N_("People may still guess from what you describe, or the way you write.")
_FEW_FROM = N_(
    "There are few people here from {agency}. A job title would point to you, so your note says only “{label}”."
)
_COULD_POINT = N_("A job title or an agency could point to you, so your note says only “{label}”.")
_FEW = N_("With so few of us, people may guess.")
_TOO_FEW = N_(
    "So few of us are here that we cannot hide who wrote it. "
    "Send it to the review team only, or with your name."
)

_HIDING = (Mode.ANONYMOUS, Mode.SEALED)
_WORDS = {
    Mode.NAMED: _NAMED,
    Mode.ROLE: _ROLE,
    Mode.ANONYMOUS: _ANONYMOUS,
    Mode.PRIVATE: _PRIVATE,
    Mode.SEALED: _SEALED,
}
_ROOM = N_("The room:")
_TEAM = N_("Facilitator and review team:")
_RECORD = N_("The record and reports:")
_SERVER = N_("Whoever runs the server")
_AT_ONCE = N_("your words and “{label}”, as soon as you send it.")
_LATER = N_("your words and “{label}”, after the reveal.")
_NOTHING_OF_YOU = N_("your words and nothing about you, after the reveal.")
_NO_ROOM = N_("nothing, not even that you sent something.")
_THE_SAME = N_("the same, no more.")
_OPENED = N_("the same, until both key holders open your name together. It is logged, and you are told.")
_ORDERED = N_("the same. A court could order the two key holders to open your name.")
_THE_SAME_SHORT = N_("the same.")
_TEAM_PART = N_("the review team’s part of the record only.")
_READS = N_("could read it too.")
_WITH_EFFORT = N_("could with effort find out during the meeting; afterwards nothing links the words to you.")


def labels_of(live: LiveRoom, seat: Seat, mode: Mode) -> tuple[str, ...]:
    """The chain of labels that a contribution of this seat is stored with, narrowest first (promise A3)."""
    if mode is Mode.NAMED:
        return (seat.name or PARTICIPANT,)
    if mode in (Mode.ANONYMOUS, Mode.SEALED) or seat.person is None:
        return (PARTICIPANT,)
    if seat.role in TEAM:
        return tuple(label_chain_of_team(live.team_size()))
    return tuple(chain(seat.person, live.gathered()))


def could_write(live: LiveRoom) -> int:
    """How many present could have written something: what *anonymous* hides among (promise A3)."""
    return len(live.gathered().people)


def promised(live: LiveRoom, seat: Seat, mode: Mode, label: str) -> tuple[str, ...]:
    """The chain of labels, none of them narrower than the one that stood beside Send (promises A3, A9)."""
    labels = labels_of(live, seat, mode)
    if mode not in (Mode.ROLE, Mode.PRIVATE) or seat.person is None:
        return labels
    own = labels if seat.role in TEAM else live.gathered().labels_of(seat.person)
    return tuple(no_narrower(labels, label, [name for name in own if name != PARTICIPANT]))


def takes(live: LiveRoom, seat: Seat) -> bool:
    """Has this seat something to write in the present step? A pause takes nothing away: it is only not seen (M17)."""
    meeting, phase = live.meeting, live.meeting.current
    is_open = (
        meeting.status in (Status.LIVE, Status.PAUSED) and not meeting.locked and not meeting.writing_closed
    )
    can_write = seat.role not in (Role.OBSERVER, Role.SCREEN)
    return is_open and can_write and phase is not None and phase.takes_contributions


def audiences(live: LiveRoom, seat: Seat) -> list[Audience]:
    """The modes of the present step as this seat is told them, the step's default first."""
    phase = live.meeting.current
    if phase is None:
        return []
    modes = sorted(live.review.modes_of(phase), key=lambda mode: mode is not phase.default_mode)
    return [_audience(live, seat, phase, mode) for mode in modes]


def sees(heard: Audience) -> dict[str, Any]:
    """Who will see words sent in one mode, as a page and its script show it."""
    return {
        "say": heard.sentence,
        "warning": heard.warning,
        "exactly": heard.exactly,
        "offered": heard.offered,
        "label": heard.label,
    }


def _audience(live: LiveRoom, seat: Seat, phase: Phase, mode: Mode) -> Audience:
    label = labels_of(live, seat, mode)[0]
    offer = offer_of_anonymous(could_write(live), live.review.thresholds)
    too_few = mode in _HIDING and offer is Offer.OFF
    words = _WORDS[mode]
    then = _UNTIL_THEN if mode is Mode.ROLE else _UNTIL_SHOWN
    sentence = say(words).format(label=say(label), then=say(then))
    return Audience(
        mode=str(mode),
        name=say(NAMES[mode]),
        sentence=say(_TOO_FEW) if too_few else sentence,
        warning=" ".join(filter(None, (_wider(live, seat, mode, label), _warning(mode, offer)))),
        offered=not too_few,
        label=label,
        exactly=_exactly(mode, phase, say(label)),
    )


def _exactly(mode: Mode, phase: Phase, label: str) -> list[tuple[str, str]]:
    """Exactly who can see what: always the four (promise A9)."""
    if mode is Mode.PRIVATE:
        parts = [(_ROOM, _NO_ROOM), (_TEAM, _LATER), (_RECORD, _TEAM_PART), (_SERVER, _WITH_EFFORT)]
    elif mode is Mode.SEALED:
        parts = [(_ROOM, _NOTHING_OF_YOU), (_TEAM, _OPENED), (_RECORD, _ORDERED), (_SERVER, _WITH_EFFORT)]
    elif mode is Mode.NAMED:
        room = _LATER if phase.blind else _AT_ONCE
        parts = [(_ROOM, room), (_TEAM, _THE_SAME), (_RECORD, _THE_SAME_SHORT), (_SERVER, _READS)]
    else:
        room = _LATER if mode is Mode.ROLE else _NOTHING_OF_YOU
        parts = [(_ROOM, room), (_TEAM, _THE_SAME), (_RECORD, _THE_SAME), (_SERVER, _WITH_EFFORT)]
    return [(say(who), say(what).format(label=label)) for who, what in parts]


def _wider(live: LiveRoom, seat: Seat, mode: Mode, label: str) -> str:
    """Why the label says less than a job title. Who reports to whom is never the reason given (promise A3)."""
    person = seat.person
    if mode not in (Mode.ROLE, Mode.PRIVATE) or person is None or seat.role in TEAM:
        return ""
    if person.role and person.role in label:
        return ""
    agency = live.review.by_abbreviation.get(person.agency)
    few = live.gathered().colleagues[person.agency] < live.review.thresholds.label
    is_small = agency is not None and few
    words = _FEW_FROM if is_small else _COULD_POINT
    return say(words).format(agency=agency.name if agency else "", label=say(label))


def _warning(mode: Mode, offer: Offer) -> str:
    if mode is Mode.NAMED or (mode in _HIDING and offer is Offer.OFF):
        return ""
    return say(_FEW) if mode in _HIDING and offer is Offer.WARNED else say(_GUESS)
