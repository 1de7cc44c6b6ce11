"""Every way out of the house (promise R6): one list, which a test holds against the addresses that there really are.

Who adds an address adds it here, and from then on planted secrets are searched for behind it too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outlet:
    """One way out.

    `kind` is one of KINDS; `where` an address with its parameters in braces, or what is looked at instead.
    """

    kind: str
    where: str


KINDS = (
    "socket",
    "page",
    "command",
    "export",
    "file",
    "print",
    "snapshot",
    "log",
    "error page",
    "address",
    "arguments",
    "disk",
    "backup",
)

SOCKETS = ("/live/{meeting}/board", "/live/{meeting}/team", "/live/{meeting}/screen")

PAGES = (
    "/healthz",
    "/",
    "/sign-in",
    "/sign-in/{token}",
    "/reviews",
    "/reviews/new",
    "/reviews/{review}",
    "/reviews/{review}/agencies",
    "/reviews/{review}/chronologies",
    "/reviews/{review}/chronologies/{chronology}",
    "/reviews/{review}/chronologies/{chronology}/columns",
    "/reviews/{review}/chronologies/{chronology}/rows",
    "/reviews/{review}/timeline",
    "/reviews/{review}/meetings",
    "/reviews/{review}/frameworks",
    "/reviews/{review}/frameworks/{framework}",
    "/meetings/{meeting}/set-up",
    "/meetings/{meeting}/steps",
    "/meetings/{meeting}/invited",
    "/meetings/{meeting}/invited/{person}",
    "/j",
    "/j/{code}",
    "/meetings/{meeting}/join/why",
    "/meetings/{meeting}/join/recorded",
    "/meetings/{meeting}/join/role",
    "/meetings/{meeting}/join/waiting",
    "/meetings/{meeting}/join/back",
    "/seats/{token}",
    "/meetings/{meeting}/now",
    "/meetings/{meeting}/as-participant",
    "/meetings/{meeting}/timeline",
    "/meetings/{meeting}/board",
    "/meetings/{meeting}/mine",
    "/meetings/{meeting}/risk",
    "/meetings/{meeting}/leave",
    "/meetings/{meeting}/ended",
    "/meetings/{meeting}",
    "/meetings/{meeting}/lane",
    "/meetings/{meeting}/paper",
    "/meetings/{meeting}/people",
    "/screen/{token}",
    "/reviews/{review}/duty",
    "/meetings/{meeting}/risk/{alert}",
    "/meetings/{meeting}/alerts",
    "/risk",
    "/duty",
    "/duty/{token}",
    "/reviews/{review}/sealed",
    "/alerts/{alert}",
    "/reviews/{review}/proceedings",
    "/reviews/{review}/schedule",
    "/meetings/{meeting}/letters",
    "/meetings/{meeting}/letters/slip",
    "/meetings/{meeting}/ballots",
    "/meetings/{meeting}/ballots/mine",
    "/meetings/{meeting}/ballots/screen",
)

# Their answers are pages, redirects or a few words; asked without the form's token, they do nothing else.
COMMANDS = (
    "/sign-out",
    "/reviews/{review}/agencies/{abbreviation}/removal",
    "/reviews/{review}/chronologies/{chronology}/confirmation",
    "/reviews/{review}/chronologies/{chronology}/reopening",
    "/reviews/{review}/chronologies/{chronology}/removal",
    "/reviews/{review}/frameworks/{framework}/original",
    "/meetings/{meeting}/invited/sheet",
    "/meetings/{meeting}/invited/{person}/link",
    "/meetings/{meeting}/invited/{person}/revocation",
    "/meetings/{meeting}/invited/{person}/removal",
    "/meetings/{meeting}/perspectives",
    "/meetings/{meeting}/perspectives/correction",
    "/meetings/{meeting}/perspectives/withdrawal",
    "/meetings/{meeting}/perspectives/veil",
    "/meetings/{meeting}/perspectives/gift",
    "/reviews/{review}/sealed/opening",
    "/meetings/{meeting}/phase",
    "/meetings/{meeting}/reveal",
    "/meetings/{meeting}/pause",
    "/meetings/{meeting}/lead",
    "/meetings/{meeting}/lock",
    "/meetings/{meeting}/focus",
    "/meetings/{meeting}/screen",
    "/meetings/{meeting}/admissions",
    "/meetings/{meeting}/parked",
    "/meetings/{meeting}/quick-wins",
    "/meetings/{meeting}/closure",
    "/meetings/{meeting}/set-aside",
    "/reviews/{review}/duty/{lead}/link",
    "/reviews/{review}/duty/{lead}/removal",
    "/meetings/{meeting}/archive",
    "/alerts/{alert}/reading",
    "/alerts/{alert}/outcome",
    "/reviews/{review}/proceedings/end",
    "/meetings/{meeting}/embargo",
    "/alerts/{alert}/question",
    "/meetings/{meeting}/letters/answer",
    "/meetings/{meeting}/paper/slip",
    "/meetings/{meeting}/paper/answer",
    "/meetings/{meeting}/ballots/count",
    "/meetings/{meeting}/ballots/{ballot}",
    "/meetings/{meeting}/ballots/{ballot}/mark",
)

SNAPSHOTS = ("/meetings/{meeting}/snapshots", "/meetings/{meeting}/snapshots/{number}")
EXPORTS = ("/meetings/{meeting}/snapshots/{number}.{form}", "/reviews/{review}/schedule.csv")
FILES = ("/static/dist",)

OUTLETS = (
    *(Outlet("socket", where) for where in SOCKETS),
    *(Outlet("page", where) for where in PAGES),
    *(Outlet("command", where) for where in COMMANDS),
    *(Outlet("snapshot", where) for where in SNAPSHOTS),
    *(Outlet("export", where) for where in EXPORTS),
    *(Outlet("file", where) for where in FILES),
    Outlet("print", "the pages themselves: styles hide parts on paper, and nothing is fetched for it"),
    Outlet("log", "everything that the server prints at debug level, tracebacks included"),
    Outlet("error page", "the answer when the Tray cannot be written"),
    Outlet("address", "where redirects lead, and every header of every answer"),
    Outlet("arguments", "command line and environment of the process"),
    Outlet("disk", "every file of the instance, logs of databases included, without the instance's secret"),
    Outlet("backup", "both databases as SQLite copies them"),
)
