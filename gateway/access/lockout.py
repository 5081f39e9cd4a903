"""Locking out accounts after too many wrong passwords, at log-in and of calls (``docs/contract/server.md 1.3``).

Off unless the site setting ``lockoutthreshold`` says how many wrong passwords, each within ``lockoutwindow`` seconds of the one
before, lock an account for ``lockoutduration`` seconds (0: until it is unlocked). The count is kept in preferences of the
account, under the reference's names. The guest account is never locked, nor an account with the preference
``login_lockout_ignored``.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.access.accounts import Account
from gateway.access.site import SiteData
from gateway.php.values import to_int
from gateway.store.rows import upsert
from gateway.store.store import Store
from gateway.store.tables.users import user, user_preferences

__all__ = ["applies", "failed", "is_locked", "refuses", "unlock"]

_COUNT, _LAST, _LOCKED, _EXEMPT = "login_failed_count", "login_failed_last", "login_lockout", "login_lockout_ignored"


def applies(site: SiteData, account: Account) -> bool:
    """Whether wrong passwords are counted for the account."""
    return site.config.number("lockoutthreshold") > 0 and account.id != site.guest_id


def is_locked(db: Connection, site: SiteData, account: Account, *, now: int) -> bool:
    """Whether the account is locked now, so that no password is accepted."""
    so_far = _preferences(db, account.id)
    since = so_far.get(_LOCKED, 0)
    if not since or so_far.get(_EXEMPT):
        return False
    duration = site.config.number("lockoutduration")
    return not duration or now - since < duration


async def refuses(store: Store, site: SiteData, account: Account, right: bool, *, now: int) -> bool:
    """Whether the account is locked, so that its password is refused; else the password is counted, if it is wrong."""
    if not applies(site, account):
        return False
    if await store.read(is_locked, site, account, now=now):
        return True
    if not right:
        await store.write(failed, site, account, now=now)
    elif await store.read(_preferences, account.id):
        await store.write(unlock, account)
    return False


def failed(db: Connection, site: SiteData, account: Account, *, now: int) -> None:
    """Count a wrong password, and lock the account if it reaches the threshold."""
    # Where transactions overlap, another one that counts for the same account waits here.
    db.execute(select(user.c.id).where(user.c.id == account.id).with_for_update())
    so_far = _preferences(db, account.id)
    if so_far.get(_LOCKED) and not is_locked(db, site, account, now=now):
        unlock(db, account)
        so_far = {}
    window = site.config.number("lockoutwindow")
    recent = not window or now - so_far.get(_LAST, 0) <= window
    count = (so_far.get(_COUNT, 0) if recent else 0) + 1
    _put(db, account.id, _COUNT, count)
    _put(db, account.id, _LAST, now)
    if count >= site.config.number("lockoutthreshold"):
        _put(db, account.id, _LOCKED, now)


def unlock(db: Connection, account: Account) -> None:
    """Reset the count of wrong passwords, and unlock the account."""
    cols = user_preferences.c
    db.execute(delete(user_preferences).where(cols.userid == account.id, cols.name.in_((_COUNT, _LAST, _LOCKED))))


def _preferences(db: Connection, userid: int) -> dict[str, int]:
    """The preferences of lockout of an account, by name."""
    cols = user_preferences.c
    rows = db.execute(select(cols.name, cols.value).where(cols.userid == userid, cols.name.in_((_COUNT, _LAST, _LOCKED, _EXEMPT))))
    return {row.name: to_int(row.value) for row in rows}


def _put(db: Connection, userid: int, name: str, value: int) -> None:
    """Store one preference."""
    upsert(db, user_preferences, {"userid": userid, "name": name}, {"value": str(value)})
