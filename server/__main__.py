"""Run the operator's door: `python -m server serve`."""

import sys

from server.cli import main

if __name__ == "__main__":
    sys.exit(main())
