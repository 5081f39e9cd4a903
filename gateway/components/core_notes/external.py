"""What is offered of notes."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    BOOL,
    INT,
    RAW,
    READ,
    SYSTEM,
    CallContext,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_notes import lib


@function(
    "core_notes_get_course_notes",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
        "userid": Value(INT, "id of the user", default=0),
    },
    returns=Struct(
        {
            "sitenotes": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "courseid": Value(INT, "id of the course"),
                        "userid": Value(INT, "id of the user"),
                        "content": Value(RAW, "content"),
                        "format": Value(INT, "format"),
                        "created": Value(INT, "when it was created"),
                        "lastmodified": Value(INT, "when it was last changed"),
                        "usermodified": Value(INT, "who has changed it last"),
                        "publishstate": Value(ALPHA, "who may read it"),
                    }
                ),
                "notes for all of the site",
                optional=True,
            ),
            "coursenotes": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "courseid": Value(INT, "id of the course"),
                        "userid": Value(INT, "id of the user"),
                        "content": Value(RAW, "content"),
                        "format": Value(INT, "format"),
                        "created": Value(INT, "when it was created"),
                        "lastmodified": Value(INT, "when it was last changed"),
                        "usermodified": Value(INT, "who has changed it last"),
                        "publishstate": Value(ALPHA, "who may read it"),
                    }
                ),
                "notes for the teachers of the course",
                optional=True,
            ),
            "personalnotes": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "courseid": Value(INT, "id of the course"),
                        "userid": Value(INT, "id of the user"),
                        "content": Value(RAW, "content"),
                        "format": Value(INT, "format"),
                        "created": Value(INT, "when it was created"),
                        "lastmodified": Value(INT, "when it was last changed"),
                        "usermodified": Value(INT, "who has changed it last"),
                        "publishstate": Value(ALPHA, "who may read it"),
                    }
                ),
                "notes for their author alone",
                optional=True,
            ),
            "canmanagesystemnotes": Value(BOOL, "whether the caller may change notes of the site", optional=True),
            "canmanagecoursenotes": Value(BOOL, "whether the caller may change notes of the course", optional=True),
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/notes:view"],
    services=["moodle_mobile_app"],
)
def get_course_notes(ctx: CallContext, courseid: int, userid: int) -> dict[str, Any]:
    """Return the notes on the people of a course that the caller may read."""
    place = lib.enter(ctx, courseid, userid)
    ctx.require("moodle/notes:view", place)
    return {
        **lib.notes(ctx, place, courseid, userid),
        "canmanagesystemnotes": ctx.has("moodle/notes:manage", SYSTEM),
        "canmanagecoursenotes": ctx.has("moodle/notes:manage", place),
        "warnings": [],
    }
