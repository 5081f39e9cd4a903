"""Web service functions with which graders grade by a rubric."""

from __future__ import annotations

from typing import Any, Final

from gateway.api import (
    BOOL,
    INT,
    RAW,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    function,
)
from gateway.components.core_grades import panels
from gateway.components.core_grades.panel_descriptions import PARAMS, STORED, panel
from gateway.components.gradingform_rubric import lib

_LEVEL: Final = Struct(
    {
        "id": Value(INT, "id"),
        "criterionid": Value(INT, "id of the criterion"),
        "score": Value(RAW, "points"),
        "definition": Value(RAW, "what it takes"),
        "checked": Value(BOOL, "whether it is chosen"),
    }
)
_CRITERION: Final = Struct(
    {
        "id": Value(INT, "id"),
        "description": Value(RAW, "what is judged"),
        "remark": Value(RAW, "remark", optional=True),
        "levels": List(_LEVEL, "the levels to choose from"),
    }
)
_PANEL: Final = panel(
    {
        "instanceid": Value(INT, "id of what is filled in"),
        "rubricmode": Value(RAW, "how the rubric is shown"),
        "canedit": Value(BOOL, "whether the caller may fill it in"),
        "criteria": List(_CRITERION, "the criteria"),
        "timecreated": Value(INT, "when the grade was first given"),
        "usergrade": Value(RAW, "grade, as people read it"),
        "maxgrade": Value(RAW, "highest grade"),
        "gradedby": Value(RAW, "full name of who gave it"),
        "timemodified": Value(INT, "when it was last changed"),
    }
)


@function("gradingform_rubric_grader_gradingpanel_fetch", WRITE, params=PARAMS, returns=_PANEL, ajax=True)
def fetch(ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int) -> dict[str, Any]:
    """Return somebody's grade by a rubric."""
    return lib.result(panels.enter(ctx, component, contextid, itemname, gradeduserid, way="rubric"))


@function(
    "gradingform_rubric_grader_gradingpanel_store",
    WRITE,
    params=STORED,
    returns=_PANEL,
    ajax=True,
)
def store(
    ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int, notifyuser: bool, formdata: str
) -> dict[str, Any]:
    """Grade somebody by a rubric, and return the grade."""
    entered = panels.enter(ctx, component, contextid, itemname, gradeduserid, way="rubric")
    entered.store(formdata, tell=notifyuser)
    return lib.result(entered)
