"""The Yjs client id that a line writes with: bound to its seat and to nobody else, ever (promise G2)."""

from __future__ import annotations

from server.hub import LiveRoom, fresh_client
from server.store import seats as seat_rows
from server.store.writer import NotKept
from sessions.refusals import UpdateRefused


class Identity:
    """`client` is the id that is bound, `offered` the one that our own browser was told to take."""

    __slots__ = ("_live", "_seat", "_speaks", "client", "offered")

    def __init__(self, live: LiveRoom, seat: str, speaks: bool) -> None:
        self._live, self._seat, self._speaks = live, seat, speaks
        self.client: int | None = None
        self.offered: int | None = None

    @property
    def all(self) -> frozenset[int]:
        """Every id that is this line's own."""
        return frozenset(client for client in (self.client, self.offered) if client is not None)

    def renew(self) -> int:
        """A new one, at each change of phase."""
        self.offered = fresh_client()
        return self.offered

    async def take(self, old: int | None) -> int:
        """The id that a browser had, if it may have it again, else a new one."""
        try:
            if old is not None and await self._claim(old):
                self.client = old
                return old
        except NotKept:
            # Who only reads must not stay outside because nothing can be written; the first change is claimed for.
            self.offered = old
            self._live.doubt()
        return self.offered or self.renew()

    async def bind(self, client: int | None) -> None:
        """Before the first change under an id. Raises UpdateRefused."""
        if client is None or client == self.client:
            return
        if self._speaks and client != self.offered:
            raise UpdateRefused("client", "not the id of this line")
        if not self._speaks and self.client is not None:
            raise UpdateRefused("client", "a line writes with one id")
        if not await self._claim(client):
            raise UpdateRefused("client", "the id belongs to somebody else")
        self.client = client

    def burn(self) -> None:
        """A refused id is never used again."""
        client, meeting = self.client, self._live.meeting.id
        if client is not None:
            self._live.store.offer(lambda books: seat_rows.burn_client(books, meeting, client))

    async def _claim(self, client: int) -> bool:
        meeting, seat = self._live.meeting.id, self._seat
        return await self._live.store.write(
            lambda books: seat_rows.claim_client(books, meeting, client, seat)
        )
