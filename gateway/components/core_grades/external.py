"""What is offered of grades."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUM,
    ALPHANUMEXT,
    AUTH,
    BOOL,
    INT,
    LANG,
    NOTAGS,
    PLUGIN,
    RAW,
    RAW_TRIMMED,
    READ,
    TEXT,
    THEME,
    TIMEZONE,
    URL,
    USERNAME,
    CallContext,
    CodedError,
    List,
    Struct,
    Value,
    format_string,
    format_value,
    function,
    warnings,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_grades import items, people


@function(
    "core_grades_get_gradeitems",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
    },
    returns=Struct(
        {
            "gradeItems": List(
                Struct(
                    {
                        "id": Value(ALPHANUM, "id"),
                        "itemname": Value(RAW, "name of the grade item"),
                        "category": Value(TEXT, "name of the category", optional=True),
                    }
                ),
                "the grade items",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_gradeitems(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """Return what people are graded in in a course."""
    course, _ = courses.enter(ctx, courseid)
    name = format_string(course["fullname"], ctx.settings)
    return {"gradeItems": items.gradable(items.book(ctx.db, courseid), name), "warnings": []}


@function(
    "core_grades_get_gradable_users",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
        "groupid": Value(INT, "id of the group", default=0),
        "onlyactive": Value(BOOL, "whether to leave out suspended enrolments", default=False),
    },
    returns=Struct(
        {
            "users": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "username": Value(USERNAME, "user name", optional=True),
                        "firstname": Value(NOTAGS, "first name", optional=True),
                        "lastname": Value(NOTAGS, "last name", optional=True),
                        "fullname": Value(NOTAGS, "full name"),
                        "email": Value(RAW_TRIMMED, "e-mail address", optional=True),
                        "address": Value(TEXT, "postal address", optional=True),
                        "phone1": Value(NOTAGS, "first telephone number", optional=True),
                        "phone2": Value(NOTAGS, "second telephone number", optional=True),
                        "department": Value(TEXT, "department", optional=True),
                        "institution": Value(TEXT, "institution", optional=True),
                        "idnumber": Value(RAW, "number in another system", optional=True),
                        "interests": Value(TEXT, "interests, with commas", optional=True),
                        "firstaccess": Value(INT, "first access to the site, 0 for never", optional=True),
                        "lastaccess": Value(INT, "last access to the site, 0 for never", optional=True),
                        "auth": Value(AUTH, "authentication method", optional=True),
                        "suspended": Value(BOOL, "whether the account is suspended", optional=True),
                        "confirmed": Value(BOOL, "whether the account is confirmed", optional=True),
                        "lang": Value(LANG, "forced language", optional=True),
                        "calendartype": Value(PLUGIN, "type of calendar", optional=True),
                        "theme": Value(THEME, "theme", optional=True),
                        "timezone": Value(TIMEZONE, "time zone, 99 for that of the site", optional=True),
                        "mailformat": Value(INT, "format of mails: 0 text, 1 HTML", optional=True),
                        "trackforums": Value(INT, "whether read posts are tracked", optional=True),
                        "description": Value(RAW, "description", optional=True),
                        "descriptionformat": format_value("description", optional=True),
                        "city": Value(TEXT, "home city", optional=True),
                        "country": Value(ALPHA, "home country, as its two-letter code", optional=True),
                        "profileimageurlsmall": Value(URL, "address of the small picture"),
                        "profileimageurl": Value(URL, "address of the picture"),
                        "customfields": List(
                            Struct(
                                {
                                    "type": Value(ALPHANUMEXT, "kind of field"),
                                    "value": Value(RAW, "its value"),
                                    "displayvalue": Value(RAW, "value as it is shown", optional=True),
                                    "name": Value(RAW, "name"),
                                    "shortname": Value(RAW, "short name"),
                                }
                            ),
                            "further fields of the profile",
                            optional=True,
                        ),
                        "preferences": List(
                            Struct(
                                {
                                    "name": Value(RAW, "name"),
                                    "value": Value(RAW, "its value"),
                                }
                            ),
                            "settings of the user",
                            optional=True,
                        ),
                    }
                ),
                "the users",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_gradable_users(ctx: CallContext, courseid: int, groupid: int, onlyactive: bool) -> dict[str, Any]:
    """Return those who are graded in a course."""
    course, place = courses.enter(ctx, courseid)
    ctx.require("moodle/course:viewparticipants", place)
    if not people.may_see_group(ctx, course, place, groupid):
        raise CodedError("notingroup", message="You are not in this group.")
    active = onlyactive or not ctx.has("moodle/course:viewsuspendedusers", place)
    return {"users": people.told(ctx, people.graded(ctx, place, groupid=groupid, active=active)), "warnings": []}
