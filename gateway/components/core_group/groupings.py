"""Groupings and the groups in them: finding, creating, changing and deleting them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from gateway.api import CallContext, CodedError, Context, format_string, format_text
from gateway.api.rows import insert_row
from gateway.api.tables import course, course_modules, files, groupings, groupings_groups, groups

__all__ = [
    "Grouping",
    "by_id",
    "change",
    "create",
    "delete_grouping",
    "groups_in",
    "is_in",
    "name_taken",
    "of_course",
    "put_in",
    "grouping_result",
    "take_out",
]

Grouping = RowMapping


def by_id(db: Connection, ids: Collection[int]) -> dict[int, Grouping]:
    """The groupings with these ids that exist, by id."""
    return {row["id"]: row for row in db.execute(select(groupings).where(groupings.c.id.in_(set(ids)))).mappings()}


def of_course(db: Connection, courseid: int) -> list[Grouping]:
    """The groupings of a course, by name."""
    query = select(groupings).where(groupings.c.courseid == courseid).order_by(groupings.c.name, groupings.c.id)
    return list(db.execute(query).mappings().all())


def groups_in(db: Connection, ids: Collection[int]) -> dict[int, list[RowMapping]]:
    """The groups in each grouping by group id, by grouping id."""
    found: dict[int, list[RowMapping]] = {groupingid: [] for groupingid in ids}
    joined = groups.join(groupings_groups, groupings_groups.c.groupid == groups.c.id)
    query = select(groups, groupings_groups.c.groupingid).select_from(joined).where(groupings_groups.c.groupingid.in_(found))
    for row in db.execute(query.order_by(groups.c.id)).mappings():
        found[row["groupingid"]].append(row)
    return found


def grouping_result(ctx: CallContext, grouping: Grouping, context: Context) -> dict[str, Any]:
    """A grouping in the form of the result; ``context`` is that of its course."""
    description, format_ = format_text(
        grouping["description"],
        grouping["descriptionformat"],
        ctx.settings,
        ctx.site,
        context,
        component="grouping",
        filearea="description",
        itemid=grouping["id"],
    )
    return {**grouping, "name": format_string(grouping["name"], ctx.settings), "description": description, "descriptionformat": format_}


def name_taken(db: Connection, courseid: int, name: str) -> bool:
    """Whether the course has a grouping of exactly that name."""
    return db.execute(select(groupings.c.id).where(groupings.c.courseid == courseid, groupings.c.name == name)).first() is not None


def create(db: Connection, grouping: Mapping[str, Any], *, now: int) -> dict[str, Any]:
    """Add a grouping to its course and return its row. Raises ``idnumbertaken`` for an id number that a grouping of the course has."""
    idnumber = str(grouping.get("idnumber") or "").strip()
    _require_idnumber(db, idnumber, grouping["courseid"])
    row = {name: grouping[name] for name in ("courseid", "description", "descriptionformat")}
    row |= {"name": grouping["name"].strip(), "idnumber": idnumber, "timecreated": now, "timemodified": now}
    return {"id": insert_row(db, groupings, row), **row}


def change(db: Connection, known: Grouping, grouping: Mapping[str, Any], *, now: int) -> None:
    """Change a grouping. Raises ``idnumbertaken`` as ``create`` does."""
    values = {name: grouping[name] for name in ("description", "descriptionformat")}
    values |= {"name": grouping["name"].strip(), "timemodified": now}
    if grouping.get("idnumber") is not None:
        values["idnumber"] = grouping["idnumber"].strip()
        _require_idnumber(db, values["idnumber"], known["courseid"], except_id=known["id"])
    db.execute(update(groupings).where(groupings.c.id == known["id"]).values(**values))


def delete_grouping(db: Connection, groupingid: int) -> None:
    """Delete a grouping with its files, and reset the courses and activities that were limited to it."""
    db.execute(delete(groupings_groups).where(groupings_groups.c.groupingid == groupingid))
    db.execute(update(course).where(course.c.defaultgroupingid == groupingid).values(defaultgroupingid=0))
    db.execute(update(course_modules).where(course_modules.c.groupingid == groupingid).values(groupingid=0))
    db.execute(delete(files).where(files.c.component == "grouping", files.c.filearea == "description", files.c.itemid == groupingid))
    db.execute(delete(groupings).where(groupings.c.id == groupingid))


def is_in(db: Connection, groupingid: int, groupid: int) -> bool:
    """Whether a group is in a grouping."""
    return db.execute(select(groupings_groups.c.id).where(*_pair(groupingid, groupid))).first() is not None


def put_in(db: Connection, groupingid: int, groupid: int, *, now: int) -> None:
    """Put a group that is not in it into a grouping."""
    db.execute(insert(groupings_groups).values(groupingid=groupingid, groupid=groupid, timeadded=now))


def take_out(db: Connection, groupingid: int, groupid: int) -> None:
    """Take a group out of a grouping."""
    db.execute(delete(groupings_groups).where(*_pair(groupingid, groupid)))


def _pair(groupingid: int, groupid: int) -> tuple[Any, Any]:
    """The condition that a row is of this grouping and this group."""
    return groupings_groups.c.groupingid == groupingid, groupings_groups.c.groupid == groupid


def _require_idnumber(db: Connection, idnumber: str, courseid: int, *, except_id: int = 0) -> None:
    """Raise ``idnumbertaken`` for an id number that a grouping of the course other than ``except_id`` has."""
    taken = select(groupings.c.id).where(groupings.c.courseid == courseid, groupings.c.idnumber == idnumber, groupings.c.id != except_id)
    if idnumber and db.execute(taken).first():
        raise CodedError("idnumbertaken")
