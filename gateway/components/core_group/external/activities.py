"""Web service functions for the groups of an activity."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, READ, CallContext, CodedError, Level, List, Struct, Value, contexts, enrolments, function, warnings
from gateway.api.access import GroupMode
from gateway.components.core_group import lib
from gateway.components.core_group.external.schemas import OWN_GROUP
from gateway.components.core_user import lib as users

_CMID = Value(INT, "id of the activity in the course")


@function(
    "core_group_get_activity_allowed_groups",
    READ,
    params={"cmid": _CMID, "userid": Value(INT, "id of the person; the caller unless given", default=0)},
    returns=Struct(
        {
            "groups": List(OWN_GROUP, "the groups"),
            "canaccessallgroups": Value(BOOL, "whether the person may use all groups", optional=True),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_activity_allowed_groups(ctx: CallContext, cmid: int, userid: int) -> dict[str, Any]:
    """Return the groups that somebody may use in an activity."""
    activity = lib.activity_groups(ctx.db, cmid)
    place = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, cmid))
    course = contexts.by_instance(ctx.db, Level.COURSE, activity.course)
    userid = userid or ctx.userid
    users.require_person(ctx.db, ctx.site, userid)
    everything = ctx.has("moodle/site:accessallgroups", place, userid)
    if userid != ctx.userid:
        if not ctx.has("moodle/course:managegroups", place):
            raise CodedError("accessdenied", "admin")
        if not enrolments.is_enrolled(ctx.db, userid, activity.course):
            message = "The person is not enrolled in this course."
            warned = [{"item": "course", "itemid": activity.course, "warningcode": "1", "message": message}]
            return {"groups": [], "canaccessallgroups": everything, "warnings": warned}
    of_all = everything or activity.groupmode == GroupMode.VISIBLE
    groups = lib.groups_of_course(ctx, course, userid=None if of_all else userid, groupingid=activity.groupingid, participation=True)
    return {"groups": [lib.group_result(ctx, group, course) for group in groups], "canaccessallgroups": everything, "warnings": []}


@function(
    "core_group_get_activity_groupmode",
    READ,
    params={"cmid": _CMID},
    returns=Struct({"groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def get_activity_groupmode(ctx: CallContext, cmid: int) -> dict[str, Any]:
    """Return the group mode that holds in an activity."""
    activity = lib.activity_groups(ctx.db, cmid)
    ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, cmid))
    return {"groupmode": activity.groupmode, "warnings": []}
