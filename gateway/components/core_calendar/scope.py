"""What a calendar shows: that of a course, of a category, or of all that is the caller's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, CodedError, Context, Level, MissingRecord, contexts, enrolments
from gateway.api.access import GroupMode, memberships, mode_of
from gateway.api.tables import course, course_categories, groups
from gateway.components.core_calendar.audience import Audience
from gateway.components.core_course import lib as courses

__all__ = ["Scope", "default_courses", "scope"]

_ALL_EVENTS, _ALL_GROUPS = "moodle/calendar:manageentries", "moodle/site:accessallgroups"
_HIDDEN_COURSES, _HIDDEN_CATEGORIES = "moodle/course:viewhiddencourses", "moodle/category:viewhiddencategories"

Course = Mapping[Any, Any]


class Scope(msgspec.Struct, frozen=True):
    """The course (the site unless one was asked for) and the category of a calendar, the course's context, and whose events it shows."""

    courseid: int
    categoryid: int
    context: Context
    audience: Audience

    @property
    def query(self) -> str:
        """The end of the addresses of its pages."""
        if self.courseid != SITE_COURSE:
            return f"&course={self.courseid}"
        return f"&category={self.categoryid}" if self.categoryid else ""


def default_courses(ctx: CallContext) -> list[Course]:
    """The courses whose events the caller is shown: the caller's own or, where the site says so, all for administrators."""
    if ctx.site.config.flag("calendar_adminseesall") and ctx.has(_ALL_EVENTS, SYSTEM):
        query = select(course).where(course.c.id != SITE_COURSE).order_by(course.c.sortorder, course.c.id)
        return list(ctx.db.execute(query).mappings())
    return list(enrolments.courses_of(ctx.db, ctx.site, [ctx.userid], now=ctx.now)[ctx.userid])


def scope(ctx: CallContext, courseid: int, categoryid: int) -> Scope:
    """The scope of a course's calendar, of a category's, or of the site's, which the caller enters. Raises errors of access."""
    paths = {row.id: row for row in ctx.db.execute(select(course_categories.c.id, course_categories.c.path, course_categories.c.visible))}
    if courseid and courseid != SITE_COURSE:
        return _of_course(ctx, courseid, {key: _above(row.path) for key, row in paths.items()})
    shown, listed = default_courses(ctx), {key: _above(row.path) for key, row in paths.items()}
    if categoryid:
        _enter_category(ctx, categoryid, paths.get(categoryid))
        within = {key for key, above in listed.items() if categoryid in above}
        children = {categoryid, *(key for key, above in listed.items() if above[-2:-1] == [categoryid])}
        shown = [row for row in shown if row["category"] in children]
        categories = {*listed[categoryid], *within}
    else:
        ctx.validate(SYSTEM)
        categories = set()
        mine = {row["category"] for row in shown}
        for context in contexts.listed(ctx.db, level=Level.COURSECAT):
            if context.instance in listed and (context.instance in mine or _manages(ctx, context)):
                categories |= set(listed[context.instance])
    site = contexts.by_instance(ctx.db, Level.COURSE, SITE_COURSE)
    return Scope(SITE_COURSE, categoryid, site, _audience(ctx, shown, categories))


def _of_course(ctx: CallContext, courseid: int, listed: Mapping[int, list[int]]) -> Scope:
    """The scope of a course's calendar."""
    rows = courses.courses(ctx.db, id=courseid)
    if not rows:
        raise MissingRecord("course", errorcode="invalidrecord")
    place = contexts.by_instance(ctx.db, Level.COURSE, courseid)
    if not rows[0]["visible"]:
        ctx.require(_HIDDEN_COURSES, place)
    ctx.validate(place)
    category = rows[0]["category"]
    return Scope(courseid, category, place, _audience(ctx, rows, set(listed.get(category, ()))))


def _enter_category(ctx: CallContext, categoryid: int, row: Any) -> None:
    """Enter a category. Raises ``unknowncategory``, or ``cannotviewcategory`` for one that is hidden from the caller."""
    if row is None:
        raise CodedError("unknowncategory")
    place = contexts.by_instance(ctx.db, Level.COURSECAT, categoryid)
    if not row.visible and not ctx.has(_HIDDEN_CATEGORIES, place):
        raise CodedError("cannotviewcategory")
    ctx.validate(place)


def _above(path: str) -> list[int]:
    """The ids of a category and those around it, the outermost first."""
    return [int(part) for part in path.split("/") if part]


def _manages(ctx: CallContext, place: Context) -> bool:
    """Whether the caller keeps a category, by a role: administrators would keep them all."""
    return ctx.userid not in ctx.site.admins and ctx.has("moodle/category:manage", place)


def _audience(ctx: CallContext, shown: Collection[Course], categories: Collection[int]) -> Audience:
    """Whose events are shown, given the courses and the categories: also those of the site, of the caller and of groups.

    Of a course whose groups the caller all accesses, those of all groups are shown, else those of the caller's own.
    """
    ids = [row["id"] for row in shown]
    places = contexts.by_instances(ctx.db, Level.COURSE, ids)
    of_all = [key for key, place in places.items() if ctx.has(_ALL_GROUPS, place) or ctx.has(_ALL_EVENTS, place)]
    found = list(ctx.db.execute(select(groups.c.id).where(groups.c.courseid.in_(of_all))).scalars()) if of_all else []
    mine = memberships(ctx.db, ctx, ctx.userid)
    grouped = [row["id"] for row in shown if mode_of(row) != GroupMode.NONE or not row["groupmodeforce"]]
    found += [groupid for courseid in grouped for groupid in mine.get(courseid, ()) if courseid not in of_all]
    return Audience(userid=ctx.userid, groups=found, courses=[*ids, SITE_COURSE], categories=categories)
