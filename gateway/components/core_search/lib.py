"""Searching the database: who may search, what is found, and in what order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, or_, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, CodedError, Context, Level, MissingRecord, contexts, enrolments, format_string
from gateway.api.rows import caseless
from gateway.api.tables import course
from gateway.components.core_course import course_modules, events
from gateway.components.core_course import lib as courses
from gateway.components.core_course import search as course_search
from gateway.components.core_course.events import Happening
from gateway.components.core_enrol.participants import may_view_profile
from gateway.components.core_search import areas
from gateway.components.core_search.areas import Area
from gateway.components.core_user import lib as users
from gateway.components.core_user import search as user_search

__all__ = ["enter", "found", "note_view", "relevant_users"]

Result = dict[str, Any]

_VIEWED = Happening("core", "search_results")
# As many results are looked for in an area, and as many people.
_MOST, _MOST_PEOPLE = 100, 30
_MOST_WORDS = 10
# How many courses one statement names.
_SLICE = 10_000
_FORMAT_HTML = 1


def enter(ctx: CallContext) -> None:
    """Let the caller search. Raises ``globalsearchdisabled`` where the site is not searched, ``MissingCapability``."""
    ctx.validate(SYSTEM)
    ctx.require("moodle/search:query", SYSTEM)
    if not ctx.site.config.flag("enableglobalsearch"):
        raise CodedError("globalsearchdisabled", "search")


def note_view(ctx: CallContext, query: str, filters: Mapping[str, Any], page: int) -> None:
    """Log that the caller looks at what a search has found."""
    events.note(ctx, _VIEWED, SYSTEM, other={"q": query, "page": page, **{name: filters.get(name) for name in ("title", "areaids")}})


def found(ctx: CallContext, query: str, filters: dict[str, Any]) -> list[Result]:
    """What has all words of a query in its name or text and the caller may see, best first: those with the words in the name.

    ``filters`` are those of the function.
    """
    words = query.split()[:_MOST_WORDS]
    if not words or filters["userids"] or filters["groupids"]:
        # Nothing that can be searched here belongs to people or to groups.
        return []
    known = _courses(ctx, filters)
    rows: list[Result] = []
    for area in areas.chosen(ctx, filters):
        rows += _of_courses(ctx, words, filters) if area.table is None else _of_activities(ctx, area, words, filters, known)
    if places := set(filters["contextids"]):
        rows = [row for row in rows if row["contextid"] in places]

    def rank(row: Result) -> tuple[bool, int, int]:
        in_title = all(word.casefold() in row["title"].casefold() for word in words)
        return (filters["order"] != "asc" and filters["order"] != "desc" and not in_title, -row["timemodified"], row["itemid"])

    rows.sort(key=rank)
    return list(reversed(rows)) if filters["order"] == "asc" else rows


def _courses(ctx: CallContext, filters: Mapping[str, Any]) -> dict[int, RowMapping | Mapping[Any, Any]]:
    """The courses in which activities are searched, by id: those of the caller or, for whoever sees all courses, all."""
    mine = {row["id"]: row for row in enrolments.courses_of(ctx.db, ctx.site, [ctx.userid], now=ctx.now)[ctx.userid]}
    if ctx.has("moodle/course:view", SYSTEM) and not filters["mycoursesonly"]:
        mine = {row["id"]: row for row in ctx.db.execute(select(course).where(course.c.id != SITE_COURSE)).mappings()}
    wanted = set(filters["courseids"])
    return {key: row for key, row in mine.items() if not wanted or key in wanted}


def _conditions(columns: Collection[ColumnElement[Any]], changed: ColumnElement[Any], words: list[str], filters: Mapping[str, Any]) -> Any:
    """That every word is in one of the columns, the title has what it must have, and the time is within the limits."""
    title = next(iter(columns))
    conditions = [or_(*(caseless.contains(func.coalesce(column, ""), word) for column in columns)) for word in words]
    if filters.get("title"):
        conditions.append(caseless.contains(title, filters["title"]))
    if filters["timestart"]:
        conditions.append(changed >= filters["timestart"])
    if filters["timeend"]:
        conditions.append(changed <= filters["timeend"])
    return conditions


def _of_courses(ctx: CallContext, words: list[str], filters: Mapping[str, Any]) -> list[Result]:
    """The courses that are found among those that the caller sees in lists."""
    cols = course.c
    conditions = _conditions((cols.fullname, cols.shortname, cols.summary), cols.timemodified, words, filters)
    listed = course_search.listed(ctx, conditions, [])[:_MOST]
    if filters["mycoursesonly"]:
        listed = course_search.enrolled_only(ctx, listed)
    wanted = set(filters["courseids"])
    return [
        _result(ctx, areas.COURSES, row, row, place, f"/course/view.php?id={row['id']}", row["fullname"], row["summary"])
        for row, place in listed
        if not wanted or row["id"] in wanted
    ]


def _of_activities(
    ctx: CallContext, area: Area, words: list[str], filters: Mapping[str, Any], known: Mapping[int, Mapping[Any, Any]]
) -> list[Result]:
    """The activities of a type that are found among those that the caller may use."""
    table = area.table
    if table is None or not known:
        return []
    conditions = _conditions((table.c.name, table.c.intro), table.c.timemodified, words, filters)
    newest = select(table).where(*conditions).order_by(table.c.timemodified.desc(), table.c.id).limit(_MOST)
    ids = list(known)
    matching: list[RowMapping] = []
    for start in range(0, len(ids), _SLICE):
        matching += ctx.db.execute(newest.where(table.c.course.in_(ids[start : start + _SLICE]))).mappings()
    matching.sort(key=lambda row: (-row["timemodified"], row["id"]))
    rows = {(table.name, row["id"]): row for row in matching[:_MOST]}
    modules = course_modules.by_instances(ctx.db, list(rows))
    places = contexts.by_instances(ctx.db, Level.MODULE, [module["id"] for module in modules.values()])
    allowed = course_modules.usable(ctx, list(modules.values()), places)
    return [
        _result(
            ctx, area, row, known[row["course"]], places[modules[key]["id"]],
            f"/mod/{table.name}/view.php?id={modules[key]['id']}", row["name"], row["intro"],
        )
        for key, row in rows.items()
        if key in modules and modules[key]["id"] in allowed
    ]  # fmt: skip


def _result(
    ctx: CallContext, area: Area, row: Mapping[Any, Any], of: Mapping[Any, Any], place: Context, page: str, title: str, text: str | None
) -> Result:
    """What is found in the form of the result; ``of`` is its course, ``page`` the address of its page."""
    root = ctx.site.wwwroot
    icon = (area.component.removeprefix("mod_"), "monologo") if area.table is not None else ("core", "i/course")
    return {
        "itemid": row["id"],
        "componentname": area.component,
        "areaname": area.name,
        "courseurl": f"{root}/course/view.php?id={of['id']}",
        "coursefullname": format_string(of["fullname"], ctx.settings),
        "timemodified": row["timemodified"],
        "title": format_string(title, ctx.settings),
        "docurl": f"{root}{page}",
        "iconurl": courses.theme_image(ctx.site, *icon),
        "content": format_string(text or "", ctx.settings),
        "contextid": place.id,
        "contexturl": f"{root}{page}",
        "textformat": _FORMAT_HTML,
    }


def relevant_users(ctx: CallContext, query: str, courseid: int) -> list[Result]:
    """The people whose names have a text and whose profiles the caller may view: those of a course first, then others.

    Raises ``invalidrecord`` for a course that does not exist.
    """
    rows = courses.courses(ctx.db, id=courseid or SITE_COURSE)
    if not rows:
        raise MissingRecord("course", errorcode="invalidrecord")
    people = user_search.by_text(ctx.db, ctx.site, query.strip(), (), most=_MOST)
    seen = _seen(ctx, [row["id"] for row in people])
    there = {row["id"] for row in people if rows[0]["id"] in seen.get(row["id"], ())}
    people = sorted((row for row in people if row["id"] in seen), key=lambda row: row["id"] not in there)
    return [
        {
            "id": row["id"],
            "fullname": users.fullname(ctx.site, row),
            "profileimageurlsmall": users.picture_url(ctx.site, row, (users.place(row) or SYSTEM).id, "f2"),
        }
        for row in people[:_MOST_PEOPLE]
    ]


def _seen(ctx: CallContext, userids: Collection[int]) -> dict[int, set[int]]:
    """The courses of each of these people whose profile the caller may view: anywhere, or in a course that they share."""
    of_people = enrolments.courses_of(ctx.db, ctx.site, userids, now=None)
    theirs = {userid: {row["id"] for row in rows} for userid, rows in of_people.items()}
    if any(ctx.has(f"moodle/user:{name}", SYSTEM) for name in ("viewdetails", "viewalldetails")):
        return theirs
    mine = {row["id"]: row for row in enrolments.courses_of(ctx.db, ctx.site, [ctx.userid], now=ctx.now)[ctx.userid]}
    places = contexts.by_instances(ctx.db, Level.COURSE, mine)

    def is_seen(userid: int) -> bool:
        shared = [courseid for courseid in mine if courseid in theirs[userid]]
        return userid == ctx.userid or any(may_view_profile(ctx, userid, mine[key], places[key]) for key in shared)

    return {userid: theirs[userid] for userid in userids if is_seen(userid)}
