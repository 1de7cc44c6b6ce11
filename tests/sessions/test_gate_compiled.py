"""The gate as it is written and the gate as it is compiled are one gate (promise G1)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sessions
import sessions.gate
from hatch_build import can_compile
from tests.running import ROOT

PLAYED = ("test_gate_stories.py", "test_gate_hostile.py", "test_updates.py")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A checkout in which nothing is compiled."""
    for name in ("sessions", "tests", "server"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("_compiled", "__pycache__")
        )
    for name in ("pyproject.toml", "hatch_build.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "static").symlink_to(ROOT / "static")
    return tmp_path


def test_G1_where_there_is_a_compiler_the_gate_that_runs_is_compiled_from_exactly_its_text() -> None:
    if not can_compile():
        pytest.skip("no C compiler: the gate runs as it is written")
    where = Path(str(sessions.gate.__file__))
    assert where.parent == sessions.compiled(), "the gate was edited since it was compiled: run `make assets`"


def test_G1_an_edited_gate_is_never_answered_for_by_its_former_self(plain: Path) -> None:
    if not can_compile():
        pytest.skip("no C compiler: the gate runs as it is written")
    shutil.copytree(sessions.compiled(), plain / "sessions" / "_compiled" / sessions.compiled().name)
    asks = "import sessions.gate; print(sessions.gate.__file__)"
    before = _run(plain, "-c", asks).stdout
    with (plain / "sessions" / "pens.py").open("a") as file:
        file.write("\n# edited\n")
    assert "_compiled" in before
    assert _run(plain, "-c", asks).stdout.strip() == str(plain / "sessions" / "gate.py")


def test_G1_the_gate_as_it_is_written_passes_the_same_plays(plain: Path) -> None:
    files = [f"tests/sessions/{name}" for name in PLAYED]
    played = _run(plain, "-m", "pytest", "-q", "--noconftest", "-p", "no:cacheprovider", *files)
    assert played.returncode == 0, played.stdout[-2000:]
    assert " passed" in played.stdout


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True)
