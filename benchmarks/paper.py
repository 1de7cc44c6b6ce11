"""What paper costs a meeting: a long chronology read in, and the record of many notes written out (promise S9).

    python -m benchmarks.paper [--people 100] [--rows 5000] [--notes 2000]

On a real server a meeting of a hundred phones types on, 40 keystrokes a second, while a facilitator sends a file of
5,000 rows and adds it to a timeline, and while the record of 2,000 perspectives is exported. Prints how long each
took, and when the others saw a keystroke, before and meanwhile (from the moment at which it was due, so that a
stall counts for all that fell into it).
"""

from __future__ import annotations

import argparse
import asyncio
import io
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Awaitable
from pathlib import Path
from statistics import quantiles
from typing import Any

from lxml import html

from benchmarks.live.probing import Probed
from benchmarks.meeting.afternoon import FIRST_ROUND, TIMELINE, WORDS, Afternoon, Course
from benchmarks.meeting.phones import Pages

PACE = 40.0
QUIET_SECONDS = 8.0
WRITERS = 30
IMPORT_SECONDS, EXPORT_SECONDS = 10.0, {"docx": 3.0, "pdf": 3.0, "qdpx": 2.0}


def main() -> int:
    """Measure both; how many figures were missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, usual in (("people", 100), ("rows", 5000), ("notes", 2000)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="measure-paper-") as folder:
        server = Probed(Path(folder), {})
        try:
            server.start()
            return asyncio.run(_measured(server, asked))
        finally:
            server.kill()


async def _measured(server: Probed, asked: argparse.Namespace) -> int:
    assert server.process is not None
    hall = Hall(server.meeting(asked.people), server.process.pid, Course(phones=asked.people))
    link = re.search(r"(/sign-in/\S+)", (server.folder / "server.log").read_text())
    assert link, "the server printed no link to sign in with"
    async with hall.http:
        await hall.all(hall.phones, hall.joins)
        await hall.fill(asked.notes)
        await hall.opens(TIMELINE)
        missed = [
            await _beside(
                hall, f"import of {asked.rows} rows", _import(hall, link[1], asked.rows), IMPORT_SECONDS
            )
        ]
        for form, most in EXPORT_SECONDS.items():
            missed.append(await _beside(hall, f"{asked.notes} notes to {form}", hall.exports(form), most))
        await hall.all(hall.phones, hall.drops)
    return sum(missed)


async def _beside(hall: Hall, what: str, act: Awaitable[bool], most: float) -> bool:
    """One line of the report; is it too slow?"""
    before = await hall.types_until(asyncio.sleep(QUIET_SECONDS))
    began = time.perf_counter()
    doing = asyncio.ensure_future(act)
    meanwhile = await hall.types_until(doing)
    took = time.perf_counter() - began
    if not doing.result():
        print(f"{what:28}not offered")
        return False
    print(f"{what:28}{took:6.1f} s (promised {most:.0f}); a keystroke was seen")
    print(f"{'':28}before {_told(before)}, meanwhile {_told(meanwhile)}")
    return took > most


def _told(times: list[float]) -> str:
    p95 = quantiles(times, n=20)[18] if len(times) > 1 else times[0]
    return f"p95 {p95:.1f} ms, worst {max(times):.0f} ms"


class Hall(Afternoon):
    """A meeting that goes on while papers are read and written."""

    async def fill(self, notes: int) -> None:
        """Everybody says something about an episode, until there are so many notes; then all are shown and frozen."""
        await self.opens(FIRST_ROUND)
        each = -(-notes // len(self.phones))
        for _ in range(each):
            await asyncio.gather(
                *(self.says(phone, "role", on_kind="episode", on_id="KPE1") for phone in self.phones)
            )
        await self.taps("reveal")
        await self.taps("snapshots")

    async def exports(self, form: str) -> bool:
        """The first snapshot as a file; False when there is no such form."""
        answer = await self.leader.fetch(f"/meetings/{self.meeting['meeting']}/snapshots/1.{form}")
        if answer.status_code == 404:
            return False
        answer.raise_for_status()
        assert form != "docx" or _notes_in(answer.content) >= self.done["contributions"], "notes are missing"
        return True

    async def types_until(self, over: Awaitable[Any]) -> list[float]:
        """Keystrokes at a steady pace until something is over: milliseconds from due until all saw it."""
        doing, began, found, number = asyncio.ensure_future(over), time.perf_counter(), [], 0
        while not doing.done():
            due = began + number / PACE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer = self.phones[number % WRITERS]
            seen = [phone.expects() for phone in self.phones if phone is not writer]
            await writer.types()
            await asyncio.gather(*seen)
            found.append((time.perf_counter() - due) * 1e3)
            number += 1
        return found


def _notes_in(document: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return parts.read("word/document.xml").count(WORDS[:30].encode())


async def _import(hall: Hall, link: str, rows: int) -> bool:
    """Sign in, send the file, take the columns as they were guessed, add all rows to the timeline."""
    desk = Pages(hall.http, "")
    await desk.opens(link)
    await desk.sends(link, {})
    review = re.search(r'href="/reviews/([0-9A-Za-z_-]{8,})', await desk.opens("/reviews"))
    assert review, "no review is listed"
    shelf = f"/reviews/{review[1]}/chronologies"
    await desk.opens(shelf)
    sent = await desk.sends(shelf, {"agency": "GP"}, files={"file": ("GP chronology.csv", _rows(rows))})
    at = sent.headers["location"]
    page = await _until_read(desk, at)
    form = next(form for form in page.forms if str(form.action or "").endswith("/columns"))
    await desk.sends(
        f"{at}/columns", {key: value for key, value in form.form_values() if key not in ("form", "token")}
    )
    await _until_read(desk, at)
    await desk.sends(f"{at}/confirmation", {})
    assert f"{rows}" in (await desk.opens(shelf)).replace(",", ""), "not all rows are on the timeline"
    return True


async def _until_read(desk: Pages, at: str) -> Any:
    """The next page of a file, as soon as it is read."""
    while True:
        page = await desk.opens(at)
        if f"{at}/columns" in page or f"{at}/rows" in page or f"{at}/confirmation" in page:
            return html.fromstring(page)
        await asyncio.sleep(0.1)


def _rows(count: int) -> bytes:
    lines = ["Date,Source,What happened"]
    for number in range(count):
        day, month, year = 1 + number % 28, 1 + number // 28 % 12, 2020 + number // 336 % 5
        lines.append(f'{day:02d}/{month:02d}/{year},Case file,"Visit {number}. {WORDS}"')
    return "\n".join(lines).encode()


if __name__ == "__main__":
    sys.exit(main())
