"""Risk alerts and duty leads on disk: alerts under the review's *alerts* key, people under its *people* key (D4)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, Select, delete, select, update

from server.store import accounts
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.books import Books, new_id
from server.store.keys import ALERTS, PEOPLE
from server.store.meetings import hashed
from server.store.tables import alerts, duty_leads
from sessions.alerts import Alert, Entry, Lead, alert_from_json
from sessions.people import TEAM


def add_alert(books: Books, alert: Alert) -> Alert:
    """Keep a new alert. Sent twice it is kept once; other words sent with it are added to its log."""
    known = find_alert(books, alert.id)
    if known is None:
        row = {"id": alert.id, "review": alert.review, "meeting": alert.meeting}
        books.connection.execute(alerts.insert().values(**row, sealed=_sealed(books, alert)))
        return alert
    said = {known.words, *(entry.words for entry in known.log)}
    if known.seat != alert.seat or alert.words in said:
        return known
    return append(books, alert.id, Entry("added", alert.name, alert.words, alert.raised_at)) or known


def append(books: Books, key: str, entry: Entry) -> Alert | None:
    """Add a line to an alert's log; None when there is no such alert."""
    known = find_alert(books, key)
    if known is None:
        return None
    longer = known.noted(entry)
    books.connection.execute(update(alerts).where(alerts.c.id == key).values(sealed=_sealed(books, longer)))
    return longer


def find_alert(books: Books, key: str) -> Alert | None:
    """One alert, or None."""
    row = books.connection.execute(select(alerts).where(alerts.c.id == key)).first()
    return _read(books, row) if row else None


def alerts_of_meeting(books: Books, meeting: str) -> list[Alert]:
    """The alerts of a meeting, oldest first."""
    return _all(books, select(alerts).where(alerts.c.meeting == meeting))


def alerts_of_review(books: Books, review: str) -> list[Alert]:
    """The alerts of a review, oldest first."""
    return _all(books, select(alerts).where(alerts.c.review == review))


def every_open_alert(books: Books) -> list[Alert]:
    """All alerts of this instance that have no outcome yet."""
    return [alert for alert in _all(books, select(alerts)) if alert.is_open]


def add_lead(books: Books, review: str, lead: Lead) -> None:
    """Name one more duty lead of a review."""
    sealed = books.seal(review, PEOPLE, f"duty/{lead.key}", asdict(lead))
    books.connection.execute(duty_leads.insert().values(id=lead.key, review=review, sealed=sealed))


def remove_lead(books: Books, review: str, key: str) -> None:
    """This person is told no more, and their page opens nothing."""
    gone = (duty_leads.c.id == key) & (duty_leads.c.review == review)
    books.connection.execute(delete(duty_leads).where(gone))


def named_leads(books: Books, review: str) -> list[Lead]:
    """The duty list of a review, by name."""
    rows = books.connection.execute(select(duty_leads).where(duty_leads.c.review == review))
    return sorted((_lead(books, row) for row in rows), key=lambda lead: lead.name)


def leads_of(books: Books, review: str, meeting: str = "") -> list[Lead]:
    """Everybody who must be told: never nobody.

    Args:
        books: the store.
        review: id.
        meeting: whose invited list is looked at too; "" for all meetings of the review.

    Returns:
        The duty list and those marked on the invited list; where there are neither, the owner of the review.
    """
    leads = named_leads(books, review)
    for one in meeting_rows.meetings_of(books, review):
        if meeting in ("", one.id):
            people = meeting_rows.invited_to(books, one)
            leads += [Lead(p.id, p.name) for p in people if p.duty_lead and p.group in TEAM]
    return leads or [owner_lead(books, review)]


def owner_lead(books: Books, review: str) -> Lead:
    """The owner of a review as a duty lead."""
    owner = review_rows.owner_of(books, review) or ""
    return Lead(owner, accounts.account_name(books, owner))


def with_devices(books: Books, review: str) -> set[str]:
    """The duty leads whose link has been opened on a device of theirs."""
    opened = select(duty_leads.c.id).where(
        duty_leads.c.review == review, duty_leads.c.cookie_hash.is_not(None)
    )
    return set(books.connection.execute(opened).scalars())


def make_link(books: Books, review: str, key: str) -> str | None:
    """A link to somebody's duty page; it works once, and an older one or another device stops working."""
    token = secrets.token_urlsafe(24)
    wanted = (duty_leads.c.id == key) & (duty_leads.c.review == review)
    made = update(duty_leads).where(wanted).values(link_hash=hashed(token), cookie_hash=None)
    return token if books.connection.execute(made).rowcount else None


def link_works(books: Books, token: str) -> bool:
    """Whether a duty link would open; looking does not use it."""
    wanted = select(duty_leads.c.id).where(duty_leads.c.link_hash == hashed(token))
    return books.connection.execute(wanted).first() is not None


def use_link(books: Books, token: str) -> str | None:
    """The token of the cookie that a duty link turns into."""
    cookie = secrets.token_urlsafe(32)
    used = update(duty_leads).where(duty_leads.c.link_hash == hashed(token))
    done = books.connection.execute(used.values(link_hash=None, cookie_hash=hashed(cookie)))
    return cookie if done.rowcount else None


def lead_by_cookie(books: Books, token: str) -> tuple[str, Lead] | None:
    """(review, duty lead) of a device's cookie."""
    row = books.connection.execute(
        select(duty_leads).where(duty_leads.c.cookie_hash == hashed(token))
    ).first()
    return (row.review, _lead(books, row)) if row else None


def new_lead(name: str, number: str, email: str) -> Lead:
    """A duty lead with a key of their own."""
    return Lead(new_id(), name, number, email)


def _all(books: Books, wanted: Select[Any]) -> list[Alert]:
    found: Iterable[Alert] = (_read(books, row) for row in books.connection.execute(wanted))
    return sorted(found, key=lambda alert: (alert.raised_at, alert.id))


def _sealed(books: Books, alert: Alert) -> bytes:
    return books.seal(alert.review, ALERTS, f"alert/{alert.id}", alert.to_json())


def _read(books: Books, row: Row[Any]) -> Alert:
    return alert_from_json(books.unseal(row.review, ALERTS, f"alert/{row.id}", row.sealed))


def _lead(books: Books, row: Row[Any]) -> Lead:
    return Lead(**books.unseal(row.review, PEOPLE, f"duty/{row.id}", row.sealed))
