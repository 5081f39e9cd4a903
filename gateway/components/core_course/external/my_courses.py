"""Web service functions for the caller's own courses."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    INT,
    RAW,
    READ,
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
from gateway.api.rows import window
from gateway.components.core_course import classes, contents, favourites, lib, timeline
from gateway.components.core_course.external.schemas import COURSE_ID
from gateway.components.core_course.summary import SUMMARY

_LIMIT = Value(INT, "how many to return at most, 0 for all", default=0)
_OFFSET = Value(INT, "how many to skip", default=0)
_SORT = Value(TEXT, "columns to order by, with commas, each with asc or desc", default=None)


@function(
    "core_course_get_enrolled_courses_by_timeline_classification",
    READ,
    params={
        "classification": Value(ALPHA, "all, past, inprogress, future, favourites, hidden, allincludinghidden, search or customfield"),
        "limit": _LIMIT,
        "offset": _OFFSET,
        "sort": _SORT,
        "customfieldname": Value(ALPHANUMEXT, "custom field that customfield looks at", default=None),
        "customfieldvalue": Value(RAW, "what it must be", default=None),
        "searchvalue": Value(RAW, "words that search looks for", default=None),
        "requiredfields": List(Value(ALPHANUMEXT, "name of a field", default=None), "not in use: all fields are returned", default=[]),
    },
    returns=Struct(
        {
            "courses": List(SUMMARY, "the courses"),
            "nextoffset": Value(INT, "offset with which to ask for the next ones"),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_enrolled_courses_by_timeline_classification(
    ctx: CallContext,
    classification: str,
    limit: int,
    offset: int,
    sort: str | None,
    customfieldname: str | None,
    customfieldvalue: str | None,
    searchvalue: str | None,
    requiredfields: list[str],
) -> dict[str, Any]:
    """Return those of the caller's courses that are over, running, to come, starred, hidden or found by words."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    asked = classes.Asked(classification, sort, customfieldname or "", customfieldvalue or "", searchvalue or "")
    found_rows, looked_at = classes.page(ctx, asked, max(offset, 0), limit)
    return {"courses": timeline.summaries(ctx, found_rows), "nextoffset": offset + looked_at}


@function(
    "core_course_get_recent_courses",
    READ,
    params={
        "userid": Value(INT, "id of the user; the caller unless given", default=0),
        "limit": _LIMIT,
        "offset": _OFFSET,
        "sort": _SORT,
    },
    returns=List(SUMMARY),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_recent_courses(ctx: CallContext, userid: int, limit: int, offset: int, sort: str | None) -> list[dict[str, Any]]:
    """Return the courses that somebody has opened, the last one first."""
    userid = userid or ctx.userid
    place = ctx.validate(contexts.by_instance(ctx.db, Level.USER, userid))
    if userid != ctx.userid and not ctx.has("moodle/user:viewdetails", place):
        return []
    rows = timeline.recent(ctx, userid, sort)
    return timeline.summaries(ctx, window(offset, limit).items(rows))


@function(
    "core_course_set_favourite_courses",
    READ,
    params={
        "courses": List(
            Struct({"id": COURSE_ID, "favourite": Value(BOOL, "whether to star it")}),
            "the courses to star, or to take the star from",
        )
    },
    returns=Struct({"warnings": warnings()}),
    services=["moodle_mobile_app"],
    ajax=True,
)
async def set_favourite_courses(ctx: CallContext, courses: list[dict[str, Any]]) -> dict[str, Any]:
    """Star courses for the caller, or take the stars from them."""
    # The contract declares this function as reading, so it has to open a writing transaction itself.
    return {"warnings": await ctx.write(favourites.set_stars, courses)}


@function(
    "core_course_view_course",
    WRITE,
    params={"courseid": COURSE_ID, "sectionnumber": Value(INT, "number of the section that is looked at", default=0)},
    returns=Struct({"status": Value(BOOL, "whether it was noted"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def view_course(ctx: CallContext, courseid: int, sectionnumber: int) -> dict[str, Any]:
    """Note that the caller looks at a course, or at a section of it."""
    if not lib.courses(ctx.db, id=courseid):
        raise MissingRecord("course", errorcode="invalidrecord")
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))
    if sectionnumber:
        section = contents.section_numbered(ctx.db, courseid, sectionnumber)
        if section is None:
            raise CodedError("sectionnotexist")
        if not section["visible"]:
            ctx.require("moodle/course:viewhiddensections", place)
    lib.note_view(ctx, place, sectionnumber)
    return {"status": True, "warnings": []}
