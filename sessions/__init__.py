"""The rules of a meeting, without wires and disks.

The gate's modules may lie here twice: as they are written, and compiled from exactly that text (`hatch_build.py`,
where a C compiler was at hand), which is then what is imported. After an edit the compiled ones no longer fit and are
left aside, so the text is always what runs.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

HERE = Path(__file__).parent
COMPILED = ("draft", "gate", "judgement", "keystroke", "lib0", "neighbours", "pens", "places", "updates")


def compiled() -> Path:
    """Where the gate lies compiled for this Python, if it does: a name that changes with each change of the text."""
    written = b"\0".join((HERE / f"{name}.py").read_bytes() for name in COMPILED)
    return HERE / "_compiled" / (sha256(written).hexdigest()[:16] + EXTENSION_SUFFIXES[0])


if compiled().is_dir():
    __path__.insert(0, str(compiled()))
