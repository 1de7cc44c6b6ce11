"""One line: what a seat sends and is shown over one socket. It is judged here, and shown what is on disk.

Frames are taken in order. Most need no waiting and are judged in the same turn; a greeting, a new client id or a
step that is just being closed make the frames behind them wait too.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog

from server.bucket import Allowance
from server.hub import LiveRoom
from server.languages import ENGLISH, speaking
from server.listening import Listeners
from server.live import presence, protocol, sees
from server.live.behind import Behind
from server.live.identity import Identity
from server.live.outlet import Outlet
from server.live.presence import OfAnother
from server.live.protocol import Close, NotYjs
from server.live.reading import Hangup, read_frame, state_vector, words_of
from server.stage import stage_of
from server.store.writer import NotKept
from server.templating import say
from sessions.people import Seat
from sessions.refusals import ReadOnly, Refused, UpdateRefused
from sessions.room import BoardBroken
from sessions.updates import peek_client

log = structlog.get_logger()

HANDSHAKE_SECONDS = 5
SCREEN = "screen"
# From here on a page is told beforehand how much is coming: while it comes, a slow phone hears nothing else.
LARGE = 32 * 1024


class Line:
    """The listener of one socket. `speaks` is true for our own browser (subprotocol sightline.1)."""

    __slots__ = (
        "_allowance",
        "_asked",
        "_draining",
        "_end",
        "_greeted",
        "_has_told",
        "_identity",
        "_inbox",
        "_is_full",
        "_missed",
        "_outlet",
        "_saved",
        "document",
        "language",
        "live",
        "seat",
        "speaks",
    )

    def __init__(
        self,
        outlet: Outlet,
        live: LiveRoom,
        seat: Seat,
        document: str,
        speaks: bool,
        language: str = ENGLISH,
    ) -> None:
        self.live, self.seat, self.document, self.speaks = live, seat, document, speaks
        self.language = language
        self._outlet = outlet
        self._allowance = Allowance(live.store.settings, live.time_of(seat.id))
        self._inbox: deque[bytes | str] | None = None
        self._draining: asyncio.Task[None] | None = None
        self._end: Close | None = None
        self._identity = Identity(live, seat.id, speaks)
        self._saved = 0
        self._asked: bytes | None = None
        self._missed: Behind | None = None
        self._greeted = self._has_told = self._is_full = False

    def start(self) -> None:
        """The handshake is done: greet, or wait for our browser's hello."""
        self.live.open_lines[self] = None
        if self.seat.id != SCREEN:
            self.live.make_room(self.seat.id, self.live.store.settings.lines_per_seat)
        asyncio.get_running_loop().call_later(HANDSHAKE_SECONDS, self._too_late)
        if not self.speaks:
            self._ask()

    def take(self, frame: bytes | str) -> None:
        """One frame that arrived."""
        if self._end is not None:
            return
        try:
            if not self._allowance.takes(len(frame)):
                raise Hangup(protocol.TOO_FAST)
            if self._inbox is not None:
                self._inbox.append(frame)
            elif (waiting := self._wait(frame)) is not None:
                self._inbox = deque()
                self._draining = asyncio.get_running_loop().create_task(self._drain(waiting))
        except Hangup as hangup:
            self._hang_up(hangup.close)

    def pays(self, size: int) -> bool:
        """Is there room for a ping, a pong or a piece of a message? A flood of them ends the line too."""
        if not self._allowance.takes(size):
            self._hang_up(protocol.TOO_FAST)
        return self._end is None

    def full(self) -> None:
        """The socket takes no more for now: what it misses is remembered, or where it stood (promise L2)."""
        self._is_full = True
        if self in self._listeners and self._missed is None:
            replica, beat = self.live.room.replicas[self.document], self.live.beats[self.document]
            self._fall_behind(Behind(replica.vector(), beat.unshown()))

    def drained(self) -> None:
        """The socket takes more again: it gets what it missed in one piece."""
        self._is_full = False
        missed = self._missed
        if missed is None:
            return
        if not missed.is_far:
            self._catch_up(missed, missed.frames())
            return
        frames = missed.difference(self.live.room.replicas[self.document])
        self.live.beats[self.document].after(lambda: self._catch_up(missed, frames))

    def gone(self) -> None:
        """The socket is closed."""
        self._end = self._end or protocol.RESTARTING
        self._forget()
        if self._draining is not None:
            self._draining.cancel()

    # What the room tells it -------------------------------------------------------------------------------

    def stage(self) -> None:
        """Where the meeting stands now; nothing before the greeting."""
        if self._greeted and self._missed is None:
            self._send(self._stage_frame())
            sees.stands(self)

    @property
    def clients(self) -> frozenset[int]:
        """The Yjs client ids that are this line's own: the one it writes with, and one that it was offered."""
        return self._identity.all

    def tell(self, words: Mapping[str, Any]) -> bool:
        """Something of which only the newest counts; a line that is behind is told when it takes more again."""
        is_ready = self._greeted and self._missed is None
        if is_ready:
            self._say(words)
        return is_ready

    def saved(self, count: int, shown: bytes = b"") -> None:
        """So many more of this line's updates are on disk: the only acknowledgement there is (promise D1).

        It goes out with the frame that shows them; never into what a full socket misses and may forget.
        """
        self._saved += count
        listens = self._listeners.get(self)
        if listens is not None and self._missed is not None:
            listens(shown)
        elif listens is not None:
            self._send(shown + protocol.saved_frame(self._saved) if self.speaks else shown)
            return
        if self.speaks:
            self._send(protocol.saved_frame(self._saved))

    def renew(self) -> None:
        """A new Yjs client id, at each change of phase."""
        if self._greeted:
            self._say({"client": self._identity.renew()})

    def leave(self, why: str) -> None:
        """The room sends it away."""
        self._hang_up(protocol.LEAVING[why])

    # Reading ----------------------------------------------------------------------------------------------

    def _wait(self, frame: bytes | str) -> Coroutine[Any, Any, None] | None:
        """Judge a frame now; or give what must be awaited first, the judgement included."""
        if isinstance(frame, str):
            return self._listen(frame)
        read = read_frame(frame)
        if read.kind == protocol.AWARENESS:
            self._heed(lambda: presence.heed(self, read.body))
            self._send(protocol.KEEP_ALIVE)
        elif read.step == protocol.STEP_1:
            self._answer(read.body)
        else:
            self._has_told = self._has_told or read.step == protocol.STEP_2
            if read.body != protocol.NOTHING:
                return self._receive(read.body)
        return None

    async def _drain(self, first: Coroutine[Any, Any, None]) -> None:
        waiting: Coroutine[Any, Any, None] | None = first
        try:
            while waiting is not None:
                await waiting
                waiting = None
                while self._inbox and waiting is None and self._end is None:
                    if self._allowance.time.owes():
                        raise Hangup(protocol.TOO_FAST)
                    waiting = self._wait(self._inbox.popleft())
        except Hangup as hangup:
            self._hang_up(hangup.close)
        except NotKept:
            # Not even its id could be kept: it comes back later, and later.
            self.live.doubt()
            self._hang_up(protocol.RESTARTING)
        except Exception as broken:
            # Nothing of one line may reach the others or the log; the kind is enough to find it.
            log.error("line broke", kind=type(broken).__name__, exc_info=True)
            self._hang_up(protocol.RESYNC)
        self._inbox = self._draining = None

    def _listen(self, text: str) -> Coroutine[Any, Any, None] | None:
        words = words_of(text)
        if not self.speaks:
            raise Hangup(protocol.NOT_YJS)
        if not self._greeted:
            hello = words.get("hello")
            return self._say_hello(hello if isinstance(hello, dict) else {})
        if isinstance(words.get("ping"), int):
            self._say({"pong": words["ping"]})
        if "at" in words:
            self._heed(lambda: presence.looks(self, words["at"]))
        return None

    def _heed(self, read: Callable[[], None]) -> None:
        """Who is here is composed by the server; what a client claims of itself goes to nobody as it is."""
        try:
            read()
        except NotYjs:
            raise Hangup(protocol.NOT_YJS) from None
        except OfAnother:
            raise Hangup(protocol.FORGED) from None

    async def _say_hello(self, hello: dict[str, Any]) -> None:
        epoch = self.live.meeting.epochs.get(self.document, "")
        old = hello.get("client")
        known = isinstance(old, int) and 0 < old < 1 << 32 and hello.get("epoch") == epoch
        client = await self._identity.take(old if known and isinstance(old, int) else None)
        answer = {"client": client, "epoch": epoch, "role": str(self.seat.role)}
        self._say({"hello": answer | {"document": self.document}})
        self._greeted = True
        self.stage()
        presence.comes(self)
        self._ask()

    def _ask(self) -> None:
        """Step 1: the other side answers with what we lack."""
        frame = protocol.step_1_frame(self.live.room.replicas[self.document].vector())
        self.live.beats[self.document].after(lambda: self._send(frame))

    def _answer(self, vector: bytes) -> None:
        """What this line lacks, as soon as all of it is on disk (promise D1); one answer at a time is enough."""
        known = state_vector(vector)
        is_waiting, self._asked = self._asked is not None, vector
        if is_waiting:
            return
        frame = self._allowance.time.timing(lambda: self._lacking(vector if known else b""))

        def join() -> None:
            asked, self._asked = self._asked or vector, None
            if self._is_full and self._end is None:
                # It asks and asks and does not read: nothing more is put before it.
                self._fall_behind(Behind(asked, [], is_far=True))
                return
            self._listen_from(frame)
            if asked is not vector:
                self._answer(asked)

        self.live.beats[self.document].after(join)

    def _lacking(self, vector: bytes) -> bytes:
        return self.live.lacking(self.document, vector) if vector else self.live.whole(self.document)

    def _receive(self, update: bytes) -> Coroutine[Any, Any, None] | None:
        try:
            client = peek_client(update)
        except UpdateRefused as refused:
            raise self._refusal(refused) from refused
        if not self.live.open.is_set() or client not in (None, self._identity.client):
            return self._receive_later(update, client)
        self._judge(update)
        return None

    async def _receive_later(self, update: bytes, client: int | None) -> None:
        await self.live.open.wait()
        try:
            await self._identity.bind(client)
        except UpdateRefused as refused:
            raise self._refusal(refused) from refused
        # A seat may have been taken away while this was held (promise L5).
        if self._end is None:
            self._judge(update)

    def _judge(self, update: bytes) -> None:
        try:
            client, role = self._identity.client or 0, self.live.review.proceedings.pen_of(self.seat)
            change = self._allowance.time.timing(
                lambda: self.live.room.receive(self.document, update, client, role)
            )
        except Refused as refused:
            if refused.code == "gap" and not self._has_told:
                # y-websocket may send a keystroke before its answer to our step 1, which then holds it anyway.
                return
            raise self._refusal(refused) from refused
        except BoardBroken as broken:
            self.live.fall(broken)
            raise Hangup(protocol.RESYNC) from broken
        beat = self.live.beats[self.document]
        if change is None:
            beat.repeat(self)
        else:
            self.live.wrote_at = self.live.clock()
            beat.add(change.update, self)

    def _refusal(self, refused: Refused) -> Hangup:
        """Say why in words, remember that the id is spent, and hang up (promise G5)."""
        log.info("update refused", code=refused.code, role=str(self.seat.role), phase=self.live.meeting.phase)
        if not isinstance(refused, ReadOnly):
            self._identity.burn()
        with speaking(self.language):
            self._say({"refused": {"code": refused.code, "say": say(refused.say)}})
        return Hangup(protocol.RESYNC)

    # Sending ----------------------------------------------------------------------------------------------

    @property
    def _listeners(self) -> Listeners:
        return self.live.listeners[self.document]

    def _listen_from(self, frames: bytes) -> None:
        """From these frames on it is shown everything."""
        if self._end is None:
            # First: a large board may fill the socket at once, and then what follows must be remembered.
            self._listeners[self] = self._outlet.write
            if len(frames) > LARGE:
                self._say({"coming": len(frames)})
            self._send(frames)

    def _fall_behind(self, missed: Behind) -> None:
        self._missed = missed
        self._listeners[self] = missed.miss

    def _catch_up(self, missed: Behind, frames: bytes) -> None:
        if self._missed is missed and not self._is_full and self._end is None:
            self._missed = None
            self._listen_from(frames)
            self.stage()
            presence.comes(self)

    def _stage_frame(self) -> bytes:
        """The same for everybody of one role, so encoded once for three hundred who come at the same moment."""
        pen = self.live.review.proceedings.pen_of(self.seat)
        kept, key = self.live.stage_frames, (self.seat.role, pen, self.seat.is_present)
        if key not in kept:
            kept[key] = protocol.text_frame(json.dumps({"stage": stage_of(self.live, self.seat)}))
        return kept[key]

    def _say(self, words: Mapping[str, Any]) -> None:
        if self.speaks and self._end is None:
            self._outlet.write(protocol.text_frame(json.dumps(words)))

    def _send(self, frame: bytes) -> None:
        if self._end is None:
            self._outlet.write(frame)

    def _too_late(self) -> None:
        has_asked = self._asked is not None or self in self._listeners
        if not (self._greeted or has_asked or self._has_told):
            self._hang_up(protocol.NOT_YJS)

    def _hang_up(self, close: Close) -> None:
        if self._end is None:
            self._end = close
            self._forget()
            self._outlet.end(close)

    def _forget(self) -> None:
        self.live.open_lines.pop(self, None)
        self._listeners.pop(self, None)
        presence.goes(self)
        sees.goes(self)
        self.live.touch()
