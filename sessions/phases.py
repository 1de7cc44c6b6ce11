"""Phases and the templates they come from: who writes, how they are shown, when it opens (domain.md section 4)."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from typing import Any

from sessions.labels import Mode


class TemplateRefused(ValueError):
    """A meeting template that cannot be used, with the place and the reason in one sentence."""


SHARED_WORK = ("nobody", "team", "everyone")


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a meeting.

    `blind`: what is sent is hidden from everyone until the reveal (promise B1). `shared_work`: who may edit
    timeline and episodes letter by letter. `modes` empty: the phase takes no contributions. `silent`: it is a few
    minutes in which everybody reads, thinks or writes, and nobody talks.
    """

    number: int
    id: str
    name: str
    minutes: int
    prompt: str = ""
    modes: tuple[Mode, ...] = ()
    default_mode: Mode | None = None
    blind: bool = False
    shared_work: str = "team"
    on: str = "free"
    hint: str = ""
    locks: bool = False
    silent: bool = False

    @property
    def takes_contributions(self) -> bool:
        """May anything be sent in this step?"""
        return bool(self.modes)


@dataclass(frozen=True, slots=True)
class Template:
    """A meeting template: method, version and its phases in order."""

    id: str
    name: str
    version: str
    method: str
    phases: tuple[Phase, ...]


def read_template(text: str) -> Template:
    """Read one template file.

    Args:
        text: the TOML text of `sessions/methods/*.toml`.

    Raises:
        TemplateRefused: with the phase and the reason.
    """
    try:
        table = tomllib.loads(text)
        phases = tuple(_phase(number, entry) for number, entry in enumerate(table["phases"], start=1))
        return Template(table["id"], table["name"], str(table["version"]), table["method"], phases)
    except tomllib.TOMLDecodeError as error:
        raise TemplateRefused(f"This template is not TOML: {error}") from error
    except KeyError as error:
        raise TemplateRefused(f"This template lacks {error}.") from error


def phase_to_json(phase: Phase) -> dict[str, Any]:
    """A phase as plain values, for the meeting's own copy of its template."""
    return asdict(phase) | {"modes": [str(mode) for mode in phase.modes]}


def phase_from_json(entry: dict[str, Any]) -> Phase:
    """The other way round."""
    return _phase(entry["number"], entry)


def _phase(number: int, entry: dict[str, Any]) -> Phase:
    where = f"phase {number} ({entry.get('name', 'without a name')})"
    modes = tuple(_mode(value, where) for value in entry.get("modes", ()))
    default = entry.get("default_mode")
    shared = entry.get("shared_work", "team")
    if shared not in SHARED_WORK:
        raise TemplateRefused(f"In {where}, shared_work must be nobody, team or everyone.")
    if default is not None and default not in modes:
        raise TemplateRefused(f"In {where}, the default mode is not one of its modes.")
    return Phase(
        number=number,
        id=entry["id"],
        name=entry["name"],
        minutes=int(entry.get("minutes", 0)),
        prompt=entry.get("prompt", ""),
        modes=modes,
        default_mode=Mode(default) if default else None,
        blind=bool(entry.get("blind", False)),
        shared_work=shared,
        on=entry.get("on", "free"),
        hint=entry.get("hint", ""),
        locks=bool(entry.get("locks", False)),
        silent=bool(entry.get("silent", False)),
    )


def _mode(value: str, where: str) -> Mode:
    try:
        return Mode(value)
    except ValueError:
        raise TemplateRefused(f"In {where}, there is no mode called {value!r}.") from None
