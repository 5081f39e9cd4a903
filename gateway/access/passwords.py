"""Passwords: argon2id with the OWASP minimum, computed in threads, a few at a time.

A hash takes tens of milliseconds and 19 MiB. On the event loop it would block every other call,
and without a bound on concurrent hashes it would be the cheapest way to exhaust the machine. As some clients send a password
with every call, a verified password is remembered for some seconds.
"""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.access.secrets import Vault
from gateway.errors import CodedError
from gateway.store.cache import Cache
from gateway.store.changes import Change, ChangeKind

__all__ = ["Passwords", "hash_password", "verify_password"]

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = 2

# How many verified passwords are remembered, and for how long, in seconds.
_REMEMBERED, _REMEMBERED_FOR = 2_000, 30.0


def hash_password(password: str) -> str:
    """The hash to store, in the PHC form. Blocks for tens of milliseconds."""
    return _HASHER.hash(_octets(password))


def verify_password(password: str, stored: str) -> bool:
    """Whether ``stored`` is a hash of ``password``; False for text that is no hash. Blocks."""
    try:
        return _HASHER.verify(stored, _octets(password))
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


@functools.cache
def _nobodys_hash() -> str:
    """The hash that is verified for unknown users, so that the answer takes as long as for known ones."""
    return hash_password("nobody has this password")


class Passwords:
    """Hashes and verifies passwords without stopping the event loop."""

    def __init__(self, vault: Vault, most_waiting: int = 50) -> None:
        """``vault`` computes fingerprints of passwords, so that passwords themselves are not remembered.

        Of those to verify, at most ``most_waiting`` wait for their turn.
        """
        self._most_waiting = most_waiting
        self._waiting = 0
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._vault = vault
        # The expiry and the user id of each verified password, by the fingerprint of account, stored hash and password.
        self._right: Cache[bytes, tuple[float, int]] = Cache(_REMEMBERED)

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether ``stored`` is a hash of ``password``; with None, for an unknown user, it takes as long and returns False.

        Raises ``CodedError`` at once if too many wait: a guesser who sends hundreds would have everybody wait behind them.
        """
        if self._waiting >= self._most_waiting:
            raise CodedError(
                "toomanyrequests", "triglot", message="Too many people are logging in. Try again in a moment.", debug="waiting log-ins"
            )
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            matches = await asyncio.to_thread(lambda: verify_password(password, stored or _nobodys_hash()))
        finally:
            self._slots.release()
        return matches and stored is not None

    async def hash(self, password: str) -> str:
        """The hash to store."""
        async with self._slots:
            return await asyncio.to_thread(hash_password, password)

    async def verify_call(self, userid: int, password: str, stored: str | None) -> bool:
        """``verify`` for a password sent with every call: one verified moments ago is not hashed again."""
        if stored is None:
            return await self.verify(password, stored)
        fingerprint = self._vault.fingerprint(str(userid), stored, password)
        if (right := self._right.get(fingerprint)) and right[0] > time.monotonic():
            return True
        matches = await self.verify(password, stored)
        if matches:
            self._right.put(fingerprint, (time.monotonic() + _REMEMBERED_FOR, userid))
        return matches

    def apply(self, changes: Iterable[Change]) -> None:
        """Drop what is remembered of accounts that have changed."""
        for kind, key in changes:
            if kind is ChangeKind.USER and key:
                self._right.drop_where(lambda right, userid=int(key): right[1] == userid)  # type: ignore[misc]
            elif kind is ChangeKind.USER:
                self._right.clear()


def _octets(password: str) -> bytes:
    """The password as the bytes that the client sent."""
    return password.encode("utf-8", "surrogatepass")
