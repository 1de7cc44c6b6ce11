"""The author's name in an envelope that two key holders open together, and neither alone.

The name is encrypted under a key that is the exclusive or of two random halves; each half is encrypted to one holder
(X25519, HKDF, ChaCha20-Poly1305). The house keeps the public keys only.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sessions.refusals import N_, Refused

# Longer than any name with its role: every envelope is of one size.
_NAME_BYTES = 512
_HALF_BYTES = 32 + 32 + 16
_NONCE = bytes(12)


class NotTheKeys(Refused):
    """Both keys are needed, and one of them is not it. Which one is not said."""

    code = "keys"
    status = 422
    say = N_("These two keys do not open it. Please look at both again: 52 letters and digits each.")


def key_pair() -> tuple[str, str]:
    """A new pair: the public key (hex) to keep, and the secret one in groups of four, shown once to its holder."""
    secret = X25519PrivateKey.generate()
    words = base64.b32encode(secret.private_bytes_raw()).decode().rstrip("=")
    groups = " ".join(words[start : start + 4] for start in range(0, len(words), 4))
    return secret.public_key().public_bytes_raw().hex(), groups


def close(name: str, holders: Sequence[str], bound: str) -> str:
    """Put a name into an envelope.

    Args:
        name: of the author, cut at 512 bytes.
        holders: two public keys, hex.
        bound: what the envelope belongs to (meeting and item); it opens for nothing else.

    Returns:
        The envelope, hex, always of one length.
    """
    key, first = secrets.token_bytes(32), secrets.token_bytes(32)
    halves = (first, _xor(key, first))
    written = name.encode()[:_NAME_BYTES].ljust(_NAME_BYTES)
    sealed = ChaCha20Poly1305(key).encrypt(_NONCE, written, bound.encode())
    parts = [_to(bytes.fromhex(holder), half, bound) for holder, half in zip(holders, halves, strict=True)]
    return (b"".join(parts) + sealed).hex()


def open_with(envelope: str, keys: Sequence[str], bound: str) -> str:
    """The name in an envelope, by both secret keys as their holders type them. Raises NotTheKeys."""
    raw = bytes.fromhex(envelope)
    parts = (raw[:_HALF_BYTES], raw[_HALF_BYTES : 2 * _HALF_BYTES])
    try:
        halves = [_from(_read(key), part, bound) for key, part in zip(keys, parts, strict=True)]
        name = ChaCha20Poly1305(_xor(*halves)).decrypt(_NONCE, raw[2 * _HALF_BYTES :], bound.encode())
    except (InvalidTag, ValueError, binascii.Error):
        raise NotTheKeys("") from None
    return name.decode(errors="replace").rstrip()


def _read(typed: str) -> X25519PrivateKey:
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return X25519PrivateKey.from_private_bytes(base64.b32decode(letters + "=" * (-len(letters) % 8)))


def _to(holder: bytes, half: bytes, bound: str) -> bytes:
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(holder))
    return public + ChaCha20Poly1305(_derived(shared, public + holder)).encrypt(_NONCE, half, bound.encode())


def _from(secret: X25519PrivateKey, part: bytes, bound: str) -> bytes:
    public, sealed = part[:32], part[32:]
    shared = secret.exchange(X25519PublicKey.from_public_bytes(public))
    salt = public + secret.public_key().public_bytes_raw()
    return ChaCha20Poly1305(_derived(shared, salt)).decrypt(_NONCE, sealed, bound.encode())


def _derived(shared: bytes, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, b"sightline sealed note").derive(shared)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
