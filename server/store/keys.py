"""The key store: every key wrapped by the instance's secret, outside the database and its backups (promise D4).

A review has four keys (*working*, *record*, *people*, *alerts*); a phase of a meeting has one for its Tray. One
file a key, so that destroying a file destroys what the key covered, in every backup of the database too.
"""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

WORKING, RECORD, PEOPLE, ALERTS = "working", "record", "people", "alerts"
CLASSES = (WORKING, RECORD, PEOPLE, ALERTS)
_NONCE = 12


class KeyGone(Exception):
    """The key was destroyed or never made: what it covered cannot be read."""


class Tampered(Exception):
    """Sealed bytes that do not open: changed on disk, or moved to another place."""


def read_secret(folder: Path) -> bytes:
    """The instance's secret, 32 bytes in a file that only its owner may read; made at the first start."""
    path = folder / "secret"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    return path.read_bytes()


class KeyStore:
    """Makes, keeps, uses and destroys keys. `owner` is a review or meeting id, `kind` one of its keys."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder, self._secret = folder, secret
        self._wrap = AESGCM(self.derive("wrap"))
        self._open: dict[tuple[str, str], AESGCM] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose, from the secret (HKDF-SHA256)."""
        return HKDF(SHA256(), 32, None, b"sightline " + purpose.encode()).derive(self._secret)

    def mac(self, purpose: str, *parts: str) -> str:
        """A keyed hash of texts, hex: for looking up what must not stand in the database."""
        return hmac.new(self.derive(purpose), "\0".join(parts).encode(), sha256).hexdigest()

    def make(self, owner: str, kind: str, key: bytes | None = None) -> None:
        """Make a key if there is none yet."""
        path = self._path(owner, kind)
        if path.exists():
            return
        nonce = secrets.token_bytes(_NONCE)
        wrapped = nonce + self._wrap.encrypt(nonce, key or secrets.token_bytes(32), path.name.encode())
        _write_once(path, wrapped)

    def raw(self, owner: str, kind: str) -> bytes:
        """The key itself. Raises KeyGone."""
        path = self._path(owner, kind)
        try:
            wrapped = path.read_bytes()
        except FileNotFoundError:
            raise KeyGone(f"{owner} {kind}") from None
        return self._wrap.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], path.name.encode())

    def reread(self, owner: str, kind: str) -> None:
        """Look at the file again before the next use: another process may have renewed this key."""
        self._open.pop((owner, kind), None)

    def destroy(self, owner: str, kind: str) -> None:
        """Overwrite and remove a key; what it covered is gone with it."""
        self._open.pop((owner, kind), None)
        path = self._path(owner, kind)
        if path.exists():
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()

    def seal(self, owner: str, kind: str, place: str, plain: bytes) -> bytes:
        """Encrypt (AES-256-GCM), bound to its place: owner, key class and object."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher(owner, kind).encrypt(nonce, plain, _bound(owner, kind, place))

    def unseal(self, owner: str, kind: str, place: str, sealed: bytes) -> bytes:
        """Decrypt. Raises KeyGone, or Tampered when the bytes are not those that were sealed there."""
        try:
            return self._cipher(owner, kind).decrypt(
                sealed[:_NONCE], sealed[_NONCE:], _bound(owner, kind, place)
            )
        except InvalidTag as broken:
            raise Tampered(f"{kind} {place}") from broken

    def _cipher(self, owner: str, kind: str) -> AESGCM:
        found = self._open.get((owner, kind))
        if found is None:
            found = self._open[(owner, kind)] = AESGCM(self.raw(owner, kind))
        return found

    def _path(self, owner: str, kind: str) -> Path:
        if not (owner.isalnum() and kind.replace("-", "").isalnum()):
            raise ValueError("ids of keys are letters and digits")
        return self._folder / f"{owner}.{kind}"


def _bound(owner: str, kind: str, place: str) -> bytes:
    return f"{owner}|{kind}|{place}".encode()


def _write_once(path: Path, wrapped: bytes) -> None:
    part = path.with_suffix(f"{path.suffix}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(wrapped)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)  # unlike rename, a link never replaces a key that another process made meanwhile
    except FileExistsError:
        pass
    finally:
        part.unlink()
