"""User keys: secrets for one purpose (a *script*), such as downloading files without a token (``docs/contract/server.md 3.4``)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from gateway.access.addresses import matches
from gateway.access.secrets import Vault, digest, new_token
from gateway.errors import CodedError
from gateway.store.tables.users import user_private_key

__all__ = ["FILES", "create", "create_bound", "find", "forget", "owner"]


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


def _unbound(script: str, userid: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions for a user's keys for ``script`` without restriction and expiry."""
    cols = user_private_key.c
    return cols.script == script, cols.userid == userid, cols.instance.is_(None), cols.iprestriction.is_(None), cols.validuntil.is_(None)
