"""Meeting templates as somebody wrote them (`sessions/methods/*.toml`, a Board's own), read and checked strictly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from sessions.labels import Mode
from sessions.phases import ABOUT, BLOCKS, SHARED_WORK, Phase, Switches, Template
from sessions.written import Key, Written, read_written

MOST_PHASES = 40
OFFERED = (Mode.NAMED, Mode.ROLE, Mode.ANONYMOUS, Mode.PRIVATE)
OUT = (
    "acceptances",
    "accuracy challenges",
    "events",
    "context events",
    "episodes",
    "perspectives",
    "appraisal",
    "contributory factors",
    "good practice",
    "patterns",
    "evidence for patterns",
    "board questions",
    "quick wins",
    "parked items",
    "learning points",
    "agency summaries",
    "family lane",
    "stories",
    "wishes",
    "design statements",
    "offers",
    "windows",
    "plan",
    "systems findings",
    "hypotheses",
    "ranking",
    "decision",
    "findings",
    "responses",
    "recommendations",
    "practice challenges",
    "changes proposed",
    "one word",
    "questions",
    "reports read",
)
# What a method stands for, whatever a file says: its name, the switch, and why.
METHODS_STAND_FOR = (
    ("Appreciative Inquiry", "appraisal_of_problems", False, "it does not appraise problems"),
    ("SILP", "private_mode", False, "everybody sees all the material"),
    ("SILP", "reports_confirmed_read", True, "everybody has read the agency reports"),
    ("Learning Together", "patterns_only_from_episodes", True, "a pattern comes from episodes"),
)

_TEMPLATE: Mapping[str, Key] = {
    "id": Key(str, needed=True, most=24, is_word=True),
    "name": Key(str, needed=True, most=80),
    "version": Key(str, needed=True, most=20),
    "method": Key(str, needed=True, most=80),
    "fits": Key(list, needed=True, most=20),
    "minutes": Key(int, needed=True, least=1, greatest=960),
    "source": Key(str, needed=True, most=600),
}
_PHASE: Mapping[str, Key] = {
    "id": Key(str, needed=True, most=24, is_word=True),
    "name": Key(str, needed=True, most=80),
    "minutes": Key(int, needed=True, greatest=480),
    "prompt": Key(str),
    "hint": Key(str),
    "shared_work": Key(str, needed=True, choices=SHARED_WORK),
    "modes": Key(list, choices=tuple(map(str, OFFERED)), most=4),
    "default_mode": Key(str, choices=tuple(map(str, OFFERED))),
    "may_offer": Key(list, choices=tuple(map(str, OFFERED)), most=4),
    "blind": Key(bool),
    "on": Key(str, choices=ABOUT),
    "out": Key(list, choices=OUT, most=8),
    "block": Key(str, choices=BLOCKS),
    "silent": Key(bool),
    "locks": Key(bool),
}
_SWITCHES: Mapping[str, Key] = {one.name: Key(bool) for one in fields(Switches)}
# Asked for by some who know another method: here nobody is made to write them (domain.md section 8).
_NEVER_FORCED = ("terms_of_reference", "agency_reports", "imr", "imrs", "tor")


def read_template(text: str, file: str = "template.toml") -> Template:
    """Read one template file.

    Args:
        text: of the file.
        file: its name, for what is said when it is refused.

    Raises:
        FileRefused: with file, line and reason.
    """
    written = read_written(text, file)
    top = {name: value for name, value in written.values.items() if name not in ("phases", "switches")}
    facts = written.shaped((), top, _TEMPLATE)
    planned = facts.pop("minutes")
    entries = written.tables("phases", MOST_PHASES)
    phases = tuple(_phase(written, place, entry) for place, entry in enumerate(entries))
    template = Template(**facts, phases=phases, switches=_switches(written, facts["method"]))
    _in_order(written, phases)
    _one_of_each(written, phases)
    _as_switched(written, template)
    if template.minutes != planned:
        written.refuse(
            ("minutes",), f"The steps take {template.minutes} minutes together, not the {planned} said here."
        )
    return template


def _phase(written: Written, place: int, entry: object) -> Phase:
    path = ("phases", place)
    facts = written.shaped(path, entry, _PHASE)
    modes, default = facts.get("modes", ()), facts.get("default_mode")
    if modes and default not in modes:
        written.refuse(
            (*path, "default_mode"), "“default_mode” must say which of the modes is offered first."
        )
    if default and not modes:
        written.refuse((*path, "default_mode"), "There is a “default_mode” but there are no “modes”.")
    if modes and not facts.get("prompt"):
        written.refuse((*path, "prompt"), "A step in which people write needs a “prompt” that asks them.")
    if facts.get("blind") and not modes:
        written.refuse((*path, "blind"), "A step in which nobody writes cannot be blind.")
    further = facts.pop("may_offer", ())
    if further and (not modes or set(further) & set(modes)):
        written.refuse((*path, "may_offer"), "“may_offer” is for modes beyond those in “modes”.")
    chosen = tuple(Mode(mode) for mode in modes)
    return Phase(
        **{
            **facts,
            "number": place + 1,
            "modes": chosen,
            "allowed": (*chosen, *map(Mode, further)) if further else None,
            "default_mode": Mode(default) if default else None,
        }
    )


def _switches(written: Written, method: str) -> Switches:
    table: Any = written.values.get("switches", {})
    for name in table if isinstance(table, dict) else ():
        if name in _NEVER_FORCED:
            written.refuse(("switches", name), f"No template can demand “{name}”: it is never forced.")
    switches = Switches(**written.shaped(("switches",), table, _SWITCHES))
    for named, switch, wanted, why in METHODS_STAND_FOR:
        if method == named and asdict(switches)[switch] is not wanted:
            said = str(wanted).lower()
            written.refuse(("switches", switch), f"In {named}, “{switch}” must be {said}: {why}.")
    return switches


def _in_order(written: Written, phases: Sequence[Phase]) -> None:
    """Every meeting opens and closes with the blocks that all share; a step that locks may follow."""
    if phases[0].block != "open":
        written.refuse(("phases", 0), "The first step must be the opening (block = “open”).")
    closing = [place for place, phase in enumerate(phases) if phase.block == "close"]
    if not closing:
        written.refuse(("phases", len(phases) - 1), "There must be a closing step (block = “close”).")
    for place, phase in enumerate(phases):
        if phase.block != "close" and place > closing[0] and not phase.locks:
            written.refuse(("phases", place), f"“{phase.name}” stands after the closing step.")
        if phase.block == "open" and place and phases[place - 1].block != "open":
            written.refuse(("phases", place, "block"), "An opening stands in the midst of the meeting.")
        if phase.locks and place < closing[-1]:
            written.refuse(("phases", place, "locks"), "A step locks the board before the closing.")


def _one_of_each(written: Written, phases: Sequence[Phase]) -> None:
    known: set[str] = set()
    for place, phase in enumerate(phases):
        if phase.id in known:
            written.refuse(("phases", place, "id"), f"Two steps have the id “{phase.id}”.")
        known.add(phase.id)


def _as_switched(written: Written, template: Template) -> None:
    """No step offers what a switch of the method takes away."""
    for place, phase in enumerate(template.phases):
        if not template.switches.private_mode and Mode.PRIVATE in phase.can_offer:
            written.refuse(("phases", place, "modes"), "This method has no words to the review team alone.")
        if not template.switches.case_group and Mode.ANONYMOUS in phase.can_offer:
            written.refuse(("phases", place, "modes"), "Without the case group nobody can be anonymous.")
        if not template.switches.appraisal_of_problems and "appraisal" in phase.out:
            written.refuse(("phases", place, "out"), "This method does not appraise problems.")
    if template.switches.reports_confirmed_read and not any(
        "reports read" in one.out for one in template.phases
    ):
        written.refuse(
            ("switches", "reports_confirmed_read"), "No step has “reports read” as what comes out."
        )
