"""The caller's courses, classified by time (past, in progress, future), and the recently accessed courses of users."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select

from gateway.api import CallContext, Context, InvalidParameter, Level, contexts, enrolments, format_string, format_text
from gateway.api.tables import user_lastaccess
from gateway.components.core_completion.tables import course_completions
from gateway.components.core_course import completion, favourites
from gateway.components.core_course.lib import category_names, files_of
from gateway.components.core_course.patterns import pattern
from gateway.components.core_user.lib import preferences

__all__ = ["CLASSES", "hidden_courses", "own_courses", "page", "recent", "summaries"]

CLASSES = ("allincludinghidden", "all", "past", "inprogress", "future", "favourites", "hidden", "search", "customfield")
"""The classifications by which courses can be filtered."""

_HIDDEN = "block_myoverview_hidden_course_"

# The columns by which courses can be sorted: the time of the last access, and columns of the course.
_ACCESS = "timeaccess"
_SORTABLE = ("id", "fullname", "shortname", "idnumber", "sortorder", "startdate", "enddate", "visible", "timecreated", "timemodified")
_ORDER = re.compile(r"(?:(?:c|ul)\.)?(?P<name>\w+)(?:\s+(?P<direction>asc|desc))?", re.IGNORECASE)

_DAY = 24 * 3600


def own_courses(ctx: CallContext, sort: str | None) -> list[Mapping[str, Any]]:
    """The caller's visible courses, each with ``timeaccess`` (None for never), sorted by ``sort``.

    ``sort`` has columns separated by commas, each with asc or desc; by default it is the site's order. Raises ``InvalidParameter``.
    """
    rows = enrolments.courses_of(ctx.db, ctx.site, [ctx.userid], now=ctx.now)[ctx.userid]
    access = _last_access(ctx, [row["id"] for row in rows])
    return _ordered([{**row, _ACCESS: access.get(row["id"])} for row in rows], sort)


def _ordered(rows: list[Mapping[str, Any]], sort: str | None) -> list[Mapping[str, Any]]:
    """The courses sorted by ``sort``."""
    for part in reversed((sort or "").split(",")):
        if not part.strip():
            continue
        wanted = _ORDER.fullmatch(part.strip())
        if wanted is None or wanted["name"] not in (*_SORTABLE, _ACCESS):
            raise InvalidParameter("is no order of courses", path="sort")
        name, descending = wanted["name"], (wanted["direction"] or "").lower() == "desc"
        rows = sorted(rows, key=lambda row: (row[name] is not None, row[name] or 0) if name == _ACCESS else row[name], reverse=descending)
    return rows


def page(
    ctx: CallContext,
    rows: Iterable[Mapping[str, Any]],
    wanted: str,
    starred: Collection[int],
    hidden: Collection[int],
    limit: int,
    among: Collection[int] | None = None,
) -> tuple[list[Mapping[str, Any]], int]:
    """The first courses of a classification, at most ``limit`` (0: all), and how many courses were examined to find them.

    Given ``among``, only courses with these ids are found.
    """
    known = list(rows)
    finished = _finished(ctx, known)
    found: list[Mapping[str, Any]] = []
    for number, row in enumerate(known, start=1):
        if (among is None or row["id"] in among) and _is_of(ctx, row, wanted, starred, hidden, finished):
            found.append(row)
        if limit and len(found) >= limit:
            return found, number
    return found, len(known)


def _is_of(
    ctx: CallContext, row: Mapping[str, Any], wanted: str, starred: Collection[int], hidden: Collection[int], finished: Collection[int]
) -> bool:
    """Whether a course is in a classification."""
    match wanted:
        case "allincludinghidden" | "search" | "hidden" | "customfield":
            return True
        case "favourites":
            return row["id"] in starred
        case "all":
            return row["id"] not in hidden
        case _:
            return row["id"] not in hidden and _class_of(ctx, row, finished) == wanted


def _class_of(ctx: CallContext, row: Mapping[str, Any], finished: Collection[int]) -> str:
    """Whether a course is past, in progress or in the future for the caller; the site can set a grace period at both ends."""
    config = ctx.site.config
    after, before = (config.number(f"coursegraceperiod{end}") * _DAY for end in ("after", "before"))
    if (row["enddate"] and row["enddate"] + after < ctx.now) or row["id"] in finished:
        return "past"
    return "future" if row["startdate"] - before > ctx.now else "inprogress"


def _finished(ctx: CallContext, rows: Collection[Mapping[str, Any]]) -> set[int]:
    """The ids of the courses that the caller has completed."""
    if not ctx.site.config.flag("enablecompletion"):
        return set()
    cols = course_completions.c
    ids = [row["id"] for row in rows if row["enablecompletion"]]
    query = select(cols.course).where(cols.userid == ctx.userid, cols.course.in_(ids), cols.timecompleted.is_not(None))
    return set(ctx.db.execute(query).scalars()) if ids else set()


def recent(ctx: CallContext, userid: int, sort: str | None) -> list[Mapping[str, Any]]:
    """The courses that a user is enrolled in and has accessed, most recent first unless ``sort`` says otherwise."""
    known = enrolments.courses_of(ctx.db, ctx.site, [userid], now=ctx.now)[userid]
    access = _last_access(ctx, [row["id"] for row in known], userid)
    opened: list[Mapping[str, Any]] = [{**row, _ACCESS: access[row["id"]]} for row in known if row["id"] in access]
    return _ordered(opened, sort or f"{_ACCESS} desc")


def hidden_courses(ctx: CallContext) -> set[int]:
    """The ids of the courses that the caller has removed from view in the course overview."""
    stored = {name.removeprefix(_HIDDEN): value for name, value in preferences(ctx.db, ctx.userid).items() if name.startswith(_HIDDEN)}
    return {int(name) for name, value in stored.items() if name.isdecimal() and value not in ("", "0")}


def summaries(ctx: CallContext, rows: Collection[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The caller's courses in the form of the course overview."""
    places = contexts.by_instances(ctx.db, Level.COURSE, [row["id"] for row in rows])
    starred, hidden = favourites.of_user(ctx.db, ctx.userid), hidden_courses(ctx)
    categories = category_names(ctx.db, {row["category"] for row in rows})
    pictures = files_of(ctx.db, ctx.site, places, "overviewfiles")
    progress = completion.of_user(ctx, ctx.userid, [row for row in rows if row["id"] in places], places)
    found = []
    for row in rows:
        place = places[row["id"]]
        percent = progress.get(row["id"], completion.UNTRACKED)["progress"]
        entry = _summary(ctx, row, place) | {
            "courseimage": _picture(row["id"], pictures[row["id"]]),
            "progress": math.floor(percent or 0),
            "hasprogress": percent is not None,
            "isfavourite": row["id"] in starred,
            "hidden": row["id"] in hidden,
            "showshortname": ctx.site.config.flag("courselistshortnames"),
            "coursecategory": format_string(categories.get(row["category"], ""), ctx.settings),
        }
        if row[_ACCESS] is not None:
            entry["timeaccess"] = row[_ACCESS]
        found.append(entry)
    return found


def _summary(ctx: CallContext, row: Mapping[str, Any], place: Context) -> dict[str, Any]:
    """The names, the dates and the summary of a course."""
    summary, format_ = format_text(
        row["summary"], row["summaryformat"], ctx.settings, ctx.site, place, component="course", filearea="summary"
    )
    fullname = format_string(row["fullname"], ctx.settings)
    return {
        "id": row["id"],
        "fullname": fullname,
        "shortname": format_string(row["shortname"], ctx.settings),
        "idnumber": row["idnumber"],
        "summary": summary,
        "summaryformat": format_,
        "startdate": row["startdate"],
        "enddate": row["enddate"],
        "visible": bool(row["visible"]),
        "showactivitydates": bool(row["showactivitydates"]),
        "showcompletionconditions": bool(row["showcompletionconditions"]),
        "pdfexportfont": row["pdfexportfont"] or "",
        "fullnamedisplay": fullname,
        "viewurl": f"{ctx.site.wwwroot}/course/view.php?id={row['id']}",
    }


def _last_access(ctx: CallContext, courseids: Collection[int], userid: int | None = None) -> dict[int, int]:
    """When the caller, or the user ``userid``, last accessed each course, by course id."""
    cols = user_lastaccess.c
    query = select(cols.courseid, cols.timeaccess).where(cols.userid == (userid or ctx.userid), cols.courseid.in_(courseids))
    return {row.courseid: row.timeaccess for row in ctx.db.execute(query)}


def _picture(courseid: int, overview: Collection[Mapping[str, Any]]) -> str:
    """The URL of a course's picture or, if it has none, a data URL with the one that is made for it."""
    uploaded = next((str(file["fileurl"]) for file in overview if str(file["mimetype"]).startswith("image/")), None)
    if uploaded:
        return uploaded.replace("/webservice/pluginfile.php/", "/pluginfile.php/")
    return "data:image/svg+xml;base64," + base64.b64encode(pattern(courseid)).decode()
