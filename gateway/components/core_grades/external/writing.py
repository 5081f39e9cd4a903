"""Web service functions with which grades and grade categories are written."""

from __future__ import annotations

from typing import Any, Final

from gateway.api import (
    ALPHANUMEXT,
    BOOL,
    COMPONENT,
    FLOAT,
    INT,
    RAW,
    TEXT,
    WRITE,
    CallContext,
    CodedError,
    Level,
    List,
    MissingRecord,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.components.core_course import course_modules
from gateway.components.core_course import lib as courses
from gateway.components.core_grades import categories as grade_categories
from gateway.components.core_grades import choices, updating

_COURSE: Final = Value(INT, "id of the course")

_OPTIONS: Final = Struct(
    {
        "aggregation": Value(INT, "how the total is made", optional=True),
        "aggregateonlygraded": Value(BOOL, "whether what is not graded does not count", optional=True),
        "aggregateoutcomes": Value(BOOL, "whether outcomes count", optional=True),
        "droplow": Value(INT, "how many of the lowest grades do not count", optional=True),
        "itemname": Value(TEXT, "name of the total", optional=True),
        "iteminfo": Value(TEXT, "about the total", optional=True),
        "idnumber": Value(TEXT, "id number of the total", optional=True),
        "gradetype": Value(INT, "type of grade: 0 none, 1 value, 2 scale, 3 text", optional=True),
        "grademax": Value(INT, "highest total", optional=True),
        "grademin": Value(INT, "lowest total", optional=True),
        "gradepass": Value(INT, "total to pass with", optional=True),
        "display": Value(INT, "how the total is shown", optional=True),
        "decimals": Value(INT, "decimal places of the total", optional=True),
        "hiddenuntil": Value(INT, "time until which the total is hidden", optional=True),
        "locktime": Value(INT, "time from which on the total is locked", optional=True),
        "weightoverride": Value(BOOL, "whether the weight is set by hand", optional=True),
        "aggregationcoef2": Value(RAW, "weight, as a part of 1", optional=True),
        "parentcategoryid": Value(INT, "id of the category around it", optional=True),
        "parentcategoryidnumber": Value(TEXT, "id number of the category around it", optional=True),
    },
    "what else is to be said of it",
    default=[],
)


@function(
    "core_grades_create_gradecategories",
    WRITE,
    params={
        "courseid": _COURSE,
        "categories": List(Struct({"fullname": Value(TEXT, "name"), "options": _OPTIONS}), "the categories"),
    },
    returns=Struct({"categoryids": List(Value(INT, "id of a new category"), "the new categories"), "warnings": warnings()}),
    capabilities=["moodle/grade:manage"],
)
def create_gradecategories(ctx: CallContext, courseid: int, categories: list[dict[str, Any]]) -> dict[str, Any]:
    """Create grade categories in a course: all of them, or none."""
    course, place = choices.enter(ctx, courseid)
    ctx.require("moodle/grade:manage", place)
    made = [grade_categories.create(ctx, course["id"], one["fullname"], one["options"]) for one in categories]
    return {"categoryids": made, "warnings": []}


@function(
    "core_grades_update_grades",
    WRITE,
    params={
        "source": Value(TEXT, "who writes, for the history of grades"),
        "courseid": _COURSE,
        "component": Value(COMPONENT, "component, such as mod_assign"),
        "activityid": Value(INT, "id of the course module"),
        "itemnumber": Value(INT, "number of the grade item of the activity"),
        "grades": List(
            Struct(
                {
                    "studentid": Value(INT, "id of the user who is graded"),
                    "grade": Value(FLOAT, "grade"),
                    "str_feedback": Value(TEXT, "feedback, which is not kept", optional=True),
                }
            ),
            "the grades",
            default=[],
        ),
        "itemdetails": Struct(
            {
                "itemname": Value(ALPHANUMEXT, "name", optional=True),
                "idnumber": Value(INT, "id number", optional=True),
                "gradetype": Value(INT, "type of grade: 0 none, 1 value, 2 scale, 3 text", optional=True),
                "grademax": Value(FLOAT, "highest grade", optional=True),
                "grademin": Value(FLOAT, "lowest grade", optional=True),
                "scaleid": Value(INT, "id of the scale", optional=True),
                "multfactor": Value(FLOAT, "factor by which grades are multiplied", optional=True),
                "plusfactor": Value(FLOAT, "what is added to grades", optional=True),
                "deleted": Value(BOOL, "whether to delete the item", optional=True),
                "hidden": Value(BOOL, "whether the item is hidden", optional=True),
            },
            "what is to be changed of the grade item",
            default=[],
        ),
    },
    returns=Value(INT, "0 done, 1 failed, 4 the item is locked"),
)
def update_grades(
    ctx: CallContext,
    source: str,
    courseid: int,
    component: str,
    activityid: int,
    itemnumber: int,
    grades: list[dict[str, Any]],
    itemdetails: dict[str, Any],
) -> int:
    """Write grades of an activity, and change its grade item."""
    try:
        module = course_modules.by_id(ctx.db, activityid)
    except MissingRecord as error:
        raise CodedError("invalidcoursemodule") from error
    if component not in (module["modname"], f"mod_{module['modname']}") or module["course"] != courseid:
        raise CodedError("invalidcoursemodule")
    place = courses.require_entry(ctx, contexts.by_instance(ctx.db, Level.COURSE, courseid), courseid)
    hides = itemdetails.get("hidden") is not None
    if itemdetails and not hides:
        ctx.require("moodle/grade:manage", place)
    if hides:
        ctx.require("moodle/grade:hide", place)
    if grades:
        ctx.require("moodle/grade:edit", place)
    key = module["modname"], module["instance"]
    instance = course_modules.details(ctx, [key]).get(key)
    name = instance["name"] if instance is not None else module["modname"]
    return updating.update_activity(ctx, {**module, "name": name}, itemnumber, grades, itemdetails)
