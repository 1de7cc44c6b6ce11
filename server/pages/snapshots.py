"""The record of a meeting: taking snapshots, reading them, checking their fingerprints, exporting them.

Everything comes from the stored snapshot and nothing else (promise R4); only the review team reads it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import account_of, check_form, hub_of
from server.exports import record, word, words
from server.exports.seal import seal_of, verify
from server.exports.telling import Telling, grouped
from server.hub import LiveRoom
from server.pages.console import console, seated, team_seat
from server.recording import instance_seal_key, take, with_statements
from server.store import alerts as alert_rows
from server.store import reviews as review_rows
from server.store import snapshots as snapshot_rows
from server.store.books import Books
from server.templating import page, say
from sessions import proof
from sessions.changes import too_close
from sessions.commands import TakeSnapshot
from sessions.meeting import Review
from sessions.parts import TEAM_LANE
from sessions.people import LEADERS
from sessions.proceedings import FilesHeld
from sessions.refusals import N_, Refused
from sessions.snapshot import Snapshot, load, short

Render = Callable[[Snapshot, bool], bytes]

FORMS: Mapping[str, tuple[str, Render]] = {
    "docx": (
        word.MEDIA_TYPE,
        lambda snapshot, whole: word.render(snapshot, with_team_lane=whole, translate=say),
    ),
    "json": (record.MEDIA_TYPE, lambda snapshot, whole: record.render(snapshot, with_team_lane=whole)),
}
_GROUPS = ("case_group", "review_team", "facilitator", "co_facilitator", "recorder", "observer")


class TooCloseToRead(Refused):
    """Too little changed until the next snapshot to hide who wrote it (promise R7)."""

    code = "close"
    say = N_("Too little changed before the next snapshot to hide who wrote it. Read the later one.")


async def index(request: Request) -> Response:
    """The snapshots of a meeting, newest first."""
    live, seat, token = await team_seat(request)
    snapshots, ours = await _all(live), await _numbers(live)
    later = _later(snapshots, live.review.thresholds.batch_texts)
    shown = [snapshot for snapshot in reversed(snapshots) if snapshot.number in ours]
    entries = [_entry(snapshot, later.get(snapshot.number)) for snapshot in shown]
    raised = await live.store.read(lambda books: alert_rows.alerts_of_meeting(books, live.meeting.id))
    still = any(alert.is_open for alert in raised)
    context = {**_frame(live), "entries": entries, "still_open": still, "leads": seat.role in LEADERS}
    return seated(request, page(request, "snapshots/index.html", **context), live, token)


async def create(request: Request) -> Response:
    """Freeze the board as it is."""
    await check_form(request)
    live, seat, token = await team_seat(request)
    try:
        snapshot = await take(live, TakeSnapshot(), seat)
    except Refused as refused:
        return await console(request, live, seat, token, status=refused.status, sentence=say(refused.say))
    where = f"/meetings/{live.meeting.id}/snapshots/{snapshot.number}"
    return seated(request, RedirectResponse(where, 303), live, token)


async def show(request: Request) -> Response:
    """One snapshot, with what a check of its fingerprint finds."""
    live, _, token = await team_seat(request)
    snapshot, snapshots = await _wanted(request, live)
    later = _later(snapshots, live.review.thresholds.batch_texts)
    if snapshot.number in later:
        context = {**_frame(live), "number": snapshot.number, "later": later[snapshot.number]}
        response: Response = page(request, "snapshots/later.html", TooCloseToRead.status, **context)
        return seated(request, response, live, token)
    snapshot = await with_statements(live, snapshot)
    context = await asyncio.to_thread(_told, live, snapshot, snapshots)
    others = [
        n for n in sorted(await _numbers(live), reverse=True) if n != snapshot.number and n not in later
    ]
    shown = page(request, "snapshots/show.html", **_frame(live), **context, others=others)
    return seated(request, shown, live, token)


async def export(request: Request) -> Response:
    """The file of a snapshot; the review team's own lane only when it is asked for."""
    live = await _file_room(request)
    kind, render = FORMS.get(request.path_params["form"], ("", None))
    snapshot, snapshots = await _wanted(request, live)
    if render is None:
        raise HTTPException(404)
    if snapshot.number in _later(snapshots, live.review.thresholds.batch_texts):
        raise TooCloseToRead(str(snapshot.number))
    whole = request.query_params.get("lane") == "team"
    snapshot = await with_statements(live, snapshot)
    made = await asyncio.to_thread(render, snapshot, whole)
    name = f"{_neutral(live.review)}-snapshot-{snapshot.number}{'-team' if whole else ''}"
    headers = {"content-disposition": f'attachment; filename="{name}.{request.path_params["form"]}"'}
    return Response(made, media_type=kind, headers=headers)


async def _file_room(request: Request) -> LiveRoom:
    """The meeting whose file is asked for, by somebody who may take it: while proceedings are open, two accounts."""
    live = await hub_of(request).room(request.path_params["meeting"])
    if not live.review.proceedings.on:
        return (await team_seat(request))[0]
    account = await account_of(request)
    owner = await live.store.read(lambda books: review_rows.owner_of(books, live.meeting.review))
    if not live.review.proceedings.may_take_files(account, owner or ""):
        raise FilesHeld("export")
    return live


async def _all(live: LiveRoom) -> list[Snapshot]:
    """All snapshots of the review by number: a chain goes through all its meetings."""
    review = live.meeting.review

    def read(books: Books) -> list[Snapshot]:
        return [load(frozen) for frozen in snapshot_rows.all_of_review(books, review)]

    return await live.store.read(read)


async def _numbers(live: LiveRoom) -> set[int]:
    meeting = live.meeting.id
    rows = await live.store.read(lambda books: snapshot_rows.snapshots_of(books, meeting))
    return {number for number, _ in rows}


async def _wanted(request: Request, live: LiveRoom) -> tuple[Snapshot, list[Snapshot]]:
    number = request.path_params["number"]
    snapshots = await _all(live)
    found = next((snapshot for snapshot in snapshots if snapshot.number == number), None)
    if found is None or number not in await _numbers(live):
        raise HTTPException(404)
    return found, snapshots


def _later(snapshots: list[Snapshot], batch: int) -> dict[int, int]:
    """Number of each snapshot that may not be read -> the later one that is read instead (promise R7)."""
    parts = {snapshot.number: _parts(snapshot) for snapshot in snapshots}
    return {
        number: later
        for number in parts
        for later in sorted(parts, reverse=True)
        if later > number and too_close(parts[number], parts[later], batch)
    }


def _parts(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    return {name: snapshot.items(name) for name in snapshot.parts}


def _neutral(review: Review) -> str:
    """A file name tells the reference of the review and nothing of the person."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", review.reference).strip("-") or "review"


def _frame(live: LiveRoom) -> dict[str, Any]:
    return {
        "meeting": live.meeting,
        "review": live.review,
        "crumb": {"title": live.review.title, "sub": live.meeting.title},
    }


def _entry(snapshot: Snapshot, later: int | None) -> dict[str, Any]:
    tell = Telling(snapshot, say)
    return {
        "number": snapshot.number,
        "fingerprint": short(snapshot.hash),
        "taken": _taken(tell),
        "later": later,
    }


def _told(live: LiveRoom, snapshot: Snapshot, snapshots: list[Snapshot]) -> dict[str, Any]:
    """Everything that the page of a snapshot says."""
    tell = Telling(snapshot, say)
    previous = next((one for one in snapshots if one.number == snapshot.number - 1), None)
    key = seal_of(instance_seal_key(live.store.keys)).public_key
    findings = proof.check(snapshot, verify, key, previous)
    return {
        "number": snapshot.number,
        "last": snapshots[-1].number,
        "label": tell.named(words.LABELS, str(snapshot.manifest["label"])),
        "taken": _taken(tell),
        "holds": _holds(tell),
        "fingerprint": grouped(snapshot.hash),
        "previous": short(previous.hash) if previous else "",
        "findings": [_said(finding, tell) for finding in findings],
        "attendance": _attendance(live, tell),
        "accepted": next((tell.how_many(rules["accepted"]) for rules in tell.rules("rules")), ""),
        "limits": [_limit(tell, item) for item in snapshot.items("method_limits")],
        "changes": _changes(tell),
        "hidden": [_hidden(tell, item) for item in snapshot.items("set_aside_counts") if item["number"]],
        "lane": snapshot.items(TEAM_LANE),
        "since": tell.since(),
        "fingerprints": [
            (tell.named(words.PARTS, name), short(snapshot.manifest["parts"][name]["hash"]))
            for name in snapshot.names()
        ],
    }


def _taken(tell: Telling) -> str:
    day = tell.day(tell.snapshot.manifest["taken_on"])
    step = tell.phases.get(tell.meeting["phase"])
    if step is None:
        return tell(words.TAKEN_BEFORE, day=day)
    return tell(
        words.TAKEN_IN_STEP, day=day, number=step["number"], steps=len(tell.phases), name=step["name"]
    )


def _holds(tell: Telling) -> str:
    perspectives, factors = tell.snapshot.items("perspectives"), tell.snapshot.items("factors")
    counts = {"events": len(tell.events), "episodes": len(tell.episodes)}
    return tell(words.HOLDS_COUNTS, **counts, perspectives=len(perspectives), factors=len(factors))


def _said(finding: proof.Finding, tell: Telling) -> str:
    named = tell.named(words.PARTS, finding.part) if finding.part else ""
    return proof.Finding(finding.code, named, finding.item).say(say)


def _attendance(live: LiveRoom, tell: Telling) -> dict[str, Any]:
    """Who was there, a column for each group and a row for each agency; what the record leaves out stays blank."""
    items = tell.snapshot.items("attendance")
    groups = [group for group in _GROUPS if any(item["group"] == group for item in items)]
    told = {(item["group"], item["agency"]): tell.how_many(item["present"]) for item in items}
    codes = sorted({item["agency"] for item in items if item["agency"]})
    hidden = {
        group for group in groups if all(item["agency"] is None for item in items if item["group"] == group)
    }
    agencies = live.review.by_abbreviation
    none = tell.how_many("none")
    return {
        "groups": [tell.named(words.GROUPS, group) for group in groups],
        "whole": [told.get((group, None), "") for group in groups],
        "rows": [
            (
                code,
                agencies.get(code),
                [told.get((group, code), "" if group in hidden else none) for group in groups],
            )
            for code in codes
        ],
        "left_out": "case_group" in hidden,
    }


def _limit(tell: Telling, item: Mapping[str, Any]) -> tuple[str, str, bool]:
    return (
        tell.agency(item["agency"]),
        tell.how_many(item["invited_not_present"]),
        bool(item["nobody_present"]),
    )


def _hidden(tell: Telling, item: Mapping[str, Any]) -> tuple[str, str, int]:
    return tell.named(words.KINDS, item["kind"]), say(item["reason"] or ""), item["number"]


def _changes(tell: Telling) -> dict[str, Any] | None:
    """What changed since an earlier snapshot: numbers for each part, and dates in words."""
    items = tell.snapshot.items("changes_since")
    if not items:
        return None
    parts = [item for item in items[1:] if "added" in item]
    return {
        "since": items[0]["since"],
        "parts": [
            (
                tell.named(words.PARTS, item["part"]),
                len(item["added"]),
                len(item["changed"]),
                len(item["removed"]),
            )
            for item in parts
        ],
        "dates": [
            _redated(tell, change) for item in parts for change in item["changed"] if "date_was" in change
        ],
        "hidden": [
            (tell.named(words.KINDS, item["kind"]), item["more"]) for item in items[1:] if "more" in item
        ],
    }


def _redated(tell: Telling, change: Mapping[str, Any]) -> str:
    event = tell.events[change["id"]]
    now = tell.written_date(event["date"])
    return tell(words.EVENT_REDATED, number=event["number"], was=change["date_was"], now=now)
