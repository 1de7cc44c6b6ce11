"""Acting on somebody's anonymous words: they are copied into an alert, and a way back to their author is opened.

Who wrote them is not looked for, because it is not there; the room sees nothing of it (domain.md section 5).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from server.alarms import new_reference, note, raise_alert
from server.hub import LiveRoom
from server.letters import write_to
from sessions import pens
from sessions.alerts import PERSPECTIVE, Alert, Entry, duty_in_words
from sessions.letters import QUESTION, NoWayBack
from sessions.people import Seat
from sessions.refusals import N_, UnknownItem

FIRST = N_("The team needs to know more. You can answer without your name.")
OR_CALL = N_("The team needs to know more. You can answer without your name, or call {number}.")


async def act_on(live: LiveRoom, item: str, seat: Seat) -> Alert:
    """Make an alert of a perspective that was shown; pressed twice it is one.

    Args:
        live: the meeting.
        item: id of a perspective on the shared board or in the review team's lane.
        seat: of the facilitator who presses.

    Raises:
        UnknownItem: there is no such perspective, or its words are gone.
    """
    words = _words_of(live, item)
    if not words:
        raise UnknownItem("perspective")
    key = live.store.keys.mac("alert", live.meeting.id, item)[:32]
    name = seat.person.name if seat.person else ""
    alert = Alert(
        id=key,
        review=live.meeting.review,
        meeting=live.meeting.id,
        ref=new_reference(),
        source=PERSPECTIVE,
        name=name,
        words=words,
        item=item,
        log=(Entry("raised", name, "", live.clock()),),
    )
    kept = await raise_alert(live, alert)
    if kept.ref == alert.ref:
        with suppress(NoWayBack):
            _, number = duty_in_words(live.review.duty_person)
            await ask(live, kept, name, OR_CALL.format(number=number) if number else FIRST)
    return kept


async def ask(live: LiveRoom, alert: Alert, by: str, words: str) -> None:
    """Ask the author of an alert's words something; the answer comes into its log without a name.

    Raises:
        NoWayBack: the note came without a lock.
        LetterTooLong: it does not fit.
    """
    await write_to(live, alert.item, {"kind": QUESTION, "words": words, "alert": alert.id})
    await note(live, alert.id, Entry("asked", by, words, live.clock()))


def _words_of(live: LiveRoom, item: str) -> str:
    found: list[dict[str, Any] | None] = [
        live.room.replicas[name].board.take("perspectives", item) for name in (pens.TEAM_BOARD, pens.BOARD)
    ]
    return next((str(entry["text"]) for entry in found if entry and entry.get("text")), "")
