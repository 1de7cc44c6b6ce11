"""Makes meetings on a running server, each as `sightline demo --json` does, and prints them as one JSON list."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from server.config import read_settings
from server.store.books import Store
from server.training.demo import make_demo


def main() -> None:
    """Seats and cookies for so many meetings of so many people."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=1)
    parser.add_argument("--participants", type=int, default=12)
    asked = parser.parse_args()
    store = Store(read_settings())
    print(json.dumps([make_demo(store, asked.participants) for _ in range(asked.meetings)]))
    store.close()


if __name__ == "__main__":
    main()
