"""The record as JSON: canonical, lossless, and read back by `sessions.snapshot.load` in any instance."""

from __future__ import annotations

from sessions.parts import TEAM_LANE
from sessions.snapshot import Snapshot, dump

SUFFIX = ".json"
MEDIA_TYPE = "application/json"


def render(snapshot: Snapshot, *, with_team_lane: bool = False) -> bytes:
    """The snapshot file. Private review-team work is left out unless asked for; the copy still verifies."""
    return dump(snapshot if with_team_lane else snapshot.without(TEAM_LANE))
