"""The numbers that stand for users in an assignment where nobody may see who they are (``assign_user_mapping``)."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext
from gateway.api.rows import insert_missing
from gateway.components.mod_assign.tables import assign_user_mapping

__all__ = ["ensured"]


def ensured(ctx: CallContext, assignid: int, userid: int) -> int:
    """The number of a user, who is given one if they have none."""
    cols = assign_user_mapping.c
    query = select(cols.id).where(cols.assignment == assignid, cols.userid == userid)
    known = ctx.db.execute(query).scalars().first()
    if known is None:
        insert_missing(ctx.db, assign_user_mapping, {"assignment": assignid, "userid": userid}, {})
        known = ctx.db.execute(query).scalar_one()
    return int(known)
