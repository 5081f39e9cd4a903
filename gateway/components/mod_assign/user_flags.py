"""What graders note of a user in an assignment: locks, extensions, the state of marking, who is to mark (``assign_user_flags``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from gateway.api import CallContext
from gateway.api.rows import insert_missing
from gateway.components.mod_assign.tables import assign_user_flags

__all__ = ["NOT_TO_BE_TOLD", "TO_BE_TOLD", "Flags", "change", "ensured", "of_user"]

Flags = Mapping[Any, Any]
"""A row of ``assign_user_flags``."""

TO_BE_TOLD: Final = 0
"""The value of ``mailed`` for a user who is still to be told of a grade."""

NOT_TO_BE_TOLD: Final = 2
"""The value of ``mailed`` for a user of whose work there is nothing to tell."""

_COLS = assign_user_flags.c
_OF_USER = select(assign_user_flags).where(_COLS.assignment == bindparam("assignment"), _COLS.userid == bindparam("user"))


def of_user(ctx: CallContext, assignid: int, userid: int) -> Flags | None:
    """What is noted of a user, None if nothing ever was."""
    return ctx.db.execute(_OF_USER, {"assignment": assignid, "user": userid}).mappings().first()


def ensured(ctx: CallContext, assignid: int, userid: int) -> Flags:
    """What is noted of a user; a row that says nothing is made if there is none."""
    known = of_user(ctx, assignid, userid)
    if known is not None:
        return known
    key = {"assignment": assignid, "userid": userid}
    nothing = {"locked": 0, "mailed": NOT_TO_BE_TOLD, "extensionduedate": 0, "workflowstate": "", "allocatedmarker": 0}
    insert_missing(ctx.db, assign_user_flags, key, nothing)
    return ctx.db.execute(_OF_USER, {"assignment": assignid, "user": userid}).mappings().one()


def change(ctx: CallContext, assignid: int, userid: int, **values: object) -> int:
    """Note something of a user, by the columns of the table; returns the id of the row."""
    rowid = int(ensured(ctx, assignid, userid)["id"])
    if values:
        ctx.db.execute(update(assign_user_flags).where(_COLS.id == rowid).values(**values))
    return rowid
