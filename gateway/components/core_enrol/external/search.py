"""What is offered to find people in a course, or for it."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
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
    Level,
    List,
    Struct,
    Value,
    contexts,
    format_value,
    function,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_enrol import participants
from gateway.components.core_enrol import search as lib
from gateway.components.core_enrol.external.described import COURSE_ID

_TEXT = Value(RAW, "text to find in names")
_ANYWHERE = Value(BOOL, "whether to look anywhere in names, not at their start only")
_PAGE = Value(INT, "number of the page, from 0")
_PERPAGE = Value(INT, "people on a page")

_FOUND_USER = Struct(
    {
        "id": Value(INT, "id of the user"),
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
        "lang": Value(LANG, "language", optional=True),
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
                    "value": Value(RAW, "stored value"),
                    "displayvalue": Value(RAW, "value as it is shown", optional=True),
                    "name": Value(RAW, "name"),
                    "shortname": Value(RAW, "short name"),
                }
            ),
            "profile fields of the site",
            optional=True,
        ),
        "preferences": List(
            Struct({"name": Value(RAW, "name"), "value": Value(RAW, "value")}), "preferences, of the caller's own account", optional=True
        ),
    }
)


@function(
    "core_enrol_search_users",
    READ,
    params={
        "courseid": COURSE_ID,
        "search": _TEXT,
        "searchanywhere": _ANYWHERE,
        "page": _PAGE,
        "perpage": _PERPAGE,
        "contextid": Value(INT, "context of the part of the course whose groups count", default=None),
    },
    returns=List(_FOUND_USER),
    capabilities=["moodle/course:viewparticipants"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def search_users(
    ctx: CallContext, courseid: int, search: str, searchanywhere: bool, page: int, perpage: int, contextid: int | None
) -> list[dict[str, Any]]:
    """Find people in a course by their names."""
    place = courses.require_entry(ctx, contexts.by_instances(ctx.db, Level.COURSE, [courseid]).get(courseid), courseid)
    participants.require_view(ctx, place)
    (course,) = courses.courses(ctx.db, id=courseid)
    people = lib.members(ctx, course, place, lib.Search(search, searchanywhere, page, perpage), contextid)
    return lib.details_of(ctx, course, place, people)


@function(
    "core_enrol_get_potential_users",
    READ,
    params={
        "courseid": COURSE_ID,
        "enrolid": Value(INT, "id of the method of enrolment"),
        "search": _TEXT,
        "searchanywhere": _ANYWHERE,
        "page": _PAGE,
        "perpage": _PERPAGE,
    },
    returns=List(_FOUND_USER),
    capabilities=["moodle/course:enrolreview"],
    ajax=True,
    readonlysession=True,
)
def get_potential_users(
    ctx: CallContext, courseid: int, enrolid: int, search: str, searchanywhere: bool, page: int, perpage: int
) -> list[dict[str, Any]]:
    """Find people by their names who are not enrolled in a course through one method."""
    place = courses.require_entry(ctx, contexts.by_instances(ctx.db, Level.COURSE, [courseid]).get(courseid), courseid)
    ctx.require("moodle/course:enrolreview", place)
    (course,) = courses.courses(ctx.db, id=courseid)
    return lib.details_of(ctx, course, place, lib.others(ctx, place, enrolid, lib.Search(search, searchanywhere, page, perpage)))
