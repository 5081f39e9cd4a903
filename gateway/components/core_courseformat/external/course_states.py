"""Web service functions with which pages edit courses."""

from __future__ import annotations

from typing import Any, Final

from gateway.api import (
    ALPHANUMEXT,
    INT,
    RAW,
    READ,
    TEXT,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    function,
)
from gateway.components.core_courseformat import actions, adding, state
from gateway.components.core_grades import choices

_COURSE: Final = Value(INT, "id of the course")
_CHANGES: Final = Value(RAW, "what has changed, as JSON")
_MODULE: Final = Value(ALPHANUMEXT, "type of the activity")
_BEFORE: Final = Value(INT, "id of the activity before which the new one is to be", default=None)


@function(
    "core_courseformat_get_state",
    READ,
    params={"courseid": _COURSE},
    returns=Value(RAW, "the course, its sections and its activities, as JSON"),
    ajax=True,
)
def get_state(ctx: CallContext, courseid: int) -> str:
    """Return a course as the pages that edit it keep it."""
    course, place = choices.enter(ctx, courseid)
    return state.text_of(state.CourseState(ctx, course, place).whole())


@function(
    "core_courseformat_update_course",
    WRITE,
    params={
        "action": Value(ALPHANUMEXT, "what is to be done"),
        "courseid": _COURSE,
        "ids": List(Value(INT, "id"), "the sections or activities with which it is to be done", default=[]),
        "targetsectionid": Value(INT, "id of the section in or behind which it is to be done", default=None),
        "targetcmid": Value(INT, "id of the activity before which it is to be done", default=None),
    },
    returns=_CHANGES,
    capabilities=["moodle/course:sectionvisibility", "moodle/course:activityvisibility"],
    ajax=True,
)
def update_course(ctx: CallContext, action: str, courseid: int, ids: list[int], targetsectionid: int | None, targetcmid: int | None) -> str:
    """Edit sections or activities of a course, and return what has changed."""
    course, place = choices.enter(ctx, courseid)
    return state.text_of(actions.run(ctx, course, place, actions.Wish(action, ids, targetsectionid, targetcmid)))


@function(
    "core_courseformat_create_module",
    WRITE,
    params={
        "courseid": _COURSE,
        "modname": _MODULE,
        "targetsectionnum": Value(INT, "number of the section"),
        "targetcmid": _BEFORE,
    },
    returns=_CHANGES,
    capabilities=["moodle/course:manageactivities"],
    ajax=True,
)
def create_module(ctx: CallContext, courseid: int, modname: str, targetsectionnum: int, targetcmid: int | None) -> str:
    """Make an activity in the section with a number, and return what has changed."""
    course, place = choices.enter(ctx, courseid)
    section = adding.section_numbered(ctx, courseid, targetsectionnum)
    return state.text_of(adding.create(ctx, course, place, modname, section, targetcmid))


@function(
    "core_courseformat_new_module",
    WRITE,
    params={
        "courseid": _COURSE,
        "modname": _MODULE,
        "targetsectionid": Value(INT, "id of the section"),
        "targetcmid": _BEFORE,
    },
    returns=_CHANGES,
    capabilities=["moodle/course:manageactivities"],
    ajax=True,
)
def new_module(ctx: CallContext, courseid: int, modname: str, targetsectionid: int, targetcmid: int | None) -> str:
    """Make an activity in a section, and return what has changed."""
    course, place = choices.enter(ctx, courseid)
    section = adding.section_of(ctx, courseid, targetsectionid)
    return state.text_of(adding.create(ctx, course, place, modname, section, targetcmid))


@function(
    "core_courseformat_file_handlers",
    READ,
    params={"courseid": _COURSE},
    returns=List(
        Struct(
            {
                "extension": Value(TEXT, "extension of a file"),
                "module": Value(TEXT, "type of activity that is made of it"),
                "message": Value(TEXT, "what is done with it, for people"),
            }
        ),
        "what can be made of files",
    ),
    ajax=True,
)
def file_handlers(ctx: CallContext, courseid: int) -> list[dict[str, Any]]:
    """Return what can be made of files that are dropped on the page of a course."""
    _, place = choices.enter(ctx, courseid)
    return adding.file_handlers(ctx, place)
