"""The web service function that returns courses in which something is to be done."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHA, ALPHANUMEXT, BOOL, INT, RAW, READ, TEXT, CallContext, Level, List, Struct, Value, contexts, function
from gateway.components.core_calendar import upcoming
from gateway.components.core_calendar.upcoming import EventQuery, TimeRange
from gateway.components.core_course import classes, timeline
from gateway.components.core_course.classes import Asked
from gateway.components.core_course.summary import SUMMARY


@function(
    "core_course_get_enrolled_courses_with_action_events_by_timeline_classification",
    READ,
    params={
        "classification": Value(ALPHA, "all, past, inprogress, future, favourites, hidden, allincludinghidden, search or customfield"),
        "limit": Value(INT, "how many to return at most, 0 for all", default=0),
        "offset": Value(INT, "how many to skip", default=0),
        "sort": Value(TEXT, "columns to order by, with commas, each with asc or desc", default=None),
        "customfieldname": Value(ALPHANUMEXT, "custom field that customfield looks at", default=None),
        "customfieldvalue": Value(RAW, "what it must be", default=None),
        "searchvalue": Value(RAW, "words that search looks for", default=None),
        "eventsfrom": Value(INT, "from when on there must be something to do", default=None),
        "eventsto": Value(INT, "until when", default=None),
    },
    returns=Struct(
        {
            "courses": List(SUMMARY, "the courses"),
            "nextoffset": Value(INT, "offset with which to ask for the next ones"),
            "morecoursesavailable": Value(BOOL, "whether there are more"),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
    readonlysession=True,
)
def get_enrolled_courses_with_action_events_by_timeline_classification(
    ctx: CallContext,
    classification: str,
    limit: int,
    offset: int,
    sort: str | None,
    customfieldname: str | None,
    customfieldvalue: str | None,
    searchvalue: str | None,
    eventsfrom: int | None,
    eventsto: int | None,
) -> dict[str, Any]:
    """Return those of the caller's courses of a class in which something asks the caller to do something."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    asked = Asked(classification, sort, customfieldname or "", customfieldvalue or "", searchvalue or "")
    first = max(offset, 0)
    rows, looked_at = classes.page(ctx, asked, first, 0)
    wanted = EventQuery(userid=ctx.userid, span=TimeRange(eventsfrom, eventsto), limit=1)
    busy = {courseid for courseid, events in upcoming.of_courses(ctx, wanted, courseids=[row["id"] for row in rows]).items() if events}
    found = [(number, row) for number, row in enumerate(rows, 1) if row["id"] in busy]
    if limit > 0 and len(found) >= limit:
        looked_at = found[limit - 1][0]
    shown = found[:limit] if limit > 0 else found
    return {
        "courses": timeline.summaries(ctx, [row for _, row in shown]),
        "nextoffset": first + looked_at,
        "morecoursesavailable": len(found) > len(shown),
    }
