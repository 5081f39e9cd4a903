"""User keys: secrets for one purpose (a *script*), such as serving files without a token (``reference/server.md`` 3.4)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from gateway.access.secrets import Vault, digest, new_token
from gateway.store.tables.users import user_private_key

__all__ = ["create", "find"]


def find(db: Connection, vault: Vault, script: str, userid: int) -> str | None:
    """The key of someone for ``script`` that holds everywhere and for ever, or None where none is kept."""
    sealed = db.execute(select(user_private_key.c.sealedvalue).where(*_unbound(script, userid))).scalars().first()
    return vault.unseal(sealed)


def create(db: Connection, vault: Vault, script: str, userid: int, *, now: int) -> str:
    """A new key in the place of any other for ``script`` that holds everywhere and for ever."""
    db.execute(delete(user_private_key).where(*_unbound(script, userid)))
    key = new_token()
    db.execute(
        insert(user_private_key).values(script=script, value=digest(key), sealedvalue=vault.seal(key), userid=userid, timecreated=now)
    )
    return key


def _unbound(script: str, userid: int) -> tuple[ColumnElement[bool], ...]:
    """What the rows of such keys have in common."""
    own = user_private_key.c
    return own.script == script, own.userid == userid, own.instance.is_(None), own.iprestriction.is_(None), own.validuntil.is_(None)
