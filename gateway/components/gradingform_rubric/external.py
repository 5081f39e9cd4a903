"""Web service functions with which graders grade by a rubric."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import (
    ALPHANUM,
    ALPHANUMEXT,
    BOOL,
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
from gateway.components.gradingform_rubric import lib

_PARAMS: Final[Mapping[str, Description]] = {
    "component": Value(ALPHANUMEXT, "component of the activity"),
    "contextid": Value(INT, "id of the context of the activity"),
    "itemname": Value(ALPHANUM, "name of what is graded"),
    "gradeduserid": Value(INT, "id of the user who is graded"),
}
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
_GRADE: Final = Struct(
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
    },
    "the grade",
)
_PANEL: Final = Struct(
    {
        "templatename": Value(SAFEPATH, "name of the template that shows it"),
        "hasgrade": Value(BOOL, "whether there is a grade"),
        "grade": _GRADE,
        "warnings": warnings(),
    }
)


@function("gradingform_rubric_grader_gradingpanel_fetch", WRITE, params=_PARAMS, returns=_PANEL, ajax=True)
def fetch(ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int) -> dict[str, Any]:
    """Return somebody's grade by a rubric."""
    return lib.result(panels.enter(ctx, component, contextid, itemname, gradeduserid, way="rubric"))


@function(
    "gradingform_rubric_grader_gradingpanel_store",
    WRITE,
    params={
        **_PARAMS,
        "notifyuser": Value(BOOL, "whether to tell the user", default=False),
        "formdata": Value(RAW, "the fields of the form, as a query"),
    },
    returns=_PANEL,
    ajax=True,
)
def store(
    ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int, notifyuser: bool, formdata: str
) -> dict[str, Any]:
    """Grade somebody by a rubric, and return the grade."""
    panel = panels.enter(ctx, component, contextid, itemname, gradeduserid, way="rubric")
    panel.store(formdata, tell=notifyuser)
    return lib.result(panel)
