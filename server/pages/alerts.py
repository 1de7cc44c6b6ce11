"""Reading and answering risk alerts: the console's box, the list, and the page of one alert.

Everybody of the review team sees that there is an alert and whether the duty leads were reached. Its words are sent
only to a duty lead who opened it, and every opening is in its log: that is the alert's own access list.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, hub_of, store_of
from server.acting import ask
from server.alarms import note
from server.pages.alert_box import at, box, told
from server.pages.console import seated, team_seat
from server.pages.duty import duties_of, on_duty, watch_of
from server.store import alerts as rows
from server.store.books import Books
from server.templating import is_fragment, page, say
from sessions.alerts import Alert, Entry, Lead, outcome
from sessions.refusals import Empty, NotYours, Refused


async def index(request: Request) -> Response:
    """The alerts of a meeting, without a word of them; for htmx the console's box alone."""
    live, _, token = await team_seat(request)
    context = {**await box(request, live), "meeting": live.meeting}
    template = "alerts/_box_fresh.html" if is_fragment(request) else "alerts/meeting.html"
    return seated(request, page(request, template, **context), live, token)


async def duty(request: Request) -> Response:
    """`GET /duty`: the alerts of every review that this device or account is on duty for."""
    duties = await duties_of(request)
    if not duties:
        raise NotYours("not on duty")
    for one in duties:
        watch_of(request).saw(one.lead)

    def look(books: Books) -> list[Alert]:
        return [alert for one in duties for alert in rows.alerts_of_review(books, one.review)]

    alerts = sorted(await store_of(request).read(look), key=lambda a: (not a.is_open, -a.raised_at))
    template = "alerts/_list.html" if is_fragment(request) else "alerts/duty.html"
    return page(request, template, alerts=[told(alert, 0.0) for alert in alerts], lead=duties[0].lead)


async def show(request: Request) -> Response:
    """One alert. A duty lead who has not opened it yet gets the button, not the words."""
    alert, lead = await _alert(request)
    return await _page(request, alert, lead)


async def read(request: Request) -> Response:
    """Open the words: from now on it is being read, by whom and since when."""
    await check_form(request)
    alert, lead = await _alert(request)
    if not alert.was_read_by(lead.key):
        live = await hub_of(request).room(alert.meeting)
        await note(live, alert.id, Entry("read", lead.name, "", live.clock(), key=lead.key))
    return RedirectResponse(f"/alerts/{alert.id}", 303)


async def question(request: Request) -> Response:
    """Ask the unknown author of the words something; they can answer without their name (promise A10)."""
    await check_form(request)
    alert, lead = await _alert(request)
    form = await request.form()
    words = str(form.get("question") or "").strip()
    live = await hub_of(request).room(alert.meeting)
    try:
        if not words or not alert.item or not alert.was_read_by(lead.key):
            raise Empty("question")
        await ask(live, alert, lead.name, words)
    except Refused as refused:
        return await _page(request, alert, lead, refused.status, say(refused.say), {"question": words})
    return RedirectResponse(f"/alerts/{alert.id}", 303)


async def settle(request: Request) -> Response:
    """What was done: the only way in which an alert ends."""
    await check_form(request)
    alert, lead = await _alert(request)
    form = await request.form()
    typed = {name: str(form.get(name) or "") for name in ("kind", "by", "when", "words")}
    live = await hub_of(request).room(alert.meeting)
    try:
        entry = outcome(typed["kind"], typed["by"], typed["when"], typed["words"], live.clock(), lead.key)
        if not alert.was_read_by(lead.key):
            raise NotYours("not read yet")
    except Refused as refused:
        return await _page(request, alert, lead, refused.status, say(refused.say), typed)
    await note(live, alert.id, entry)
    return RedirectResponse(f"/alerts/{alert.id}", 303)


async def _alert(request: Request) -> tuple[Alert, Lead]:
    """The alert of the address and the duty lead who asks. To everybody else there is no such page."""
    key = request.path_params["alert"]
    alert = await store_of(request).read(lambda books: rows.find_alert(books, key))
    lead = await on_duty(request, alert.review, alert.meeting) if alert else None
    if alert is None or lead is None:
        raise HTTPException(404)
    return alert, lead


async def _page(
    request: Request,
    alert: Alert,
    lead: Lead,
    status: int = 200,
    sentence: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    opened = alert.was_read_by(lead.key)
    context = {
        **told(alert, 0.0),
        "alert": alert if opened else None,
        "lead": lead,
        "log": [(entry, at(entry.at)) for entry in alert.log] if opened else [],
        "sentence": sentence,
        "typed": typed or {},
        "back": "/duty" if await duties_of(request) else f"/meetings/{alert.meeting}",
    }
    return page(request, "alerts/show.html", status, **context)
