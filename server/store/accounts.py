"""Accounts and sign-ins on disk."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select, update

from server.store.books import Books, new_id
from server.store.meetings import hashed
from server.store.tables import accounts, sign_ins

LINK_SECONDS = 24 * 3600
COOKIE_SECONDS = 12 * 3600

_hasher = PasswordHasher()
# Checked when there is no such account, so that the time taken does not tell which names exist.
_nobody = _hasher.hash(secrets.token_hex(16))


def add_account(books: Books, name: str, password: str = "") -> str:
    """A new account, or a new password for an old one; return its id."""
    password_hash = _hasher.hash(password) if password else ""
    known = books.connection.execute(select(accounts.c.id).where(accounts.c.name == name)).scalar()
    if known is None:
        key = new_id()
        books.connection.execute(accounts.insert().values(id=key, name=name, password_hash=password_hash))
        return key
    if password:
        changed = update(accounts).where(accounts.c.id == known).values(password_hash=password_hash)
        books.connection.execute(changed)
    return str(known)


def account_by_password(books: Books, name: str, password: str) -> str | None:
    """The account that this name and password open (argon2id; takes about 0.2 s on purpose)."""
    row = books.connection.execute(select(accounts).where(accounts.c.name == name)).first()
    kept = row.password_hash if row and row.password_hash else _nobody
    try:
        _hasher.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return str(row.id) if row and row.password_hash else None


def account_name(books: Books, account: str) -> str:
    """The name of an account."""
    return str(
        books.connection.execute(select(accounts.c.name).where(accounts.c.id == account)).scalar() or ""
    )


def account_named(books: Books, name: str) -> str | None:
    """The account with this name, or None."""
    return books.connection.execute(select(accounts.c.id).where(accounts.c.name == name)).scalar()


def first_account(books: Books) -> str | None:
    """Any account, or None in a new instance."""
    return books.connection.execute(select(accounts.c.id).order_by(accounts.c.name)).scalar()


def add_sign_in(books: Books, account: str, kind: str, now: float) -> str:
    """A token that signs in: `link` once within a day, `cookie` for twelve hours."""
    books.connection.execute(delete(sign_ins).where(sign_ins.c.expires_at <= int(now)))
    token = secrets.token_urlsafe(32)
    seconds = LINK_SECONDS if kind == "link" else COOKIE_SECONDS
    row = {"token_hash": hashed(token), "account": account, "kind": kind, "expires_at": int(now + seconds)}
    books.connection.execute(sign_ins.insert().values(**row))
    return token


def sign_in_link_works(books: Books, token: str, now: float) -> bool:
    """Whether a one-time link would sign in; looking does not use it, so a preview does not burn it."""
    return _account_of(books, token, "link", now) is not None


def use_sign_in_link(books: Books, token: str, now: float) -> str | None:
    """The account of a one-time link; it works once."""
    account = _account_of(books, token, "link", now)
    if account is not None:
        end_sign_in(books, token)
    return account


def account_by_cookie(books: Books, token: str, now: float) -> str | None:
    """The account that a sign-in cookie belongs to."""
    return _account_of(books, token, "cookie", now)


def end_sign_in(books: Books, token: str) -> None:
    """The token opens nothing any more."""
    books.connection.execute(delete(sign_ins).where(sign_ins.c.token_hash == hashed(token)))


def _account_of(books: Books, token: str, kind: str, now: float) -> str | None:
    wanted = select(sign_ins.c.account).where(
        sign_ins.c.token_hash == hashed(token), sign_ins.c.kind == kind, sign_ins.c.expires_at > int(now)
    )
    return books.connection.execute(wanted).scalar()
