"""The watchdog: a worker whose event loop stands still is ended, to be started anew (promise G7)."""

from __future__ import annotations

import asyncio
import faulthandler

LOOKS = 4


class Watchdog:
    """Ends the process, with the places where it stood, when the loop did not turn for so many seconds.

    Not a Python thread: what stands still may hold the interpreter's lock. Nothing is lost by a sudden end, for what
    was shown or acknowledged is on disk (promise D2), and phones come back by themselves.

    Args:
        seconds: how long the loop may stand still; with 0 there is no watchdog.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._next: asyncio.TimerHandle | None = None

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Watch the running loop from now on."""
        if self.seconds > 0:
            between = self.seconds / LOOKS
            faulthandler.dump_traceback_later(self.seconds + between, exit=True)
            self._next = asyncio.get_running_loop().call_later(between, self.start)

    def stop(self) -> None:
        """Watch no more."""
        if self._next is not None:
            self._next.cancel()
            faulthandler.cancel_dump_traceback_later()
