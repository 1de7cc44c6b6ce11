"""Seats on disk: the only rows where a person and a place in a meeting meet (promise A4).

They are written at joining, admission, acceptance and leaving; never because of a contribution.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select, update

from server.store.books import Books, new_id
from server.store.keys import PEOPLE
from server.store.meetings import hashed, person_from_json
from server.store.tables import client_ids, meetings, seats
from sessions.people import Person, Role, Seat


def take_seat(
    books: Books, meeting: str, role: Role, person: Person | None, admitted: bool
) -> tuple[Seat, str]:
    """A new seat and the token of its cookie (256 random bits, kept as SHA-256 only)."""
    seat = Seat(new_id(), meeting, role, person, admitted)
    token = secrets.token_urlsafe(32)
    row = {"id": seat.id, "meeting": meeting, "cookie_hash": hashed(token), "role": str(role)}
    books.connection.execute(seats.insert().values(**row, sealed=_sealed(books, seat)))
    return seat, token


def save_seat(books: Books, seat: Seat) -> None:
    """Keep an admission, an acceptance or a leaving."""
    changed = update(seats).where(seats.c.id == seat.id)
    books.connection.execute(changed.values(role=str(seat.role), sealed=_sealed(books, seat)))


def move_seat(books: Books, seat: Seat, token: str) -> None:
    """Keep a seat under another token: its former cookie opens nothing any more."""
    save_seat(books, seat)
    moved = update(seats).where(seats.c.id == seat.id)
    books.connection.execute(moved.values(cookie_hash=hashed(token)))


def remove_seat(books: Books, seat: str) -> None:
    """The seat is gone; its cookie opens nothing any more (promise L5)."""
    books.connection.execute(delete(seats).where(seats.c.id == seat))


def seat_by_token(books: Books, meeting: str, token: str) -> Seat | None:
    """The seat of this meeting that a cookie belongs to."""
    wanted = select(seats).where(seats.c.cookie_hash == hashed(token), seats.c.meeting == meeting)
    row = books.connection.execute(wanted).first()
    return _read(books, row, _review(books, meeting)) if row else None


def seats_of(books: Books, meeting: str) -> dict[str, Seat]:
    """All seats of a meeting, each by how its cookie's token is kept."""
    rows = books.connection.execute(select(seats).where(seats.c.meeting == meeting).order_by(seats.c.id))
    review = _review(books, meeting)
    return {row.cookie_hash: _read(books, row, review) for row in rows}


def claim_client(books: Books, meeting: str, client: int, seat: str) -> bool:
    """Bind a Yjs client id to a seat, or find it bound (promise G2).

    Returns:
        False when the id belongs to another seat or was refused before; then it is never used.
    """
    id_mac = books.keys.mac("client", meeting, str(client))
    pair_mac = books.keys.mac("client", meeting, seat, str(client))
    wanted = select(client_ids.c.pair_mac).where(
        client_ids.c.meeting == meeting, client_ids.c.id_mac == id_mac
    )
    found = books.connection.execute(wanted).scalar()
    if found is None:
        row = {"meeting": meeting, "id_mac": id_mac, "pair_mac": pair_mac}
        books.connection.execute(client_ids.insert().values(**row))
        return True
    return bool(found == pair_mac)


def burn_client(books: Books, meeting: str, client: int) -> None:
    """A refused id is never used again (promise G2)."""
    id_mac = books.keys.mac("client", meeting, str(client))
    books.connection.execute(
        delete(client_ids).where(client_ids.c.meeting == meeting, client_ids.c.id_mac == id_mac)
    )
    books.connection.execute(client_ids.insert().values(meeting=meeting, id_mac=id_mac, pair_mac="refused"))


def forget_clients(books: Books, meeting: str) -> None:
    """When the meeting closes nothing is left that ties a client id to a seat (promise G2)."""
    books.connection.execute(delete(client_ids).where(client_ids.c.meeting == meeting))


def _sealed(books: Books, seat: Seat) -> bytes:
    body = {
        "person": asdict(seat.person) if seat.person else None,
        "admitted": seat.admitted,
        "accepted": seat.accepted,
        "left": seat.left,
        "put_out": seat.put_out,
        "without_phone": seat.without_phone,
        "handed_on": seat.handed_on,
    }
    return books.seal(_review(books, seat.meeting), PEOPLE, f"seat/{seat.id}", body)


def _read(books: Books, row: Any, review: str) -> Seat:
    body = books.unseal(review, PEOPLE, f"seat/{row.id}", row.sealed)
    person = person_from_json(body["person"]) if body["person"] else None
    marks = ("admitted", "left", "put_out", "without_phone", "handed_on")
    stands = {name: body.get(name, False) for name in marks}
    return Seat(row.id, row.meeting, Role(row.role), person, accepted=body["accepted"], **stands)


def _review(books: Books, meeting: str) -> str:
    found = books.connection.execute(select(meetings.c.review).where(meetings.c.id == meeting)).scalar_one()
    return str(found)
