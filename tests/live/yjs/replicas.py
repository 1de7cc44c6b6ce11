"""Real Yjs replicas in one long-running Node process, driven over a pipe."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest

from hatch_build import find_node
from tests.running import ROOT

SCRIPT = Path(__file__).with_name("replicas.mjs")
PACKAGES = ROOT / "static"
ROOTS = {"timeline": "map", "episodes": "map", "lists": "array", "words": "text"}


def start() -> Replicas:
    """The process, or a test skipped aloud where Node or yjs are not installed."""
    if not (PACKAGES / "node_modules" / "yjs").exists():
        pytest.skip("needs the npm packages of static/package.json: run `python hatch_build.py`")
    try:
        binary, _, environment = find_node()
    except ImportError:
        pytest.skip("needs Node")
    # As text on the command line, imports are looked up from the working folder: there the packages are.
    command = [binary, "--input-type=module", "--eval", SCRIPT.read_text()]
    process = subprocess.Popen(
        command, cwd=PACKAGES, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return Replicas(process)


class Replicas:
    """People's replicas by id. Each call returns what that person's Yjs sent meanwhile."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, wish: str, **more: Any) -> dict[str, Any]:
        """One request and its answer."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"do": wish, **more}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the Node process has ended"
        return dict(json.loads(answer))

    def open(self, person: int, client: int, state: bytes, undoes: str, gc: bool) -> list[bytes]:
        """A new replica that holds what the server holds; what it sends at once (see `deliver`).

        Args:
            undoes: "text" for one undo stack a text, "all" for one of all roots, "adds" for one of all roots that
                remembers only what was added, so that undo takes it away with all that is in it by then.
            gc: whether this Yjs forgets what was deleted, as it does by default.
        """
        return self._sent("open", id=person, client=client, state=_words(state), undoes=undoes, gc=gc)

    def act(self, person: int, acts: list[Any], together: bool) -> list[bytes]:
        """Let a person write; the updates that their Yjs sends."""
        return self._sent("act", id=person, acts=acts, together=together)

    def deliver(self, person: int, update: bytes) -> list[bytes]:
        """Hand a person an update from the server; Yjs may answer by tidying up formattings."""
        return self._sent("deliver", id=person, update=_words(update))

    def answer(self, person: int, vector: bytes) -> bytes:
        """The person's sync step 2 for a server that holds `vector`."""
        return b64decode(self.ask("answer", id=person, vector=_words(vector))["update"])

    def vector(self, person: int) -> bytes:
        """The person's state vector."""
        return b64decode(self.ask("vector", id=person)["vector"])

    def read(self, person: int) -> dict[str, Any]:
        """What the person's screen would show."""
        return dict(self.ask("read", id=person)["holds"])

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def _sent(self, wish: str, **more: Any) -> list[bytes]:
        return [b64decode(update) for update in self.ask(wish, **more)["sent"]]


def _words(update: bytes) -> str:
    return b64encode(update).decode()
