"""Web service functions with which graders grade all that somebody has done in an activity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import (
    BOOL,
    FLOAT,
    INT,
    RAW,
    WRITE,
    CallContext,
    Description,
    List,
    Struct,
    Value,
    function,
)
from gateway.components.core_grades import panels
from gateway.components.core_grades.panel_descriptions import PARAMS, STORED, panel

_OPTION: Final = Struct(
    {
        "value": Value(FLOAT, "place in the scale"),
        "title": Value(RAW, "word"),
        "selected": Value(BOOL, "whether it is the grade"),
    }
)


def _panel(own: Mapping[str, Description]) -> Struct:
    """The description of a panel, whose grade has members of its own."""
    return panel(
        {
            **own,
            "usergrade": Value(RAW, "grade, as people read it"),
            "maxgrade": Value(RAW, "highest grade"),
            "gradedby": Value(RAW, "full name of who gave it"),
            "timecreated": Value(INT, "when it was first given"),
            "timemodified": Value(INT, "when it was last changed"),
        }
    )


_POINTS: Final = _panel({"grade": Value(FLOAT, "grade")})
_WORDS: Final = _panel({"options": List(_OPTION, "the words of the scale")})


@function(
    "core_grades_grader_gradingpanel_point_fetch",
    WRITE,
    params=PARAMS,
    returns=_POINTS,
    services=["moodle_mobile_app"],
    ajax=True,
)
def fetch_points(ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int) -> dict[str, Any]:
    """Return somebody's grade in points."""
    return panels.enter(ctx, component, contextid, itemname, gradeduserid, way=panels.POINT).result()


@function(
    "core_grades_grader_gradingpanel_point_store",
    WRITE,
    params=STORED,
    returns=_POINTS,
    services=["moodle_mobile_app"],
    ajax=True,
)
def store_points(
    ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int, notifyuser: bool, formdata: str
) -> dict[str, Any]:
    """Give somebody a grade in points, and return it."""
    entered = panels.enter(ctx, component, contextid, itemname, gradeduserid, way=panels.POINT)
    entered.store(formdata, tell=notifyuser)
    return entered.result()


@function(
    "core_grades_grader_gradingpanel_scale_fetch",
    WRITE,
    params=PARAMS,
    returns=_WORDS,
    services=["moodle_mobile_app"],
    ajax=True,
)
def fetch_words(ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int) -> dict[str, Any]:
    """Return somebody's grade as a word of a scale."""
    return panels.enter(ctx, component, contextid, itemname, gradeduserid, way=panels.SCALE).result()


@function(
    "core_grades_grader_gradingpanel_scale_store",
    WRITE,
    params=STORED,
    returns=_WORDS,
    services=["moodle_mobile_app"],
    ajax=True,
)
def store_words(
    ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int, notifyuser: bool, formdata: str
) -> dict[str, Any]:
    """Give somebody a word of a scale as a grade, and return it."""
    entered = panels.enter(ctx, component, contextid, itemname, gradeduserid, way=panels.SCALE)
    entered.store(formdata, tell=notifyuser)
    return entered.result()
