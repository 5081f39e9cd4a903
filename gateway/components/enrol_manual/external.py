"""What is offered about manual enrolment."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    INT,
    WRITE,
    CallContext,
    CodedError,
    InvalidParameter,
    Level,
    List,
    MissingRecord,
    Struct,
    Value,
    contexts,
    function,
)
from gateway.components.core_enrol import lib as enrolling
from gateway.components.core_role import lib as roles
from gateway.components.core_user import lib as users

_COURSE_ID, _USER_ID = Value(INT, "id of the course"), Value(INT, "id of the user")


@function(
    "enrol_manual_enrol_users",
    WRITE,
    params={
        "enrolments": List(
            Struct(
                {
                    "roleid": Value(INT, "id of the role to give"),
                    "userid": _USER_ID,
                    "courseid": _COURSE_ID,
                    "timestart": Value(INT, "when the enrolment begins, 0 for at once", optional=True),
                    "timeend": Value(INT, "when it ends, 0 for never", optional=True),
                    "suspend": Value(INT, "whether it is suspended", optional=True),
                }
            ),
            "who, where, and as what",
        )
    },
    returns=None,
    capabilities=["enrol/manual:enrol"],
)
def enrol_users(ctx: CallContext, enrolments: list[dict[str, Any]]) -> None:
    """Enrol people in courses and give them roles there: all of them, or none."""
    places = contexts.by_instances(ctx.db, Level.COURSE, {given["courseid"] for given in enrolments})
    known = {row["id"] for row in users.by_field(ctx.db, "id", {given["userid"] for given in enrolments})}
    for index, given in enumerate(enrolments):
        if given["courseid"] not in places:
            raise InvalidParameter("is not the id of a course", path=f"enrolments[{index}].courseid")
        place = ctx.validate(places[given["courseid"]])
        ctx.require("enrol/manual:enrol", place)
        if given["roleid"] not in roles.assignable(ctx, place):
            raise CodedError("wsusercannotassign", "enrol_manual")
        method = enrolling.method(ctx.db, ctx.site, given["courseid"], "manual")
        if method is None:
            raise CodedError("wsnoinstance", "enrol_manual")
        if given["userid"] not in known:
            raise MissingRecord("user")
        span = enrolling.EnrolmentPeriod(given.get("timestart") or 0, given.get("timeend") or 0, suspended=bool(given.get("suspend")))
        enrolling.enrol_user(ctx.db, method, given["userid"], span, now=ctx.now, modifier=ctx.userid)
        enrolling.give_role(ctx.db, place, given["userid"], given["roleid"], now=ctx.now, modifier=ctx.userid)


@function(
    "enrol_manual_unenrol_users",
    WRITE,
    params={
        "enrolments": List(
            Struct({"userid": _USER_ID, "courseid": _COURSE_ID, "roleid": Value(INT, "not in use", optional=True)}), "who, and where"
        )
    },
    returns=None,
    capabilities=["enrol/manual:unenrol"],
)
def unenrol_users(ctx: CallContext, enrolments: list[dict[str, Any]]) -> None:
    """End manual enrolments, and with the last enrolment in a course all that somebody is there."""
    for index, given in enumerate(enrolments):
        place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, given["courseid"]))
        ctx.require("enrol/manual:unenrol", place)
        method = enrolling.method(ctx.db, ctx.site, given["courseid"], "manual", enabled=False)
        if method is None:
            raise CodedError("wsnoinstance", "enrol_manual")
        if not enrolling.is_known(ctx.db, given["userid"]):
            raise InvalidParameter("is not the id of a user", path=f"enrolments[{index}].userid")
        enrolling.unenrol_user(ctx.db, method, place, given["userid"])
