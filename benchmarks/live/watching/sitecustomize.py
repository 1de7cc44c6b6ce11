"""Python loads this by itself when its folder is on PYTHONPATH: tells how safely the process's databases write.

Keeps every SQLite connection that is opened and asks each of them, from time to time, for its file and its
`PRAGMA synchronous`; the answers go to the file that MEASURE_WATCHED names. Only the probed server runs with it,
never a measured one.
"""

import json
import os
import sqlite3
import sys
import threading
import time
from pathlib import Path

FOUND = Path(os.environ["MEASURE_WATCHED"])
_opened: list[sqlite3.Connection] = []


def _notice(event: str, arguments: tuple[object, ...]) -> None:
    if event == "sqlite3.connect/handle" and isinstance(arguments[0], sqlite3.Connection):
        _opened.append(arguments[0])


def _ask() -> None:
    while True:
        time.sleep(0.1)
        levels: dict[str, list[int]] = {}
        for connection in list(_opened):
            try:
                file = connection.execute("PRAGMA database_list").fetchone()[2]
                levels.setdefault(file, []).append(connection.execute("PRAGMA synchronous").fetchone()[0])
            except sqlite3.Error:
                _opened.remove(connection)  # closed meanwhile
        part = FOUND.with_suffix(".part")
        part.write_text(json.dumps(levels))
        part.rename(FOUND)


sys.addaudithook(_notice)
threading.Thread(target=_ask, daemon=True).start()
