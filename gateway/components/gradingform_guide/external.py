"""Web service functions with which graders grade by a marking guide."""

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
from gateway.components.gradingform_guide import lib

_PARAMS: Final[Mapping[str, Description]] = {
    "component": Value(ALPHANUMEXT, "component of the activity"),
    "contextid": Value(INT, "id of the context of the activity"),
    "itemname": Value(ALPHANUM, "name of what is graded"),
    "gradeduserid": Value(INT, "id of the user who is graded"),
}
_CRITERION: Final = Struct(
    {
        "id": Value(INT, "id"),
        "name": Value(RAW, "name"),
        "maxscore": Value(FLOAT, "most points"),
        "description": Value(RAW, "what students are told"),
        "descriptionmarkers": Value(RAW, "what graders are told"),
        "score": Value(FLOAT, "points", optional=True),
        "remark": Value(RAW, "remark", optional=True),
    }
)
_COMMENT: Final = Struct(
    {
        "id": Value(INT, "id"),
        "sortorder": Value(INT, "place in the order"),
        "description": Value(RAW, "text"),
    }
)
_GRADE: Final = Struct(
    {
        "instanceid": Value(INT, "id of what is filled in"),
        "criterion": List(_CRITERION, "the criteria"),
        "hascomments": Value(BOOL, "whether there are comments to choose from"),
        "comments": List(_COMMENT, "the comments to choose from"),
        "usergrade": Value(RAW, "grade, as people read it"),
        "maxgrade": Value(RAW, "highest grade"),
        "gradedby": Value(RAW, "full name of who gave it"),
        "timecreated": Value(INT, "when the grade was first given"),
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


@function("gradingform_guide_grader_gradingpanel_fetch", WRITE, params=_PARAMS, returns=_PANEL, ajax=True)
def fetch(ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int) -> dict[str, Any]:
    """Return somebody's grade by a marking guide."""
    return lib.result(panels.enter(ctx, component, contextid, itemname, gradeduserid, way="guide"))


@function(
    "gradingform_guide_grader_gradingpanel_store",
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
    """Grade somebody by a marking guide, and return the grade."""
    panel = panels.enter(ctx, component, contextid, itemname, gradeduserid, way="guide")
    panel.store(formdata, tell=notifyuser)
    return lib.result(panel)
