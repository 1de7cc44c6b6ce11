"""What a benchmark says is on was tried: with a defence taken out of the text of a server, its probe turns red."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT

CODES = ("benchmarks", "server", "sessions", "templates")
PROBE = "import json; from benchmarks.live.probing import probe; print(json.dumps(probe({}).on))"
SEATS, GATE, ENCRYPTION = "seats", "gate", "encryption"
FULL, KEPT = "synchronous=FULL", "kept before shown"
# What is taken out: which probe must see it, the file, and what of its text is replaced by what.
TAKEN_OUT = {
    "whoever has no seat gets one": (
        SEATS,
        "server/live/endpoint.py",
        {"seat = await find()\n": "seat = await find() or next(iter(live.seats.values()))\n"},
    ),
    "any cookie that begins like a seat's opens it": (
        SEATS,
        "server/access.py",
        {'seat_cookie(store.settings, meeting), "")\n': 'seat_cookie(store.settings, meeting), "")[:43]\n'},
    ),
    "pens allow everything": (
        GATE,
        "sessions/pens.py",
        {"return _allowed(role, shared_work, locked, verb, path)\n": "return True\n"},
    ),
    "nobody asks the pens": (
        GATE,
        "sessions/judgement.py",
        {"if not self.allow(verb, path):\n": "if False:\n"},
    ),
    "words are kept as they are": (
        ENCRYPTION,
        "server/store/keys.py",
        {
            "return nonce + self._cipher(owner, kind).encrypt(": "return plain or self._cipher(owner, kind).encrypt(",
            "return self._cipher(owner, kind).decrypt(": "return sealed or self._cipher(owner, kind).decrypt(",
        },
    ),
    "a commit does not wait for the disk": (
        FULL,
        "server/store/engine.py",
        {"PRAGMA synchronous=FULL": "PRAGMA synchronous=NORMAL"},
    ),
    "changes are shown and never kept": (
        KEPT,
        "server/store/books.py",
        {"        keep(self._opened(act), done)\n": "        done(None)\n"},
    ),
}


def house(folder: Path) -> Path:
    """A copy of the checkout whose text can be broken; probes there wait for less long."""
    for name in CODES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("_compiled", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "static").symlink_to(ROOT / "static")
    probing = folder / "benchmarks/live/probing.py"
    breaks(probing, {"PATIENCE = 20.0": "PATIENCE = 6.0"})
    return folder


def breaks(path: Path, changes: dict[str, str]) -> None:
    text = path.read_text()
    for before, after in changes.items():
        assert text.count(before) == 1, f"{path.name} was changed: {before!r}"
        text = text.replace(before, after)
    path.write_text(text)


def probed(folder: Path) -> dict[str, bool]:
    """What the benchmark's probes say of the server there."""
    tried = subprocess.run([sys.executable, "-c", PROBE], cwd=folder, capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr[-2000:]
    found: dict[str, bool] = json.loads(tried.stdout)
    return found


def test_S3_all_probes_are_green_on_the_server_as_it_is(tmp_path: Path) -> None:
    assert probed(house(tmp_path)) == dict.fromkeys((SEATS, GATE, ENCRYPTION, FULL, KEPT), True)


@pytest.mark.parametrize("what", TAKEN_OUT)
def test_S3_a_probe_turns_red_when_what_it_looks_for_is_taken_out(tmp_path: Path, what: str) -> None:
    wanted, path, changes = TAKEN_OUT[what]
    breaks(house(tmp_path) / path, changes)
    found = probed(tmp_path)
    assert [name for name, is_on in found.items() if not is_on] == [wanted]
