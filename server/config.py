"""The settings: one table, read from the environment once, then frozen. Only this file reads the environment."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the settings table: its name in the environment, its default and what it is for."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("HOST", "127.0.0.1", "address to listen on; 0.0.0.0 for a rehearsal in a hall over plain http"),
    Setting("PORT", "8000", "port to listen on"),
    Setting(
        "SIGHTLINE_URL",
        "",
        "public address in links, QR codes and the origin check; from HOST and PORT if empty",
    ),
    Setting("SIGHTLINE_DATA", "./data", "folder of the database, the Tray and the instance's secret"),
    Setting("SIGHTLINE_DATABASE", "", "database address; an SQLite file in the data folder if empty"),
    Setting(
        "SIGHTLINE_KEYS", "", "folder of the key store; `keys` in the data folder if empty; never back it up"
    ),
    Setting(
        "SIGHTLINE_LOG", "info", "how much is logged: debug, info or warning; never words, names or addresses"
    ),
    Setting(
        "SIGHTLINE_JOIN_RATE", "30/minute", "attempts to join a code, and of one browser, before it is slowed"
    ),
    Setting("SIGHTLINE_SIGN_IN_RATE", "10/minute", "attempts to sign in to one account before it is slowed"),
    Setting(
        "SIGHTLINE_LINE_RATE",
        "100",
        "messages a second that one line may send, with a burst of four times that",
    ),
    Setting("SIGHTLINE_LINE_BYTES", "524288", "bytes a second that one line may send"),
    Setting("SIGHTLINE_LINES_PER_SEAT", "3", "lines that one seat may hold open at a time"),
    Setting(
        "SIGHTLINE_SEAT_TIME",
        "100",
        "milliseconds a second that judging and answering one seat may take, with a burst of four times that",
    ),
    Setting(
        "SIGHTLINE_STALL",
        "2",
        "seconds that the event loop may stand still before the process ends itself to be started anew; 0: never",
    ),
    Setting(
        "SIGHTLINE_RISK_HOURS",
        "12",
        "hours after its end in which people of a meeting may raise a risk alert",
    ),
    Setting("SIGHTLINE_RISK_HOOK", "", "address that is posted to when a risk alert comes; never its words"),
    Setting(
        "SIGHTLINE_SMTP",
        "",
        "mail server that calls duty leads: smtp://host:25 or smtps://name:word@host:465",
    ),
    Setting(
        "SIGHTLINE_METHODS",
        "",
        "folder of the Board's own meeting templates, and of frameworks in its `frameworks`",
    ),
    Setting("SIGHTLINE_SMTP_FROM", "sightline@localhost", "sender of those mails"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What this run was started with. Paths are absolute; rates as the table says."""

    host: str
    port: int
    url: str
    folder: Path
    database: str
    keys: Path
    log: str
    join_rate: str
    sign_in_rate: str
    line_rate: int
    line_bytes: int
    lines_per_seat: int
    seat_time: int
    stall: int
    risk_hours: int
    hook: str
    smtp: str
    smtp_from: str
    methods: Path | None = None

    @property
    def origin(self) -> str:
        """The one origin whose pages may talk to us."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_rehearsal(self) -> bool:
        """Plain http beyond this machine: cookies cannot be Secure, and we say so."""
        parts = urlsplit(self.url)
        return parts.scheme == "http" and not _is_loopback(parts.hostname or "")

    @property
    def socket_url(self) -> str:
        """The public address for websockets."""
        return "ws" + self.url.removeprefix("http")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this run.

    Args:
        environment: names to texts; the process's own when None.

    Raises:
        ValueError: a number that is none, with the setting's name.
    """
    given = os.environ if environment is None else environment
    value = {setting.name: given.get(setting.name) or setting.default for setting in SETTINGS}
    folder = Path(value["SIGHTLINE_DATA"]).resolve()
    port = _number(value, "PORT")
    return Settings(
        host=value["HOST"],
        port=port,
        url=(value["SIGHTLINE_URL"] or f"http://{_reachable(value['HOST'])}:{port}").rstrip("/"),
        folder=folder,
        database=value["SIGHTLINE_DATABASE"] or f"sqlite:///{folder / 'sightline.db'}",
        keys=Path(value["SIGHTLINE_KEYS"] or folder / "keys").resolve(),
        log=value["SIGHTLINE_LOG"],
        join_rate=value["SIGHTLINE_JOIN_RATE"],
        sign_in_rate=value["SIGHTLINE_SIGN_IN_RATE"],
        line_rate=_number(value, "SIGHTLINE_LINE_RATE"),
        line_bytes=_number(value, "SIGHTLINE_LINE_BYTES"),
        lines_per_seat=_number(value, "SIGHTLINE_LINES_PER_SEAT"),
        seat_time=_number(value, "SIGHTLINE_SEAT_TIME"),
        stall=_number(value, "SIGHTLINE_STALL"),
        risk_hours=_number(value, "SIGHTLINE_RISK_HOURS"),
        hook=value["SIGHTLINE_RISK_HOOK"],
        smtp=value["SIGHTLINE_SMTP"],
        smtp_from=value["SIGHTLINE_SMTP_FROM"],
        methods=Path(value["SIGHTLINE_METHODS"]).resolve() if value["SIGHTLINE_METHODS"] else None,
    )


def read_settings_with(**given: str | None) -> Settings:
    """The settings of this run, some of them said on the command line."""
    return read_settings({**os.environ, **{name: value for name, value in given.items() if value}})


def _number(value: Mapping[str, str], name: str) -> int:
    if not value[name].isdigit():
        raise ValueError(f"{name} must be a whole number, not {value[name]!r}")
    return int(value[name])


def _reachable(host: str) -> str:
    """The address that a phone in the same hall can type: asks the kernel for the outward route, sends nothing."""
    if host not in ("0.0.0.0", "::"):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
