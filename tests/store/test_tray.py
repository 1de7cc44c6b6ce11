"""The Tray's file after a crash in the middle of a release (promise A6)."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

import pytest

from server.config import read_settings
from server.store.accounts import add_account
from server.store.books import Store, note_release
from server.store.meetings import add_meeting
from server.store.reviews import add_review
from sessions.labels import Mode
from sessions.meeting import Meeting, Review
from sessions.tray import Waiting

BATCH, PHASE = "b1", 6


def opened(folder: Path) -> Store:
    return Store(read_settings({"SIGHTLINE_DATA": str(folder)}))


def written(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("tray.db*"))


@pytest.mark.parametrize("moment", ["marked", "shown", "taken out"])
def test_A6_a_release_that_a_crash_interrupts_is_finished_once_and_leaves_no_order(
    tmp_path: Path, moment: str
) -> None:
    store, items = opened(tmp_path / "before"), [secrets.token_hex(32) for _ in range(5)]
    store.write_now(lambda books: add_review(books, Review("r1"), add_account(books, "Ada")))
    store.write_now(lambda books: add_meeting(books, Meeting("m1", "r1", "Meeting"), "ABC234", "screen"))
    for item in items:
        waiting = Waiting(item, "words", Mode.ROLE, ("A participant",), PHASE)
        store.tray_now(lambda tray, waiting=waiting: tray.put("m1", waiting, PHASE))
    store.tray_now(lambda tray: tray.mark("m1", items, BATCH))
    if moment != "marked":
        store.write_now(lambda books: note_release(books, "m1", BATCH))
    if moment == "taken out":
        store.tray_now(lambda tray: tray.remove("m1", items))
    # What a power cut leaves: the files as they are while they are open.
    shutil.copytree(tmp_path / "before", tmp_path / "after")
    assert all(written(tmp_path / "after").count(item.encode()) > 0 for item in items)
    store.close()

    again = opened(tmp_path / "after")
    left = {waiting.item for waiting in again.tray_now(lambda tray: tray.waiting("m1"))}
    assert left == (set(items) if moment == "marked" else set())
    found = written(tmp_path / "after")
    assert all((item.encode() in found) == (moment == "marked") for item in items)
    again.close()
