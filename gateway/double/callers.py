"""Who calls a world, by name: the user and the token, as those who write seeds know them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from gateway.access import callers
from gateway.access.callers import Caller
from gateway.pipeline.run import Pipeline
from gateway.store.store import Store
from gateway.store.tables.services import external_tokens
from gateway.wire.call import Credential, Password, Session, Token

__all__ = ["TokenNames", "who"]


class TokenNames:
    """The names of tokens by their ids; a token keeps its name here after it was deleted."""

    def __init__(self) -> None:
        """Nothing is known at first."""
        self._names: dict[int, str] = {}

    async def of(self, store: Store, ids: set[int]) -> dict[int, str]:
        """The names of tokens; empty for those that have none, and for those that were gone before anybody asked."""
        if missing := ids - self._names.keys():
            self._names |= {**dict.fromkeys(missing, ""), **await store.read(_names, missing)}
        return {each: self._names[each] for each in ids}


async def who(pipeline: Pipeline, credential: Credential | None, names: TokenNames) -> tuple[str, str]:
    """The user name of a caller and the name of their token; empty for what is not known."""
    caller: Caller | None = None
    if isinstance(credential, Password):
        return credential.username, ""
    if isinstance(credential, Token) and credential.value:
        caller = await pipeline.callers.by_token(credential.value)
    elif isinstance(credential, Session):
        caller = await pipeline.store.read(callers.by_session, credential.sid)
    user = caller.account.username if caller and caller.account else ""
    if caller is None or caller.token is None:
        return user, ""
    return user, (await names.of(pipeline.store, {caller.token.id}))[caller.token.id]


def _names(db: Connection, ids: set[int]) -> dict[int, str]:
    cols = external_tokens.c
    return {row.id: row.name or "" for row in db.execute(select(cols.id, cols.name).where(cols.id.in_(sorted(ids))))}
