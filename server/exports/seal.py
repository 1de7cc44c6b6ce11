"""Ed25519 for the record: how an instance signs a manifest and how anyone checks it (promise R1)."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sessions.snapshot import SALT_BYTES, Seal


def seal_of(private_key: bytes) -> Seal:
    """The seal of an instance, from its raw 32-byte Ed25519 key; salts come from the operating system."""
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    return Seal(lambda: os.urandom(SALT_BYTES), key.public_key().public_bytes_raw(), key.sign)


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Does this signature belong to this key and message? Raw bytes, as in `Snapshot`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
