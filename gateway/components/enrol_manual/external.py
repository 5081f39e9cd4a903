"""The external functions about manual enrolment."""

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
# Whole schools are enrolled by one call.
_MOST = 5_000


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
            most=_MOST,
        )
    },
    returns=None,
    capabilities=["enrol/manual:enrol"],
)
def enrol_users(ctx: CallContext, enrolments: list[dict[str, Any]]) -> None:
    """Enrol users in courses and give them roles there: all of them, or none."""
    course_contexts = contexts.by_instances(ctx.db, Level.COURSE, {enrolment["courseid"] for enrolment in enrolments})
    known = {row["id"] for row in users.by_field(ctx.db, "id", {enrolment["userid"] for enrolment in enrolments})}
    for index, enrolment in enumerate(enrolments):
        if enrolment["courseid"] not in course_contexts:
            raise InvalidParameter("is not the id of a course", path=f"enrolments[{index}].courseid")
        context = ctx.validate(course_contexts[enrolment["courseid"]])
        ctx.require("enrol/manual:enrol", context)
        if enrolment["roleid"] not in roles.assignable(ctx, context):
            raise CodedError("wsusercannotassign", "enrol_manual")
        method = enrolling.method(ctx.db, ctx.site, enrolment["courseid"], "manual")
        if method is None:
            raise CodedError("wsnoinstance", "enrol_manual")
        if enrolment["userid"] not in known:
            raise MissingRecord("user")
        span = enrolling.EnrolmentPeriod(
            enrolment.get("timestart") or 0, enrolment.get("timeend") or 0, suspended=bool(enrolment.get("suspend"))
        )
        enrolling.enrol_user(ctx.db, method, enrolment["userid"], span, now=ctx.now, modifier=ctx.userid)
        enrolling.give_role(ctx.db, context, enrolment["userid"], enrolment["roleid"], now=ctx.now, modifier=ctx.userid)


@function(
    "enrol_manual_unenrol_users",
    WRITE,
    params={
        "enrolments": List(
            Struct({"userid": _USER_ID, "courseid": _COURSE_ID, "roleid": Value(INT, "not in use", optional=True)}),
            "who, and where",
            most=_MOST,
        )
    },
    returns=None,
    capabilities=["enrol/manual:unenrol"],
)
def unenrol_users(ctx: CallContext, enrolments: list[dict[str, Any]]) -> None:
    """End manual enrolments; with the last enrolment in a course go the user's roles and group memberships there."""
    for index, enrolment in enumerate(enrolments):
        context = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, enrolment["courseid"]))
        ctx.require("enrol/manual:unenrol", context)
        method = enrolling.method(ctx.db, ctx.site, enrolment["courseid"], "manual", enabled=False)
        if method is None:
            raise CodedError("wsnoinstance", "enrol_manual")
        if not enrolling.is_known(ctx.db, enrolment["userid"]):
            raise InvalidParameter("is not the id of a user", path=f"enrolments[{index}].userid")
        enrolling.unenrol_user(ctx.db, method, context, enrolment["userid"])
