"""Finding the participants of courses, and their details."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, select

from gateway.api import (
    ALPHANUMEXT,
    INT,
    SITE_COURSE,
    CallContext,
    CodingError,
    Context,
    InvalidParameter,
    Level,
    MissingCapability,
    SiteData,
    clean,
    enrolments,
)
from gateway.api.access import are_apart, known_members, members_of, mode_of, own_groups, with_member
from gateway.api.php import to_int
from gateway.api.rows import window
from gateway.api.tables import enrol, groups, groups_members, user, user_enrolments, user_lastaccess
from gateway.components.core_course.lib import Course
from gateway.components.core_user.details import FIELDS, Details
from gateway.components.core_user.lib import PERSON, User

__all__ = [
    "ParticipantQuery",
    "participant_query",
    "counts",
    "details_of",
    "may_view",
    "may_view_profile",
    "participants",
    "require_group",
    "require_view",
    "with_capability",
]

# The group id that stands for users in no group.
_WITHOUT_GROUP = -1

# How many participants are loaded at a time: the number of parameters of a statement is limited.
_AT_A_TIME = 1000


class ParticipantQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which participants to list, with which fields, in what order, and how many; ``across_groups`` whatever groups they are in."""

    capability: str = ""
    groupid: int = 0
    across_groups: bool = False
    onlyactive: bool = False
    onlysuspended: bool = False
    fields: tuple[str, ...] = FIELDS
    skip: int = 0
    limit: int = 0
    sortby: str = "id"
    descending: bool = False


def participant_query(site: SiteData, options: Iterable[Mapping[str, str]]) -> ParticipantQuery:
    """The query that the options describe; unknown options are ignored. Raises ``InvalidParameter`` for an invalid order."""
    values: dict[str, Any] = {}
    for index, option in enumerate(options):
        value = option["value"] or ""
        match option["name"]:
            case "withcapability":
                values["capability"] = value
            case "groupid":
                values["groupid"] = to_int(value)
            case "onlyactive" | "onlysuspended":
                values[option["name"]] = value not in ("", "0")
            case "userfields":
                values["fields"] = tuple(str(clean(field, ALPHANUMEXT, site)) for field in value.split(","))
            case "limitfrom":
                values["skip"] = clean(value, INT, site)
            case "limitnumber":
                values["limit"] = clean(value, INT, site)
            case "sortby":
                if value not in ("id", "firstname", "lastname", "siteorder"):
                    raise InvalidParameter("must be id, firstname, lastname or siteorder", path=f"options[{index}].value")
                values["sortby"] = value
            case "sortdirection":
                if value.upper() not in ("ASC", "DESC"):
                    raise InvalidParameter("must be ASC or DESC", path=f"options[{index}].value")
                values["descending"] = value.upper() == "DESC"
    return ParticipantQuery(**values)


def with_capability(wanted: ParticipantQuery, capability: str) -> ParticipantQuery:
    """The same query, restricted to the holders of a capability."""
    return msgspec.structs.replace(wanted, capability=capability, onlysuspended=False)


def participants(ctx: CallContext, course: Course, place: Context, wanted: ParticipantQuery) -> list[User]:
    """The accounts that match a query, with ``lastcourseaccess``.

    With separate groups, callers who may not access all groups get only the members of their own groups.
    Raises ``CodingError`` for a query with both ``onlyactive`` and ``onlysuspended``.
    """
    if wanted.onlyactive and wanted.onlysuspended:
        raise CodingError("onlyactive and onlysuspended exclude each other", message="Nobody is active and suspended at once.")
    access = user_lastaccess.c
    seen = user.outerjoin(user_lastaccess, (access.userid == user.c.id) & (access.courseid == course["id"]))
    there = enrolments.people_in(course["id"], ctx.site.guest_id)
    query = select(*PERSON, func.coalesce(access.timeaccess, 0).label("lastcourseaccess")).select_from(seen)
    query = query.where(user.c.id.in_(there), *_conditions(ctx, course, place, wanted)).order_by(*_order(wanted))
    part = window(wanted.skip, wanted.limit)
    if not wanted.capability:
        return list(ctx.db.execute(part.rows(query)).mappings().all())
    holders = ctx.holders(wanted.capability, place, there)
    return list(part.items([row for row in ctx.db.execute(query).mappings() if row["id"] in holders]))


def _conditions(ctx: CallContext, course: Course, place: Context, wanted: ParticipantQuery) -> list[ColumnElement[bool]]:
    """The conditions of a query, apart from being in the course and having the capability."""
    found: list[ColumnElement[bool]] = []
    if (wanted.onlyactive or wanted.onlysuspended) and course["id"] != SITE_COURSE:
        active = select(user_enrolments.c.userid).select_from(enrolments.JOINED)
        active = active.where(enrol.c.courseid == course["id"], *enrolments.active(ctx.now))
        found.append(user.c.id.in_(active) if wanted.onlyactive else user.c.id.not_in(active))
    if wanted.groupid == _WITHOUT_GROUP:
        found.append(user.c.id.not_in(members_of(select(groups.c.id).where(groups.c.courseid == course["id"]))))
    elif wanted.groupid:
        members = select(groups_members.c.userid).join(groups, groups.c.id == groups_members.c.groupid)
        found.append(user.c.id.in_(members.where(groups.c.id == wanted.groupid, known_members(ctx, place))))
    elif not wanted.across_groups and are_apart(ctx, mode_of(course), place):
        found.append(user.c.id.in_(members_of(own_groups(ctx, place))))
    return found


def _order(wanted: ParticipantQuery) -> list[ColumnElement[Any]]:
    """The columns of the query's order; the direction applies to the last of them, and ties are broken by id."""
    *first, last = (user.c.lastname, user.c.firstname, user.c.id) if wanted.sortby == "siteorder" else (user.c[wanted.sortby],)
    return [*first, last.desc() if wanted.descending else last.asc(), user.c.id]


def details_of(
    ctx: CallContext, course: Course, place: Context, people: Collection[User], wanted: ParticipantQuery
) -> list[dict[str, Any]]:
    """The details of participants that the caller may see; participants without any are left out."""
    found = []
    rows = list(people)
    for start in range(0, len(rows), _AT_A_TIME):
        batch = rows[start : start + _AT_A_TIME]
        details = Details(ctx, batch, wanted.fields, (course, place))
        found += [entry for row in batch if (entry := details.of(row))]
    return found


def counts(ctx: CallContext, courseids: Collection[int]) -> dict[int, int]:
    """The number of participants of each course, by course id."""
    joined = enrolments.JOINED.join(user, user.c.id == user_enrolments.c.userid)
    query = select(enrol.c.courseid, func.count(user.c.id.distinct()).label("people")).select_from(joined).group_by(enrol.c.courseid)
    query = query.where(enrol.c.courseid.in_(courseids), user.c.deleted == 0, user.c.id != ctx.site.guest_id)
    return {row.courseid: row.people for row in ctx.db.execute(query)}


def may_view(ctx: CallContext, place: Context) -> bool:
    """Whether the caller may see the participants of a course, or the users of the site for the system context."""
    capability = "moodle/site:viewparticipants" if place.level == Level.SYSTEM else "moodle/course:viewparticipants"
    return ctx.has(capability, place) or ctx.has("moodle/course:enrolreview", place)


def require_view(ctx: CallContext, place: Context) -> None:
    """Raise ``MissingCapability`` unless the caller ``may_view``."""
    if not may_view(ctx, place):
        raise MissingCapability("moodle/site:viewparticipants" if place.level == Level.SYSTEM else "moodle/course:viewparticipants")


def require_group(ctx: CallContext, place: Context, groupid: int) -> None:
    """Raise ``MissingCapability`` unless the caller is a member of a group of the course and knows it, or may access all groups."""
    mine = select(groups_members.c.id).join(groups, groups.c.id == groups_members.c.groupid)
    mine = mine.where(groups.c.id == groupid, groups_members.c.userid == ctx.userid, known_members(ctx, place))
    if ctx.db.execute(mine).first() is None:
        ctx.require("moodle/site:accessallgroups", place)


def may_view_profile(ctx: CallContext, userid: int, course: Course, place: Context) -> bool:
    """Whether the caller may see a user's profile in a course, if the user is not a course contact."""
    if not ctx.site.config.flag("forceloginforprofiles"):
        return True
    if ctx.userid in (0, ctx.site.guest_id):
        return False
    if not enrolments.is_enrolled(ctx.db, userid, course["id"]):
        return False
    if not (ctx.has("moodle/user:viewdetails", place) or ctx.has("moodle/user:viewalldetails", place)):
        return False
    if not are_apart(ctx, mode_of(course), place):
        return True
    return ctx.db.execute(own_groups(ctx, place).where(groups.c.id.in_(with_member(userid)))).first() is not None
