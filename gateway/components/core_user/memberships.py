"""The roles, groups and courses of users."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import CallContext, Context, enrolments, format_string, format_text
from gateway.api.access import are_apart, known_groups, mode_of, with_member
from gateway.api.tables import groups, groups_members, role, role_assignments
from gateway.components.core_filters.activity_links import ActivityLinks

__all__ = ["courses", "groups_in", "roles_in"]


def roles_in(ctx: CallContext, place: Context, userids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The roles that users have in a context itself (not inherited), by user id."""
    found: dict[int, list[dict[str, Any]]] = {userid: [] for userid in userids}
    cols = role_assignments.c
    query = (
        select(cols.userid, cols.roleid, role.c.name, role.c.shortname, cols.sortorder)
        .select_from(role_assignments.join(role, role.c.id == cols.roleid))
        .where(cols.contextid == place.id, cols.userid.in_(found))
        .order_by(role.c.sortorder, cols.id)
    )
    for row in ctx.db.execute(query).mappings():
        found[row["userid"]].append({name: row[name] for name in ("roleid", "name", "shortname", "sortorder")})
    return found


def groups_in(ctx: CallContext, course: RowMapping, place: Context, userids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The groups of users in a course by name, by user id, as far as the caller may know of them."""
    found: dict[int, list[dict[str, Any]]] = {userid: [] for userid in userids}
    cols = groups_members.c
    myself = cols.userid == ctx.userid
    query = (
        select(cols.userid, groups.c.id, groups.c.name, groups.c.description, groups.c.descriptionformat)
        .select_from(groups.join(groups_members, cols.groupid == groups.c.id))
        .where(groups.c.courseid == place.instance, cols.userid.in_(found), known_groups(ctx, place))
        .order_by(groups.c.name, groups.c.id)
    )
    if are_apart(ctx, mode_of(course), place):
        query = query.where(myself | groups.c.id.in_(with_member(ctx.userid)))
    links = ActivityLinks(ctx, place)
    for row in ctx.db.execute(query):
        description, _ = format_text(row.description, row.descriptionformat, ctx.settings, ctx.site, place, block=True)
        description = description if ctx.settings.raw else links.linked(description)
        entry = {"id": row.id, "name": format_string(row.name, ctx.settings), "description": description}
        found[row.userid].append({**entry, "descriptionformat": row.descriptionformat})
    return found


def courses(ctx: CallContext, userids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The visible courses of users, by user id."""
    found = enrolments.courses_of(ctx.db, ctx.site, userids, now=ctx.now)
    return {
        userid: [
            {"id": row["id"], **{name: format_string(row[name], ctx.settings) for name in ("fullname", "shortname")}}
            for row in rows
            if row["category"]
        ]
        for userid, rows in found.items()
    }
