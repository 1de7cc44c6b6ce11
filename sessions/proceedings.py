"""Parallel proceedings: a coroner, the police or a court at work beside the review (domain.md section 5).

While the mode is on, nothing is destroyed, files leave only through two named people, and everybody reads the banner.
Switching it off takes two people: the review's lead and the named legal contact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sessions.contents import EventDate
from sessions.people import Person, Role, Seat
from sessions.refusals import N_, NotYours, Refused


class OnHold(Refused):
    """A legal hold is on: whatever would destroy something refuses and says why."""

    code = "hold"
    say = N_("A legal hold is on, so nothing can be removed. It ends only when the proceedings let it end.")


class FilesHeld(Refused):
    """Files leave the review only through its lead and its legal contact."""

    code = "files"
    say = N_("Proceedings are open. Only the review's lead and the legal contact can take files out.")
    status = 403


class OnlyStatements(Refused):
    """Free text is off while proceedings are open."""

    code = "statement"
    say = N_("Just now people choose one of the statements, and write no words of their own.")
    status = 422


# What made work harder or easier, without a word about a person or an event (domain.md section 3, conditions).
CONDITIONS = (
    N_("The number of people at work then"),
    N_("The number of cases each of us had"),
    N_("The time we had for one visit or contact"),
    N_("Training and experience for this kind of work"),
    N_("Supervision and somebody to ask"),
    N_("Guidance and procedures"),
    N_("The computer systems we used"),
    N_("What other agencies told us, and when"),
    N_("Thresholds and access to services"),
    N_("How we are organised, and changes in that"),
)
# Ways of reading a date that put it between two days for sure; "approx", "before" and the like do not.
PLACED = frozenset({"day", "month", "season", "year", "between"})
EFFECTS = (N_("made it easier."), N_("made it harder."), N_("made no difference."))


def statements() -> list[tuple[str, list[str]]]:
    """The statements to choose from, by condition; one of them is the whole contribution."""
    return [(condition, [f"{condition} {effect}" for effect in EFFECTS]) for condition in CONDITIONS]


def is_statement(text: str) -> bool:
    """Is this one of the statements, word for word?"""
    return any(text in group for _, group in statements())


def check_statement(
    text: str, proceedings: Proceedings, person: Person | None = None, *, in_period: bool = True
) -> None:
    """Is this what this person may send now?

    Args:
        text: the words.
        proceedings: of the review.
        person: who sends them, where that is known.
        in_period: what the words are about lies, or may lie, in the period without free text.

    Raises:
        OnlyStatements: free text is off for them.
    """
    if proceedings.binds(person, in_period) and not is_statement(text):
        raise OnlyStatements("free text")


def check_rewording(before: str | None, after: str, proceedings: Proceedings) -> None:
    """A statement stays one while proceedings are open: nobody knows whose it is. Raises OnlyStatements."""
    if proceedings.on and before is not None and is_statement(before) and not is_statement(after):
        raise OnlyStatements("free text")


@dataclass(frozen=True, slots=True)
class Proceedings:
    """The switches of the mode.

    Attributes:
        on: the mode.
        banner: what everybody reads; from whom (`said_by`), of which day (`said_on`), good until `review_by`.
        contact: account of the legal contact.
        structured: contributions choose among statements about conditions instead of writing freely;
            with `period_from` and `period_to` (ISO days) only those about something that may lie between them.
        witnesses_come: who may be a witness takes part and chooses among statements; else they are left out.
        embargo: (event or episode, id) of what only the review team sees.
        leaving: accounts that have asked to switch it off.
    """

    on: bool = False
    banner: str = ""
    said_by: str = ""
    said_on: str = ""
    review_by: str = ""
    contact: str = ""
    structured: bool = False
    period_from: str = ""
    period_to: str = ""
    witnesses_come: bool = False
    embargo: tuple[tuple[str, str], ...] = ()
    leaving: tuple[str, ...] = ()

    @property
    def apart(self) -> frozenset[str]:
        """Ids of what only the review team sees."""
        return frozenset(key for _, key in self.embargo)

    @property
    def asks_for_statements(self) -> bool:
        """Is free text off, at least about a period?"""
        return self.on and self.structured

    @property
    def has_period(self) -> bool:
        """Is free text off about a period only?"""
        return self.asks_for_statements and bool(self.period_from and self.period_to)

    def may_hold(self, date: EventDate) -> bool:
        """May something of this date lie in the period? What cannot be placed for sure may."""
        is_sure = date.precision in PLACED and not date.uncertain
        if not (self.has_period and is_sure and date.start):
            return True
        return date.start <= self.period_to and (date.end or date.start) >= self.period_from

    def leaves_out(self, person: Person) -> bool:
        """Is this person left out of meetings, without being told why?"""
        return self.on and person.witness and not self.witnesses_come

    def binds(self, person: Person | None, in_period: bool = True) -> bool:
        """Does this person choose among statements, whoever else may write freely?"""
        is_witness = person is not None and person.witness
        return self.on and (is_witness or (self.structured and (in_period or not self.has_period)))

    def pen_of(self, seat: Seat) -> Role:
        """With which role a seat writes on the shared board: a witness only reads it."""
        is_bound = self.on and seat.person is not None and seat.person.witness
        return Role.OBSERVER if is_bound and seat.role is Role.CASE_GROUP else seat.role

    def may_take_files(self, account: str | None, owner: str) -> bool:
        """May this account take files out of the review?"""
        return not self.on or (account is not None and account in (owner, self.contact))

    def asked_to_leave(self, account: str, owner: str) -> Proceedings:
        """One of the two asks to switch the mode off; with the other it is off.

        Raises:
            NotYours: neither the lead nor the legal contact.
        """
        if not account or account not in (owner, self.contact):
            raise NotYours("neither lead nor contact")
        asked = {*self.leaving, account}
        if {owner, self.contact} <= asked and owner != self.contact:
            return replace(self, on=False, leaving=())
        return replace(self, leaving=tuple(sorted(asked)))


def proceedings_from_json(entry: Mapping[str, Any]) -> Proceedings:
    """From plain values."""
    embargo = tuple((str(kind), str(key)) for kind, key in entry.get("embargo", ()))
    return Proceedings(**{**entry, "embargo": embargo, "leaving": tuple(entry.get("leaving", ()))})
