"""The operator's door: `sightline serve`, `migrate`, `check`, `account add`, `demo`."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import segno
import uvicorn

from server.app import create_app
from server.arriving import Arriving
from server.config import Settings, read_settings, read_settings_with
from server.live.socket import socket_class
from server.methods import library
from server.opening import shown_code
from server.routes import lines as doors
from server.stall import Watchdog
from server.store import accounts
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.books import Books, Store
from server.store.engine import migrate
from server.training.case import FACILITATOR, load_case


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after `sightline`; those of the process when None.

    Returns:
        The exit status for the shell.
    """
    chosen = _parser().parse_args(arguments)
    try:
        settings = read_settings()
    except ValueError as wrong:
        print(f"sightline: {wrong}", file=sys.stderr)
        return 2
    act: Callable[[Settings, argparse.Namespace], int] = chosen.act
    return act(settings, chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sightline", description="Live meetings for systems case reviews.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser(
        "serve", help="start the server; loads the training case into an empty database"
    )
    serve.add_argument("--host", help="address to listen on (HOST)")
    serve.add_argument("--port", type=int, help="port to listen on (PORT)")
    serve.set_defaults(act=_serve)
    commands.add_parser("migrate", help="bring the database to the newest shape").set_defaults(act=_migrate)
    check = commands.add_parser("check", help="read the Board's own meeting templates and frameworks")
    check.set_defaults(act=_check)
    account = commands.add_parser("account", help="accounts of facilitators").add_subparsers(required=True)
    add = account.add_parser("add", help="add an account, or give it a new password")
    add.add_argument("name")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    add.set_defaults(act=_add_account)
    demo = commands.add_parser("demo", help="make a fresh meeting of the training case with everybody seated")
    demo.add_argument("--json", action="store_true", help="print what opens it as one JSON object")
    demo.add_argument("--participants", type=int, default=12, help="practitioners with a seat (1 to 300)")
    demo.set_defaults(act=_demo)
    return parser


def _serve(settings: Settings, chosen: argparse.Namespace) -> int:
    if chosen.host or chosen.port:
        settings = read_settings_with(HOST=chosen.host, PORT=str(chosen.port) if chosen.port else None)
    migrate(settings)
    store = Store(settings)
    lines = store.write_now(lambda books: _welcome(books, settings))
    store.close()
    print("\n".join(lines), flush=True)
    app = create_app(settings, Watchdog(settings.stall))
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        http=Arriving,
        ws=socket_class(app, doors),
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 1


def _welcome(books: Books, settings: Settings) -> list[str]:
    """What `make run` prints: ways in for the training facilitator, a phone and the big screen."""
    if accounts.first_account(books) is None:
        load_case(books)
    lines = ["", f"Sightline is at {settings.url}", ""]
    training = accounts.account_named(books, FACILITATOR)
    if training is not None:
        lines += _training_lines(books, settings, training)
    if settings.is_rehearsal:
        lines += ["Plain http: for rehearsal only, with invented content.", ""]
    return [*lines, "Stop with Ctrl-C."]


def _training_lines(books: Books, settings: Settings, account: str) -> list[str]:
    token = accounts.add_sign_in(books, account, "link", time.time())
    lines = [f"Facilitator, sign in once:  {settings.url}/sign-in/{token}"]
    for review in review_rows.reviews_of(books, account)[:1]:
        for meeting in meeting_rows.meetings_of(books, review.id)[:1]:
            code, screen = meeting_rows.addresses_of(books, meeting.id)
            join = f"{settings.url}/j/{code}"
            lines += [f"Phones join at:             {join}   (code {shown_code(code)})"]
            lines += [f"Big screen:                 {settings.url}/screen/{screen}", ""]
            lines += _qr(join) if settings.is_rehearsal else []
    return lines


def _qr(address: str) -> list[str]:
    from io import StringIO

    drawn = StringIO()
    segno.make(address).terminal(out=drawn, compact=True)
    return [drawn.getvalue()]


def _migrate(settings: Settings, _chosen: argparse.Namespace) -> int:
    migrate(settings)
    print("The database has the newest shape.")
    return 0


def _check(settings: Settings, _chosen: argparse.Namespace) -> int:
    """Say which files of the Board's folder are refused; the others can be chosen."""
    found = library(settings.methods)
    for refused in found.refused:
        print(f"sightline: {refused}", file=sys.stderr)
    print(f"{len(found.templates)} meeting templates and {len(found.frameworks)} frameworks can be chosen.")
    return 1 if found.refused else 0


def _add_account(settings: Settings, chosen: argparse.Namespace) -> int:
    typed = sys.stdin.readline().strip() if chosen.password_stdin else getpass.getpass("Password: ")
    if len(typed) < 12:
        print("sightline: a password needs at least 12 characters", file=sys.stderr)
        return 2
    store = Store(settings)
    store.write_now(lambda books: accounts.add_account(books, chosen.name, typed))
    store.close()
    print(f"{chosen.name} can sign in at {settings.url}/sign-in")
    return 0


def _demo(settings: Settings, chosen: argparse.Namespace) -> int:
    from server.training.demo import MOST, make_demo

    if not 1 <= chosen.participants <= MOST:
        print(f"sightline: --participants takes 1 to {MOST}", file=sys.stderr)
        return 2
    store = Store(settings)
    made = make_demo(store, chosen.participants)
    store.close()
    print(json.dumps(made) if chosen.json else "\n".join(f"{key}: {value}" for key, value in made.items()))
    return 0
