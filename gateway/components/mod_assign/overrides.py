"""Overrides of assignments: other dates and another time limit for a user or for the members of a group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import or_, select

from gateway.api import CallContext
from gateway.api.access import with_member
from gateway.components.mod_assign.tables import assign_overrides

__all__ = ["AssignmentRow", "effective"]

AssignmentRow = Mapping[Any, Any]
"""A row of ``assign``, possibly with the values of an override."""

_COLUMNS = ("allowsubmissionsfromdate", "duedate", "cutoffdate", "timelimit")


def effective(ctx: CallContext, rows: Collection[AssignmentRow], userid: int) -> dict[int, AssignmentRow]:
    """The assignments as they are for a user, by id: with the user's own override or else with the first of those of their groups."""
    cols = assign_overrides.c
    mine = or_(cols.userid == userid, cols.groupid.in_(with_member(userid)))
    query = select(assign_overrides).where(cols.assignid.in_([row["id"] for row in rows]), mine).order_by(cols.sortorder, cols.id)
    found: dict[int, Mapping[Any, Any]] = {}
    for override in ctx.db.execute(query).mappings() if rows else ():
        if override["userid"] == userid or override["assignid"] not in found:
            found[override["assignid"]] = override
    return {row["id"]: {**row, **_values(found.get(row["id"], {}))} for row in rows}


def _values(override: Mapping[Any, Any]) -> dict[str, Any]:
    """The values that an override sets."""
    return {column: override[column] for column in _COLUMNS if override.get(column) is not None}
