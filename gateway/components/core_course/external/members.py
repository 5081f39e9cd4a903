"""The web service function that returns those around an activity."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, NOTAGS, READ, TEXT, URL, CallContext, List, Struct, Value, function, warnings
from gateway.components.core_course import course_modules, lib, members


@function(
    "core_course_get_enrolled_users_by_cmid",
    READ,
    params={
        "cmid": Value(INT, "id of the activity in the course"),
        "groupid": Value(INT, "id of a group; all unless given", default=0),
        "onlyactive": Value(BOOL, "whether to leave out suspended enrolments", default=False),
    },
    returns=Struct(
        {
            "users": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "profileimage": Value(URL, "address of the picture", optional=True),
                        "fullname": Value(TEXT, "full name", optional=True),
                        "firstname": Value(NOTAGS, "first name", optional=True),
                        "lastname": Value(NOTAGS, "last name", optional=True),
                    }
                ),
                "the users",
            ),
            "warnings": warnings(),
        }
    ),
    ajax=True,
)
def get_enrolled_users_by_cmid(ctx: CallContext, cmid: int, groupid: int, onlyactive: bool) -> dict[str, Any]:
    """Return those who take part in the course of an activity, by id."""
    course, place = lib.enter(ctx, course_modules.by_id(ctx.db, cmid)["course"])
    if groupid:
        members.require_group(ctx, place, groupid)
    return {"users": members.named(ctx, course, groupid, active=onlyactive), "warnings": []}
