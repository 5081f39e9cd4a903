"""Listing events that the caller may see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, or_, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, Level, contexts, format_string, format_text
from gateway.api.access import with_member
from gateway.components.core_calendar import permissions
from gateway.components.core_calendar.tables import event
from gateway.components.core_course import course_modules, instances
from gateway.components.core_course import lib as core_courses

__all__ = ["events"]

Warnings = list[dict[str, Any]]

_BY_IDS = select(event).where(event.c.id.in_(bindparam("ids", expanding=True))).order_by(event.c.id)

_COLUMNS = ("id", "userid", "eventtype", "timestart", "timeduration", "visible", "sequence", "timemodified", "subscriptionid", "courseid")
# Columns that are null instead of 0 or empty unless an event was asked for by its id, as in the reference.
_IDS = ("categoryid", "groupid", "repeatid", "modulename", "instance")


def events(ctx: CallContext, wanted: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[list[dict[str, Any]], Warnings]:
    """The events of a period that the caller may see, earliest first, followed by the events asked for by id.

    Also returns a warning for each course and group whose events the caller may not see.
    """
    courses, refused_courses = _allowed(ctx, wanted.get("courseids", ()), _own_courses, "course")
    groups, refused_groups = _allowed(ctx, wanted.get("groupids", ()), _own_groups, "group")
    listed = _listed(ctx, courses, groups, wanted.get("categoryids", ()), options)
    known = {row["id"] for row in listed}
    ids = [eventid for eventid in wanted.get("eventids", ()) if eventid not in known]
    rows = ctx.db.execute(_BY_IDS, {"ids": ids}).mappings().all() if ids else ()
    single = [row for row in rows if permissions.may_see(ctx, row)]
    found = [*(_event_result(ctx, row, short=True) for row in listed), *(_event_result(ctx, row, short=False) for row in single)]
    return found, [*refused_courses, *refused_groups]


def _listed(
    ctx: CallContext, courses: Collection[int], groups: Collection[int], categories: Collection[int], options: Mapping[str, Any]
) -> list[RowMapping]:
    """The visible events of courses, groups and categories, of the site, and of the caller."""
    cols = event.c
    places: list[ColumnElement[bool]] = []
    if options.get("userevents", True):
        places.append(and_(cols.userid == ctx.userid, cols.courseid == 0, cols.groupid == 0, cols.categoryid == 0))
    ids = [*courses, *([SITE_COURSE] if options.get("siteevents", True) else [])]
    places.append(and_(cols.groupid == 0, cols.courseid.in_(ids)))
    places.append(cols.groupid.in_(groups))
    if categories:
        places.append(and_(cols.groupid == 0, cols.courseid == 0, cols.categoryid.in_(categories)))
    conditions = [or_(*places)]
    if start := options.get("timestart", 0):
        conditions.append(or_(cols.timestart >= start, cols.timestart + cols.timeduration > start))
    if end := options.get("timeend", 0):
        conditions.append(cols.timestart <= end)
    if options.get("ignorehidden", True):
        conditions.append(cols.visible == 1)
    rows = ctx.db.execute(select(event).where(*conditions).order_by(cols.timestart, cols.id)).mappings().all()
    usable = _usable(ctx, [(row["modulename"], row["instance"]) for row in rows if row["modulename"]])
    return [row for row in rows if not row["modulename"] or (row["modulename"], row["instance"]) in usable]


def _allowed(
    ctx: CallContext, wanted: Collection[int], allowed_ids: Callable[[CallContext], set[int]], what: str
) -> tuple[list[int], Warnings]:
    """The ids of the courses or groups whose events the caller may see, and a warning for each other id."""
    if not wanted or ctx.has("moodle/calendar:manageentries", SYSTEM):
        return list(wanted), []
    allowed = allowed_ids(ctx)
    message = f"You may not see the events of this {what}."
    refused = [{"item": str(itemid), "warningcode": "nopermissions", "message": message} for itemid in wanted if itemid not in allowed]
    return [itemid for itemid in wanted if itemid in allowed], refused


def _own_courses(ctx: CallContext) -> set[int]:
    """The ids of the caller's courses and of the site course."""
    return {*instances.course_ids(ctx, ()), SITE_COURSE}


def _own_groups(ctx: CallContext) -> set[int]:
    """The ids of the caller's groups."""
    return {int(row.groupid) for row in ctx.db.execute(with_member(ctx.userid))}


def _usable(ctx: CallContext, about: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """The type and id of each activity that the caller may use."""
    modules = course_modules.by_instances(ctx.db, about)
    places = contexts.by_instances(ctx.db, Level.MODULE, [module["id"] for module in modules.values()]) if modules else {}
    refused = {courseid for courseid in {module["course"] for module in modules.values()} if not _may_enter(ctx, courseid)}
    return {
        key
        for key, module in modules.items()
        if module["course"] not in refused and module["id"] in places and course_modules.is_usable(ctx, module, places[module["id"]])
    }


def _may_enter(ctx: CallContext, courseid: int) -> bool:
    """Whether the caller may enter a course."""
    return core_courses.refusal(ctx, contexts.by_instances(ctx.db, Level.COURSE, [courseid]).get(courseid)) is None


def _event_result(ctx: CallContext, row: RowMapping, *, short: bool) -> dict[str, Any]:
    """An event in the form of the result; ``short`` has null instead of ids that are 0."""
    place = SYSTEM
    if row["courseid"]:
        place = contexts.by_instance(ctx.db, Level.COURSE, row["courseid"])
    text, text_format = format_text(
        row["description"],
        row["format"],
        ctx.settings,
        ctx.site,
        place,
        component="calendar",
        filearea="event_description",
        itemid=row["id"],
    )
    result = {**{name: row[name] for name in _COLUMNS}, "name": format_string(row["name"], ctx.settings)}
    result |= {"description": text, "format": text_format}
    if short:
        return result | {name: row[name] or None for name in _IDS}
    return result | {name: row[name] for name in _IDS} | {"uuid": row["uuid"]}
