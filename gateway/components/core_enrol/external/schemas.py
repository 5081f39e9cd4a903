"""Descriptions that the enrolment functions share."""

from __future__ import annotations

from gateway.api import ALPHA, ALPHANUMEXT, INT, NOTAGS, RAW, TEXT, URL, Description, List, Struct, Value, format_value

COURSE_ID = Value(INT, "id of the course")

OPTIONS = List(
    Struct({"name": Value(ALPHANUMEXT, "name of the option"), "value": Value(RAW, "its value")}),
    "which, how many, in what order",
    default=[],
)

_GROUP = {"id": Value(INT, "id of the group"), "name": Value(RAW, "name"), "description": Value(RAW, "description")}


def participant(*, with_idnumber: bool, with_format: bool) -> Struct:
    """The description of a participant, which differs slightly between two functions."""
    group: dict[str, Description] = {**_GROUP, **({"descriptionformat": format_value("description")} if with_format else {})}
    members: dict[str, Description] = {
        "id": Value(INT, "id of the user"),
        "username": Value(RAW, "user name", optional=True),
        "firstname": Value(NOTAGS, "first name", optional=True),
        "lastname": Value(NOTAGS, "last name", optional=True),
        "fullname": Value(NOTAGS, "full name"),
        "email": Value(TEXT, "e-mail address", optional=True),
        "address": Value(TEXT, "postal address", optional=True),
        "phone1": Value(NOTAGS, "first telephone number", optional=True),
        "phone2": Value(NOTAGS, "second telephone number", optional=True),
        "department": Value(TEXT, "department", optional=True),
        "institution": Value(TEXT, "institution", optional=True),
        **({"idnumber": Value(RAW, "number in another system", optional=True)} if with_idnumber else {}),
        "interests": Value(TEXT, "interests, with commas", optional=True),
        "firstaccess": Value(INT, "first access to the site, 0 for never", optional=True),
        "lastaccess": Value(INT, "last access to the site, 0 for never", optional=True),
        "lastcourseaccess": Value(INT, "last access to the course, 0 for never", optional=True),
        "description": Value(RAW, "description", optional=True),
        "descriptionformat": format_value("description", optional=True),
        "city": Value(NOTAGS, "home city", optional=True),
        "country": Value(ALPHA, "home country, as its two-letter code", optional=True),
        "profileimageurlsmall": Value(URL, "address of the small picture", optional=True),
        "profileimageurl": Value(URL, "address of the picture", optional=True),
        "customfields": List(
            Struct(
                {
                    "type": Value(ALPHANUMEXT, "kind of field"),
                    "value": Value(RAW, "stored value"),
                    "name": Value(RAW, "name"),
                    "shortname": Value(RAW, "short name"),
                }
            ),
            "profile fields of the site",
            optional=True,
        ),
        "groups": List(Struct(group), "groups in the course", optional=True),
        "roles": List(
            Struct(
                {
                    "roleid": Value(INT, "id of the role"),
                    "name": Value(RAW, "name"),
                    "shortname": Value(ALPHANUMEXT, "short name"),
                    "sortorder": Value(INT, "place in the order of the assignments"),
                }
            ),
            "roles in the course",
            optional=True,
        ),
        "preferences": List(
            Struct({"name": Value(RAW, "name"), "value": Value(RAW, "value")}), "preferences, of the caller's own account", optional=True
        ),
        "enrolledcourses": List(
            Struct({"id": Value(INT, "id of the course"), "fullname": Value(RAW, "full name"), "shortname": Value(RAW, "short name")}),
            "the courses the user takes part in",
            optional=True,
        ),
    }
    return Struct(members)
