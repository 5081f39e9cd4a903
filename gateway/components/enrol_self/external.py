"""The external functions about self enrolment."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    PLUGIN,
    RAW,
    READ,
    SYSTEM,
    WRITE,
    CallContext,
    CodedError,
    Context,
    Level,
    MissingRecord,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_course.lib import Course
from gateway.components.core_enrol import methods
from gateway.components.enrol_self import lib


@function(
    "enrol_self_get_instance_info",
    READ,
    params={"instanceid": Value(INT, "id of the method of enrolment")},
    returns=Struct(
        {
            "id": Value(INT, "id of the method"),
            "courseid": Value(INT, "id of the course"),
            "type": Value(PLUGIN, "kind of method"),
            "name": Value(RAW, "name"),
            "status": Value(RAW, "true where the caller can enrol, else what is in the way"),
            "enrolpassword": Value(RAW, "what the enrolment key is called, where one is needed", optional=True),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_instance_info(ctx: CallContext, instanceid: int) -> dict[str, Any]:
    """Return what a method of self enrolment needs, and whether the caller can use it."""
    ctx.validate(SYSTEM)
    method = lib.by_id(ctx.db, instanceid)
    if method is None:
        raise MissingRecord("enrol")
    course, context = _course(ctx, method["courseid"])
    courses.require_listed(ctx, course, context)
    return lib.info_result(ctx, method, context)


@function(
    "enrol_self_enrol_user",
    WRITE,
    params={
        "courseid": Value(INT, "id of the course"),
        "password": Value(RAW, "enrolment key", default=""),
        "instanceid": Value(INT, "id of the method; any unless given", default=0),
    },
    returns=Struct({"status": Value(BOOL, "whether the caller is enrolled now"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def enrol_user(ctx: CallContext, courseid: int, password: str, instanceid: int) -> dict[str, Any]:
    """Enrol the caller in a course, through the first method that allows it; a warning says why each of the others does not."""
    course, context = _course(ctx, courseid)
    ctx.validate(SYSTEM)
    if not courses.is_listed(ctx, course, context):
        raise CodedError("coursehidden")
    usable = lib.of_course(ctx.db, ctx.site, courseid, instanceid)
    if not usable:
        raise CodedError("canntenrol", "enrol_self")
    warned: list[dict[str, Any]] = []
    for method in usable:
        code, message = "1", methods.obstacle(ctx, method, context)
        if message is None:
            code, message = lib.wrong_key(ctx, method, password)
        if message is None:
            lib.enrol(ctx, method, context, password)
            return {"status": True, "warnings": warned}
        warned.append({"item": "instance", "itemid": method["id"], "warningcode": code, "message": message})
    return {"status": False, "warnings": warned}


def _course(ctx: CallContext, courseid: int) -> tuple[Course, Context]:
    """The course with this id, and its context. Raises ``MissingRecord``."""
    found = courses.courses(ctx.db, id=courseid)
    if not found:
        raise MissingRecord("course", errorcode="invalidrecord")
    return found[0], contexts.by_instance(ctx.db, Level.COURSE, courseid)
