"""Taking, keeping and leaving seats: rows first, then the live room that counts who is present."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from server.hub import LiveRoom
from server.sharing import forget_order
from server.store import meetings as meeting_rows
from server.store import seats as seat_rows
from server.store.books import Books
from server.store.meetings import hashed
from sessions.people import Person, Role, Seat
from sessions.refusals import N_, AskedToLeave, Refused, UnknownItem


class LineTaken(Refused):
    """Somebody has this line of the invited list already (M9)."""

    code = "taken"
    say = N_("Somebody has already joined with that line. If it is yours, ask the facilitator.")


async def take(live: LiveRoom, role: Role, person: Person | None, *, admitted: bool) -> tuple[Seat, str]:
    """A seat and the token for its cookie.

    Args:
        live: the meeting.
        role: of the seat.
        person: their line of the invited list, or what they said of themselves while they wait.
        admitted: False for somebody who is not on the list, until the facilitator admits them.

    Raises:
        LineTaken: the line has a seat already (a personal link replaces it: see `replace_seat`).
    """
    async with live.turn:
        if person is not None and any(_is_theirs(seat, person) for seat in live.seats.values()):
            raise LineTaken(person.id)
        meeting = live.meeting.id
        await forget_order(live)
        seat, token = await live.store.write(
            lambda books: seat_rows.take_seat(books, meeting, role, person, admitted)
        )
        live.cookies[hashed(token)] = seat.id
        live.seat_changed(seat)
    return seat, token


async def replace_seat(live: LiveRoom, role: Role, person: Person) -> tuple[Seat, str]:
    """A new seat for a line that may have one: an old phone is out at once (promise L5).

    Raises:
        AskedToLeave: they are let in again first.
    """
    async with live.turn:
        old = seats_of(live, person.id)
        if any(seat.put_out for seat in old):
            raise AskedToLeave(person.id)
        for seat in old:
            await live.store.write(partial(seat_rows.remove_seat, seat=seat.id))
            del live.seats[seat.id]
            for line in live.lines_of(seat.id):
                line.leave("seat")
    return await take(live, role, person, admitted=True)


async def put_out(live: LiveRoom, person: Person) -> None:
    """Out on every device, links revoked; who has not come yet is kept out by a seat of its own (M13).

    Whoever calls it has the room's turn.
    """
    meeting, held = live.meeting.id, seats_of(live, person.id)

    def act(books: Books) -> list[Seat]:
        meeting_rows.revoke_links(books, person.id)
        seats = held or [seat_rows.take_seat(books, meeting, person.group, person, False)[0]]
        out = [replace(seat, put_out=True) for seat in seats]
        for seat in out:
            seat_rows.save_seat(books, seat)
        return out

    for seat in await live.store.write(act):
        live.seat_changed(seat)


async def readmit(live: LiveRoom, person: str) -> None:
    """Let in again: the phone that they had opens as before, or their line can be taken anew.

    Anew, too, when the list gives them another part by now: their seat would still open what it opened before (L5).
    Whoever calls it has the room's turn. Raises UnknownItem when nobody of that line is out.
    """
    out = [seat for seat in seats_of(live, person) if seat.put_out]
    if not out:
        raise UnknownItem("person")
    for seat in out:
        if seat.admitted and seat.person and seat.role is seat.person.group:
            await _save(live, replace(seat, put_out=False))
        else:
            await live.store.write(partial(seat_rows.remove_seat, seat=seat.id))
            del live.seats[seat.id]


async def mark_without_phone(live: LiveRoom, person: Person) -> None:
    """A seat that no cookie opens, so that whoever has no phone counts in every threshold (promise A3, M14).

    Whoever calls it has the room's turn. Raises LineTaken when they are here already.
    """
    if any(_is_theirs(seat, person) for seat in live.seats.values()):
        raise LineTaken(person.id)
    meeting = live.meeting.id

    def act(books: Books) -> Seat:
        seat = seat_rows.take_seat(books, meeting, person.group, person, True)[0]
        marked = replace(seat, without_phone=True)
        seat_rows.save_seat(books, marked)
        return marked

    live.seat_changed(await live.store.write(act))


async def hand_on(live: LiveRoom, seat: Seat, token: str) -> None:
    """A shared device goes to the next person: this one stays in the room, and counts, without a device (M16).

    Args:
        token: what opens their seat again, until then nothing else does.
    """
    async with live.turn:
        await _move(live, replace(seat, handed_on=True), token)
        for line in live.lines_of(seat.id):
            line.leave("handed")


async def take_up(live: LiveRoom, token: str, fresh: str) -> Seat:
    """Somebody is back at the shared device. Raises UnknownItem when no seat was handed on under this token."""
    async with live.turn:
        seat = live.seat_with(hashed(token))
        if seat is None or not seat.handed_on or not seat.is_present:
            raise UnknownItem("seat")
        back = replace(seat, handed_on=False)
        await _move(live, back, fresh)
    return back


async def _move(live: LiveRoom, seat: Seat, token: str) -> None:
    live.seats[seat.id] = replace(seat, handed_on=True)
    await forget_order(live)
    await live.store.write(lambda books: seat_rows.move_seat(books, seat, token))
    for cookie in [cookie for cookie, of in live.cookies.items() if of == seat.id]:
        del live.cookies[cookie]
    live.cookies[hashed(token)] = seat.id
    live.seat_changed(seat)


async def unmark_without_phone(live: LiveRoom, person: str, mistaken: bool) -> None:
    """They have gone, and stay in the attendance; or they never came. Raises UnknownItem."""
    marked = [seat for seat in seats_of(live, person) if seat.without_phone and not seat.is_gone]
    if not marked:
        raise UnknownItem("person")
    for seat in marked:
        await _save(live, replace(seat, left=True))
        if mistaken:
            await live.store.write(partial(seat_rows.remove_seat, seat=seat.id))
            del live.seats[seat.id]


def seats_of(live: LiveRoom, person: str) -> list[Seat]:
    """All seats that a person has or had."""
    return [seat for seat in live.seats.values() if seat.person and seat.person.id == person]


async def correct(live: LiveRoom, person: Person) -> None:
    """A line of the list was corrected: a seat that holds it counts with the new words from now on."""
    async with live.turn:
        for seat in [seat for seat in live.seats.values() if _is_theirs(seat, person)]:
            await _save(live, replace(seat, person=person))


async def accept_rules(live: LiveRoom, seat: Seat) -> Seat:
    """The ground rules in their present version were accepted on this device."""
    return await _save(live, replace(seat, accepted=live.review.rules_version))


async def leave(live: LiveRoom, seat: Seat) -> Seat:
    """Gone from the meeting: its lines close, and it no longer counts as present."""
    return await _save(live, replace(seat, left=True))


async def _save(live: LiveRoom, seat: Seat) -> Seat:
    await live.store.write(lambda books: seat_rows.save_seat(books, seat))
    live.seat_changed(seat)
    return seat


def _is_theirs(seat: Seat, person: Person) -> bool:
    return seat.person is not None and seat.person.id == person.id and not seat.left
