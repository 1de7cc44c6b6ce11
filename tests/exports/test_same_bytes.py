"""The same snapshot gives the same bytes in any process, time zone, language and folder: promise R2."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.exports import record, word
from sessions.snapshot import dump
from tests.exports.record import training_snapshot

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
import hashlib, sys, time
from server.exports import record, word
from sessions.snapshot import load
time.tzset()
snapshot = load(sys.stdin.buffer.read())
for export in (word, record):
    for lane in (False, True):
        print(hashlib.sha256(export.render(snapshot, with_team_lane=lane)).hexdigest())
"""


@pytest.mark.parametrize(
    ("zone", "language", "seed"),
    [("Pacific/Kiritimati", "cy_GB.UTF-8", "1"), ("America/St_Johns", "C", "2"), ("UTC", "tr_TR.UTF-8", "3")],
)
def test_R2_another_machine_makes_the_same_bytes(zone: str, language: str, seed: str, tmp_path: Path) -> None:
    places = {"TZ": zone, "LANG": language, "LC_ALL": language, "LANGUAGE": language, "HOME": str(tmp_path)}
    path = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "PATH": os.environ["PATH"]}
    made = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=dump(training_snapshot()),
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={**path, **places},
    )
    here = [
        hashlib.sha256(export.render(training_snapshot(), with_team_lane=lane)).hexdigest()
        for export in (word, record)
        for lane in (False, True)
    ]
    assert made.stdout.decode().split() == here
