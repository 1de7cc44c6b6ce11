"""A date reads the same whether the server or the browser drew it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from server.templating import environment

KNOWN = json.loads((Path(__file__).parent / "dates.json").read_text())


@pytest.mark.parametrize("entry", KNOWN, ids=lambda entry: entry["date"]["text"] or "no words")
def test_a_date_reads_the_same_on_server_and_phone(entry: dict[str, Any]) -> None:
    dates = environment().get_template("board/_dates.html").module
    shown = {name: str(getattr(dates, name)(entry["date"])).strip() for name in ("when", "exact", "typed")}
    assert shown == {"when": entry["when"], "exact": "yes" if entry["exact"] else "", "typed": entry["typed"]}
