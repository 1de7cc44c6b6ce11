"""The pure parts of the browser's scripts, run by Node's own test runner, one file a test."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from hatch_build import find_node
from tests.running import ROOT

HERE = Path(__file__).parent
SCRIPTS = sorted(HERE.glob("*.test.mjs"))


@pytest.fixture(scope="module")
def runner() -> list[str]:
    """The command that runs one file of tests."""
    if not (ROOT / "static" / "node_modules" / "yjs").is_dir():
        pytest.skip("static/node_modules is not there: run `make assets`")
    try:
        binary, _, _ = find_node()
    except ModuleNotFoundError:
        pytest.skip("no Node on the path and none from PyPI: the scripts were not tested")
    return [binary, "--test", "--test-reporter=spec"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name.removesuffix(".test.mjs"))
def test_scripts_do_what_they_say(runner: list[str], script: Path) -> None:
    done = subprocess.run([*runner, str(script)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "fail 0" in done.stdout, done.stdout
