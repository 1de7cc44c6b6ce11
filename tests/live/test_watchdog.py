"""A worker that stands still is ended by its watchdog, and the next one goes on where it was (promise G7)."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
from collections.abc import Callable

from tests.live.wire import wire
from tests.running import ROOT, Server

# Such a pattern takes for ever, in C, and holds the interpreter's lock: no other thread of Python could act.
STANDS_STILL = """
import asyncio, re, sys
from server.stall import Watchdog

async def work():
    watchdog = Watchdog(float(sys.argv[1]))
    watchdog.start()
    for _ in range(20):
        await asyncio.sleep(0.05)
    print("turned", flush=True)
    if sys.argv[2] == "stop":
        watchdog.stop()
        return
    re.match("(a*)*b", "a" * 60)

asyncio.run(work())
"""


def works(seconds: str, then: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", STANDS_STILL, seconds, then]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)


def test_G7_a_worker_that_stands_still_is_ended_and_says_where_it_stood() -> None:
    ended = works("0.5", "block")
    assert "turned" in ended.stdout, "while the loop turns nothing happens, however long"
    assert ended.returncode == 1
    assert "Timeout" in ended.stderr and "in work" in ended.stderr


def test_G7_a_worker_that_ends_by_itself_ends_well() -> None:
    assert works("0.5", "stop").returncode == 0


async def test_G7_the_server_is_watched_and_the_next_one_goes_on_where_it_was(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(SIGHTLINE_STALL="2")
    demo = server.demo(1)
    assert server.process is not None
    async with wire(demo["board_ws"], demo["participants"][0]["cookie"], speaks=True) as line:
        await line.synced()
        await line.writes(lambda line: line.root("timeline")["ASC-002"]["what"].insert(0, "kept "))
        await line.saved()
        # Stopped and set going again after its time, it finds that its loop did not turn. Its watchdog and its loop
        # wake at one time, and the loop may be the first to be given the processor: then it is stopped once more.
        for _ in range(10):
            server.process.send_signal(signal.SIGSTOP)
            assert (await asyncio.to_thread(works, "2.5", "block")).returncode == 1
            server.process.send_signal(signal.SIGCONT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.process.wait(timeout=2)
                break
        assert server.process.returncode == 1
    server.start()
    async with wire(demo["board_ws"], demo["participants"][0]["cookie"]) as line:
        await line.synced()
        assert str(line.root("timeline")["ASC-002"]["what"]).startswith("kept ")
