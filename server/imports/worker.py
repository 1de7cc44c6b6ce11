"""Reading a file in a process of its own, with limits of time, memory and size; the server lives on.

The child gets the path, never the server's environment, and answers in JSON lines on its standard output:
how far it is ({"part": 0.4}), then {"reading": ...} or {"refused": code, "say": sentence}. Whatever else
happens to it, the person gets a sentence.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .codec import as_plain, from_plain
from .reading import Choice, Reading
from .refused import FileRefused
from .sentences import BROKEN, TOO_BIG, TOO_LONG

MEGABYTE = 1024 * 1024
LONGEST_ANSWER = 256 * MEGABYTE
OUT_OF_MEMORY = 77
# How far a worker stands back: meetings run on the same processors, and whoever waits has a progress bar.
GIVES_WAY = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: seconds by the clock and of the processor, bytes of memory."""

    seconds: float = 60.0
    memory: int = 1024 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is asked: see `reader.read` for each part."""

    path: str
    name: str
    mapping: dict[str, Choice]
    answers: dict[str, str]
    start: date | None
    end: date | None
    death: date | None
    pseudonyms: tuple[str, ...]
    seconds: int
    memory: int


async def read_in_worker(
    path: Path,
    name: str,
    *,
    mapping: Mapping[str, Choice] | None = None,
    answers: Mapping[str, str] | None = None,
    scope: tuple[date, date] | None = None,
    death: date | None = None,
    pseudonyms: Collection[str] = (),
    progress: Callable[[float], None] = lambda part: None,
    limits: Limits = Limits(),
) -> Reading:
    """Read a chronology as `reader.read` does, in another process.

    `progress` is told from 0 to 1 how far it is. Raises FileRefused, also when the file is too much.
    """
    order = order_for(path, name, mapping, answers, scope, death, pseudonyms, limits)
    return from_plain(Reading, await carry_out(order, progress))


def order_for(
    path: Path,
    name: str,
    mapping: Mapping[str, Choice] | None,
    answers: Mapping[str, str] | None,
    scope: tuple[date, date] | None,
    death: date | None = None,
    pseudonyms: Collection[str] = (),
    limits: Limits = Limits(),
) -> Order:
    """Write down what a worker is asked; see `reader.read` for each part."""
    start, end = scope or (None, None)
    return Order(
        path=str(path),
        name=name,
        mapping=dict(mapping or {}),
        answers=dict(answers or {}),
        start=start,
        end=end,
        death=death,
        pseudonyms=tuple(pseudonyms),
        seconds=int(limits.seconds),
        memory=limits.memory,
    )


async def carry_out(order: Order, progress: Callable[[float], None] = lambda part: None) -> dict[str, Any]:
    """Let a process of its own read a file; give the reading as plain JSON values.

    Whoever only keeps it saves building 5,000 rows in a process that also runs meetings. Raises FileRefused.
    """
    child = await start("server.imports.child")
    try:
        async with asyncio.timeout(order.seconds):
            return await _answer(child, order, progress)
    except TimeoutError as trouble:
        raise FileRefused("time", TOO_LONG) from trouble
    finally:
        await end(child)


async def start(module: str) -> asyncio.subprocess.Process:
    """Start a child that knows where the code is, and none of the server's settings or keys."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"},
        limit=LONGEST_ANSWER,
    )


async def _answer(
    child: asyncio.subprocess.Process, order: Order, progress: Callable[[float], None]
) -> dict[str, Any]:
    assert child.stdin and child.stdout
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(json.dumps(as_plain(order)).encode() + b"\n")
        await child.stdin.drain()
    child.stdin.close()
    async for line in _lines(child.stdout):
        said: dict[str, Any] = await asyncio.to_thread(json.loads, line)
        if "reading" in said:
            reading: dict[str, Any] = said["reading"]
            return reading
        if "refused" in said:
            raise FileRefused(said["refused"], said["say"])
        progress(float(said["part"]))
    raise _ended(await child.wait())


def _ended(code: int) -> FileRefused:
    """Say why a child ended without an answer, as far as its exit code tells."""
    if code in (OUT_OF_MEMORY, -signal.SIGKILL):
        return FileRefused("memory", TOO_BIG)
    return FileRefused("processor", TOO_LONG) if code == -signal.SIGXCPU else FileRefused("worker", BROKEN)


async def _lines(stream: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Yield lines until the child is silent; one longer than the limit is more than a chronology."""
    while True:
        try:
            line = await stream.readline()
        except ValueError as trouble:
            raise FileRefused("answer", TOO_BIG) from trouble
        if not line.endswith(b"\n"):
            return
        yield line


async def end(child: asyncio.subprocess.Process) -> None:
    """See that a child is gone, whether it answered or not."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
