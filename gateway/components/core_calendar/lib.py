"""Listing events that the caller may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, or_, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, Level, contexts, enrolments, format_string, format_text
from gateway.api.access import memberships
from gateway.api.tables import course, course_categories
from gateway.components.core_calendar import permissions
from gateway.components.core_calendar.activities import Activities, Viewer
from gateway.components.core_calendar.audience import Audience, events_for
from gateway.components.core_calendar.tables import event
from gateway.components.core_course import lib as core_courses

__all__ = ["events"]

Warnings = list[dict[str, Any]]

_BY_IDS = select(event).where(event.c.id.in_(bindparam("ids", expanding=True))).order_by(event.c.id)

_COLUMNS = ("id", "userid", "eventtype", "timestart", "timeduration", "visible", "sequence", "timemodified", "subscriptionid", "courseid")
# Columns that are null instead of 0 or empty unless an event was asked for by its id, as in the reference.
_IDS = ("categoryid", "groupid", "repeatid", "modulename", "instance")


def events(ctx: CallContext, wanted: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[list[dict[str, Any]], Warnings]:
    """The events of a period that the caller may see, earliest first, followed by the events asked for by id.

    Also returns a warning for each course, group and event that the caller may not see.
    """
    courses, groups = wanted.get("courseids", ()), wanted.get("groupids", ())
    own_groups = {groupid for ids in memberships(ctx.db, ctx, ctx.userid).values() for groupid in ids}
    warnings: Warnings = []
    sees_all = ctx.has("moodle/calendar:manageentries", SYSTEM)
    if sees_all:
        query = select(course.c.id, course.c.category).where(course.c.id.in_(courses))
        own_courses = {row.id: row.category for row in ctx.db.execute(query)} if courses else {}
        categories = set(wanted.get("categoryids", ()))
    else:
        rows = enrolments.courses_of(ctx.db, ctx.site, [ctx.userid], now=ctx.now)[ctx.userid]
        own_courses, categories = {row["id"]: row["category"] for row in rows}, set()
        warnings += [{**warning, "warningcode": "nopermissions"} for warning in core_courses.validate_courses(ctx, courses)[1]]
        refused = {warning["itemid"] for warning in warnings}
        courses = [courseid for courseid in courses if courseid not in refused]
        warnings += [_warning(groupid, "group") for groupid in groups if groupid not in own_groups]
        groups = [groupid for groupid in groups if groupid in own_groups]
    audience = Audience(
        userid=ctx.userid if options.get("userevents", True) else None,
        groups=groups,
        courses=[*courses, *([SITE_COURSE] if options.get("siteevents", True) else [])],
        categories=categories | _with_parents(ctx, set(own_courses.values())),
    )
    listed = _listed(ctx, audience, options)
    known = {row["id"] for row in listed}
    ids = [eventid for eventid in wanted.get("eventids", ()) if eventid not in known]
    single = ctx.db.execute(_BY_IDS, {"ids": ids}).mappings().all() if ids else ()
    allowed = [*listed, *single]
    if not sees_all:
        activities = Activities(ctx, allowed)
        viewer = Viewer(ctx, ctx.userid, activities)
        seen = [row for row in allowed if not row["modulename"] or viewer.uses(row)]
        allowed = [row for row in seen if row["modulename"] or _may_see(ctx, row, own_courses, own_groups)]
        shown = {row["id"] for row in allowed}
        warnings += [_warning(row["id"], "event") for row in seen if row["id"] not in shown]
    return [_event_result(ctx, row, short=row["id"] in known) for row in allowed], warnings


def _listed(ctx: CallContext, audience: Audience, options: Mapping[str, Any]) -> list[RowMapping]:
    """The events of an audience in a period, without those of hidden activities; hidden events only if asked for."""
    cols, conditions = event.c, []
    if start := options.get("timestart", 0):
        conditions.append(or_(cols.timestart >= start, cols.timestart + cols.timeduration > start))
    if end := options.get("timeend", 0):
        conditions.append(cols.timestart <= end)
    if options.get("ignorehidden", True):
        conditions.append(cols.visible == 1)
    rows = events_for(ctx, audience, *conditions, order=(func.coalesce(cols.timesort, cols.timestart), cols.id))
    return Viewer(ctx, ctx.userid, Activities(ctx, rows)).shown(rows)


def _with_parents(ctx: CallContext, ids: Collection[int]) -> set[int]:
    """The ids of categories with those of all categories around them."""
    query = select(course_categories.c.path).where(course_categories.c.id.in_(ids))
    paths = ctx.db.execute(query).scalars().all() if ids else ()
    return {int(part) for path in paths for part in path.split("/") if part}


def _may_see(ctx: CallContext, row: RowMapping, courses: Collection[int], groups: Collection[int]) -> bool:
    """Whether the caller, whose courses and groups these are, may see an event that is about no activity."""
    if row["categoryid"] or row["courseid"] == SITE_COURSE or row["userid"] == ctx.userid:
        return True
    return row["groupid"] in groups or row["courseid"] in courses or permissions.may_change(ctx, row)


def _warning(itemid: int, what: str) -> dict[str, Any]:
    """A warning that the caller may not see a group or an event."""
    return {"item": str(itemid), "warningcode": "nopermissions", "message": f"You may not see this {what}."}


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
