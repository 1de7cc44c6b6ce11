"""How an import says no to a whole file."""

from __future__ import annotations


class FileRefused(Exception):
    """A file is not read, and nothing of it was imported.

    `say` is one sentence for the person that says what to ask the agency for (untranslated, from
    `sentences`); `code` is for the log and names no file.
    """

    def __init__(self, code: str, say: str) -> None:
        super().__init__(code)
        self.code = code
        self.say = say
