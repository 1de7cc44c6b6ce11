"""What is really on while we measure, found out by trying it on a running server, never by reading its settings.

A server is started as the measured ones are, and a meeting is made in it. Then somebody without a seat comes, edits
are sent that nobody may make, words are typed and looked for in every file, the databases are asked how they
write, and the server is killed as soon as somebody saw a change.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pycrdt import Doc, Map, create_sync_message, create_update_message, handle_sync_message
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

HERE = Path(__file__).parent
HOUSE = HERE.parents[1]
PATIENCE = 20.0
STARTS = 60.0
FULL = 2
FLOOD = 1500


@dataclass(frozen=True)
class Found:
    """What was on: each defence by name; whether lines are limited; and the board that a newcomer is given."""

    on: dict[str, bool]
    limits: bool
    board: bytes

    @property
    def off(self) -> list[str]:
        """The defences that are not on."""
        return [name for name, is_on in self.on.items() if not is_on]

    def words(self) -> str:
        """One line for the report."""
        said = [f"{name} {'on' if is_on else 'OFF'}" for name, is_on in self.on.items()]
        return ", ".join([*said, f"limits of a line {'on' if self.limits else 'raised'}"])


def probe(settings: dict[str, str]) -> Found:
    """Try a fresh server out.

    Args:
        settings: environment that the measured servers get, too.
    """
    with tempfile.TemporaryDirectory(prefix="measure-probe-") as folder:
        server = Probed(Path(folder), settings)
        try:
            server.start()
            return _tried(server)
        finally:
            server.kill()


def _tried(server: Probed) -> Found:
    meeting = server.meeting()
    address, cookies = meeting["board_ws"], [one["cookie"] for one in meeting["participants"]]
    board = _board(address, cookies[0])
    on = {
        "seats": not _may_read(address, None) and not _may_read(address, f"{cookies[0]}x"),
        "gate": not any(_lets_in(address, cookies, edit) for edit in FORBIDDEN),
    }
    word = f"marmalade{secrets.token_hex(8)}"
    kept = _is_kept_when_shown(server, address, cookies, word)
    on["encryption"] = not server.has_in_a_file(word)
    on["synchronous=FULL"] = server.writes_fully()
    on["kept before shown"] = kept
    return Found(on, _stops_a_flood(address, cookies[3]), board)


@dataclass
class Probed:
    """A server of our own, as the scenarios start it; its database connections are watched."""

    folder: Path
    settings: dict[str, str]
    port: int = field(default_factory=lambda: _free_port())
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        with (self.folder / "server.log").open("ab") as log:
            command = [sys.executable, "-m", "server", "serve"]
            self.process = subprocess.Popen(
                command, cwd=HOUSE, env=self._environment(), stdout=log, stderr=log
            )
        _until(lambda: _listens(self.port), "listen", STARTS)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def meeting(self, people: int = 12) -> dict[str, Any]:
        """A meeting of the training case."""
        asked = [sys.executable, str(HERE / "meetings.py"), "--participants", str(people)]
        made = subprocess.run(asked, cwd=HOUSE, env=self._environment(), capture_output=True, check=True)
        meeting: dict[str, Any] = json.loads(made.stdout)[0]
        return meeting

    def has_in_a_file(self, word: str) -> bool:
        """Does a word stand in any file that the server keeps, in whatever encoding?"""
        wanted = [word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()]
        kept = (_bytes_of(path) for path in self.folder.rglob("*"))
        return any(form in octets for octets in kept for form in wanted)

    def writes_fully(self) -> bool:
        """Does every connection to every database wait for the disk at each commit?"""
        levels = _until(lambda: self._watched.exists() and json.loads(self._watched.read_text()), "be asked")
        return all(level >= FULL for found in levels.values() for level in found)

    @property
    def _watched(self) -> Path:
        return self.folder / "watched.json"

    def _environment(self) -> dict[str, str]:
        own = {"HOST": "127.0.0.1", "PORT": str(self.port), "SIGHTLINE_DATA": str(self.folder / "house")}
        seen = {"PYTHONPATH": str(HERE / "watching"), "MEASURE_WATCHED": str(self._watched)}
        return {**os.environ, **self.settings, **own, **seen, "SIGHTLINE_LOG": "warning"}


class Replica:
    """One line with a replica, speaking plain y-protocols."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.doc: Doc[Any] = Doc()
        self.octets = 0
        line.send(create_sync_message(self.doc))

    @property
    def timeline(self) -> Map[Any]:
        """The events that it was shown."""
        return self.doc.get("timeline", type=Map)

    def until(self, look: Callable[[], Any]) -> bool:
        """Take frames until something is seen; False when the line is closed before."""
        deadline = time.monotonic() + PATIENCE
        while not look():
            try:
                self._take(self.line.recv(timeout=max(0.01, deadline - time.monotonic())))
            except (ConnectionClosed, TimeoutError):
                return False
        return True

    def change(self, act: Callable[[Replica], object]) -> None:
        """Change the replica, and send what that made."""
        before = self.doc.get_state()
        act(self)
        with suppress(ConnectionClosed):
            self.line.send(create_update_message(self.doc.get_update(before)))

    def _take(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes) and frame[0] == 0:
            self.octets += len(frame)
            answer = handle_sync_message(frame[1:], self.doc)
            if answer is not None:
                self.line.send(answer)


@contextmanager
def _joined(address: str, cookie: str | None) -> Iterator[Replica]:
    headers = {"Cookie": cookie} if cookie else {}
    with connect(
        address, additional_headers=headers, max_size=None, compression=None, close_timeout=0.2
    ) as line:
        yield Replica(line)


def _board(address: str, cookie: str) -> bytes:
    with _joined(address, cookie) as ada:
        assert ada.until(lambda: len(ada.timeline)), "no board came"
        return ada.doc.get_update()


def _may_read(address: str, cookie: str | None) -> bool:
    try:
        with _joined(address, cookie) as stranger:
            return stranger.until(lambda: len(stranger.timeline))
    except (ConnectionClosed, OSError):
        return False


def _take_away(line: Replica) -> None:
    line.timeline.pop(next(iter(line.timeline.keys())))


def _write_for_the_server(line: Replica) -> None:
    line.doc.get("perspectives", type=Map)["forged"] = Map({"text": "never said"})


def _mark_as_imported(line: Replica) -> None:
    line.timeline[next(iter(line.timeline.keys()))]["origin"] = {"file": "forged"}


FORBIDDEN = (_take_away, _write_for_the_server, _mark_as_imported)


def _lets_in(address: str, cookies: list[str], edit: Callable[[Replica], object]) -> bool:
    """Is an edit that this seat may not make kept and given to others?"""
    with _joined(address, cookies[1]) as mallory:
        assert mallory.until(lambda: len(mallory.timeline)), "no board came"
        before = _content(mallory)
        mallory.change(edit)
        mallory.until(lambda: False)
    with _joined(address, cookies[2]) as later:
        return not later.until(lambda: len(later.timeline)) or _content(later) != before


def _content(line: Replica) -> list[Any]:
    return [line.doc.get(root, type=Map).to_py() for root in ("timeline", "perspectives")]


def _is_kept_when_shown(server: Probed, address: str, cookies: list[str], word: str) -> bool:
    """Type a word, kill the server once somebody else saw it, and look for it after a restart."""

    def events(line: Replica) -> str:
        return str(line.timeline.to_py())

    with _joined(address, cookies[4]) as bob, _joined(address, cookies[5]) as ada:
        assert ada.until(lambda: len(ada.timeline)) and bob.until(lambda: len(bob.timeline)), "no board came"
        first = next(iter(ada.timeline.keys()))
        ada.change(lambda line: line.timeline[first]["what"].insert(0, word))
        assert bob.until(lambda: word in events(bob)), "an edit that is allowed was not shown"
        server.kill()
    server.start()
    with _joined(address, cookies[6]) as later:
        return later.until(lambda: word in events(later))


def _stops_a_flood(address: str, cookie: str) -> bool:
    with _joined(address, cookie) as line:
        line.until(lambda: len(line.timeline))
        try:
            for _ in range(FLOOD):
                line.line.send(b"\x00\x02\x02\x00\x00")
            line.line.send(create_sync_message(Doc()))
            before = line.octets
            return not line.until(lambda: line.octets > before)
        except ConnectionClosed:
            return True


def _bytes_of(path: Path) -> bytes:
    """Nothing of a folder, and of a file that is gone by now: keys are renamed into their places."""
    with suppress(FileNotFoundError, IsADirectoryError):
        return path.read_bytes()
    return b""


def _until(look: Callable[[], Any], wish: str, patience: float = PATIENCE) -> Any:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError(f"the server did not {wish} in {patience:.0f} s")


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
