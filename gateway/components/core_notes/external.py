"""Web service functions for notes."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    INT,
    RAW,
    READ,
    SYSTEM,
    TEXT,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    format_value,
    function,
    warnings,
)
from gateway.components.core_notes import lib

_NOTE = Struct(
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
)
_STATE = Value(ALPHA, "who may read it: personal, course or site")


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
                _NOTE,
                "notes for all of the site",
                optional=True,
            ),
            "coursenotes": List(
                _NOTE,
                "notes for the teachers of the course",
                optional=True,
            ),
            "personalnotes": List(
                _NOTE,
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
    return {
        **lib.notes(ctx, place, courseid, userid),
        "canmanagesystemnotes": ctx.has("moodle/notes:manage", SYSTEM),
        "canmanagecoursenotes": ctx.has("moodle/notes:manage", place),
        "warnings": [],
    }


@function(
    "core_notes_create_notes",
    WRITE,
    params={
        "notes": List(
            Struct(
                {
                    "userid": Value(INT, "id of the user it is on"),
                    "publishstate": _STATE,
                    "courseid": Value(INT, "id of the course"),
                    "text": Value(RAW, "the note"),
                    "format": format_value("text", default="0"),
                    "clientnoteid": Value(ALPHANUMEXT, "id by which the client knows it", optional=True),
                }
            ),
            "the notes",
        )
    },
    returns=List(
        Struct(
            {
                "clientnoteid": Value(ALPHANUMEXT, "id by which the client knows it", optional=True),
                "noteid": Value(INT, "id of the note, -1 where it was not written"),
                "errormessage": Value(TEXT, "why it was not written", optional=True),
            }
        )
    ),
    capabilities=["moodle/notes:manage"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def create_notes(ctx: CallContext, notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write notes on people."""
    return lib.create(ctx, notes)


@function(
    "core_notes_get_notes",
    READ,
    params={"notes": List(Value(INT, "id of a note"), "which notes")},
    returns=Struct(
        {
            "notes": List(
                Struct(
                    {
                        "noteid": Value(INT, "id of the note", optional=True),
                        "userid": Value(INT, "id of the user it is on", optional=True),
                        "publishstate": Value(ALPHA, "who may read it", optional=True),
                        "courseid": Value(INT, "id of the course", optional=True),
                        "text": Value(RAW, "the note", optional=True),
                        "format": Value(INT, "format of the text", optional=True),
                    }
                ),
                "the notes",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/notes:view"],
)
def get_notes(ctx: CallContext, notes: list[int]) -> dict[str, Any]:
    """Return notes by their ids."""
    found, unknown = lib.notes_by_id(ctx, notes)
    return {"notes": found, "warnings": lib.missing(unknown)} if unknown else {"notes": found}


@function(
    "core_notes_update_notes",
    WRITE,
    params={
        "notes": List(
            Struct(
                {
                    "id": Value(INT, "id of the note"),
                    "publishstate": _STATE,
                    "text": Value(RAW, "the note"),
                    "format": format_value("text", default="1"),
                }
            ),
            "the notes",
            default=[],
        )
    },
    returns=warnings(),
    capabilities=["moodle/notes:manage"],
)
def update_notes(ctx: CallContext, notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Change notes."""
    return lib.missing(lib.change(ctx, notes))


@function(
    "core_notes_delete_notes",
    WRITE,
    params={"notes": List(Value(INT, "id of a note"), "which notes")},
    returns=warnings(),
    capabilities=["moodle/notes:manage"],
    services=["moodle_mobile_app"],
)
def delete_notes(ctx: CallContext, notes: list[int]) -> list[dict[str, Any]]:
    """Delete notes."""
    return lib.missing(lib.remove(ctx, notes))


@function(
    "core_notes_view_notes",
    WRITE,
    params={
        "courseid": Value(INT, "id of the course, 0 for the site"),
        "userid": Value(INT, "id of the user, 0 for all", default=0),
    },
    returns=Struct({"status": Value(BOOL, "true"), "warnings": warnings()}),
    capabilities=["moodle/notes:view"],
    services=["moodle_mobile_app"],
)
def view_notes(ctx: CallContext, courseid: int, userid: int) -> dict[str, Any]:
    """Note that the caller looks at notes."""
    place = lib.enter(ctx, courseid, userid)
    ctx.require("moodle/notes:view", place)
    lib.note_view(ctx, place, courseid, userid)
    return {"status": True, "warnings": []}
