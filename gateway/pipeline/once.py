"""Calls that are made once, however often they are sent: by a key that the client gives them (``Idempotency-Key``).

What a function returned is kept for a day in the transaction in which it has written, sealed; the same call with the same key is
answered with that. A function that writes in transactions of its own is noted as running before it begins. Refusals write nothing,
and are not kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any, Final

import msgspec
import orjson
from sqlalchemy import Connection, delete, select, update

from gateway.access.secrets import Vault
from gateway.errors import CodedError, InvalidParameter
from gateway.pipeline.access_request import AccessRequest
from gateway.store.rows import insert_missing
from gateway.store.store import Store, Transaction
from gateway.store.tables.site import idempotency
from gateway.wire.call import Call, FunctionInfo, Outcome, Result

__all__ = ["FIELD", "KEPT", "Once", "forget_old", "once_of"]

FIELD: Final = "idempotencykey"
"""The field of a query that has the key, for clients that cannot set headers."""
KEPT: Final = 24 * 3600
"""For how many seconds an outcome is kept."""
_KEY: Final = re.compile(r"[!-~]{1,255}")
_SORTED: Final = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS


class Once(msgspec.Struct, frozen=True, kw_only=True):
    """A call that is to be made once: whose it is, its key and what it asks for as digests, and when it came."""

    userid: int
    name: str
    payload: str
    function: FunctionInfo
    vault: Vault
    now: int

    def within(self, work: Callable[[Transaction | None], Outcome]) -> Callable[[Transaction], Outcome]:
        """The work of a transaction that is done unless it was done before, and whose outcome is kept in the same transaction."""

        def done(transaction: Transaction) -> Outcome:
            known = self.claim(transaction.db)
            if known is not None:
                return known
            outcome = work(transaction)
            self.keep(transaction.db, outcome)
            return outcome

        return done

    async def around(self, store: Store, work: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """The outcome of work that has transactions of its own. One that was cut off stays noted as running."""
        known = await store.write(self.claim)
        if known is not None:
            return known
        try:
            outcome = await work()
        except Exception:
            await store.write(self.forget)
            raise
        await store.write(self.keep, outcome)
        return outcome

    def claim(self, db: Connection) -> Outcome | None:
        """Note the call as running; the outcome of one that was made before. Raises ``CodedError`` for a key of another call.

        It also does for a call that is still running. A database that locks rows waits here for a transaction that makes the call.
        """
        row = idempotency.c
        fresh = {"payload": self.payload, "timecreated": self.now}
        if insert_missing(db, idempotency, {"userid": self.userid, "name": self.name}, fresh):
            return None
        found = db.execute(select(row.payload, row.sealedvalue, row.timecreated).where(*self._mine)).one()
        if found.timecreated < self.now - KEPT:
            db.execute(update(idempotency).where(*self._mine).values(**fresh, sealedvalue=None))
            return None
        if found.payload != self.payload:
            raise CodedError("idempotencykeyreused", "triglot")
        if found.sealedvalue is None:
            raise CodedError("idempotencykeyrunning", "triglot")
        return Result(json.loads(self.vault.unseal(found.sealedvalue) or "null"), self.function)

    def keep(self, db: Connection, outcome: Outcome) -> None:
        """Keep the outcome of the call."""
        value = outcome.value if isinstance(outcome, Result) else None
        db.execute(update(idempotency).where(*self._mine).values(sealedvalue=self.vault.enclose(json.dumps(value))))

    def forget(self, db: Connection) -> None:
        """Forget that the call was begun."""
        db.execute(delete(idempotency).where(*self._mine))

    @property
    def _mine(self) -> tuple[Any, ...]:
        return idempotency.c.userid == self.userid, idempotency.c.name == self.name


def once_of(call: Call, request: AccessRequest, function: FunctionInfo, vault: Vault) -> Once | None:
    """How a call is made once; None for one without a key, and for who has no account. Raises ``InvalidParameter`` for a malformed key.

    The calls of a batch share a key, and are told apart by their order.
    """
    key, notes = call.peer.idempotency, call.peer.notes
    if not key or request.account is None:
        return None
    if not _KEY.fullmatch(key):
        raise InvalidParameter("1 to 255 visible characters of ASCII are expected", path="Idempotency-Key")
    name = f"{key} {notes.calls}" if notes is not None and notes.calls else key
    if notes is not None:
        notes.calls += 1
    payload = f"{function.name} {_written(call.arguments)}"
    return Once(
        userid=request.account.id,
        name=sha256(name.encode()).hexdigest(),
        payload=sha256(payload.encode("utf-8", "surrogatepass")).hexdigest(),
        function=function,
        vault=vault,
        now=request.now,
    )


def _written(arguments: object) -> str:
    """Arguments as a text that is the same for the same arguments."""
    try:
        return orjson.dumps(arguments, option=_SORTED).decode()
    except orjson.JSONEncodeError:  # integers beyond 64 bits, bytes, text that is not UTF-8
        return repr(arguments)


def forget_old(db: Connection, now: int) -> int:
    """Delete outcomes that are no longer kept; returns how many."""
    return db.execute(delete(idempotency).where(idempotency.c.timecreated < now - KEPT)).rowcount
