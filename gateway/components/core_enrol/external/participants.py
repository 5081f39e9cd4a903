"""Web service functions that list the participants of courses."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    CAPABILITY,
    READ,
    SITE_COURSE,
    SYSTEM,
    CallContext,
    CodedError,
    Context,
    GatewayError,
    Level,
    List,
    MissingRecord,
    Struct,
    Value,
    contexts,
    function,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_course.lib import Course
from gateway.components.core_enrol import participants as lib
from gateway.components.core_enrol.external.schemas import COURSE_ID, OPTIONS, participant

# Each capability is a search among the participants of a course.
_MOST_ASKED = 20


@function(
    "core_enrol_get_enrolled_users",
    READ,
    params={"courseid": COURSE_ID, "options": OPTIONS},
    returns=List(participant(with_idnumber=True, with_format=True)),
    capabilities=[
        "moodle/user:viewdetails",
        "moodle/user:viewhiddendetails",
        "moodle/course:useremail",
        "moodle/user:update",
        "moodle/site:accessallgroups",
    ],
    services=["moodle_mobile_app"],
)
def get_enrolled_users(ctx: CallContext, courseid: int, options: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return those who take part in a course, with as much of each as the caller may see.

    The options: withcapability (the name of one they hold), groupid, onlyactive, onlysuspended, userfields (with
    commas), limitfrom, limitnumber, sortby (id, firstname, lastname or siteorder), sortdirection (ASC or DESC).
    """
    chosen = lib.participant_query(ctx.site, options)
    course, place = _enter(ctx, courseid)
    if chosen.capability:
        ctx.require("moodle/role:review", place)
    if chosen.groupid:
        lib.require_group(ctx, place, chosen.groupid)
    if chosen.onlyactive or chosen.onlysuspended:
        ctx.require("moodle/course:enrolreview", place)
    return lib.details_of(ctx, course, place, lib.participants(ctx, course, place, chosen), chosen)


@function(
    "core_enrol_get_enrolled_users_with_capability",
    READ,
    params={
        "coursecapabilities": List(
            Struct(
                {
                    "courseid": COURSE_ID,
                    "capabilities": List(Value(CAPABILITY, "name of a capability"), "the capabilities", most=_MOST_ASKED),
                }
            ),
            "the capabilities to ask for, by course",
            most=_MOST_ASKED,
        ),
        "options": OPTIONS,
    },
    returns=List(
        Struct(
            {
                "courseid": COURSE_ID,
                "capability": Value(CAPABILITY, "name of the capability"),
                "users": List(participant(with_idnumber=False, with_format=False), "those who hold it"),
            }
        )
    ),
)
def get_enrolled_users_with_capability(
    ctx: CallContext, coursecapabilities: list[dict[str, Any]], options: list[dict[str, str]]
) -> list[dict[str, Any]]:
    """Return those who take part in courses and hold capabilities there, by course and capability.

    The options are those of core_enrol_get_enrolled_users, but for withcapability and onlysuspended.
    """
    chosen = lib.participant_query(ctx.site, options)
    found = []
    for asked in coursecapabilities:
        course, place = _enter(ctx, asked["courseid"])
        if chosen.groupid:
            lib.require_group(ctx, place, chosen.groupid)
        if chosen.onlyactive:
            ctx.require("moodle/course:enrolreview", place)
        ctx.require("moodle/role:review", place)
        for capability in asked["capabilities"]:
            people = lib.participants(ctx, course, place, lib.with_capability(chosen, capability))
            users = lib.details_of(ctx, course, place, people, chosen)
            found.append({"courseid": course["id"], "capability": capability, "users": users})
    return found


def _enter(ctx: CallContext, courseid: int) -> tuple[Course, Context]:
    """The course and its context, which the caller enters. Raises ``CodedError`` unless the caller may see its participants."""
    found = courses.courses(ctx.db, id=courseid)
    if not found:
        raise MissingRecord("course", errorcode="invalidrecord")
    place = contexts.by_instance(ctx.db, Level.COURSE, courseid)
    entered = SYSTEM if courseid == SITE_COURSE else place
    try:
        ctx.validate(entered)
    except GatewayError as error:
        raise CodedError("errorcoursecontextnotvalid", "webservice", debug=f"course {courseid}: {error.errorcode}") from error
    lib.require_view(ctx, entered)
    return found[0], place
