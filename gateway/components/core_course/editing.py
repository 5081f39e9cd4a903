"""Creating, changing and deleting courses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Column, Connection, Table, delete, insert, select, update

from gateway.api import CallContext, CodedError, Context, Deletable, InvalidParameter, Level, SiteData, contexts
from gateway.api.php import INT_MAX
from gateway.api.rows import insert_many, insert_row, upsert
from gateway.api.tables import (
    course,
    course_format_options,
    course_modules,
    course_sections,
    enrol,
    groupings,
    groupings_groups,
    groups,
    groups_members,
    user_enrolments,
    user_lastaccess,
)
from gateway.components.core_course import announcements
from gateway.components.core_course.categories import place_of, renumber
from gateway.components.core_course.lib import Course
from gateway.components.core_customfield import writing as custom_fields

__all__ = ["change", "create", "delete_course", "settle"]

_YEAR = 365 * 24 * 3600
_DAY = 24 * 3600

# The options of course formats, with their defaults.
_FORMAT_OPTIONS = {fmt: {"hiddensections": 1, "coursedisplay": 0} for fmt in ("topics", "weeks")}

# The course formats whose courses have no forum for announcements.
_WITHOUT_ANNOUNCEMENTS = ("social", "singleactivity")

# The enrolment methods of a new course in this order, if the site has them enabled. Only manual enrolment is on.
_METHODS: dict[str, dict[str, Any]] = {
    "manual": {"status": 0, "roleid": 5, "customint1": 1, "expirythreshold": _DAY},
    "guest": {"status": 1},
    "self": {"status": 1, "roleid": 5, "customint4": 1, "customint6": 1, "expirythreshold": _DAY},
}

# The columns of a course that are stored as given.
_COLUMNS = (
    "fullname", "shortname", "idnumber", "summary", "summaryformat", "format", "showgrades", "newsitems", "startdate", "enddate",
    "maxbytes", "showreports", "visible", "groupmode", "groupmodeforce", "defaultgroupingid", "enablecompletion", "completionnotify",
    "lang", "theme",
)  # fmt: skip


def create(ctx: CallContext, given: Mapping[str, Any]) -> int:
    """Add a course at the top of its category, with its sections and enrolment methods, and return its id.

    ``given`` has ``categoryid`` besides the columns of a course. Raises ``CodedError`` for an invalid or duplicate short
    name or id number, and for invalid dates; ``InvalidParameter`` for more sections than the site allows.
    """
    db = ctx.db
    start = given.get("startdate")
    start = _midnight(ctx) if start is None else start
    values = {name: given[name] for name in _COLUMNS if given.get(name) is not None}
    values |= {"category": given["categoryid"], "startdate": start, "enddate": given.get("enddate", min(start + _YEAR, INT_MAX))}
    values |= {"showactivitydates": 1, "showcompletionconditions": 1, "timecreated": ctx.now, "timemodified": ctx.now}
    values["visibleold"] = values.setdefault("visible", 1)
    _require_valid(db, values)
    numsections, most = max(given.get("numsections") or 0, 0), ctx.site.config.number("moodlecourse/maxsections")
    if numsections > most:
        raise InvalidParameter(f"a course may have at most {most} sections", path="numsections")
    courseid = insert_row(db, course, {**values, "cacherev": ctx.now})
    place = contexts.create(db, Level.COURSE, courseid, place_of(db, given["categoryid"]))
    _set_format_options(db, courseid, values["format"], given, new=True)
    same = {"course": courseid, "summary": "", "summaryformat": 1, "sequence": "", "timemodified": ctx.now}
    insert_many(db, course_sections, same, ["section"], [[number] for number in range(numsections + 1)])
    _add_methods(db, ctx.site, courseid, now=ctx.now)
    if values.get("newsitems") and values["format"] not in _WITHOUT_ANNOUNCEMENTS:
        announcements.add_forum(ctx, courseid)
    renumber(db)
    custom_fields.store(ctx, "core_course", "course", courseid, place, given.get("customfields") or ())
    return courseid


def settle(ctx: CallContext, courseid: int) -> None:
    """Give a course that was made in another way its enrolment methods, and its place in the order of courses."""
    _add_methods(ctx.db, ctx.site, courseid, now=ctx.now)
    renumber(ctx.db)


def change(ctx: CallContext, row: Course, place: Context, given: Mapping[str, Any]) -> None:
    """Change the columns of a course that ``given`` has; move it to the top of a new ``categoryid``. Raises as ``create`` does."""
    db = ctx.db
    values = {name: given[name] for name in _COLUMNS if given.get(name) is not None}
    if "visible" in values:
        values["visibleold"] = values["visible"]
    _require_valid(db, {**{name: row[name] for name in ("startdate", "enddate")}, **values}, except_id=row["id"])
    moved = given.get("categoryid") not in (None, row["category"])
    if moved:
        values |= {"category": given["categoryid"], "sortorder": 0}
        contexts.move(db, place, place_of(db, given["categoryid"]))
    values |= {"timemodified": ctx.now, "cacherev": max(ctx.now, row["cacherev"] + 1)}
    db.execute(update(course).where(course.c.id == row["id"]).values(**values))
    _set_format_options(db, row["id"], values.get("format", row["format"]), given, new=False)
    custom_fields.store(ctx, "core_course", "course", row["id"], place, given.get("customfields") or ())
    if moved:
        renumber(db)


def delete_course(ctx: CallContext, place: Context) -> None:
    """Delete the course of a context with all its data. The caller runs ``renumber`` after the last deletion."""
    db, courseid = ctx.db, place.instance
    ctx.registry.forget(db, Deletable.COURSE, [courseid])
    for column, parent, key in _IN_PARTS:
        db.execute(delete(column.table).where(column.in_(select(parent.c.id).where(parent.c[key] == courseid))))
    for column in _IN_COURSE:
        db.execute(delete(column.table).where(column == courseid))
    contexts.delete_under(db, ctx.registry, place)
    db.execute(delete(course).where(course.c.id == courseid))


# Kernel tables with rows of parts of a course: the column that refers to the part, the table of the parts, its column for the course.
_IN_PARTS: tuple[tuple[Column[int], Table, str], ...] = (
    (user_enrolments.c.enrolid, enrol, "courseid"),
    (groups_members.c.groupid, groups, "courseid"),
    (groupings_groups.c.groupingid, groupings, "courseid"),
)

# Kernel tables with rows of a course: the columns that refer to the course.
_IN_COURSE: tuple[Column[int], ...] = (
    enrol.c.courseid,
    groups.c.courseid,
    groupings.c.courseid,
    user_lastaccess.c.courseid,
    course_modules.c.course,
    course_sections.c.course,
    course_format_options.c.courseid,
)


def _require_valid(db: Connection, values: Mapping[str, Any], *, except_id: int = 0) -> None:
    """Raise ``CodedError`` for a short name or id number that a course other than ``except_id`` has, or for invalid dates."""
    for name, code in (("shortname", "shortnametaken"), ("idnumber", "courseidnumbertaken")):
        taken = select(course.c.id).where(course.c[name] == values.get(name), course.c.id != except_id)
        if values.get(name) and db.execute(taken).first():
            raise CodedError(code)
    if values["enddate"] and not values["startdate"]:
        raise CodedError("nostartdatenoenddate")
    if values["enddate"] and values["enddate"] < values["startdate"]:
        raise CodedError("enddatebeforestartdate")


def _set_format_options(db: Connection, courseid: int, format_: str, given: Mapping[str, Any], *, new: bool) -> None:
    """Store the given options of a course's format; for a new course, the defaults of the others as well."""
    known = _FORMAT_OPTIONS.get(format_, {})
    given_options = {option["name"]: option["value"] for option in given.get("courseformatoptions") or ()}
    if given.get("hiddensections") is not None:
        given_options["hiddensections"] = given["hiddensections"]
    for name, value in {**(known if new else {}), **given_options}.items():
        if name in known:
            key = {"courseid": courseid, "format": format_, "sectionid": 0, "name": name}
            upsert(db, course_format_options, key, {"value": str(value)})


def _add_methods(db: Connection, site: SiteData, courseid: int, *, now: int) -> None:
    """Add the enrolment methods of a new course."""
    usable = [name for name in _METHODS if name in site.config.names("enrol_plugins_enabled")]
    for sortorder, name in enumerate(usable):
        made = {"enrol": name, "courseid": courseid, "sortorder": sortorder, "timecreated": now, "timemodified": now}
        db.execute(insert(enrol).values(**made, **_METHODS[name]))


def _midnight(ctx: CallContext) -> int:
    """The timestamp of the last midnight in the caller's time zone."""
    timezone = ctx.caller.timezone if ctx.caller else "99"
    name = ctx.site.config["timezone"] if timezone == "99" else timezone
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return int(datetime.fromtimestamp(ctx.now, zone).replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
