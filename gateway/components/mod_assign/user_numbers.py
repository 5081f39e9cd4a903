"""The numbers that stand for users in an assignment where nobody may see who they are (``assign_user_mapping``)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from gateway.api import CallContext
from gateway.api.rows import insert_missing
from gateway.components.mod_assign.submissions import Warnings, empty_warnings, with_capability
from gateway.components.mod_assign.tables import assign_user_mapping

__all__ = ["ensured", "results"]

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_NUMBERS = select(assign_user_mapping).where(assign_user_mapping.c.assignment.in_(_IDS)).order_by(assign_user_mapping.c.id)


def results(ctx: CallContext, ids: Collection[int]) -> tuple[list[dict[str, Any]], Warnings]:
    """The result of ``get_user_mappings``: the numbers of users in those assignments in which the caller may reveal who they are."""
    known, warned = with_capability(ctx, ids, ["mod/assign:revealidentities"])
    found: dict[int, list[dict[str, Any]]] = {}
    for row in ctx.db.execute(_NUMBERS, {"ids": list(known)}).mappings() if known else ():
        found.setdefault(row["assignment"], []).append({"id": row["id"], "userid": row["userid"]})
    numbered = [{"assignmentid": assignid, "mappings": rows} for assignid, rows in sorted(found.items())]
    return numbered, [*warned, *empty_warnings(ids, found, warned, "Nobody has a number.")]


def ensured(ctx: CallContext, assignid: int, userid: int) -> int:
    """The number of a user, who is given one if they have none."""
    cols = assign_user_mapping.c
    query = select(cols.id).where(cols.assignment == assignid, cols.userid == userid)
    known = ctx.db.execute(query).scalars().first()
    if known is None:
        insert_missing(ctx.db, assign_user_mapping, {"assignment": assignid, "userid": userid}, {})
        known = ctx.db.execute(query).scalar_one()
    return int(known)
