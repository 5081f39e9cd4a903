"""When tokens were last used, and when the enrolments of people were last brought up to date.

Last use is collected in memory and written together, every few seconds; a token used again within a
minute counts as used then (``docs/contract/server.md 1.9``). The moment of the last enrolment
synchronisation is a preference of the account, written when somebody comes back after an hour (``docs/contract/server.md 2.5``).
"""

from __future__ import annotations

from sqlalchemy import Connection, select

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
    """Who was here when."""

    def __init__(self, store: Store) -> None:
        """Nobody was here yet."""
        self._store = store
        self._pending: dict[int, int] = {}
        self._used: Cache[int, int] = Cache(_REMEMBERED)
        self._synced: Cache[int, int] = Cache(_REMEMBERED)

    def used(self, token: TokenRow, now: int) -> None:
        """A token is being used."""
        if now >= max(token.lastaccess, self._used.get(token.id) or 0) + _USED_AGAIN:
            self._used.put(token.id, now)
            self._pending[token.id] = now

    async def arrived(self, userid: int, now: int) -> None:
        """Somebody has been let in; once an hour that is stored."""
        if now < (self._synced.get(userid) or 0) + _SYNC_INTERVAL:
            return
        last = await self._store.read(_last_synced, userid)
        if now >= last + _SYNC_INTERVAL:
            await self._store.write(_mark_synced, userid, now)
            last = now
        self._synced.put(userid, last)

    async def flush(self) -> None:
        """Store what was collected; where that fails, it is kept for the next time."""
        if not self._pending:
            return
        collected, self._pending = self._pending, {}
        try:
            await self._store.write(tokens.touch, collected)
        except Exception:
            self._pending = collected | self._pending
            raise


def _last_synced(db: Connection, userid: int) -> int:
    """The stored moment, 0 where there is none."""
    query = select(user_preferences.c.value).where(user_preferences.c.userid == userid, user_preferences.c.name == _SYNCED)
    value = db.execute(query).scalar_one_or_none()
    return int(value) if value and value.isdecimal() else 0


def _mark_synced(db: Connection, userid: int, now: int) -> None:
    """Store the moment."""
    upsert(db, user_preferences, {"userid": userid, "name": _SYNCED}, {"value": str(now)})
