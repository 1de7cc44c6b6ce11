"""The steps of one meeting, changed on a plain page before it or while it goes on (M22)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import hub_of, own_meeting
from server.audience import NAMES
from server.pages.desk import desk
from server.pages.fields import AREA, N_, NUMBER, YES, Answers, Field, receive
from server.store import meetings as meeting_rows
from sessions.labels import Mode
from sessions.meeting import Meeting, Review
from sessions.phases import Phase
from sessions.replanning import Wanted, begun, may_go, offers, replanned

NEW = "new"
MOST_WORDS = 600
ASKS = N_("People write in this step, so please say what they are asked.")
SHORTER = N_("Please keep it below 600 characters.")
NO_NAME = N_("Please give the step a name.")


@dataclass(frozen=True, slots=True)
class Row:
    """One step on the page: its fields by their plain names, and the modes that it can offer."""

    key: str
    phase: Phase | None
    fields: dict[str, Field]
    modes: tuple[tuple[Field, str], ...]

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Its fields, those of its modes, too."""
        return (*self.fields.values(), *(field for field, _ in self.modes))


async def show(request: Request) -> Response:
    """`GET /meetings/{meeting}/steps`"""
    review, _ = await own_meeting(request)
    live = await hub_of(request).room(request.path_params["meeting"])
    rows = _rows(live.meeting)
    return await _page(request, review, live.meeting, rows, Answers(_typed(live.meeting, rows)))


async def update(request: Request) -> Response:
    """`POST /meetings/{meeting}/steps`: a step that began meanwhile stays as it is, and the page says so."""
    review, meeting = await own_meeting(request)
    live = await hub_of(request).room(meeting.id)
    # The page may be older than the meeting: every step of it is read, whatever has begun since.
    rows = _rows(live.meeting, first=0)
    sent = set((await request.form()).keys())
    rows = [row for row in rows if row.key == NEW or f"name-{row.key}" in sent]
    answers = _checked(rows, await receive(request, [field for row in rows for field in row.all_fields]))
    if answers.is_open:
        return await _page(request, review, live.meeting, rows, answers, answers.status)
    wanted = {row.key: _wanted(row, answers) for row in rows}
    added = [wanted.pop(NEW)] if answers[f"name-{NEW}"] else []
    wanted.pop(NEW, None)
    async with live.turn:
        late = {phase.id for phase in live.meeting.phases[: begun(live.meeting)]} & set(wanted)
        changed = replanned(live.meeting, wanted, added)
        await live.store.write(lambda books: meeting_rows.save_meeting(books, changed, changed.phase))
        live.meeting = changed
    live.stage_changed()
    said = urlencode({"kept": 1, **({"begun": 1} if late else {})})
    return RedirectResponse(f"/meetings/{meeting.id}/steps?{said}", 303)


def _rows(meeting: Meeting, first: int | None = None) -> list[Row]:
    """The steps that can be changed, and an empty one to be added."""
    start = begun(meeting) if first is None else first
    rows = [_row(phase.id, phase, phase.can_offer) for phase in meeting.phases[start:]]
    return [*rows, _row(NEW, None, offers(meeting))]


def _row(key: str, phase: Phase | None, modes: Iterable[Mode]) -> Row:
    fields = {
        "name": Field(f"name-{key}", N_("Name"), needed=NO_NAME if phase else ""),
        "minutes": Field(f"minutes-{key}", N_("Minutes"), NUMBER, greatest=480),
        "place": Field(f"place-{key}", N_("Place"), NUMBER, greatest=99),
        "prompt": Field(f"prompt-{key}", N_("What people are asked"), AREA),
        "hint": Field(f"hint-{key}", N_("Further questions, smaller below it"), AREA),
        "gone": Field(f"gone-{key}", N_("Leave this step out"), YES),
    }
    fixed = phase is not None and not may_go(phase)
    offered = tuple((Field(f"{mode}-{key}", NAMES[mode], YES), str(mode)) for mode in modes)
    without = ("minutes", "place", "prompt", "hint", "gone") if phase and phase.locks else ("place", "gone")
    kept = {name: one for name, one in fields.items() if not (fixed and name in without)}
    return Row(key, phase, kept, offered)


def _typed(meeting: Meeting, rows: list[Row]) -> dict[str, str]:
    """The steps as they are now, for the fields of the page."""
    typed: dict[str, str] = {}
    for row in rows:
        phase = row.phase
        if phase is None:
            typed |= {f"place-{NEW}": str(len(meeting.phases)), f"minutes-{NEW}": "10"}
            continue
        facts = {"name": phase.name, "minutes": phase.minutes, "place": phase.number}
        words = {"prompt": phase.prompt, "hint": phase.hint}
        typed |= {f"{name}-{row.key}": str(value) for name, value in {**facts, **words}.items()}
        typed |= {f"{mode}-{row.key}": "yes" for mode in phase.modes}
    return typed


def _checked(rows: list[Row], answers: Answers) -> Answers:
    for row in rows:
        prompt, hint = answers[f"prompt-{row.key}"], answers[f"hint-{row.key}"]
        writes = any(answers.yes(field.name) for field, _ in row.modes)
        is_added = row.key != NEW or bool(answers[f"name-{NEW}"])
        if writes and not prompt and is_added:
            answers = answers.also(f"prompt-{row.key}", ASKS)
        if row.key == NEW and (writes or prompt) and not answers[f"name-{NEW}"]:
            answers = answers.also(f"name-{NEW}", NO_NAME)
        for name, words in (("prompt", prompt), ("hint", hint)):
            if len(words) > MOST_WORDS:
                answers = answers.also(f"{name}-{row.key}", SHORTER)
    return answers


def _wanted(row: Row, answers: Answers) -> Wanted:
    return Wanted(
        name=answers[f"name-{row.key}"][:80],
        minutes=int(answers[f"minutes-{row.key}"] or 0),
        prompt=answers[f"prompt-{row.key}"],
        hint=answers[f"hint-{row.key}"],
        modes=tuple(Mode(mode) for field, mode in row.modes if answers.yes(field.name)),
        place=int(answers[f"place-{row.key}"] or (row.phase.number if row.phase else 99)),
        gone=answers.yes(f"gone-{row.key}"),
    )


async def _page(
    request: Request, review: Review, meeting: Meeting, rows: list[Row], answers: Answers, status: int = 200
) -> Response:
    ids = {row.key for row in rows}
    return await desk(
        request,
        "meetings/steps.html",
        status,
        review,
        tab="meetings",
        meeting=meeting,
        stay=[phase for phase in meeting.phases[: begun(meeting)] if phase.id not in ids],
        rows=rows,
        fields=[field for row in rows for field in row.all_fields],
        answers=answers,
        planned=sum(phase.minutes for phase in meeting.phases),
        kept="kept" in request.query_params and not answers.is_open,
        begun="begun" in request.query_params and not answers.is_open,
    )
