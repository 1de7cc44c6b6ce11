"""A link that dies in silence is noticed within ten seconds, and the seat comes back as it was (promise L3)."""

from __future__ import annotations

import json
import time

from tests.live.test_presence import EVENT, leader, look, ours, told
from tests.live.tunnel import tunnel
from tests.live.wire import wire
from tests.running import Server

NOTICED = 10.0
LENIENT = 5.0


async def test_L3_the_server_notices_a_dead_link_within_ten_seconds(shared_server: Server) -> None:
    demo = shared_server.demo(2)
    async with tunnel() as link:
        link.to = shared_server.port
        address = demo["board_ws"].replace(f":{shared_server.port}/", f":{link.port}/")
        cookie = demo["review_team"][0]["cookie"]
        async with ours(demo, leader(demo)) as console, wire(address, cookie, speaks=True) as far:
            await far.text("stage")
            await far.socket.send(json.dumps({"at": EVENT}))
            await console.until(
                lambda: told(console)[-1:] == [[look(EVENT, "review_team", "ASC")]], "it looks"
            )
            link.dies()
            began = time.monotonic()
            await console.until(lambda: told(console)[-1] == [], "it is gone", NOTICED + LENIENT)
            assert time.monotonic() - began < NOTICED + LENIENT / 2, (
                "ten seconds, and some for a busy machine"
            )
            far.socket.transport.abort()
