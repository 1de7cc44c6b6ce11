"""The README says every setting and every command, and no other."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from tests.house.tree import clean, present
from tests.running import ROOT

SETTING = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? *\|", re.MULTILINE)
OFFERED = re.compile(r"^ {4}([a-z]+)(?: {2,}|$)", re.MULTILINE)
STORY = re.compile(r"^async def test_row_(\d+)_(\w+)\(", re.MULTILINE)
ROW = re.compile(r"^\| (\d+) \| (.+?) \|$", re.MULTILINE)
COMMAND = re.compile(r"^\| `sightline ([a-z]+)", re.MULTILINE)


def test_the_settings_table_is_that_of_the_code() -> None:
    present("server/config.py")
    coded = {setting.name: setting.default for setting in import_module("server.config").SETTINGS}
    assert coded, "there must be settings for this to mean anything"
    clean(differences(readme_settings(readme()), coded))


def test_every_command_is_in_the_readme() -> None:
    coded = dict.fromkeys(commands(), "")
    assert coded, "there must be commands for this to mean anything"
    clean(differences(dict.fromkeys(COMMAND.findall(readme()), ""), coded))


def test_the_table_of_rows_is_that_of_the_stories() -> None:
    coded = {number: words for path in stories() for number, words in STORY.findall(path.read_text())}
    assert coded, "there must be stories for this to mean anything"
    clean(
        differences(dict(ROW.findall(readme())), {key: say.replace("_", " ") for key, say in coded.items()})
    )


def test_a_planted_violation_is_seen() -> None:
    table = "| `HOST` | `127.0.0.1` | where |\n| `SIGHTLINE_URL` |  | address |\n| `OLD` | `1` | gone |\n"
    told = readme_settings(table)
    assert told == {"HOST": "127.0.0.1", "SIGHTLINE_URL": "", "OLD": "1"}
    assert differences(told, {"HOST": "0.0.0.0", "SIGHTLINE_URL": "", "NEW": "1"}) == [
        "HOST differs",
        "NEW is missing in the README",
        "OLD is only in the README",
    ]


def stories() -> list[Path]:
    """Whole meetings, each with the number of its row in the list of methods."""
    return sorted((ROOT / "tests/meetings").glob("test_*.py"))


def readme() -> str:
    """The README's text."""
    return present("README.md").read_text()


def readme_settings(text: str) -> dict[str, str]:
    """Names and defaults of the settings table."""
    return dict(SETTING.findall(text))


def commands() -> list[str]:
    """The commands that the operator's door offers, as its own help names them."""
    asked = [sys.executable, "-m", "server", "--help"]
    answer = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return OFFERED.findall(answer.stdout)


def differences(told: dict[str, str], coded: dict[str, str]) -> list[str]:
    """What the README and the code do not agree about."""
    both = told.keys() & coded.keys()
    return sorted(
        [f"{name} differs" for name in both if told[name] != coded[name]]
        + [f"{name} is missing in the README" for name in coded.keys() - told.keys()]
        + [f"{name} is only in the README" for name in told.keys() - coded.keys()]
    )
