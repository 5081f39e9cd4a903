"""Events of the calendar, and who may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, or_, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, GatewayError, Level, contexts, format_string, format_text
from gateway.components.core_course import instances
from gateway.store.tables.content import event
from gateway.store.tables.courses import course_modules, modules
from gateway.store.tables.groups import groups_members

__all__ = ["events"]

_COLUMNS = ("id", "userid", "eventtype", "timestart", "timeduration", "visible", "sequence", "timemodified", "subscriptionid", "courseid")
# What is told of an event whoever asks by its id; in other lists what is 0 or empty is told as null, as the reference has it.
_IDS = ("categoryid", "groupid", "repeatid", "modulename", "instance")


def events(ctx: CallContext, wanted: Mapping[str, Any], options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The events in a stretch of time that the caller may see, earliest first, and then those asked for by their ids."""
    listed = _listed(ctx, wanted, options)
    known = {row["id"] for row in listed}
    ids = [eventid for eventid in wanted.get("eventids", ()) if eventid not in known]
    query = select(event).where(event.c.id.in_(ids)).order_by(event.c.id)
    single = [row for row in ctx.db.execute(query).mappings() if _may_see(ctx, row)]
    return [*(_told(ctx, row, short=True) for row in listed), *(_told(ctx, row, short=False) for row in single)]


def _listed(ctx: CallContext, wanted: Mapping[str, Any], options: Mapping[str, Any]) -> list[RowMapping]:
    """The events of the courses, groups and categories asked for, of the site, and of the caller."""
    own = event.c
    places: list[ColumnElement[bool]] = []
    if options.get("userevents", True):
        places.append(and_(own.userid == ctx.userid, own.courseid == 0, own.groupid == 0, own.categoryid == 0))
    ids = _courses(ctx, wanted.get("courseids", ()))
    if options.get("siteevents", True):
        ids.append(SITE_COURSE)
    places.append(and_(own.groupid == 0, own.courseid.in_(ids)))
    places.append(own.groupid.in_(_groups(ctx, wanted.get("groupids", ()))))
    if categories := wanted.get("categoryids", ()):
        places.append(and_(own.groupid == 0, own.courseid == 0, own.categoryid.in_(categories)))
    conditions = [or_(*places)]
    if start := options.get("timestart", 0):
        conditions.append(or_(own.timestart >= start, own.timestart + own.timeduration > start))
    if end := options.get("timeend", 0):
        conditions.append(own.timestart <= end)
    if options.get("ignorehidden", True):
        conditions.append(own.visible == 1)
    rows = ctx.db.execute(select(event).where(*conditions).order_by(own.timestart, own.id)).mappings()
    return [row for row in rows if not row["modulename"] or _may_use(ctx, row)]


def _courses(ctx: CallContext, wanted: Collection[int]) -> list[int]:
    """Those of the courses asked for whose events the caller sees: their own, or all for those who keep the calendar."""
    if not wanted or ctx.has("moodle/calendar:manageentries", SYSTEM):
        return list(wanted)
    mine = set(instances.course_ids(ctx, ()))
    return [courseid for courseid in wanted if courseid in mine or courseid == SITE_COURSE]


def _groups(ctx: CallContext, wanted: Collection[int]) -> list[int]:
    """Those of the groups asked for that the caller is in, or all for those who keep the calendar of the site."""
    if not wanted or ctx.has("moodle/calendar:manageentries", SYSTEM):
        return list(wanted)
    own = groups_members.c
    return list(ctx.db.execute(select(own.groupid).where(own.userid == ctx.userid, own.groupid.in_(wanted))).scalars())


def _may_see(ctx: CallContext, row: RowMapping) -> bool:
    """Whether the caller may see an event that they ask for by its id."""
    if row["modulename"]:
        return _may_use(ctx, row)
    if row["groupid"]:
        return bool(_groups(ctx, [row["groupid"]]))
    if row["courseid"] and row["courseid"] != SITE_COURSE:
        return bool(_courses(ctx, [row["courseid"]]))
    if row["courseid"] or row["categoryid"]:
        return True
    return row["userid"] == ctx.userid or ctx.has("moodle/calendar:manageentries", SYSTEM)


def _may_use(ctx: CallContext, row: RowMapping) -> bool:
    """Whether the caller may use the activity that an event is about."""
    joined = course_modules.join(modules, modules.c.id == course_modules.c.module)
    same = course_modules.c.instance == row["instance"], modules.c.name == row["modulename"]
    found = ctx.db.execute(select(course_modules.c.id).select_from(joined).where(*same)).scalars().first()
    if found is None:
        return False
    try:
        ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, found))
    except GatewayError:
        return False
    return True


def _told(ctx: CallContext, row: RowMapping, *, short: bool) -> dict[str, Any]:
    """An event as it is returned."""
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
    told = {**{name: row[name] for name in _COLUMNS}, "name": format_string(row["name"], ctx.settings)}
    told |= {"description": text, "format": text_format}
    if short:
        return told | {name: row[name] or None for name in _IDS}
    return told | {name: row[name] for name in _IDS} | {"uuid": row["uuid"]}
