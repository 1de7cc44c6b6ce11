"""The tree of ways to say no, each with the sentence that a person reads.

Refused
├── UpdateRefused       an update of shared work that the gate does not let in (promise G1)
├── NotYours            this part belongs to another role
│   └── AskedToLeave    the facilitator asked this person to leave
├── StepClosed          the step does not take this (any more)
├── ModeNotOffered      this step does not offer this way of being shown
├── TooFewToHide        too few people present to hide who wrote it (promise A3)
├── TooLong, Empty      the words do not fit, or there are none
├── UnknownItem         no such perspective, event or episode, or the claim is not its author's
│   └── UnknownMeeting  no such meeting
├── TooFewToShow        the batch is too small to be shown (promise A2)
├── StillRunning        a meeting is put away only when it has ended
├── PutAway             the meeting was put away: it is only read
├── Moved               somebody else changed the meeting first
└── ReadOnly            the room does not take changes until it is rebuilt (promises D2, G7)
"""

from __future__ import annotations

__all__ = [
    "AskedToLeave",
    "Empty",
    "ModeNotOffered",
    "Moved",
    "NotYours",
    "PutAway",
    "ReadOnly",
    "Refused",
    "StepClosed",
    "StillRunning",
    "TooFewToHide",
    "TooFewToShow",
    "TooLong",
    "UnknownItem",
    "UnknownMeeting",
    "UpdateRefused",
]


def N_(words: str) -> str:
    """Mark a sentence for translation; pages translate it when they show it."""
    return words


class Refused(Exception):
    """Something was not done. `code` is for the log, `say` for the person (untranslated)."""

    code = "refused"
    say = N_("That did not happen. Your words are safe. Please try again.")
    status = 409

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.code} {detail}".strip())
        self.detail = detail


# What honest people meet gets a sentence of its own.
_SAID = {
    "gone": N_("Somebody took away what you were writing in. Your words are kept below."),
    "denied": N_("The shared timeline is closed for writing just now. Your words are kept below."),
}


class UpdateRefused(Refused):
    """The gate let none of an update in. `code` names the rule, `detail` the place, never the words."""

    say = N_("That change to the shared timeline was not possible. Your words are kept below.")

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.say = _SAID.get(code, type(self).say)
        super().__init__(detail)


class NotYours(Refused):
    """This seat's role has no part in what was asked."""

    code = "role"
    say = N_("This part is for the facilitator and the review team.")
    status = 403


class NotLeading(NotYours):
    """The meeting is in somebody else's hands (M19)."""

    code = "lead"
    say = N_("Somebody else leads the meeting just now. You can take it over, or ask them.")


class Paused(Refused):
    """Nothing is shown to everybody while every screen is blank (M17)."""

    code = "paused"
    say = N_("The session is paused. Go on first, so that everybody sees it together.")


class AskedToLeave(NotYours):
    """Whoever was asked to leave comes back only when the facilitator lets them in again (M13)."""

    code = "out"
    say = N_("The facilitator has asked you to leave this session. Your words are still on this phone.")


class StepClosed(Refused):
    """The step is locked, paused or does not take contributions."""

    code = "step"
    say = N_("This step has closed. Your words are still here. Keep them for later, or for the next step.")


class ModeNotOffered(Refused):
    """The phase's template does not offer this mode."""

    code = "mode"
    say = N_("This step does not offer that way of being shown. Please choose again.")
    status = 422


class OnlyMorePrivate(Refused):
    """A contribution can be hidden more, never less."""

    code = "private"
    status = 409
    say = N_("A note can only be made more private. To show more of yourself, take it back and send it anew.")


class TooFewToHide(Refused):
    """Fewer than five could have written it (promise A3)."""

    code = "few"
    say = N_(
        "So few of us are here that we cannot hide who wrote it. "
        "Send it to the review team only, or with your name."
    )
    status = 422


class TooLong(Refused):
    """More than the limit of characters of one perspective."""

    code = "long"
    say = N_("That is longer than one note can hold (4,000 characters). Please send it in two parts.")
    status = 422


class Empty(Refused):
    """No words were sent."""

    code = "empty"
    say = N_("There are no words in it yet.")
    status = 422


class UnknownItem(Refused):
    """No such item, or the claim does not belong to it (promise A5)."""

    code = "item"
    say = N_("We could not find that note. It may have been taken back already.")
    status = 404


class UnknownMeeting(UnknownItem):
    """No such meeting, or it is not this person's business."""

    code = "meeting"
    say = N_("This link has closed. Look at the big screen for the current code.")


class TooFewToShow(Refused):
    """A batch of role-only and anonymous items must hold three texts of three seats (promise A2)."""

    code = "batch"
    say = N_("Too few have sent something to show it yet. It waits for the next time.")


class StillRunning(Refused):
    """A meeting is put away only when it has ended."""

    code = "running"
    say = N_("End the session first. A meeting is put away when it is over.")


class PutAway(Refused):
    """The meeting was put away: it is only read from now on."""

    code = "archived"
    say = N_("This meeting has been put away. It can be read, and nothing in it changes any more.")


class Moved(Refused):
    """Another node or another tap changed the meeting first."""

    code = "moved"
    say = N_("The meeting has moved on. This page now shows where it is.")


class ReadOnly(Refused):
    """The room is being rebuilt from its journal."""

    code = "readonly"
    say = N_("Changes cannot be saved for a moment. Your words are kept on this device.")
    status = 503
