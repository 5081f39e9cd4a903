"""Web service functions that search participants, and users who could be enrolled."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    READ,
    CallContext,
    Level,
    List,
    Value,
    contexts,
    function,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_enrol import participants
from gateway.components.core_enrol import search as lib
from gateway.components.core_enrol.external.schemas import COURSE_ID
from gateway.components.core_user.schemas import USER

_TEXT = Value(RAW, "text to find in names")
_ANYWHERE = Value(BOOL, "whether to look anywhere in names, not at their start only")
_PAGE = Value(INT, "number of the page, from 0")
_PERPAGE = Value(INT, "people on a page")


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
    returns=List(USER),
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
    people = lib.members(ctx, course, place, lib.NameSearch(search, searchanywhere, page, perpage), contextid)
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
    returns=List(USER),
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
    return lib.details_of(ctx, course, place, lib.others(ctx, place, enrolid, lib.NameSearch(search, searchanywhere, page, perpage)))
