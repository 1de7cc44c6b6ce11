"""What a line that takes no more for now has missed (promise L2): a few frames, else only where it stood."""

from __future__ import annotations

from server.live import protocol
from sessions.room import Replica

MOST_FRAMES = 256
MOST_BYTES = 64 * 1024


class Behind:
    """Bounded however long the line takes nothing: frames are shared by all lines, and beyond a bound none is kept.

    Args:
        vector: the state vector up to which the line needs nothing but what it misses from now on, and `owed`.
        owed: updates within that vector that it was not shown yet.
        is_far: no frames are to be kept at all.
    """

    __slots__ = ("_frames", "_owed", "_size", "_vector", "is_far")

    def __init__(self, vector: bytes, owed: list[bytes], is_far: bool = False) -> None:
        self._vector, self._owed, self.is_far = vector, owed, is_far
        self._frames: list[bytes] = []
        self._size = 0

    def miss(self, frame: bytes) -> None:
        """A frame that all others are shown."""
        if self.is_far:
            return
        self._frames.append(frame)
        self._size += len(frame)
        if len(self._frames) > MOST_FRAMES or self._size > MOST_BYTES:
            self.is_far = True
            self._frames.clear()

    def frames(self) -> bytes:
        """All that was missed, while it is near."""
        return b"".join(self._frames)

    def difference(self, replica: Replica) -> bytes:
        """All that was missed, from the document as it is now: to be sent when that is on disk (promise D1)."""
        owed = b"".join(protocol.update_frame(update) for update in self._owed)
        return owed + protocol.step_2_frame(replica.since(self._vector))
