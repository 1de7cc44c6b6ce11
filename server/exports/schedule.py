"""A disclosure schedule in words and as a sheet: what exists, by whom it is held, how; never what it says."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from server.store.schedule import Holding
from sessions.refusals import N_

Say = Callable[[str], str]
HEADS = (N_("What"), N_("Of what"), N_("How many"), N_("Held by"), N_("How it is kept"))
KINDS = {
    "review": N_("Facts of the review"),
    "chronology": N_("Chronology of an agency, with its file and reading (events)"),
    "invited": N_("Invited list (people)"),
    "attendance": N_("Places taken in the meeting (places)"),
    "board": N_("Shared board and review team's lane (entries of the journal)"),
    "snapshot": N_("Snapshot"),
    "alert": N_("Risk alert"),
    "held journal": N_("History kept for the legal hold (sealed pieces)"),
    "held words": N_("Words taken back, kept for the legal hold (sealed pieces)"),
}
HOLDER = N_("The Board, on the server of this instance")
KEYS = {
    "working": N_("Encrypted, working key"),
    "record": N_("Encrypted, record key"),
    "people": N_("Encrypted, people key"),
    "alerts": N_("Encrypted, alerts key; not on any page"),
}
# A sheet must not run what a cell says.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_of(holdings: Iterable[Holding], say: Say) -> list[tuple[str, ...]]:
    """The schedule, a row for each holding."""
    return [
        (say(KINDS[one.kind]), one.of, str(one.number), say(HOLDER), say(KEYS[one.key])) for one in holdings
    ]


def sheet_of(rows: Sequence[tuple[str, ...]], say: Say) -> bytes:
    """The schedule as CSV for a spreadsheet."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([say(head) for head in HEADS])
    writer.writerows([[f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows])
    return made.getvalue().encode("utf-8-sig")
