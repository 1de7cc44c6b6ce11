"""An invented review for simulated meetings: four agencies of three, and a folder to begin each meeting with."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from server.config import Settings, read_settings
from server.methods import library
from server.opening import open_meeting
from server.store import accounts
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.books import Books, Store
from sessions.meeting import Meeting, Review, Status
from sessions.people import Agency, Person, Role

AGENCIES = (
    Agency("PD", "Police department", "Police", "law", "Law", 1),
    Agency("CHS", "Community health service", "Community health", "health", "Health", 2),
    Agency("ASC", "Adult social care", "Social care", "care", "Care", 3),
    Agency("HO", "Housing", "Housing office", "housing", "Homes", 4),
)
ROLES = (
    "Constable",
    "Community psychiatric nurse",
    "Social worker",
    "Tenancy sustainment and support officer",
)
NAMES = (
    *("Ama Bell", "Ben Crow", "Cat Dale", "Dev Eyre", "Eve Ford", "Fay Gill"),
    *("Gus Hale", "Hal Ince", "Ivy Joss", "Jed Kemp", "Kay Lane", "Lou Marr"),
)
SAYINGS = (
    "we went to the flat",
    "and nobody said that she had moved",
    "the letter came late",
    "I thought somebody else would ring",
    "on that day there were two of us for the whole ward",
    "and he looked well enough",
    "then",
)
TIMELINE, ROUND = 3, 6
# One of each agency has no phone: whoever leads writes down what is on their paper (M14, M15).
ON_PAPER = (1, 4, 7, 10)
EVENTS = [
    {
        "id": f"e{n}",
        "number": str(n),
        "agency": AGENCIES[n % 4].abbreviation,
        "what": f"Visit {n}",
        "date": {"text": "May 2024", "start": "2024-05-01", "end": "2024-05-31"},
    }
    for n in range(1, 7)
]


@dataclass(frozen=True)
class Script:
    """Who is who and who does what when, drawn from one seed: the only chance that the test itself brings."""

    people: tuple[Person, ...]
    joining: tuple[int, ...]
    sending: tuple[int, ...]
    texts: tuple[str, ...]
    mode: str

    @property
    def leaving(self) -> list[int]:
        """Where words carry a label, one of each agency leaves before the reveal, and none hides anybody then."""
        return [] if self.mode == "anonymous" else [0, 3, 6, 9]


def script(seed: int) -> Script:
    """The meeting of a seed: one third anonymous, one role-only, one private to the review team."""
    drawn = random.Random(seed)
    names = drawn.sample(NAMES, 12)
    people = tuple(
        Person(f"p{n:02}{seed}", names[n], AGENCIES[n // 3].abbreviation, ROLES[n // 3]) for n in range(12)
    )
    return Script(
        people,
        tuple(drawn.sample(range(12), 12)),
        tuple(drawn.sample(range(12), 12)),
        tuple(
            " ".join([drawn.randbytes(8).hex(), *drawn.choices(SAYINGS, k=drawn.randint(3, 30))])
            for _ in range(12)
        ),
        ("anonymous", "role", "private")[seed % 3],
    )


def settings_of(folder: Path) -> Settings:
    """An instance of its own, at debug level."""
    return read_settings({"SIGHTLINE_DATA": str(folder), "SIGHTLINE_LOG": "debug"})


def begin(folder: Path) -> Meeting:
    """Make the folder that every simulated meeting starts with a copy of."""
    store = Store(settings_of(folder))
    meeting = store.write_now(_born)
    store.close()
    return meeting


def copied(begun: Path, folder: Path) -> Settings:
    """A fresh instance in which the same meeting begins."""
    shutil.copytree(begun, folder)
    return settings_of(folder)


def _born(books: Books) -> Meeting:
    review = Review("r1", "R1", "A review", agencies=AGENCIES)
    review_rows.add_review(books, review, accounts.add_account(books, "Lead"))
    chronology = {"agency": "PD", "file": "f", "state": "confirmed", "events": EVENTS}
    review_rows.add_chronology(books, review.id, chronology)
    episodes = [
        {"id": "k1", "number": 1, "title": "One", "start": "", "end": "", "status": "agreed", "events": []}
    ]
    meeting = open_meeting(books, review, library().templates["T1"], episodes=episodes).meeting
    standing = replace(meeting, phase=TIMELINE, status=Status.LIVE)
    meeting_rows.save_meeting(books, standing, meeting.phase)
    lead = Person("lead", "Lena Orr", "", "Lead reviewer", group=Role.FACILITATOR)
    meeting_rows.invite(books, meeting, lead, 0)
    return standing
