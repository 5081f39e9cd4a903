"""The courses of a user, as far as the caller may see them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from gateway.api import CallContext, Context, Level, contexts, enrolments
from gateway.api.tables import user_lastaccess
from gateway.components.core_course import completion, favourites, timeline
from gateway.components.core_course import lib as courses
from gateway.components.core_course.lib import Course
from gateway.components.core_enrol import participants
from gateway.components.core_user.details import course_contacts

__all__ = ["of_user"]

_COLUMNS = (
    "idnumber", "visible", "format", "showgrades", "enablecompletion", "category", "startdate", "enddate", "marker", "showactivitydates",
    "showcompletionconditions", "timemodified",
)  # fmt: skip


def of_user(ctx: CallContext, userid: int, *, count: bool) -> list[dict[str, Any]]:
    """The courses a user is enrolled in, with the user's progress and last access; with ``count``, the number of participants.

    Left out are courses that the caller may not enter, and another user's courses where the caller may not see that user.
    """
    myself = userid == ctx.userid
    rows = enrolments.courses_of(ctx.db, ctx.site, [userid], now=ctx.now)[userid]
    places = contexts.by_instances(ctx.db, Level.COURSE, [row["id"] for row in rows])
    entered = [row for row in rows if courses.refusal(ctx, places.get(row["id"])) is None]
    if not myself:
        contact = bool(course_contacts(ctx, [userid]))
        entered = [row for row in entered if _shows(ctx, userid, row, places[row["id"]], contact=contact)]
    ids = [row["id"] for row in entered]
    numbers = participants.counts(ctx, ids) if count else {}
    access = _last_access(ctx, userid, ids)
    starred = favourites.of_user(ctx.db, userid) if myself else set()
    hidden = timeline.hidden_courses(ctx) if myself else set()
    overview = courses.files_of(ctx.db, ctx.site, {courseid: places[courseid] for courseid in ids}, "overviewfiles")
    private = [row for row in entered if myself or completion.may_view(ctx, userid, places[row["id"]])]
    progress = completion.of_user(ctx, userid, private, places)
    found = []
    for row in entered:
        place = places[row["id"]]
        entry = courses.course_names(ctx, row, place) | {name: row[name] for name in _COLUMNS}
        entry |= {"showgrades": bool(row["showgrades"]), "enablecompletion": bool(row["enablecompletion"])}
        entry |= {
            "courseimage": courses.picture(ctx.site, place, overview[row["id"]]),
            "lang": row["lang"] if ctx.site.has_language(row["lang"]) else "",
            "lastaccess": access.get(row["id"]) if myself or _shows_access(ctx, place) else None,
            "isfavourite": row["id"] in starred,
            "hidden": row["id"] in hidden,
            "overviewfiles": overview[row["id"]],
            **progress.get(row["id"], completion.UNTRACKED),
        }
        if count:
            entry["enrolledusercount"] = numbers.get(row["id"], 0)
        found.append(entry)
    return found


def _shows(ctx: CallContext, userid: int, row: Course, place: Context, *, contact: bool) -> bool:
    """Whether the caller may see that another user is in a course."""
    return participants.may_view(ctx, place) and (contact or participants.may_view_profile(ctx, userid, row, place))


def _shows_access(ctx: CallContext, place: Context) -> bool:
    """Whether the caller may see when other users last accessed a course."""
    return "lastaccess" not in ctx.site.config.names("hiddenuserfields") or ctx.has("moodle/course:viewhiddenuserfields", place)


def _last_access(ctx: CallContext, userid: int, courseids: Collection[int]) -> dict[int, int]:
    """When a user last accessed each course, by course id."""
    cols = user_lastaccess.c
    query = select(cols.courseid, cols.timeaccess).where(cols.userid == userid, cols.courseid.in_(courseids))
    return {row.courseid: row.timeaccess for row in ctx.db.execute(query)}
