"""What the console's buttons do: each a form, answered with the fresh console. `rules.check` says who may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form
from server.acting import act_on
from server.contributing import reveal as reveal_what_waits
from server.hub import LiveRoom
from server.pages.console import console, seated, team_seat
from server.running import perform
from server.store.books import new_id
from server.templating import is_fragment, say
from sessions import pens
from sessions.ballots import MOST_CHOICES, POLL
from sessions.commands import (
    AddQuickWin,
    Admit,
    Archive,
    Ask,
    BringBack,
    CloseMeeting,
    CloseWriting,
    Command,
    Count,
    Extend,
    Focus,
    HandOver,
    KeepSilence,
    LockPart,
    OpenPhase,
    Park,
    PauseMeeting,
    PauseTimer,
    ReopenWriting,
    ResumeMeeting,
    ResumeTimer,
    Reveal,
    SetAside,
    Show,
    ShowTime,
    TakeOver,
    Unseat,
)
from sessions.people import LEADERS, Person, Role, Seat
from sessions.refusals import N_, Empty, NotYours, Refused
from sessions.rules import check

MOST_WORDS = 500
MOST_MINUTES = 120
_PLAIN = {
    "pause": PauseTimer(),
    "resume": ResumeTimer(),
    "close": CloseWriting(),
    "reopen": ReopenWriting(),
    "show-time": ShowTime(True),
    "hide-time": ShowTime(False),
}

Doing = Callable[[LiveRoom, Seat, FormData], Awaitable[None]]


class NoSuchTap(Refused):
    """A button that this console does not have: an old page, or a number that is none."""

    code = "tap"
    say = N_("This page is out of date. It has been drawn again: please try once more.")
    status = 422


class NotFound(Refused):
    """No event of the timeline has this number or these words."""

    code = "find"
    say = N_("No event has that number or those words.")
    status = 404


async def phase(request: Request) -> Response:
    """A step by `number`, or `verb`: next, back, extend (with `minutes`), pause, resume, close, reopen, show-time,
    hide-time, silence (with `minutes`, none to end it)."""
    return await _tap(request, _do_phase)


async def reveal(request: Request) -> Response:
    """Show what waits, all at once, turn the big screen to the board, and let people talk again."""
    return await _tap(request, _do_reveal)


async def pause(request: Request) -> Response:
    """Blank every screen at once, or with `verb` resume go on where it stood."""
    return await _tap(request, _do_pause)


async def lead(request: Request) -> Response:
    """Hand the meeting over to a `person`, or with `verb` take take it into one's own hands."""
    return await _tap(request, _do_lead)


async def lock(request: Request) -> Response:
    """Lock a `part` of the shared work (timeline, or the id of an episode), or with `verb` open unlock it."""
    return await _tap(request, _do_lock)


async def focus(request: Request) -> Response:
    """What everyone is looking at: `kind` and `id`, `find` (a number or a word), or nothing to free everyone."""
    return await _tap(request, _do_focus)


async def screen(request: Request) -> Response:
    """What the big screen shows: `view`."""
    return await _tap(request, _do_screen)


async def ballots(request: Request) -> Response:
    """Ask the room: `kind`, for priorities `among` (repeated) and `limit`; a poll is about what everyone looks at."""
    return await _tap(request, _do_ask)


async def ballot_count(request: Request) -> Response:
    """Close a ballot and show what came of it."""
    return await _tap(request, _do_count)


async def admissions(request: Request) -> Response:
    """Admit somebody who was not on the list and place them, or say no: `seat`, `verb`, `name`, `agency`, `role`."""
    return await _tap(request, _do_admission)


async def parked(request: Request) -> Response:
    """Park a topic: `text`, `owner`."""
    return await _tap(request, _do_park)


async def quick_wins(request: Request) -> Response:
    """Keep a quick win: `what`, `owner`, `by`."""
    return await _tap(request, _do_quick_win)


async def set_aside(request: Request) -> Response:
    """Set a shown perspective aside (`item`, `reason`), or with `verb` back bring it back."""
    return await _tap(request, _do_set_aside)


async def act(request: Request) -> Response:
    """Act on a perspective that shows a risk (`item`): it becomes an alert, and the room sees nothing of it."""
    return await _tap(request, _do_act)


async def closure(request: Request) -> Response:
    """End the session."""
    return await _tap(request, _do_closure)


async def archive(request: Request) -> Response:
    """Put a closed meeting away; not with an open risk alert."""
    return await _tap(request, _do_archive)


async def _tap(request: Request, do: Doing) -> Response:
    await check_form(request)
    live, seat, token = await team_seat(request)
    form = await request.form()
    try:
        await do(live, seat, form)
    except Refused as refused:
        if _wants_json(request):
            raise
        typed = {key: str(value) for key, value in form.items() if key != "token"}
        return await console(
            request, live, seat, token, status=refused.status, sentence=say(refused.say), typed=typed
        )
    if is_fragment(request):
        return await console(request, live, seat, token)
    where = RedirectResponse(f"/meetings/{live.meeting.id}", 303)
    return seated(request, Response(status_code=204) if _wants_json(request) else where, live, token)


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "") and not is_fragment(request)


async def _do_phase(live: LiveRoom, seat: Seat, form: FormData) -> None:
    await perform(live, _phase_command(live, form), seat)


def _phase_command(live: LiveRoom, form: FormData) -> Command:
    verb, number = _words(form, "verb"), live.meeting.phase
    if verb in _PLAIN:
        return _PLAIN[verb]
    if verb == "extend":
        return Extend(_whole(form, "minutes", MOST_MINUTES))
    if verb == "silence":
        return KeepSilence(_whole(form, "minutes", MOST_MINUTES))
    if verb in ("next", "back"):
        return OpenPhase(number + (1 if verb == "next" else -1))
    return OpenPhase(_whole(form, "number", len(live.meeting.phases)))


async def _do_reveal(live: LiveRoom, seat: Seat, _form: FormData) -> None:
    check(Reveal(), seat, live.meeting)
    await reveal_what_waits(live)
    if live.meeting.view not in ("board", "blank"):
        await perform(live, Show("board"), seat)
    if live.meeting.silent_until is not None:
        await perform(live, KeepSilence(0), seat)


async def _do_pause(live: LiveRoom, seat: Seat, form: FormData) -> None:
    await perform(live, ResumeMeeting() if _words(form, "verb") == "resume" else PauseMeeting(), seat)


async def _do_lock(live: LiveRoom, seat: Seat, form: FormData) -> None:
    await perform(live, LockPart(_words(form, "part"), _words(form, "verb") != "open"), seat)


async def _do_lead(live: LiveRoom, seat: Seat, form: FormData) -> None:
    own = seat.person.id if seat.person else ""
    await perform(
        live, TakeOver(own) if _words(form, "verb") == "take" else HandOver(_words(form, "person")), seat
    )


async def _do_focus(live: LiveRoom, seat: Seat, form: FormData) -> None:
    wanted = _words(form, "find")
    kind, key = ("event", _found(live, wanted)) if wanted else (_words(form, "kind"), _words(form, "id"))
    await perform(live, Focus(kind, key), seat)


def _found(live: LiveRoom, wanted: str) -> str:
    events = live.room.replicas[pens.BOARD].read().events
    by_number = (event.id for event in events if event.number.casefold() == wanted.casefold())
    by_words = (event.id for event in events if wanted.casefold() in event.what.casefold())
    found = next(by_number, None) or next(by_words, None)
    if found is None:
        raise NotFound(str(len(wanted)))
    return found


async def _do_screen(live: LiveRoom, seat: Seat, form: FormData) -> None:
    await perform(live, Show(_words(form, "view")), seat)


async def _do_ask(live: LiveRoom, seat: Seat, form: FormData) -> None:
    kind, among = _words(form, "kind"), tuple(str(root) for root in form.getlist("among"))
    about = live.meeting.focus if kind == POLL and live.meeting.focus else ("free", "")
    limit = _whole(form, "limit", MOST_CHOICES) if "limit" in form else 1
    await perform(live, Ask(kind, about, among, limit), seat)
    await _turn_to_priorities(live, seat)


async def _do_count(live: LiveRoom, seat: Seat, form: FormData) -> None:
    await perform(live, Count(_words(form, "ballot")), seat)
    await _turn_to_priorities(live, seat)


async def _turn_to_priorities(live: LiveRoom, seat: Seat) -> None:
    if live.meeting.view not in ("priorities", "blank"):
        await perform(live, Show("priorities"), seat)


async def _do_admission(live: LiveRoom, seat: Seat, form: FormData) -> None:
    key = _words(form, "seat")
    command = Unseat(key) if _words(form, "verb") == "refuse" else Admit(key, _placed(live, key, form))
    waiting = live.seats.get(key)
    if waiting is not None and waiting.admitted:
        raise NoSuchTap("admitted already")
    await perform(live, command, seat)


def _placed(live: LiveRoom, key: str, form: FormData) -> Person:
    """Who they are: what they typed, as the facilitator corrected it, in an agency of the review."""
    waiting = live.seats.get(key)
    said = waiting.person if waiting and waiting.person else Person(new_id(), "", "", "")
    agency, name = _words(form, "agency"), _words(form, "name") or said.name
    if agency not in live.review.by_abbreviation:
        raise NoPlace("agency")
    return replace(
        said, name=name, agency=agency, role=_words(form, "role") or said.role, group=Role.CASE_GROUP
    )


class NoPlace(Refused):
    """Somebody is to be admitted without an agency."""

    code = "place"
    say = N_("Please choose the agency they are from, then let them in.")
    status = 422


async def _do_park(live: LiveRoom, seat: Seat, form: FormData) -> None:
    await perform(live, Park(_said(form, "text"), _words(form, "owner")), seat)


async def _do_quick_win(live: LiveRoom, seat: Seat, form: FormData) -> None:
    await perform(live, AddQuickWin(_said(form, "what"), _words(form, "owner"), _words(form, "by")), seat)


async def _do_set_aside(live: LiveRoom, seat: Seat, form: FormData) -> None:
    item = _words(form, "item")
    back = _words(form, "verb") == "back"
    await perform(live, BringBack(item) if back else SetAside(item, _words(form, "reason")), seat)


async def _do_act(live: LiveRoom, seat: Seat, form: FormData) -> None:
    if seat.role not in LEADERS:
        raise NotYours("for the facilitator")
    await act_on(live, _words(form, "item"), seat)


async def _do_closure(live: LiveRoom, seat: Seat, _form: FormData) -> None:
    await perform(live, CloseMeeting(), seat)


async def _do_archive(live: LiveRoom, seat: Seat, _form: FormData) -> None:
    await perform(live, Archive(), seat)


def _words(form: FormData, field: str) -> str:
    return str(form.get(field) or "").strip()[:MOST_WORDS]


def _said(form: FormData, field: str) -> str:
    words = _words(form, field)
    if not words:
        raise Empty(field)
    return words


def _whole(form: FormData, field: str, most: int) -> int:
    text: Any = _words(form, field)
    if not text.removeprefix("-").isdecimal() or not text.isascii() or abs(int(text)) > most:
        raise NoSuchTap(field)
    return int(text)
