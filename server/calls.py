"""Calling duty leads outside Sightline: a web hook and e-mail, where they are set. Never a word of an alert.

What was told is written into the alert's log, so that a call that a power cut interrupted is made after it.
"""

from __future__ import annotations

import asyncio
import json
import smtplib
import time
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog

from server.config import Settings
from server.store import alerts as rows
from server.store.books import Store
from sessions.alerts import Alert, Entry, Lead
from sessions.refusals import N_

log = structlog.get_logger()

PATIENCE = 10.0
# Seconds before each try; a mail server that is away for an hour is given up, and the log says so.
PAUSES = (0.0, 5.0, 20.0, 60.0, 300.0, 3000.0)
HOOK, MAIL = "hook", "mail"
SUBJECT = N_("Someone may be at risk now ({ref})")
BODY = N_(
    "Somebody in a learning session asks you to look at once.\n\n"
    "Read it here: {address}\n\n"
    "If you cannot open it now, telephone the lead reviewer. No words of the alert are in this message.\n"
)

Way = Callable[[], None]


class Calls:
    """The calls of this process. `address` and words go out; who is at risk does not."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tasks: set[asyncio.Task[None]] = set()

    def make(self, alert: Alert) -> None:
        """Call everybody who is to be called about an alert, beside whatever else goes on."""
        if self._store.settings.hook or self._store.settings.smtp:
            self._begin(self._make(alert))

    def resume(self) -> None:
        """At the start: calls about open alerts that nobody is known to have got."""
        if self._store.settings.hook or self._store.settings.smtp:
            self._begin(self._resume())

    async def close(self) -> None:
        """Leave what is not done for the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _resume(self) -> None:
        for alert in await self._store.read(rows.every_open_alert):
            self._begin(self._make(alert))

    async def _make(self, alert: Alert) -> None:
        leads = await self._store.read(lambda books: rows.leads_of(books, alert.review, alert.meeting))
        done = {entry.words for entry in alert.log if entry.kind in ("told", "untold")}
        for name, way in ways(self._store.settings, alert, leads):
            if name not in done:
                self._begin(self._try(alert, name, way))

    async def _try(self, alert: Alert, name: str, way: Way) -> None:
        for pause in PAUSES:
            await asyncio.sleep(pause)
            if await asyncio.to_thread(_done, way, name):
                return await self._note(alert, "told", name)
        return await self._note(alert, "untold", name)

    async def _note(self, alert: Alert, kind: str, name: str) -> None:
        entry = Entry(kind, "", name, time.time())
        await self._store.write(lambda books: rows.append(books, alert.id, entry))


def ways(settings: Settings, alert: Alert, leads: list[Lead]) -> Iterator[tuple[str, Way]]:
    """Each way to call out, by a name for the log, and what makes the call."""
    address = f"{settings.url}/alerts/{alert.id}"
    if settings.hook:
        yield HOOK, partial(post, settings.hook, alert.ref, address)
    for lead in leads if settings.smtp else ():
        if lead.email:
            yield f"{MAIL} {lead.key}", partial(mail, settings, lead.email, alert.ref, address)


def post(hook: str, ref: str, address: str) -> None:
    """One web hook: JSON with the reference and the address of the page, and no word more."""
    body = json.dumps({"say": SUBJECT.format(ref=ref), "ref": ref, "address": address}).encode()
    asked = urllib.request.Request(hook, body, {"Content-Type": "application/json"}, method="POST")
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
        answer.read(1024)


def mail(settings: Settings, to: str, ref: str, address: str) -> None:
    """One e-mail, over TLS where the server's address says smtps or the server offers it."""
    server, message = urlsplit(settings.smtp), EmailMessage()
    message["Subject"], message["To"], message["From"] = SUBJECT.format(ref=ref), to, settings.smtp_from
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=urlsplit(settings.url).hostname)
    message.set_content(BODY.format(address=address))
    opened = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with opened(server.hostname or "", server.port or 0, timeout=PATIENCE) as line:
        if server.scheme != "smtps" and line.has_extn("starttls"):
            line.starttls()
        if server.username:
            line.login(unquote(server.username), unquote(server.password or ""))
        line.send_message(message)


def _done(way: Way, name: str) -> bool:
    try:
        way()
    except (OSError, smtplib.SMTPException) as away:
        log.warning("not called", way=name.partition(" ")[0], kind=type(away).__name__)
        return False
    return True
