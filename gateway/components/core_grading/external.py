"""The external functions of advanced grading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import (
    AREA,
    BOOL,
    FLOAT,
    INT,
    RAW,
    READ,
    TEXT,
    WRITE,
    CallContext,
    Description,
    GatewayError,
    InvalidParameter,
    Level,
    List,
    MissingRecord,
    Struct,
    Value,
    contexts,
    format_value,
    function,
    warning,
    warnings,
)
from gateway.components.core_course import course_modules
from gateway.components.core_grading import results, saving

# The code of the warning about an activity that the caller may not enter.
_REFUSED: Final = "1"

_CRITERION: Final[Mapping[str, Description]] = {
    "id": Value(INT, "id", optional=True),
    "sortorder": Value(INT, "position", optional=True),
    "description": Value(RAW, "description", optional=True),
    "descriptionformat": format_value("description", optional=True),
}
_FILLING: Final[Mapping[str, Description]] = {
    "id": Value(INT, "id"),
    "criterionid": Value(INT, "id of the criterion"),
    "levelid": Value(INT, "id of the level", optional=True),
    "remark": Value(RAW, "remark", optional=True),
    "remarkformat": format_value("remark", optional=True),
}
_LEVEL: Final = Struct(
    {
        "id": Value(INT, "id", optional=True),
        "score": Value(FLOAT, "points", optional=True),
        "definition": Value(RAW, "what it stands for", optional=True),
        "definitionformat": format_value("definition", optional=True),
    }
)
_GUIDE_CRITERION: Final = Struct(
    {
        **_CRITERION,
        "shortname": Value(TEXT, "name"),
        "descriptionmarkers": Value(RAW, "description for graders", optional=True),
        "descriptionmarkersformat": format_value("descriptionmarkers", optional=True),
        "maxscore": Value(FLOAT, "most points"),
    }
)
_DEFINITION: Final = Struct(
    {
        "id": Value(INT, "id", optional=True),
        "method": Value(TEXT, "method"),
        "name": Value(TEXT, "name"),
        "description": Value(RAW, "description", optional=True),
        "descriptionformat": format_value("description", optional=True),
        "status": Value(INT, "status: 10 draft, 20 ready"),
        "copiedfromid": Value(INT, "id of the definition that it was copied from", optional=True),
        "timecreated": Value(INT, "when it was made"),
        "usercreated": Value(INT, "id of the user who made it"),
        "timemodified": Value(INT, "when it was changed"),
        "usermodified": Value(INT, "id of the user who changed it"),
        "timecopied": Value(INT, "when it was copied", optional=True),
        "guide": Struct(
            {
                "guide_criteria": List(_GUIDE_CRITERION, "criteria", optional=True),
                "guide_comments": List(Struct(_CRITERION), "comments to choose from", optional=True),
            },
            "marking guide",
            optional=True,
        ),
        "rubric": Struct(
            {"rubric_criteria": List(Struct({**_CRITERION, "levels": List(_LEVEL, "levels", optional=True)}), "criteria", optional=True)},
            "rubric",
            optional=True,
        ),
    }
)

_AREA: Final = Struct(
    {
        "cmid": Value(INT, "id of the course module"),
        "contextid": Value(INT, "id of its context"),
        "component": Value(TEXT, "component"),
        "areaname": Value(TEXT, "what is graded"),
        "activemethod": Value(TEXT, "method that is used", optional=True),
        "definitions": List(_DEFINITION, "definitions"),
    }
)


def _filled(members: Mapping[str, Description], text: str) -> Struct:
    """What is filled in of a rubric or guide."""
    return Struct({"criteria": List(Struct(members), "criteria", optional=True)}, text, optional=True)


@function(
    "core_grading_get_definitions",
    READ,
    params={
        "cmids": List(Value(INT, "id of a course module"), "the activities"),
        "areaname": Value(AREA, "what of them is graded"),
        "activeonly": Value(BOOL, "whether to return what is used alone", default=0),
    },
    returns=Struct(
        {
            "areas": List(
                _AREA,
                "what is graded",
            ),
            "warnings": warnings(),
        }
    ),
)
def get_definitions(ctx: CallContext, cmids: list[int], areaname: str, activeonly: bool) -> dict[str, Any]:
    """Return the rubrics and marking guides of activities."""
    found, warned = [], []
    for cmid in dict.fromkeys(cmids):
        module = _module(ctx, cmid)
        place = contexts.by_instance(ctx.db, Level.MODULE, cmid)
        try:
            ctx.validate(place)
        except GatewayError as error:
            warned.append(warning("module", cmid, _REFUSED, ctx.message(error)))
            continue
        component = f"mod_{module['modname']}"
        area = results.area_result(ctx, place, component, areaname, active_only=activeonly)
        found.append({"cmid": cmid, "contextid": place.id, "component": component, "areaname": areaname, **area})
    return {"areas": found, "warnings": warned}


def _module(ctx: CallContext, cmid: int) -> Any:
    """The course module. Raises ``MissingRecord`` with the code ``invalidcoursemodule``."""
    try:
        return course_modules.by_id(ctx.db, cmid)
    except MissingRecord:
        raise MissingRecord("course_modules", errorcode="invalidcoursemodule") from None


@function(
    "core_grading_get_gradingform_instances",
    READ,
    params={
        "definitionid": Value(INT, "id of the definition"),
        "since": Value(INT, "time from which on", default=0),
    },
    returns=Struct(
        {
            "instances": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "raterid": Value(INT, "id of the user who graded"),
                        "itemid": Value(INT, "id of what was graded"),
                        "rawgrade": Value(TEXT, "grade", optional=True),
                        "status": Value(INT, "status"),
                        "feedback": Value(RAW, "feedback", optional=True),
                        "feedbackformat": format_value("feedback", optional=True),
                        "timemodified": Value(INT, "when it was changed"),
                        "guide": _filled({**_FILLING, "score": Value(FLOAT, "points")}, "marking guide"),
                        "rubric": _filled(_FILLING, "rubric"),
                    }
                ),
                "what was filled in",
            ),
            "warnings": warnings(),
        }
    ),
)
def get_gradingform_instances(ctx: CallContext, definitionid: int, since: int) -> dict[str, Any]:
    """Return what graders have filled in of a rubric or marking guide."""
    place, method = results.place_of(ctx, definitionid)
    return {"instances": results.instance_results(ctx, place, method, definitionid, since), "warnings": []}


@function(
    "core_grading_save_definitions",
    WRITE,
    params={"areas": List(_AREA, "what is graded")},
)
def save_definitions(ctx: CallContext, areas: list[dict[str, Any]]) -> None:
    """Save the rubrics and marking guides of activities: all of them, or none."""
    for area in areas:
        module = _module(ctx, area["cmid"])
        place = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, area["cmid"]))
        if area["contextid"] != place.id or area["component"] != f"mod_{module['modname']}":
            raise InvalidParameter("is not that of the activity", path="areas => contextid")
        ctx.require("moodle/grade:managegradingforms", place)
        saving.save(ctx, place, area["component"], area["areaname"], area)
