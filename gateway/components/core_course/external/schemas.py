"""Descriptions that the course functions share."""

from __future__ import annotations

from gateway.api import ALPHANUMEXT, BOOL, INT, NOTAGS, PLUGIN, RAW, URL, Description, List, Struct, Value, files, format_value

COURSE_ID = Value(INT, "id of the course")

# A course as everybody sees it who may see its entry in the list of courses.
PUBLIC_COURSE: dict[str, Description] = {
    "id": Value(INT, "id of the course"),
    "fullname": Value(RAW, "full name"),
    "displayname": Value(RAW, "name in lists"),
    "shortname": Value(RAW, "short name"),
    "courseimage": Value(URL, "address of the image", optional=True),
    "categoryid": Value(INT, "id of the category"),
    "categoryname": Value(RAW, "name of the category"),
    "sortorder": Value(INT, "place in the order of the category", optional=True),
    "summary": Value(RAW, "summary"),
    "summaryformat": format_value("summary"),
    "summaryfiles": files("files of the summary", optional=True),
    "overviewfiles": files("files of the overview"),
    "showactivitydates": Value(BOOL, "whether the dates of activities are shown"),
    "showcompletionconditions": Value(BOOL, "whether the conditions of completion are shown"),
    "contacts": List(
        Struct({"id": Value(INT, "id of the user"), "fullname": Value(NOTAGS, "full name")}),
        "people to turn to",
    ),
    "enrollmentmethods": List(Value(PLUGIN, "enrolment method"), "ways to be enrolled"),
    "customfields": List(
        Struct(
            {
                "name": Value(RAW, "name"),
                "shortname": Value(RAW, "short name"),
                "type": Value(ALPHANUMEXT, "kind of field"),
                "valueraw": Value(RAW, "stored value"),
                "value": Value(RAW, "value as it is shown"),
            }
        ),
        "custom fields",
        optional=True,
    ),
}
