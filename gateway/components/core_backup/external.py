"""Web service functions that copy courses."""

from __future__ import annotations

from typing import Any, Final

from gateway.api import (
    ALPHA,
    ALPHAEXT,
    INT,
    RAW,
    TEXT,
    WRITE,
    CallContext,
    CodedError,
    Context,
    InvalidParameter,
    Level,
    List,
    Struct,
    Value,
    contexts,
    format_string,
    function,
)
from gateway.components.core_backup import duplicating
from gateway.components.core_course import categories
from gateway.components.core_course import lib as courses
from gateway.components.core_course.lib import Course

# The options and what they are unless given: 1 for on.
_COPIED: Final = {
    "activities": 1, "blocks": 1, "filters": 1, "users": 0, "enrolments": 1, "role_assignments": 0, "comments": 0, "userscompletion": 0,
    "logs": 0, "grade_histories": 0,
}  # fmt: skip
_TAKEN: Final = {"activities": 1, "blocks": 1, "filters": 1}


def _course(ctx: CallContext, courseid: int, *capabilities: str) -> tuple[Course, Context]:
    """A course with its context, which the caller enters with capabilities. Raises ``invalidcourseid``."""
    found = courses.courses(ctx.db, id=courseid)
    if not found:
        raise CodedError("invalidcourseid")
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))
    for capability in capabilities:
        ctx.require(capability, place)
    return found[0], place


@function(
    "core_course_duplicate_course",
    WRITE,
    params={
        "courseid": Value(INT, "id of the course to copy"),
        "fullname": Value(TEXT, "full name of the copy"),
        "shortname": Value(TEXT, "short name of the copy"),
        "categoryid": Value(INT, "id of the category of the copy"),
        "visible": Value(INT, "whether students see the copy", default=1),
        "options": List(
            Struct({"name": Value(ALPHAEXT, "name"), "value": Value(RAW, "1 for on, 0 for off")}),
            "what is copied; of people nothing is",
            default=[],
        ),
    },
    returns=Struct({"id": Value(INT, "id of the copy"), "shortname": Value(RAW, "its short name")}),
    capabilities=["moodle/backup:backupcourse", "moodle/restore:restorecourse", "moodle/course:create"],
)
def duplicate_course(
    ctx: CallContext, courseid: int, fullname: str, shortname: str, categoryid: int, visible: int, options: list[dict[str, Any]]
) -> dict[str, Any]:
    """Copy a course, without what people did in it."""
    course, place = _course(ctx, courseid)
    into = ctx.validate(categories.place_of(ctx.db, categoryid))
    chosen = duplicating.with_defaults(options, _COPIED)
    ctx.require("moodle/backup:backupcourse", place)
    for capability in ("moodle/course:create", "moodle/restore:restorecourse"):
        ctx.require(capability, into)
    made = duplicating.duplicate(
        ctx, course, place, into=into, fullname=fullname, shortname=shortname, visible=bool(visible), activities=chosen["activities"]
    )
    return {"id": made, "shortname": format_string(shortname, ctx.settings)}


@function(
    "core_course_import_course",
    WRITE,
    params={
        "importfrom": Value(INT, "id of the course to copy from"),
        "importto": Value(INT, "id of the course to copy into"),
        "deletecontent": Value(INT, "whether to delete first what is there", default=0),
        "options": List(Struct({"name": Value(ALPHA, "name"), "value": Value(RAW, "1 for on, 0 for off")}), "what is copied", default=[]),
    },
    capabilities=["moodle/backup:backuptargetimport", "moodle/restore:restoretargetimport"],
)
def import_course(ctx: CallContext, importfrom: int, importto: int, deletecontent: int, options: list[dict[str, Any]]) -> None:
    """Copy the contents of a course into another one."""
    if deletecontent not in (0, 1):
        raise CodedError("invalidextparam", "webservice")
    if importfrom == importto:
        raise InvalidParameter("is the course itself", path="importto")
    _course(ctx, importfrom, "moodle/backup:backuptargetimport")
    _course(ctx, importto, "moodle/restore:restoretargetimport")
    chosen = duplicating.with_defaults(options, _TAKEN)
    duplicating.take_over(ctx, importfrom, importto, activities=chosen["activities"], instead=bool(deletecontent))
