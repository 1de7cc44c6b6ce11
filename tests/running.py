"""A real server as a process of its own: started, asked, killed and started again by tests."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 30.0
OURS = ("SIGHTLINE_", "HOST", "PORT")

T = TypeVar("T")


class Gone(AssertionError):
    """The server ended, or did not do what was waited for; the text holds its output."""


@dataclass
class Server:
    """One server on one port and one folder, which both outlive a kill.

    Args:
        folder: an empty folder for everything that the server keeps, and for its output.
        settings: more environment for it, by name.
    """

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its pages, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """Everything it has printed and logged since its first start."""
        log = self.folder / "output.txt"
        return log.read_text(errors="replace") if log.exists() else ""

    def start(self) -> Server:
        """Start it and wait until it is ready. Returns itself."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "output.txt").open("ab") as log:
            command = [sys.executable, "-m", "server", "serve"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), stdout=log, stderr=subprocess.STDOUT
            )
        self._until(self._is_ready, "be ready")
        return self

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End it as Ctrl-C does. Returns its exit status."""
        return self._end(signal.SIGINT)

    def restart(self) -> Server:
        """Kill it and start it again on the same port and folder."""
        self.kill()
        return self.start()

    def says(self, pattern: str) -> re.Match[str]:
        """Wait until its output matches a regular expression. Returns the first match."""
        return self._until(lambda: re.search(pattern, self.output), f"say {pattern!r}")

    def run(self, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run another command of the operator's door on the same folder; its status must be 0."""
        command = [sys.executable, "-m", "server", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, input=stdin
        )
        assert done.returncode == 0, f"{words} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done

    def demo(self, participants: int = 12) -> dict[str, Any]:
        """A fresh meeting of the training case, as `sightline demo --json` describes it."""
        meeting: dict[str, Any] = json.loads(
            self.run("demo", "--json", "--participants", str(participants)).stdout
        )
        return meeting

    def environment(self) -> dict[str, str]:
        """What it is started with: nothing of ours from outside but what this test set."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        own = {"PORT": str(self.port), "SIGHTLINE_DATA": str(self.folder / "kept"), "PYTHONUNBUFFERED": "1"}
        # A machine that runs every test at once may stand still for longer than a meeting's.
        own["SIGHTLINE_STALL"] = "30"
        return {**outside, **own, **self.settings}

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=PATIENCE_SECONDS) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            return False

    def _until(self, look: Callable[[], T | None], wish: str) -> T:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found = look()
            if found:
                return found
            self._linger()
        raise Gone(f"the server did not {wish} in {PATIENCE_SECONDS:.0f} s:\n{self.output}")

    def _linger(self) -> None:
        # What is waited for is its end: that is noticed at once, and only a living server is asked again.
        assert self.process is not None, "start it first"
        try:
            status = self.process.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            return
        raise Gone(f"the server ended with {status}:\n{self.output}")

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(how)
        status = self.process.wait(timeout=PATIENCE_SECONDS)
        self.process = None
        return status


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
