"""The dates of activities that hold for one person: those of the activity, or others that the person or a group was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, or_, select

from gateway.api import CallContext
from gateway.api.access import with_member
from gateway.components.core_course.activity_data import Instance

__all__ = ["effective"]

# The table of each type of activity that has overrides, its column with the activity, and the columns with dates: opening, closing.
_TABLES: Mapping[str, tuple[str, str, Sequence[str], Sequence[str]]] = {
    "assign": ("assign_overrides", "assignid", ("allowsubmissionsfromdate",), ("duedate", "cutoffdate")),
    "lesson": ("lesson_overrides", "lessonid", ("available",), ("deadline",)),
    "quiz": ("quiz_overrides", "quiz", ("timeopen",), ("timeclose",)),
}


def effective(
    ctx: CallContext, instances: Mapping[tuple[str, int], RowMapping], userid: int | None = None
) -> dict[tuple[str, int], Instance]:
    """Instances of activities, by type and id, with the dates that hold for a user (the caller unless given).

    An instance with dates of the user's own names them in ``overridden``.
    """
    owner = ctx.userid if userid is None else userid
    found: dict[tuple[str, int], Instance] = {**instances}
    for modname, (name, column, opening, closing) in _TABLES.items():
        table = ctx.registry.tables.get(name)
        ids = [instance for kind, instance in instances if kind == modname]
        if table is None or not ids:
            continue
        meant = or_(table.c.userid == owner, table.c.groupid.in_(with_member(owner)))
        given: dict[int, list[RowMapping]] = {}
        for row in ctx.db.execute(select(table).where(table.c[column].in_(ids), meant)).mappings():
            given.setdefault(row[column], []).append(row)
        for instance, rows in given.items():
            dates = _of_assignment(rows) if modname == "assign" else _merged(rows, opening, closing)
            changed = {date: dates[date] for date in (*opening, *closing) if dates.get(date) is not None}
            found[modname, instance] = {**instances[modname, instance], **changed, "overridden": tuple(changed)}
    return found


def _of_assignment(rows: Sequence[RowMapping]) -> Mapping[Any, Any]:
    """The override of an assignment that holds: the person's own or else that of the first group in their order."""
    return min(rows, key=lambda row: (row["userid"] is None, row["sortorder"] or 0, row["id"]))


def _merged(rows: Sequence[RowMapping], opening: Sequence[str], closing: Sequence[str]) -> dict[str, int | None]:
    """The dates that hold: the person's own or else the most generous of the groups; 0 is no limit."""
    found: dict[str, int | None] = {}
    for date in (*opening, *closing):
        own = [row[date] for row in rows if row["userid"] is not None and row[date] is not None]
        of_groups = [row[date] for row in rows if row["userid"] is None and row[date] is not None]
        limits = own or of_groups
        found[date] = None if not limits else min(limits) if date in opening or 0 in limits else max(limits)
    return found
