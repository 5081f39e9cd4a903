"""Secrets at rest: a digest for look-up, and the value sealed with the site key.

Tokens, private tokens and user keys must be handed out again (``docs/contract/server.md 1.5``), so a digest alone is not enough.
The site key comes from the environment, or from a file that only its owner can read (``create_key_file``). No secret is stored
as clear text.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import string
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway import chance

__all__ = [
    "SecretsError",
    "Vault",
    "create_key_file",
    "digest",
    "new_key",
    "new_private_token",
    "new_token",
    "read_key",
    "read_keys",
    "write_keys",
]

_KEY_BYTES, _NONCE_BYTES = 32, 12
_ALPHANUMERIC = string.ascii_letters + string.digits


class SecretsError(Exception):
    """The site key is missing or wrong; the text is for the operator."""


def digest(secret: str) -> str:
    """The SHA-256 digest of a secret, in hexadecimal; of text with invalid UTF-8, too."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_token() -> str:
    """A new token in the contract's form: 32 hexadecimal digits."""
    return chance.token_hex(16)


def new_private_token() -> str:
    """A new private token in the contract's form: 64 letters and digits."""
    return random_text(64)


def random_text(length: int) -> str:
    """Random letters and digits."""
    return "".join(chance.source().choice(_ALPHANUMERIC) for _ in range(length))


def create_key_file(path: Path, key: bytes | None = None) -> None:
    """Write a site key, by default a new one, that only its owner may read; an existing file is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write((key or new_key()).hex() + "\n")


def read_key(value: str, path: Path) -> bytes:
    """The site key from ``value`` (64 hexadecimal digits) or, where that is empty, from the file. Raises ``SecretsError``."""
    return read_keys(value, path)[0]


def read_keys(value: str, path: Path, old: str = "") -> tuple[bytes, ...]:
    """The site key, and after it the one that it is about to replace, if there is one: from ``value`` and ``old``, or from the file.

    In the file each has a line. Raises ``SecretsError``.
    """
    texts = [value, *filter(None, [old])]
    if not value:
        try:
            texts = path.read_text(errors="replace").split() or [""]
        except OSError as error:
            raise SecretsError(f"cannot read the site key {path} ({error.strerror}): run 'triglot init', or set secrets.key") from None
    return tuple(map(_key, texts))


def write_keys(path: Path, keys: Sequence[bytes]) -> None:
    """Put keys in the place of those in a file, all at once."""
    handle, new = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # which its owner alone may read
    try:
        with os.fdopen(handle, "w") as file:
            file.writelines(f"{key.hex()}\n" for key in keys)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except BaseException:
        os.unlink(new)
        raise


def new_key() -> bytes:
    """A new site key."""
    return secrets.token_bytes(_KEY_BYTES)


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise SecretsError(f"the site key must be {2 * _KEY_BYTES} hexadecimal digits")
    return key


class Vault:
    """Seals and unseals values with the site key; on a site that keeps only digests it keeps no values.

    While a key is replaced, what was sealed with the old one is unsealed, too.
    """

    def __init__(self, key: bytes, *older: bytes, keep: bool = True) -> None:
        """With ``keep`` False, ``seal`` keeps no values."""
        self._keep = keep
        self.renew(key, *older)

    def renew(self, key: bytes, *older: bytes) -> None:
        """Seal with this key from now on, and unseal with it and the older ones."""
        self._cipher = AESGCM(key)
        self._older = tuple(map(AESGCM, older))
        # A separate key derived for this purpose, so that fingerprints reveal nothing of the sealing key.
        self._fingerprints = hmac.digest(key, b"fingerprints", "sha256")

    def seal(self, secret: str) -> bytes | None:
        """The sealed value, or None where values are not kept."""
        return self.enclose(secret) if self._keep else None

    def enclose(self, text: str) -> bytes:
        """The sealed text, whatever is kept: for what holds for a day, and is no credential of the site."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def fingerprint(self, *parts: str) -> bytes:
        """A keyed digest of these texts in this order; it cannot be computed or reversed without the site key."""
        mac = hmac.new(self._fingerprints, digestmod="sha256")
        for part in parts:
            octets = part.encode("utf-8", "surrogatepass")
            mac.update(len(octets).to_bytes(8) + octets)
        return mac.digest()

    def unseal(self, sealed: bytes | None) -> str | None:
        """The value, or None if it was not kept. Raises ``SecretsError`` if it was sealed with another key."""
        if sealed is None:
            return None
        for cipher in (self._cipher, *self._older):
            with suppress(InvalidTag):
                return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None).decode()
        raise SecretsError("a stored secret was sealed with another site key than the one configured")

    def resealed(self, sealed: bytes) -> bytes | None:
        """The value sealed with the key, None if it is already. Raises ``SecretsError`` if no key opens it."""
        with suppress(InvalidTag):
            self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
            return None
        return self.enclose(self.unseal(sealed) or "")
