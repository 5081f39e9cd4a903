"""Web service functions for the members of groups."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    INT,
    READ,
    WRITE,
    CallContext,
    InvalidParameter,
    Level,
    List,
    MissingRecord,
    Struct,
    Value,
    contexts,
    enrolments,
    function,
    warning,
    warnings,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_group import lib
from gateway.components.core_group.external.schemas import GROUP_ID, OWN_GROUP
from gateway.components.core_user import lib as users

_MEMBERS = List(Struct({"groupid": GROUP_ID, "userid": Value(INT, "id of the user")}), "who, and of which group", most=5_000)


@function(
    "core_group_get_group_members",
    READ,
    params={"groupids": List(GROUP_ID, "the groups")},
    returns=List(Struct({"groupid": GROUP_ID, "userids": List(Value(INT, "id of a user"), "the members, by surname")})),
    capabilities=["moodle/course:managegroups"],
)
def get_group_members(ctx: CallContext, groupids: list[int]) -> list[dict[str, Any]]:
    """Return who is in groups."""
    known = lib.groups_by_id(ctx.db, groupids)
    for groupid in groupids:
        if groupid not in known:
            raise MissingRecord("groups")
        lib.manage(ctx, known[groupid]["courseid"])
    people = lib.members(ctx.db, known)
    return [{"groupid": groupid, "userids": people[groupid]} for groupid in groupids]


@function(
    "core_group_add_group_members",
    WRITE,
    params={"members": _MEMBERS},
    returns=None,
    capabilities=["moodle/course:managegroups"],
)
def add_group_members(ctx: CallContext, members: list[dict[str, int]]) -> None:
    """Put people who are enrolled in a course into groups of it."""
    for index, (group, userid) in enumerate(_named(ctx, members)):
        if not enrolments.is_enrolled(ctx.db, userid, group["courseid"]):
            raise InvalidParameter("is not enrolled in the course of the group", path=f"members[{index}].userid")
        lib.add_member(ctx.db, group["id"], userid, now=ctx.now)


@function(
    "core_group_delete_group_members",
    WRITE,
    params={"members": _MEMBERS},
    returns=None,
    capabilities=["moodle/course:managegroups"],
)
def delete_group_members(ctx: CallContext, members: list[dict[str, int]]) -> None:
    """Take people out of groups."""
    for group, userid in _named(ctx, members):
        lib.remove_member(ctx.db, group["id"], userid)


@function(
    "core_group_get_course_user_groups",
    READ,
    params={
        "courseid": Value(INT, "id of the course; all of the person's courses unless given", default=0),
        "userid": Value(INT, "id of the person; the caller unless given", default=0),
        "groupingid": Value(INT, "id of a grouping the groups must be in", default=0),
    },
    returns=Struct({"groups": List(OWN_GROUP, "the groups of the person"), "warnings": warnings()}),
    capabilities=["moodle/course:managegroups"],
    services=["moodle_mobile_app"],
)
def get_course_user_groups(ctx: CallContext, courseid: int, userid: int, groupingid: int) -> dict[str, Any]:
    """Return the groups that somebody is in, in one course or in all."""
    userid = userid or ctx.userid
    users.require_person(ctx.db, ctx.site, userid)
    ids = [courseid] if courseid else [row["id"] for row in enrolments.courses_of(ctx.db, ctx.site, [userid], now=ctx.now)[userid]]
    if courseid and not courses.courses(ctx.db, id=courseid):
        raise MissingRecord("course", errorcode="invalidrecord")
    entered, warned = courses.validate_courses(ctx, ids, keep_failing=False)
    places = contexts.by_instances(ctx.db, Level.COURSE, [row["id"] for row in entered])
    found = []
    for row in entered:
        context = places[row["id"]]
        if userid != ctx.userid and not ctx.has("moodle/course:managegroups", context):
            warned.append(warning("course", row["id"], "cannotmanagegroups", "You may not see the groups of others in this course."))
            continue
        if courseid and not enrolments.is_enrolled(ctx.db, userid, row["id"]):
            warned.append(warning("course", row["id"], "notenrolled", "The person is not enrolled in this course."))
        groups = lib.groups_of_course(ctx, context, userid=userid, groupingid=groupingid)
        found += [lib.group_result(ctx, group, context) for group in groups]
    return {"groups": found, "warnings": warned}


def _named(ctx: CallContext, members: list[dict[str, int]]) -> list[tuple[Any, int]]:
    """The groups and the user ids that the parameter ``members`` names. Raises an error unless the caller may manage the groups."""
    groups = lib.groups_by_id(ctx.db, [member["groupid"] for member in members])
    people = {row["id"] for row in users.by_field(ctx.db, "id", [member["userid"] for member in members])}
    named = []
    for member in members:
        if member["groupid"] not in groups:
            raise MissingRecord("groups")
        if member["userid"] not in people:
            raise MissingRecord("user")
        group = groups[member["groupid"]]
        lib.manage(ctx, group["courseid"])
        named.append((group, member["userid"]))
    return named
