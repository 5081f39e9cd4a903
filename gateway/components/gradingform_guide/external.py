"""Web service functions with which graders grade by a marking guide."""

from __future__ import annotations

from typing import Any, Final

from gateway.api import (
    BOOL,
    FLOAT,
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
from gateway.components.gradingform_guide import lib

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
_PANEL: Final = panel(
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
    }
)


@function("gradingform_guide_grader_gradingpanel_fetch", WRITE, params=PARAMS, returns=_PANEL, ajax=True)
def fetch(ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int) -> dict[str, Any]:
    """Return somebody's grade by a marking guide."""
    return lib.result(panels.enter(ctx, component, contextid, itemname, gradeduserid, way="guide"))


@function(
    "gradingform_guide_grader_gradingpanel_store",
    WRITE,
    params=STORED,
    returns=_PANEL,
    ajax=True,
)
def store(
    ctx: CallContext, component: str, contextid: int, itemname: str, gradeduserid: int, notifyuser: bool, formdata: str
) -> dict[str, Any]:
    """Grade somebody by a marking guide, and return the grade."""
    entered = panels.enter(ctx, component, contextid, itemname, gradeduserid, way="guide")
    entered.store(formdata, tell=notifyuser)
    return lib.result(entered)
