"""The external functions of the user report of grades."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    FLOAT,
    INT,
    NOTAGS,
    PLUGIN,
    RAW,
    READ,
    TEXT,
    WRITE,
    CallContext,
    Description,
    List,
    Struct,
    Value,
    format_value,
    function,
    warnings,
)
from gateway.components.core_course import lib as courses
from gateway.components.gradereport_user import lib, table


@function(
    "gradereport_user_get_grade_items",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
        "userid": Value(INT, "id of the user", default=0),
        "groupid": Value(INT, "id of the group", default=0),
    },
    returns=Struct(
        {
            "usergrades": List(
                Struct(
                    {
                        "courseid": Value(INT, "id of the course"),
                        "courseidnumber": Value(TEXT, "ID number of the course"),
                        "userid": Value(INT, "id of the user"),
                        "userfullname": Value(TEXT, "full name of the user"),
                        "useridnumber": Value(RAW, "ID number of the user"),
                        "maxdepth": Value(INT, "how deep categories go"),
                        "gradeitems": List(
                            Struct(
                                {
                                    "id": Value(INT, "id"),
                                    "itemname": Value(RAW, "name of the grade item"),
                                    "itemtype": Value(ALPHA, "kind of grade item"),
                                    "itemmodule": Value(PLUGIN, "type of the activity"),
                                    "iteminstance": Value(INT, "id of the activity"),
                                    "itemnumber": Value(INT, "number of the grade item in its activity"),
                                    "idnumber": Value(TEXT, "number in another system"),
                                    "categoryid": Value(INT, "id of the category"),
                                    "outcomeid": Value(INT, "id of the outcome"),
                                    "scaleid": Value(INT, "id of the scale"),
                                    "locked": Value(BOOL, "whether its owner may not change it", optional=True),
                                    "cmid": Value(INT, "id of the course module", optional=True),
                                    "weightraw": Value(FLOAT, "weight of the grade in its category", optional=True),
                                    "weightformatted": Value(NOTAGS, "weight of the grade in its category, as it is shown", optional=True),
                                    "status": Value(ALPHA, "how it stands", optional=True),
                                    "graderaw": Value(FLOAT, "the grade as it is stored", optional=True),
                                    "gradedatesubmitted": Value(INT, "when it was submitted", optional=True),
                                    "gradedategraded": Value(INT, "when it was graded", optional=True),
                                    "gradehiddenbydate": Value(BOOL, "whether the grade is hidden until a date", optional=True),
                                    "gradeneedsupdate": Value(BOOL, "whether the grade is to be computed anew", optional=True),
                                    "gradeishidden": Value(BOOL, "whether the grade is hidden", optional=True),
                                    "gradeislocked": Value(BOOL, "whether the grade is locked", optional=True),
                                    "gradeisoverridden": Value(
                                        BOOL, "whether the grade was set over the one that was computed", optional=True
                                    ),
                                    "gradeformatted": Value(RAW, "the grade, as it is shown", optional=True),
                                    "grademin": Value(FLOAT, "lowest grade", optional=True),
                                    "grademax": Value(FLOAT, "highest grade", optional=True),
                                    "rangeformatted": Value(NOTAGS, "lowest and highest grade, as they are shown", optional=True),
                                    "percentageformatted": Value(NOTAGS, "the grade as a percentage", optional=True),
                                    "lettergradeformatted": Value(NOTAGS, "the grade as a letter", optional=True),
                                    "rank": Value(INT, "place among all", optional=True),
                                    "numusers": Value(INT, "how many have a grade", optional=True),
                                    "averageformatted": Value(NOTAGS, "the average, as it is shown", optional=True),
                                    "feedback": Value(RAW, "feedback", optional=True),
                                    "feedbackformat": format_value("feedback", optional=True),
                                }
                            ),
                            "the grade items",
                        ),
                    }
                ),
                "the grades, person by person",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["gradereport/user:view"],
    services=["moodle_mobile_app"],
)
def get_grade_items(ctx: CallContext, courseid: int, userid: int, groupid: int) -> dict[str, Any]:
    """Return the grades of a user, or of all users, in a course, item by item."""
    course, context = courses.enter(ctx, courseid)
    return {"usergrades": lib.report_result(ctx, course, context, userid, groupid), "warnings": []}


@function(
    "gradereport_user_get_access_information",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
    },
    returns=Struct(
        {
            "canviewusergradereport": Value(BOOL, "whether the caller sees this report"),
            "canviewmygrades": Value(BOOL, "whether the caller sees their own grades"),
            "canviewallgrades": Value(BOOL, "whether the caller sees the grades of all"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_access_information(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """Return what the caller may see of the grades of a course."""
    course, context = courses.enter(ctx, courseid)
    return {**lib.access_result(ctx, context, course), "warnings": []}


@function(
    "gradereport_user_view_grade_report",
    WRITE,
    params={
        "courseid": Value(INT, "id of the course"),
        "userid": Value(INT, "id of the user", default=0),
    },
    returns=Struct(
        {
            "status": Value(BOOL, "whether that was done"),
            "warnings": warnings(),
        }
    ),
    capabilities=["gradereport/user:view"],
    services=["moodle_mobile_app"],
)
def view_grade_report(ctx: CallContext, courseid: int, userid: int) -> dict[str, Any]:
    """Note that the caller looks at a user's grades in a course."""
    course, context = courses.enter(ctx, courseid)
    lib.note_view(ctx, course, context, userid)
    return {"status": True, "warnings": []}


_PARTS: Mapping[str, Description] = {
    "class": Value(RAW, "classes for style sheets"),
    "content": Value(RAW, "content, in HTML"),
    "headers": Value(RAW, "ids of the cells that say what it is"),
}
_ROW: Mapping[str, Description] = {
    "itemname": Struct(
        {
            "class": Value(RAW, "classes for style sheets"),
            "colspan": Value(INT, "number of columns it takes"),
            "content": Value(RAW, "content, in HTML"),
            "id": Value(ALPHANUMEXT, "id"),
        },
        "the item or category",
        optional=True,
    ),
    "leader": Struct(
        {"class": Value(RAW, "classes for style sheets"), "rowspan": Value(INT, "number of rows it takes")},
        "the cell beside the rows of a category",
        optional=True,
    ),
    "weight": Struct(_PARTS, "its weight in its category", optional=True),
    "grade": Struct(_PARTS, "the grade", optional=True),
    "range": Struct(_PARTS, "lowest and highest grade", optional=True),
    "percentage": Struct(_PARTS, "the grade as a percentage", optional=True),
    "lettergrade": Struct(_PARTS, "the grade as a letter", optional=True),
    "rank": Struct(_PARTS, "place among all", optional=True),
    "average": Struct(_PARTS, "the average", optional=True),
    "feedback": Struct(_PARTS, "feedback", optional=True),
    "contributiontocoursetotal": Struct(_PARTS, "how much of the total of the course it makes up", optional=True),
    "parentcategories": List(Value(INT, "id of a category"), "the categories around it, the outermost first"),
}


@function(
    "gradereport_user_get_grades_table",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
        "userid": Value(INT, "id of the user", default=0),
        "groupid": Value(INT, "id of the group", default=0),
    },
    returns=Struct(
        {
            "tables": List(
                Struct(
                    {
                        "courseid": Value(INT, "id of the course"),
                        "userid": Value(INT, "id of the user"),
                        "userfullname": Value(TEXT, "full name of the user"),
                        "maxdepth": Value(INT, "how deep categories go"),
                        "tabledata": List(Struct(_ROW), "the rows"),
                    }
                ),
                "the tables",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["gradereport/user:view"],
    services=["moodle_mobile_app"],
)
def get_grades_table(ctx: CallContext, courseid: int, userid: int, groupid: int) -> dict[str, Any]:
    """Return the grades of a user, or of all users, in a course as tables."""
    course, context = courses.enter(ctx, courseid)
    return {"tables": table.table_results(lib.report(ctx, course, context, userid, groupid)), "warnings": []}
