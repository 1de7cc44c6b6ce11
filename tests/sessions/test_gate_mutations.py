"""Mutated and grammar-aware hostile updates; what is let in must do no harm (promise G9).

A release runs it with GATE_MUTATIONS=1000000.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys

from tests.running import ROOT

COUNT = int(os.environ.get("GATE_MUTATIONS", "6000"))
SEED = int(os.environ.get("GATE_SEED", "20261121"))


def test_G9_hostile_updates_by_the_thousand_do_no_harm() -> None:
    command = [sys.executable, "-m", "tests.sessions.mutations", str(SEED), str(COUNT)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60 + COUNT / 50)
    assert ended.returncode == 0, ended.stderr
    counted = ast.literal_eval(ended.stdout)
    assert counted["let in"] > COUNT / 50, "some must get in for this to mean anything"
    # None of a million was read in another order by a replica that learns the text as a whole; what may remain is
    # within a text that the writer may rewrite anyway (server/DECISIONS.md 16).
    assert counted.get("order", 0) <= counted["let in"] // 20_000
