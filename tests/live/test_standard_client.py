"""Any y-protocols client works with a seat cookie: y-websocket's provider from npm, under Node."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.running import Server


def test_the_standard_provider_connects_syncs_and_sees_changes(
    shared_server: Server, node: Callable[..., Any]
) -> None:
    demo = shared_server.demo(2)
    cookies = [entry["cookie"] for entry in demo["participants"]]
    done = node(Path(__file__).parent / "standard_client.mjs", demo["board_ws"], *cookies)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["events"] == 255 and answer["seen"].startswith("from a standard client 🙂")
