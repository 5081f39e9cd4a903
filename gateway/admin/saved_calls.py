"""Calls that people keep for themselves, each under a name of its own: what is called, and nothing of with what token."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, delete, func, select

from gateway.errors import CodedError, MissingRecord
from gateway.store.rows import upsert
from gateway.store.tables.site import saved_call

__all__ = ["SavedCall", "forget", "of_user", "save", "with_id"]

# The most calls that a person keeps, and the longest name of one.
_MOST, _LONGEST = 200, 100


class SavedCall(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A function, its arguments, the protocol to call it by (empty for all), and the paths of its result that are not compared."""

    function: str
    arguments: dict[str, object] = {}
    via: str = ""
    ignore: list[str] = []


def of_user(db: Connection, userid: int) -> list[tuple[int, str, SavedCall]]:
    """The calls that a person keeps, by name: id, name and call of each."""
    cols = saved_call.c
    rows = db.execute(select(cols.id, cols.name, cols.content).where(cols.userid == userid).order_by(cols.name))
    return [(row.id, row.name, msgspec.json.decode(row.content, type=SavedCall)) for row in rows]


def with_id(db: Connection, userid: int, number: int) -> SavedCall:
    """A call that a person keeps. Raises ``MissingRecord``."""
    cols = saved_call.c
    found = db.execute(select(cols.content).where(cols.userid == userid, cols.id == number)).scalar_one_or_none()
    if found is None:
        raise MissingRecord(message="You keep no such call.")
    return msgspec.json.decode(found, type=SavedCall)


def save(db: Connection, userid: int, name: str, call: SavedCall, *, now: int) -> None:
    """Keep a call of a person, in the place of the one under that name. Raises ``CodedError``."""
    if not 0 < len(name) <= _LONGEST or not name.isprintable():
        raise CodedError("invalidparameter", message=f"The name of a call has between 1 and {_LONGEST} characters.")
    cols = saved_call.c
    others = db.execute(select(func.count()).where(cols.userid == userid, cols.name != name)).scalar_one()
    if others >= _MOST:
        raise CodedError("invalidparameter", message=f"You keep {_MOST} calls already: forget one first.")
    content = msgspec.json.encode(call).decode()
    upsert(db, saved_call, {"userid": userid, "name": name}, {"content": content, "timemodified": now})


def forget(db: Connection, userid: int, number: int) -> None:
    """Forget a call that a person keeps. Raises ``MissingRecord``."""
    with_id(db, userid, number)
    db.execute(delete(saved_call).where(saved_call.c.id == number))
