"""User keys: secrets for one purpose (a *script*), such as downloading files without a token (``docs/contract/server.md 3.4``)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from gateway.access.addresses import matches
from gateway.access.secrets import Vault, digest, new_token
from gateway.errors import CodedError
from gateway.store.tables.users import user_private_key
from gateway.telemetry import audit
from gateway.telemetry.audit import COMMAND, Actor, Event

__all__ = ["FILES", "create", "create_bound", "find", "forget", "made", "owner", "reset"]


FILES = "core_files"
"""The script that user keys for files are made for."""


def find(db: Connection, vault: Vault, script: str, userid: int) -> str | None:
    """The user's key for ``script`` that has no restriction and no expiry, or None."""
    sealed = db.execute(select(user_private_key.c.sealedvalue).where(*_unbound(script, userid))).scalars().first()
    return vault.unseal(sealed)


def create(db: Connection, vault: Vault, script: str, userid: int, *, now: int) -> str:
    """Create a key for ``script`` without restriction and expiry, replacing such a key of the user."""
    db.execute(delete(user_private_key).where(*_unbound(script, userid)))
    key = new_token()
    db.execute(
        insert(user_private_key).values(script=script, value=digest(key), sealedvalue=vault.seal(key), userid=userid, timecreated=now)
    )
    return key


def create_bound(db: Connection, vault: Vault, script: str, userid: int, *, address: str, validuntil: int, now: int) -> str:
    """Create a key for one address and until a moment, replacing the user's other keys for ``script``."""
    forget(db, script, userid)
    key = new_token()
    values = {"script": script, "value": digest(key), "sealedvalue": vault.seal(key), "userid": userid, "timecreated": now}
    db.execute(insert(user_private_key).values(**values, iprestriction=address or None, validuntil=validuntil))
    return key


def owner(db: Connection, script: str, value: str, *, address: str, now: int) -> int:
    """The id of the user to whom a key belongs. Raises ``CodedError`` for an unknown or expired key, or a wrong address."""
    cols = user_private_key.c
    columns = (cols.userid, cols.iprestriction, cols.validuntil)
    row = db.execute(select(*columns).where(cols.script == script, cols.value == digest(value), cols.instance.is_(None))).first()
    if row is None:
        raise CodedError("invalidkey")
    if row.validuntil and row.validuntil < now:
        raise CodedError("expiredkey")
    if row.iprestriction and not matches(address, row.iprestriction):
        raise CodedError("ipmismatch")
    return int(row.userid)


def forget(db: Connection, script: str, userid: int) -> None:
    """Delete all keys of a user for ``script``."""
    db.execute(delete(user_private_key).where(user_private_key.c.script == script, user_private_key.c.userid == userid))


def made(db: Connection, script: str, userid: int) -> int | None:
    """When the user's key for ``script`` that has no restriction and no expiry was made; None without one."""
    moment: int | None = db.execute(select(user_private_key.c.timecreated).where(*_unbound(script, userid)).limit(1)).scalar_one_or_none()
    return moment


def reset(db: Connection, script: str, userid: int, *, by: Actor = COMMAND) -> None:
    """Delete all keys of a user for ``script``, so that the next client gets a new one, and record that in the audit."""
    forget(db, script, userid)
    audit.write(db, Event(action=audit.KEY_RESET, actor=by, relateduserid=userid, other={"script": script}))


def _unbound(script: str, userid: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions for a user's keys for ``script`` without restriction and expiry."""
    cols = user_private_key.c
    return cols.script == script, cols.userid == userid, cols.instance.is_(None), cols.iprestriction.is_(None), cols.validuntil.is_(None)
