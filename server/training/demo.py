"""`sightline demo`: a fresh meeting of the training case with everybody seated, for rehearsal and for load.

It uses the same commands, pens and store as any meeting, and works while the server runs.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from server.access import seat_cookie
from server.config import Settings
from server.store import meetings as meeting_rows
from server.store import seats as seat_rows
from server.store.books import Books, Store
from server.training.case import Loaded, load_case
from sessions.meeting import Status
from sessions.people import Person, Role

MOST = 300
STEP = "timeline"


def make_demo(store: Store, participants: int) -> dict[str, Any]:
    """A meeting standing in *Timeline together*, and what opens it.

    Args:
        store: of the configured database.
        participants: practitioners with a seat, 1 to 300.

    Returns:
        base_url, meeting, join_code, facilitator, review_team, participants, board_ws, team_ws.
    """
    settings = store.settings

    def act(books: Books) -> dict[str, Any]:
        loaded = load_case(books, people=participants)
        _stand_in(books, loaded)
        seated = [
            (person, _seat(books, settings, loaded, person)) for person in _chosen(loaded, participants)
        ]
        return _addresses(settings, loaded) | _cookies(settings, loaded, seated)

    return store.write_now(act)


def _stand_in(books: Books, loaded: Loaded) -> None:
    meeting = loaded.opened.meeting
    step = next(phase.number for phase in meeting.phases if phase.id == STEP)
    now = time.time()
    # Opened as planned, so that the console has something to hold against the plan.
    ago = [
        sum(phase.minutes for phase in meeting.phases[number - 1 : step - 1]) for number in range(1, step + 1)
    ]
    steps = tuple((number, now - 60 * minutes) for number, minutes in enumerate(ago, start=1))
    standing = replace(meeting, phase=step, status=Status.LIVE, view="timeline", steps=steps)
    meeting_rows.save_meeting(books, standing, meeting.phase)


def _chosen(loaded: Loaded, participants: int) -> list[Person]:
    practitioners = [person for person in loaded.people if person.group is Role.CASE_GROUP][:participants]
    return [person for person in loaded.people if person.group is not Role.CASE_GROUP] + practitioners


def _seat(books: Books, settings: Settings, loaded: Loaded, person: Person) -> str:
    meeting = loaded.opened.meeting.id
    seat, token = seat_rows.take_seat(books, meeting, person.group, person, admitted=True)
    seat_rows.save_seat(books, replace(seat, accepted=loaded.review.rules_version))
    return f"{seat_cookie(settings, meeting)}={token}"


def _addresses(settings: Settings, loaded: Loaded) -> dict[str, Any]:
    meeting = loaded.opened.meeting.id
    return {
        "base_url": settings.url,
        "meeting": meeting,
        "join_code": loaded.opened.join_code,
        "screen": f"{settings.url}/screen/{loaded.opened.screen_token}",
        "board_ws": f"{settings.socket_url}/live/{meeting}/board",
        "team_ws": f"{settings.socket_url}/live/{meeting}/team",
    }


def _cookies(settings: Settings, loaded: Loaded, seated: list[tuple[Person, str]]) -> dict[str, Any]:
    def of(role: Role) -> list[dict[str, str]]:
        return [
            {"cookie": cookie, "agency": person.agency, "role": person.role}
            for person, cookie in seated
            if person.group is role
        ]

    leader = of(Role.FACILITATOR)[0]["cookie"]
    return {
        "facilitator": {"cookie": leader, "url": f"{settings.url}/meetings/{loaded.opened.meeting.id}"},
        "review_team": [{"cookie": entry["cookie"]} for entry in of(Role.REVIEW_TEAM)],
        "participants": of(Role.CASE_GROUP),
    }
