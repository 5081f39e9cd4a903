"""The events that are meant for certain users, groups, courses and categories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, RowMapping, Subquery, and_, func, or_, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, Level, contexts, enrolments
from gateway.api.access import GroupMode, has, memberships, roles
from gateway.api.tables import course, modules
from gateway.components.core_calendar.tables import event

__all__ = ["Audience", "events_for"]

_ALL_EVENTS, _ALL_GROUPS = "moodle/calendar:manageentries", "moodle/site:accessallgroups"


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Whose events are wanted: those of a user, of groups, of courses and of categories."""

    userid: int | None = None
    groups: Collection[int] = ()
    courses: Collection[int] = ()
    categories: Collection[int] = ()


def events_for(
    ctx: CallContext, audience: Audience, *conditions: ColumnElement[bool], order: Iterable[ColumnElement[Any]]
) -> list[RowMapping]:
    """The events of an audience that fulfil the conditions, without those of activity types that are switched off.

    Overrides of activities have events of their own with a priority: of the events of one activity and type only those of
    the lowest priority are returned, which replace the event that has none.
    """
    cols = event.c
    places = _places(audience)
    if not places:
        return []
    chosen = _chosen(ctx, audience)
    same_priority = or_(cols.priority == chosen.c.lowest, and_(cols.priority.is_(None), chosen.c.lowest.is_(None)))
    same = and_(*(cols[name] == chosen.c[name] for name in ("modulename", "instance", "eventtype")), same_priority)
    joined = event.join(chosen, same).outerjoin(modules, modules.c.name == cols.modulename)
    query = select(event).select_from(joined).where(or_(*places), or_(modules.c.visible == 1, modules.c.visible.is_(None)), *conditions)
    return list(ctx.db.execute(query.order_by(*order)).mappings().all())


def _places(audience: Audience) -> list[ColumnElement[bool]]:
    """The conditions of which an event of the audience fulfils one."""
    cols, found = event.c, []
    if audience.userid is not None:
        found.append(_of_user(audience.userid))
    if audience.groups:
        found.append(cols.groupid.in_(audience.groups))
    if audience.courses:
        found.append(and_(cols.groupid == 0, cols.courseid.in_(audience.courses)))
    if audience.categories:
        found.append(_of_categories(audience.categories))
    return found


def _of_user(userid: int) -> ColumnElement[bool]:
    """That an event is a user's own, or that of an override for a user."""
    cols = event.c
    return and_(cols.userid == userid, cols.courseid == 0, cols.groupid == 0, cols.categoryid == 0)


def _of_categories(ids: Collection[int]) -> ColumnElement[bool]:
    """That an event is that of a category."""
    return and_(event.c.groupid == 0, event.c.courseid == 0, event.c.categoryid.in_(ids))


def _chosen(ctx: CallContext, audience: Audience) -> Subquery:
    """The activities and event types among the audience's events, each with the lowest priority of its events.

    All courses and groups of the user count here, also those that were not asked for.
    """
    cols, courses, conditions = event.c, set(audience.courses), []
    if audience.userid is not None:
        own, of_groups = _of_user_groups(ctx, audience.userid, audience.groups)
        courses |= own
        conditions += [_of_user(audience.userid), *([] if of_groups is None else [of_groups])]
    if courses:
        conditions.append(and_(cols.groupid == 0, cols.courseid.in_(courses), cols.categoryid == 0))
    if audience.categories:
        conditions.append(_of_categories(audience.categories))
    query = select(cols.modulename, cols.instance, cols.eventtype, func.min(cols.priority).label("lowest"))
    query = query.group_by(cols.modulename, cols.instance, cols.eventtype)
    return (query.where(or_(*conditions)) if conditions else query).subquery()


def _of_user_groups(ctx: CallContext, userid: int, wanted: Collection[int]) -> tuple[set[int], ColumnElement[bool] | None]:
    """The user's courses with the site course, and the condition for events of the user's groups, if there is one.

    Whoever may access all groups of a course and is in none of them sees no overrides of groups, but the events of those
    that are ``wanted``.
    """
    subject = ctx.subject if userid == ctx.userid else roles.subject(ctx.db, userid)
    rows: Iterable[Mapping[Any, Any]]
    if has(ctx.site, subject, SYSTEM, _ALL_EVENTS):
        rows = ctx.db.execute(select(course.c.id, course.c.groupmode, course.c.groupmodeforce)).mappings().all()
    else:
        rows = enrolments.courses_of(ctx.db, ctx.site, [userid], now=ctx.now)[userid]
    ids = {row["id"] for row in rows}
    mine = memberships(ctx.db, ctx, userid)
    places = contexts.by_instances(ctx.db, Level.COURSE, ids - mine.keys())
    if any(has(ctx.site, subject, place, _ALL_GROUPS) for place in places.values()):
        return {*ids, SITE_COURSE}, and_(event.c.groupid.in_(wanted), event.c.eventtype == "group") if wanted else None
    grouped = [row["id"] for row in rows if row["groupmode"] != GroupMode.NONE or not row["groupmodeforce"]]
    groupids = [groupid for courseid in grouped for groupid in mine.get(courseid, ())]
    return {*ids, SITE_COURSE}, event.c.groupid.in_(groupids) if groupids else None
