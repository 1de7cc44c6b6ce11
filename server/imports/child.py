"""The worker's own side: one file, one answer, and then it ends. Run as `python -m server.imports.child`."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .codec import as_plain, from_plain
from .reader import read
from .refused import FileRefused
from .worker import GIVES_WAY, OUT_OF_MEMORY, Order


def main() -> int:
    """Answer the one order on standard input."""
    order = from_plain(Order, json.loads(sys.stdin.readline()))
    os.nice(GIVES_WAY)
    resource.setrlimit(resource.RLIMIT_AS, (order.memory, order.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (order.seconds, order.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        _say(_answer(order))
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _answer(order: Order) -> Mapping[str, Any]:
    try:
        reading = read(
            Path(order.path),
            order.name,
            mapping=order.mapping,
            answers=order.answers,
            scope=(order.start, order.end) if order.start and order.end else None,
            death=order.death,
            pseudonyms=order.pseudonyms,
            progress=lambda part: _say({"part": round(part, 3)}),
        )
    except FileRefused as refused:
        return {"refused": refused.code, "say": refused.say}
    return {"reading": as_plain(reading)}


def _say(answer: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
