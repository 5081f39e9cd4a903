"""The external functions about lessons."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    LANG,
    RAW,
    READ,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_course import instances
from gateway.components.mod_lesson import lib


@function(
    "mod_lesson_get_lessons_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "lessons": List(
                Struct(
                    {
                        "id": Value(INT, "id", null=False),
                        "course": Value(INT, "id of the course", null=False),
                        "coursemodule": Value(INT, "id of the course module", null=False),
                        "name": Value(RAW, "name", null=False),
                        "intro": Value(RAW, "introduction", optional=True, null=False),
                        "introformat": format_value("intro", default="0"),
                        "lang": Value(LANG, "forced language"),
                        "practice": Value(BOOL, "whether it is for practice", optional=True, null=False),
                        "modattempts": Value(BOOL, "whether answers may be reviewed", optional=True, null=False),
                        "usepassword": Value(BOOL, "whether there is a password", optional=True, null=False),
                        "password": Value(RAW, "password", optional=True, null=False),
                        "dependency": Value(INT, "lesson that must come before", optional=True, null=False),
                        "conditions": Value(RAW, "conditions of the dependency", optional=True, null=False),
                        "grade": Value(INT, "highest grade, or the scale as a negative id", optional=True, null=False),
                        "custom": Value(BOOL, "whether scores are custom", optional=True, null=False),
                        "ongoing": Value(BOOL, "whether the score so far is shown", optional=True, null=False),
                        "usemaxgrade": Value(INT, "whether the best attempt counts", optional=True, null=False),
                        "maxanswers": Value(INT, "how many answers a page may have", optional=True, null=False),
                        "maxattempts": Value(INT, "attempts allowed, -1 for any number", optional=True, null=False),
                        "review": Value(BOOL, "whether a wrong answer may be tried again", optional=True, null=False),
                        "nextpagedefault": Value(INT, "what follows a right answer", optional=True, null=False),
                        "feedback": Value(BOOL, "feedback", optional=True, null=False),
                        "minquestions": Value(INT, "how many questions must be answered", optional=True, null=False),
                        "maxpages": Value(INT, "how many pages are shown", optional=True, null=False),
                        "timelimit": Value(INT, "seconds that an attempt may take, 0 for any number", optional=True, null=False),
                        "retake": Value(BOOL, "whether it may be taken again", optional=True, null=False),
                        "activitylink": Value(INT, "activity that follows", optional=True, null=False),
                        "mediafile": Value(RAW, "file or address that pops up", optional=True, null=False),
                        "mediaheight": Value(INT, "height of what pops up", optional=True, null=False),
                        "mediawidth": Value(INT, "width of what pops up", optional=True, null=False),
                        "mediaclose": Value(INT, "whether there is a button to close", optional=True, null=False),
                        "slideshow": Value(BOOL, "whether it is shown as slides", optional=True, null=False),
                        "width": Value(INT, "width in pixels", optional=True, null=False),
                        "height": Value(INT, "height in pixels", optional=True, null=False),
                        "bgcolor": Value(RAW, "colour of the background", optional=True, null=False),
                        "displayleft": Value(BOOL, "whether there is a menu", optional=True, null=False),
                        "displayleftif": Value(INT, "grade from which on there is a menu", optional=True, null=False),
                        "progressbar": Value(BOOL, "whether progress is shown", optional=True, null=False),
                        "available": Value(INT, "whether it is there", optional=True, null=False),
                        "deadline": Value(INT, "until when it is open", optional=True, null=False),
                        "timemodified": Value(INT, "when it was changed", optional=True, null=False),
                        "completionendreached": Value(INT, "whether reaching the end completes it", optional=True, null=False),
                        "completiontimespent": Value(INT, "seconds in it that complete it", optional=True, null=False),
                        "allowofflineattempts": Value(BOOL, "whether attempts may be made without a connection", null=False),
                        "introfiles": files("files of the introduction", optional=True, exported=True),
                        "mediafiles": files("files that pop up", optional=True, exported=True),
                    }
                ),
                "the lessons",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/lesson:view"],
    services=["moodle_mobile_app"],
)
def get_lessons_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the lessons in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids, areas=("mediafile",))
    return {"lessons": [lib.lesson_result(ctx, activity) for activity in found], "warnings": warned}
