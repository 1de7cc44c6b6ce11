"""Who will see what: the one line beside Send, computed from the people really present (promises A3, A9)."""

from __future__ import annotations

from dataclasses import dataclass

from server.hub import LiveRoom, label_chain_of_team
from server.templating import say
from sessions.labels import PARTICIPANT, Mode, Offer, chain, offer_of_anonymous
from sessions.people import TEAM, Seat


@dataclass(frozen=True, slots=True)
class Audience:
    """One mode as a phone shows it: its name, the sentence, a warning, and whether it can be chosen."""

    mode: str
    name: str
    sentence: str
    warning: str
    offered: bool
    label: str


NAMES = {
    Mode.NAMED: "Named",
    Mode.ROLE: "Role only",
    Mode.ANONYMOUS: "Anonymous",
    Mode.PRIVATE: "Review team only",
}
_NAMED = "Everyone here will see your words and “{label}”. So will the record."
_ROLE = (
    "When the facilitator shows the board, everyone here will see your words and “{label}”. "
    "Not your name. {then}"
)
_ANONYMOUS = (
    "Everyone will see your words and nothing about you. We do not store your name, agency or role "
    "with this note. We cannot add them later, even if someone asks. {then}"
)
_PRIVATE = (
    "Only the facilitator and the review team will see your words, and “{label}”. Not your name. "
    "The room will not know that you sent it. {then}"
)
_UNTIL_THEN = (
    "Until then nobody in the session can read it. "
    "They only see whether a few, about half or most have sent something."
)
_UNTIL_SHOWN = (
    "Until the facilitator shows the board, nobody in the session can read it. "
    "They only see whether a few, about half or most have sent something."
)
_GUESS = "People may still guess from what you describe, or the way you write."
_FEW = "With so few of us, people may guess."
_TOO_FEW = (
    "So few of us are here that we cannot hide who wrote it. "
    "Send it to the review team only, or with your name."
)


def labels_of(live: LiveRoom, seat: Seat, mode: Mode) -> tuple[str, ...]:
    """The chain of labels that a contribution of this seat is stored with, narrowest first (promise A3)."""
    if mode is Mode.NAMED:
        return (seat.name or PARTICIPANT,)
    if mode is Mode.ANONYMOUS or seat.person is None:
        return (PARTICIPANT,)
    if seat.role in TEAM:
        return tuple(label_chain_of_team(live.team_size()))
    return tuple(chain(seat.person, live.gathered()))


def could_write(live: LiveRoom) -> int:
    """How many present could have written something: what *anonymous* hides among (promise A3)."""
    return len(live.case_group())


def audiences(live: LiveRoom, seat: Seat) -> list[Audience]:
    """The modes of the present step as this seat is told them, the step's default first."""
    phase = live.meeting.current
    if phase is None:
        return []
    modes = sorted(phase.modes, key=lambda mode: mode is not phase.default_mode)
    return [_audience(live, seat, mode) for mode in modes]


def _audience(live: LiveRoom, seat: Seat, mode: Mode) -> Audience:
    label = labels_of(live, seat, mode)[0]
    offer = offer_of_anonymous(could_write(live), live.review.thresholds)
    too_few = mode is Mode.ANONYMOUS and offer is Offer.OFF
    words = {Mode.NAMED: _NAMED, Mode.ROLE: _ROLE, Mode.ANONYMOUS: _ANONYMOUS, Mode.PRIVATE: _PRIVATE}[mode]
    then = _UNTIL_THEN if mode is Mode.ROLE else _UNTIL_SHOWN
    sentence = say(words).format(label=say(label), then=say(then))
    return Audience(
        mode=str(mode),
        name=say(NAMES[mode]),
        sentence=say(_TOO_FEW) if too_few else sentence,
        warning=_warning(mode, offer),
        offered=not too_few,
        label=say(label),
    )


def _warning(mode: Mode, offer: Offer) -> str:
    if mode is Mode.NAMED or (mode is Mode.ANONYMOUS and offer is Offer.OFF):
        return ""
    return say(_FEW) if mode is Mode.ANONYMOUS and offer is Offer.WARNED else say(_GUESS)
