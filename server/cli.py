"""The operator's door. A stub: it says that there is nothing to serve yet."""

from __future__ import annotations

import argparse


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after `sightline`; those of the process when None.

    Returns:
        The exit status for the shell.
    """
    parser = argparse.ArgumentParser(prog="sightline")
    parser.add_argument("command", choices=["serve"])
    parser.parse_args(arguments)
    print("Nothing to serve yet.")
    return 0
