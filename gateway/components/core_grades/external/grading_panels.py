"""Web service functions with which graders grade all that somebody has done in an activity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import (
    ALPHANUM,
    ALPHANUMEXT,
    BOOL,
    FLOAT,
    INT,
    RAW,
    SAFEPATH,
    WRITE,
    CallContext,
    Description,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_grades import panels

_PARAMS: Final[Mapping[str, Description]] = {
    "component": Value(ALPHANUMEXT, "component of the activity"),
    "contextid": Value(INT, "id of the context of the activity"),
    "itemname": Value(ALPHANUM, "name of what is graded"),
    "gradeduserid": Value(INT, "id of the user who is graded"),
}
_STORED: Final[Mapping[str, Description]] = {
    **_PARAMS,
    "notifyuser": Value(BOOL, "whether to tell the user", default=False),
    "formdata": Value(RAW, "the fields of the form, as a query"),
}
_OPTION: Final = Struct(
    {
        "value": Value(FLOAT, "place in the scale"),
        "title": Value(RAW, "word"),
        "selected": Value(BOOL, "whether it is the grade"),
    }
)


def _panel(own: Mapping[str, Description]) -> Struct:
    """The description of a panel, whose grade has members of its own."""
    return Struct(
        {
            "templatename": Value(SAFEPATH, "name of the template that shows it"),
            "hasgrade": Value(BOOL, "whether there is a grade"),
            "grade": Struct(
                {
                    **own,
                    "usergrade": Value(RAW, "grade, as people read it"),
                    "maxgrade": Value(RAW, "highest grade"),
                    "gradedby": Value(RAW, "full name of who gave it"),
                    "timecreated": Value(INT, "when it was first given"),
                    "timemodified": Value(INT, "when it was last changed"),
                },
                "the grade",
            ),
            "warnings": warnings(),
        }
    )


_POINTS: Final = _panel({"grade": Value(FLOAT, "grade")})
_WORDS: Final = _panel({"options": List(_OPTION, "the words of the scale")})


@function(
    "core_grades_grader_gradingpanel_point_fetch",
    WRITE,
    params=_PARAMS,
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
    params=_STORED,
    returns=_POINTS,
    services=["moodle_mobile_app"],
    ajax=True,
)
def store_points(
    ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int, notifyuser: bool, formdata: str
) -> dict[str, Any]:
    """Give somebody a grade in points, and return it."""
    panel = panels.enter(ctx, component, contextid, itemname, gradeduserid, way=panels.POINT)
    panel.store(formdata, tell=notifyuser)
    return panel.result()


@function(
    "core_grades_grader_gradingpanel_scale_fetch",
    WRITE,
    params=_PARAMS,
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
    params=_STORED,
    returns=_WORDS,
    services=["moodle_mobile_app"],
    ajax=True,
)
def store_words(
    ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int, notifyuser: bool, formdata: str
) -> dict[str, Any]:
    """Give somebody a word of a scale as a grade, and return it."""
    panel = panels.enter(ctx, component, contextid, itemname, gradeduserid, way=panels.SCALE)
    panel.store(formdata, tell=notifyuser)
    return panel.result()
