"""Makes meetings on a running server, each as `sightline demo --json` does, and prints them as one JSON list."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from server.config import read_settings
from server.methods import library
from server.opening import open_meeting
from server.store import accounts
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.books import Books, Store, new_id
from server.training import demo
from server.training.case import FACILITATOR, Loaded, load_case


def main() -> None:
    """Seats and cookies for so many meetings of so many people."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=1)
    parser.add_argument("--participants", type=int, default=12)
    parser.add_argument("--bare", action="store_true", help="of a review that has no chronologies yet")
    asked = parser.parse_args()
    store = Store(read_settings())
    make = bare if asked.bare else demo.make_demo
    print(json.dumps([make(store, asked.participants) for _ in range(asked.meetings)]))
    store.close()


def bare(store: Store, participants: int) -> dict[str, Any]:
    """The same people in a meeting that begins with an empty timeline."""

    def act(books: Books) -> dict[str, Any]:
        full = load_case(books, people=participants)
        review = replace(full.review, id=new_id())
        review_rows.add_review(books, review, str(accounts.account_named(books, FACILITATOR)))
        opened = open_meeting(books, review, library().templates["T1"])
        people = tuple(replace(person, id=new_id(), reports_to="") for person in full.people)
        for place, person in enumerate(people):
            meeting_rows.invite(books, opened.meeting, person, place)
        loaded = Loaded(review, opened, people)
        demo._stand_in(books, loaded)
        chosen = demo._chosen(loaded, participants)
        seated = [(person, demo._seat(books, store.settings, loaded, person)) for person in chosen]
        return demo._addresses(store.settings, loaded) | demo._cookies(store.settings, loaded, seated)

    return store.write_now(act)


if __name__ == "__main__":
    main()
