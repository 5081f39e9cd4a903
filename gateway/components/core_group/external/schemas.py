"""Descriptions that the group functions share."""

from __future__ import annotations

from gateway.api import ALPHANUMEXT, BOOL, INT, RAW, TEXT, List, Struct, Value, format_value

GROUP_ID = Value(INT, "id of the group")
GROUPING_ID = Value(INT, "id of the grouping")
COURSE_ID = Value(INT, "id of the course")
NAME = Value(TEXT, "name, unique in the course")
DESCRIPTION = Value(RAW, "description")
IDNUMBER = Value(RAW, "number in another system")
VISIBILITY = "who sees membership: 0 all, 1 members, 2 each their own, 3 nobody"
PARTICIPATION = "whether activities can be done as this group"

GIVEN_FIELDS = List(
    Struct({"shortname": Value(ALPHANUMEXT, "short name of the field"), "value": Value(RAW, "its value")}), "custom fields", optional=True
)

CUSTOM_FIELDS = List(
    Struct(
        {
            "name": Value(RAW, "name of the field"),
            "shortname": Value(RAW, "short name of the field"),
            "type": Value(ALPHANUMEXT, "kind of field"),
            "valueraw": Value(RAW, "stored value"),
            "value": Value(RAW, "value as it is shown"),
        }
    ),
    "custom fields",
    optional=True,
)

GROUP = {
    "id": GROUP_ID,
    "courseid": COURSE_ID,
    "name": NAME,
    "description": DESCRIPTION,
    "descriptionformat": format_value("description"),
    "enrolmentkey": Value(RAW, "key that enrols into the group"),
    "idnumber": IDNUMBER,
    "visibility": Value(INT, VISIBILITY),
    "participation": Value(BOOL, PARTICIPATION),
}

# A group in lists of a user's own groups.
OWN_GROUP = Struct(
    {
        "id": GROUP_ID,
        "name": NAME,
        "description": DESCRIPTION,
        "descriptionformat": format_value("description"),
        "idnumber": IDNUMBER,
        "courseid": Value(INT, "id of the course", optional=True),
    }
)

GROUPING = {
    "id": GROUPING_ID,
    "courseid": COURSE_ID,
    "name": NAME,
    "description": DESCRIPTION,
    "descriptionformat": format_value("description"),
    "idnumber": IDNUMBER,
}
