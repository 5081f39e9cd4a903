"""Web service functions for the courses of users and for enrolment methods."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUMEXT,
    BOOL,
    FLOAT,
    INT,
    LANG,
    PLUGIN,
    RAW,
    READ,
    SYSTEM,
    URL,
    CallContext,
    Level,
    List,
    MissingRecord,
    Struct,
    Value,
    contexts,
    files,
    format_value,
    function,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_enrol import lib, methods, user_courses
from gateway.components.core_enrol.external.schemas import COURSE_ID

_OWN_COURSE = Struct(
    {
        "id": COURSE_ID,
        "shortname": Value(RAW, "short name"),
        "fullname": Value(RAW, "full name"),
        "displayname": Value(RAW, "name in lists", optional=True),
        "enrolledusercount": Value(INT, "how many people are enrolled", optional=True),
        "idnumber": Value(RAW, "number in another system"),
        "visible": Value(INT, "whether students see the course"),
        "summary": Value(RAW, "summary", optional=True),
        "summaryformat": format_value("summary", optional=True),
        "format": Value(PLUGIN, "course format: topics, weeks …", optional=True),
        "courseimage": Value(URL, "address of the image", optional=True),
        "showgrades": Value(BOOL, "whether grades are shown", optional=True),
        "lang": Value(LANG, "forced language", optional=True),
        "enablecompletion": Value(BOOL, "whether completion is tracked", optional=True),
        "completionhascriteria": Value(BOOL, "whether the course has conditions for its completion", optional=True),
        "completionusertracked": Value(BOOL, "whether the completion of the user is tracked", optional=True),
        "category": Value(INT, "id of the category", optional=True),
        "progress": Value(FLOAT, "how much of it the user has completed, in percent", optional=True),
        "completed": Value(BOOL, "whether the user has completed the course", optional=True),
        "startdate": Value(INT, "when the course starts", optional=True),
        "enddate": Value(INT, "when the course ends, 0 for never", optional=True),
        "marker": Value(INT, "highlighted section", optional=True),
        "lastaccess": Value(INT, "last access of the user", optional=True),
        "isfavourite": Value(BOOL, "whether the caller has starred it", optional=True),
        "hidden": Value(BOOL, "whether the caller has hidden it", optional=True),
        "overviewfiles": files("files of the overview", optional=True),
        "showactivitydates": Value(BOOL, "whether the dates of activities are shown"),
        "showcompletionconditions": Value(BOOL, "whether the conditions of completion are shown"),
        "timemodified": Value(INT, "when it was changed", optional=True),
    }
)


@function(
    "core_enrol_get_users_courses",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
        "returnusercount": Value(BOOL, "whether to count who is enrolled; takes time in large courses", default=True),
    },
    returns=List(_OWN_COURSE),
    capabilities=["moodle/course:viewparticipants"],
    services=["moodle_mobile_app"],
)
def get_users_courses(ctx: CallContext, userid: int, returnusercount: bool) -> list[dict[str, Any]]:
    """Return the courses a user is enrolled in; another user's courses only where the caller may see that user."""
    return user_courses.of_user(ctx, userid, count=returnusercount)


@function(
    "core_enrol_get_course_enrolment_methods",
    READ,
    params={"courseid": COURSE_ID},
    returns=List(
        Struct(
            {
                "id": Value(INT, "id of the method"),
                "courseid": COURSE_ID,
                "type": Value(PLUGIN, "kind of method: self, guest …"),
                "name": Value(RAW, "name"),
                "status": Value(RAW, "true where it can be used, else what is in the way"),
                "wsfunction": Value(ALPHANUMEXT, "function that tells more", optional=True),
            }
        )
    ),
    services=["moodle_mobile_app"],
)
def get_course_enrolment_methods(ctx: CallContext, courseid: int) -> list[dict[str, Any]]:
    """Return the methods by which people may get into a course by themselves."""
    # A caller who asks how to enrol is not in the course yet, so the context to enter is the system.
    ctx.validate(SYSTEM)
    found = courses.courses(ctx.db, id=courseid)
    if not found:
        raise MissingRecord("course", errorcode="invalidrecord")
    place = contexts.by_instance(ctx.db, Level.COURSE, courseid)
    courses.require_listed(ctx, found[0], place)
    infos = (methods.info(ctx, method, place) for method in lib.methods(ctx.db, ctx.site, courseid))
    return [info for info in infos if info]
