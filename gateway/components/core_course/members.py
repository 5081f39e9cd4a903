"""Those who take part in a course, by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import SYSTEM, CallContext, Context, enrolments
from gateway.api.access import known_groups, with_member
from gateway.api.tables import enrol, groups, groups_members, user, user_enrolments
from gateway.components.core_course.lib import Course
from gateway.components.core_user import lib as users

__all__ = ["named", "require_group"]


def require_group(ctx: CallContext, place: Context, groupid: int) -> None:
    """Raise ``MissingCapability`` unless the caller is in a group that they know, or may access all groups of the course."""
    mine = select(groups.c.id).where(groups.c.id == groupid, groups.c.id.in_(with_member(ctx.userid)), known_groups(ctx, place))
    if ctx.db.execute(mine).first() is None:
        ctx.require("moodle/site:accessallgroups", place)


def named(ctx: CallContext, course: Course, groupid: int, *, active: bool) -> list[dict[str, Any]]:
    """The names and pictures of those who take part in a course, or are in a group of it, by id; ``active`` leaves out the suspended."""
    there = select(user_enrolments.c.userid).select_from(enrolments.JOINED).where(enrol.c.courseid == course["id"])
    if active:
        there = there.where(*enrolments.active(ctx.now))
    query = select(*users.PERSON).where(user.c.id.in_(there), user.c.deleted == 0).order_by(user.c.id)
    if groupid:
        query = query.where(user.c.id.in_(select(groups_members.c.userid).where(groups_members.c.groupid == groupid)))
    return [
        {
            **{name: row[name] for name in ("id", "firstname", "lastname")},
            "profileimage": users.picture_url(ctx.site, row, (users.place(row) or SYSTEM).id, "f1"),
            "fullname": users.fullname(ctx.site, row),
        }
        for row in ctx.db.execute(query).mappings()
    ]
