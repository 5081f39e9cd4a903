"""The permissions to see, create, change and delete events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, Context, Level, MissingRecord, contexts, enrolments
from gateway.api.access import OwnGroups
from gateway.api.tables import course_categories
from gateway.components.core_calendar.tables import event_subscriptions
from gateway.components.core_course import course_modules
from gateway.components.core_group import lib as groups

__all__ = ["KINDS", "allowed_kinds", "may_add", "may_change", "may_delete", "may_see", "of_module", "place_of"]

KINDS = ("user", "site", "course", "group", "category")
"""The event types that users can create."""

Event = RowMapping | Mapping[str, Any]

_ALL, _OWN, _GROUP = "moodle/calendar:manageentries", "moodle/calendar:manageownentries", "moodle/calendar:managegroupentries"


def of_module(db: Connection, event: Event) -> RowMapping | None:
    """The course module that an event belongs to, or None if the activity was deleted."""
    try:
        return course_modules.by_instance(db, event["modulename"], event["instance"])
    except MissingRecord:
        return None


def place_of(db: Connection, event: Event) -> Context:
    """The context that an event belongs to: a category, a course or a user."""
    if event["categoryid"]:
        return contexts.by_instance(db, Level.COURSECAT, event["categoryid"])
    if event["courseid"]:
        return contexts.by_instance(db, Level.COURSE, event["courseid"])
    return contexts.by_instance(db, Level.USER, event["userid"])


def may_see(ctx: CallContext, event: Event) -> bool:
    """Whether the caller may see an event; of events of activities, whether they are in the course (see ``Viewer.shown``)."""
    if event["courseid"] == SITE_COURSE:
        return True
    if event["categoryid"]:
        place = contexts.by_instance(ctx.db, Level.COURSECAT, event["categoryid"])
        category = ctx.db.execute(course_categories.select().where(course_categories.c.id == event["categoryid"])).mappings().first()
        return category is not None and bool(category["visible"] or ctx.has("moodle/category:viewhiddencategories", place))
    if ctx.has(_ALL, SYSTEM):
        return True
    if event["groupid"]:
        place = place_of(ctx.db, event)
        if ctx.has(_ALL, place) or ctx.has(_GROUP, place):
            return True
        mine = enrolments.is_enrolled(ctx.db, ctx.userid, event["courseid"], now=ctx.now)
        return mine and event["groupid"] in OwnGroups(ctx.db, ctx).of(place)
    if event["modulename"]:
        module = of_module(ctx.db, event)
        return module is not None and enrolments.is_enrolled(ctx.db, ctx.userid, module["course"], now=ctx.now)
    if event["courseid"]:
        return enrolments.is_enrolled(ctx.db, ctx.userid, event["courseid"], now=ctx.now)
    return bool(event["userid"] == ctx.userid)


def may_add(ctx: CallContext, event: Event) -> bool:
    """Whether the caller may create an event."""
    if not ctx.userid or ctx.userid == ctx.site.guest_id:
        return False
    if ctx.has(_ALL, SYSTEM):
        return True
    place = place_of(ctx.db, event)
    if event["eventtype"] == "user":
        return bool(event["userid"] == ctx.userid) and ctx.has(_OWN, place)
    return ctx.has(_ALL, place) or (event["eventtype"] == "group" and _manages_group(ctx, event, place))


def may_change(ctx: CallContext, event: Event) -> bool:
    """Whether the caller may change an event; for events of activities this takes the permission to manage the activity."""
    if event["modulename"]:
        module = of_module(ctx.db, event)
        if module is None:
            return False
        return ctx.has("moodle/course:manageactivities", contexts.by_instance(ctx.db, Level.MODULE, module["id"]))
    return _may_manage(ctx, event)


def may_delete(ctx: CallContext, event: Event) -> bool:
    """Whether the caller may delete an event; events of activities can only be deleted with the activity."""
    return not event["modulename"] and _may_manage(ctx, event)


def _may_manage(ctx: CallContext, event: Event) -> bool:
    """Whether the caller may change or delete an event that belongs to no activity; those of other calendars change there."""
    if not ctx.userid or ctx.userid == ctx.site.guest_id or _is_fetched(ctx.db, event):
        return False
    if ctx.has(_ALL, SYSTEM):
        return True
    place = place_of(ctx.db, event)
    if event["groupid"]:
        return ctx.has(_ALL, place) or _manages_group(ctx, event, place)
    if not event["courseid"] and not event["categoryid"] and event["userid"] == ctx.userid:
        return ctx.has(_OWN, place)
    return ctx.has(_ALL, place)


def _is_fetched(db: Connection, event: Event) -> bool:
    """Whether an event is fetched from a calendar elsewhere, again and again; events of imported files are not."""
    if not event["subscriptionid"]:
        return False
    return bool(db.execute(select(event_subscriptions.c.url).where(event_subscriptions.c.id == event["subscriptionid"])).scalar())


def _manages_group(ctx: CallContext, event: Event, place: Context) -> bool:
    """Whether the caller may manage the events of a group and is a member of it."""
    return ctx.has(_GROUP, place) and event["groupid"] in OwnGroups(ctx.db, ctx).of(place)


def allowed_kinds(ctx: CallContext, place: Context) -> list[str]:
    """The event types that the caller may create in a course; for the site course, in any of their courses."""
    courses = [place]
    if place.instance == SITE_COURSE:
        mine = enrolments.courses_of(ctx.db, ctx.site, [ctx.userid], now=ctx.now)[ctx.userid]
        courses = list(contexts.by_instances(ctx.db, Level.COURSE, [row["id"] for row in mine]).values())
    of_all = [course for course in courses if ctx.has(_ALL, course)]
    with_groups = [course for course in courses if course in of_all or ctx.has(_GROUP, course)]
    allowed = {
        "user": ctx.has(_OWN, SYSTEM),
        "site": ctx.has(_ALL, SYSTEM),
        "course": bool(of_all),
        "group": any(_has_groups(ctx, course) for course in with_groups),
        "category": any(ctx.has(_ALL, category) for category in contexts.listed(ctx.db, level=Level.COURSECAT)),
    }
    return [kind for kind in KINDS if allowed[kind]]


def _has_groups(ctx: CallContext, place: Context) -> bool:
    """Whether a course has groups whose events the caller may manage."""
    of_all = ctx.has("moodle/site:accessallgroups", place)
    return bool(groups.groups_of_course(ctx, place, userid=None if of_all else ctx.userid))
