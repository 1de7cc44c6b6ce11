"""The facilitator's console: where the meeting stands, the one next thing to do, and who is in the room.

The review team reads the same page; what only a facilitator may press is not drawn for them (M1, M2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.access import SignInFirst, account_of, give_seat, hub_of, leading_seat, seat_of, store_of
from server.audience import NAMES
from server.hub import LiveRoom
from server.opening import shown_code
from server.pages.alert_box import box
from server.pages.ballots import choices, drawn
from server.stage import curtain_of, is_blank, lanes_of, place_of, stage_of
from server.store import meetings as meeting_rows
from server.templating import is_fragment, page, say
from sessions import attendance, pens, run
from sessions.agenda import A_FEW, agenda
from sessions.contents import Contents, Event, Perspective
from sessions.meeting import Meeting, Status
from sessions.people import LEADERS, TEAM, Role, Seat
from sessions.phases import Phase
from sessions.refusals import N_, NotYours
from sessions.rules import REASONS, may_record

ASIDE = "set_aside"
# Behind, and ahead.
_FEW = (N_("A few minutes behind the plan"), N_("A few minutes ahead of the plan"))
_SOME = (N_("About {n} minutes behind the plan"), N_("About {n} minutes ahead of the plan"))
_ON_TIME = N_("On time")


async def show(request: Request) -> Response:
    """The whole console, or for htmx its changing parts."""
    live, seat, token = await team_seat(request)
    return await console(request, live, seat, token)


async def lane(request: Request) -> Response:
    """The review team's own lane: words meant for them alone, what is kept out, and what was set aside."""
    live, seat, token = await team_seat(request)
    return await lane_page(request, live, seat, token)


async def lane_page(
    request: Request, live: LiveRoom, seat: Seat, token: str, status: int = 200, sentence: str = ""
) -> Response:
    """The lane, with the sentence why something in it was not done."""
    team, board = (live.room.replicas[name].read() for name in (pens.TEAM_BOARD, pens.BOARD))
    shown = [entry for entry in team.perspectives if entry.state != ASIDE]
    aside = [entry for entry in team.perspectives if entry.state == ASIDE]
    context = {
        **_frame(live, seat),
        **curtain_of(live),
        "groups": grouped(shown, board),
        "kept_out": [*team.events, *team.episodes],
        "aside": sorted(aside, key=lambda entry: (entry.place, entry.id)),
    }
    return seated(
        request, page(request, "console/lane.html", status, **context, sentence=sentence), live, token
    )


async def console(
    request: Request,
    live: LiveRoom,
    seat: Seat,
    token: str = "",
    *,
    status: int = 200,
    sentence: str = "",
    typed: Mapping[str, Any] | None = None,
) -> Response:
    """Draw the console, or for htmx its changing parts.

    Args:
        token: of a seat that this request made, for its cookie.
        sentence: about the last tap, when it was refused.
        typed: what was typed into a refused form, so that nothing is lost.
    """
    meeting = live.meeting.id
    code, screen = await live.store.read(lambda books: meeting_rows.addresses_of(books, meeting))
    context = {
        **_frame(live, seat),
        **_standing(live, seat),
        **_room(live),
        **await box(request, live),
        "join_code": shown_code(code),
        "join_place": f"{live.store.settings.url}/j",
        "screen_address": f"/screen/{screen}",
        "sentence": sentence,
        "typed": typed or {},
    }
    template = "console/_fresh.html" if is_fragment(request) else "console/show.html"
    return seated(request, page(request, template, status, **context), live, token)


def seated(request: Request, response: Response, live: LiveRoom, token: str) -> Response:
    """The answer, with the cookie of a seat that this request made."""
    if token:
        give_seat(response, store_of(request).settings, live.meeting.id, token)
    return response


async def team_seat(request: Request) -> tuple[LiveRoom, Seat, str]:
    """The meeting, and a present seat of its facilitators, recorder or review team.

    Returns:
        The live meeting, the seat, and the token for its cookie when it is new ("" otherwise).

    Raises:
        SignInFirst: nobody is known here.
        NotYours: somebody else's seat, or another account.
        UnknownItem: there is no such meeting.
    """
    meeting = request.path_params["meeting"]
    live = await hub_of(request).room(meeting)
    seat = await seat_of(request, meeting)
    if seat is not None and seat.is_present and seat.role in TEAM:
        return live, seat, ""
    account = await account_of(request)
    if account is None:
        raise SignInFirst("console") if seat is None else NotYours("for the review team")
    leading, token = await leading_seat(request)
    return live, leading, token


def grouped(entries: Iterable[Perspective], board: Contents) -> list[tuple[str, list[Perspective]]]:
    """Perspectives under headings: by episode, by event in the order of the timeline, about the whole story."""
    homes = {("episode", one.id): _headed("Episode {number}: {words}", one) for one in board.episodes}
    homes |= {("event", one.id): _about(one) for one in board.events}
    found: dict[tuple[str, str], list[Perspective]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.place, entry.id)):
        home = (entry.on_kind, entry.on_id or "")
        found.setdefault(home if home in homes else ("free", ""), []).append(entry)
    homes[("free", "")] = say("About the whole story")
    return [(homes[home], found[home]) for home in homes if home in found]


def _headed(words: str, episode: Any) -> str:
    return say(words).format(number=episode.number, words=episode.title or say("No title yet"))


def _about(event: Event) -> str:
    return say("About event {number}").format(number=event.number)


def _frame(live: LiveRoom, seat: Seat) -> dict[str, Any]:
    """What every page of the console needs."""
    meeting, is_over = live.meeting, live.meeting.status is Status.CLOSED
    return {
        "meeting": meeting,
        "review": live.review,
        "leads": run.leads(seat, meeting) and not is_over,
        "hosts": seat.role in LEADERS and not is_over,
        "plans": seat.role is Role.FACILITATOR and not is_over,
        "records": may_record(seat) and not is_over,
        "closed": is_over,
        "paused": is_blank(live),
        "crumb": {"title": meeting.title, "sub": live.review.title},
        "reasons": REASONS,
    }


def _standing(live: LiveRoom, seat: Seat) -> dict[str, Any]:
    contents, meeting = live.room.replicas[pens.BOARD].read(), live.meeting
    stage = stage_of(live, seat)
    left = stage["seconds_left"]
    return {
        "stage": {**stage, "seconds_left": None if left is None else max(0, left)},
        "live": place_of(live),
        "lanes": lanes_of(live.review),
        "steps": [_step(phase, meeting) for phase in meeting.phases],
        "agenda": _kept_to(live),
        "before": meeting.phases[meeting.phase - 2] if meeting.phase > 1 else None,
        "leading": _leading(live),
        "successors": run.could_lead(live.seats.values(), seat),
        "next": _next(live),
        "revealed": live.revealed,
        "groups": grouped(contents.perspectives, contents),
        "episodes": contents.episodes,
        "focus": _focus(meeting, contents),
        "neighbours": neighbours(meeting, contents),
        "parked": contents.parked,
        "quick_wins": contents.quick_wins,
        "asked": drawn(live, contents),
        "choices": choices(contents),
    }


def _kept_to(live: LiveRoom) -> dict[str, Any] | None:
    """How the meeting keeps to its plan, in words (M18)."""
    found = agenda(live.meeting, live.clock())
    if found is None:
        return None
    minutes = abs(found.behind)
    words = _FEW if minutes == A_FEW else _SOME if minutes else (_ON_TIME, _ON_TIME)
    ends = datetime.fromtimestamp(found.ends_at).strftime("%H:%M")
    return {"say": say(words[found.behind < 0]).format(n=minutes), "ends": ends}


def _leading(live: LiveRoom) -> dict[str, Any] | None:
    """Whose hands the meeting is in, and whether their console is connected; None while that is nobody's (M19)."""
    leading = [seat for seat in live.seats.values() if seat.is_present and run.leads(seat, live.meeting)]
    if not leading or leading[0].person is None:
        return None
    return {"name": leading[0].person.name, "is_connected": any(live.lines_of(seat.id) for seat in leading)}


def _step(phase: Phase, meeting: Meeting) -> dict[str, Any]:
    standing = "current" if phase.number == meeting.phase else "done" if phase.number < meeting.phase else ""
    opened = {number for number, _ in meeting.steps}
    if standing == "done" and opened and phase.number not in opened:
        standing = "skipped"
    return {"phase": phase, "standing": standing, "modes": [say(NAMES[mode]) for mode in phase.modes]}


def _next(live: LiveRoom) -> dict[str, Any]:
    """The one filled button, and the step after this one beside it."""
    meeting = live.meeting
    after = meeting.phases[meeting.phase] if meeting.phase < len(meeting.phases) else None
    if meeting.status is Status.CLOSED:
        kind = "record"
    elif live.may_wait():
        kind = "reveal"
    else:
        kind = "step" if after else "end"
    return {"kind": kind, "phase": after}


def _focus(meeting: Meeting, contents: Contents) -> dict[str, Any] | None:
    """What everyone is looking at, in words."""
    if meeting.focus is None:
        return None
    kind, key = meeting.focus
    if kind == "event":
        event = next((event for event in contents.events if event.id == key), None)
        return {"kind": kind, "number": event.number, "words": event.what} if event else None
    episode = next((episode for episode in contents.episodes if episode.id == key), None)
    return {"kind": kind, "number": episode.number, "words": episode.title} if episode else None


def neighbours(meeting: Meeting, contents: Contents) -> tuple[Event | None, Event | None]:
    """The events before and after what everyone is looking at; the first of the timeline when it is nothing."""
    events = contents.events
    if meeting.focus is None:
        return None, events[0] if events else None
    kind, key = meeting.focus
    inside = {key} if kind == "event" else _events_of(key, contents)
    places = [place for place, event in enumerate(events) if event.id in inside]
    if not places:
        return None, None
    before, after = places[0] - 1, places[0] + (1 if kind == "event" else 0)
    return events[before] if before >= 0 else None, events[after] if after < len(events) else None


def _events_of(episode: str, contents: Contents) -> set[str]:
    return {event for one in contents.episodes if one.id == episode for event in one.events}


def _room(live: LiveRoom) -> dict[str, Any]:
    """The case group as a whole; agencies in blurred words, unless these would give a number away."""
    here = Counter(person.agency for person in live.case_group())
    told = {} if attendance.gives_away(here) else here
    outside = [seat for seat in live.seats.values() if not seat.admitted and not seat.is_gone]
    return {
        "present": say(attendance.whole(sum(here.values()))),
        "agencies": [
            (agency, say(attendance.blurred(told[agency.abbreviation])))
            for agency in live.review.agencies
            if told.get(agency.abbreviation)
        ],
        "agencies_hidden": bool(here) and not told,
        "outside": sorted(outside, key=lambda seat: seat.id),
    }
