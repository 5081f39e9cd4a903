"""The times of last use of tokens, and of the last enrolment synchronisation of accounts.

Times of last use are collected in memory and written together, every few seconds; a token that is used again within a
minute keeps its time (``docs/contract/server.md 1.9``). The time of the last enrolment synchronisation is a preference of
the account, written at the first call after an hour (``docs/contract/server.md 2.5``).
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.access import tokens
from gateway.access.callers import TokenRow
from gateway.store.cache import Cache
from gateway.store.rows import upsert
from gateway.store.store import Store
from gateway.store.tables.users import user_preferences

__all__ = ["Presence"]

_USED_AGAIN, _SYNC_INTERVAL = 60, 3600
_REMEMBERED = 20_000
_SYNCED = "last_time_enrolments_synced"


class Presence:
    """The times at which tokens and accounts were last used, in memory until they are stored."""

    def __init__(self, store: Store) -> None:
        """Start without any time."""
        self._store = store
        self._pending: dict[int, int] = {}
        self._used: Cache[int, int] = Cache(_REMEMBERED)
        self._synced: Cache[int, int] = Cache(_REMEMBERED)

    @property
    def waiting(self) -> int:
        """How many times of last use wait to be stored."""
        return len(self._pending)

    def used(self, token: TokenRow, now: int) -> None:
        """Note that a stored token is used at ``now``."""
        if token.id and now >= max(token.lastaccess, self._used.get(token.id) or 0) + _USED_AGAIN:
            self._used.put(token.id, now)
            self._pending[token.id] = now

    async def arrived(self, userid: int, now: int) -> None:
        """Note that a call of an account was authenticated at ``now``; the time is stored once an hour."""
        if now < (self._synced.get(userid) or 0) + _SYNC_INTERVAL:
            return
        last = await self._store.read(_last_synced, userid)
        if now >= last + _SYNC_INTERVAL:
            await self._store.write(_mark_synced, userid, now)
            last = now
        self._synced.put(userid, last)

    async def flush(self) -> None:
        """Store the collected times of last use; if that fails, they are stored next time."""
        if not self._pending:
            return
        collected, self._pending = self._pending, {}
        try:
            await self._store.write(tokens.touch, collected)
        except Exception:
            self._pending = collected | self._pending
            raise


def _last_synced(db: Connection, userid: int) -> int:
    """The stored time of the last enrolment synchronisation of an account, 0 without one."""
    query = select(user_preferences.c.value).where(user_preferences.c.userid == userid, user_preferences.c.name == _SYNCED)
    value = db.execute(query).scalar_one_or_none()
    return int(value) if value and value.isdecimal() else 0


def _mark_synced(db: Connection, userid: int, now: int) -> None:
    """Store the time of the last enrolment synchronisation of an account, anew: preferences are listed as they were written."""
    cols = user_preferences.c
    db.execute(delete(user_preferences).where(cols.userid == userid, cols.name == _SYNCED))
    upsert(db, user_preferences, {"userid": userid, "name": _SYNCED}, {"value": str(now)})
