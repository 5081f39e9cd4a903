"""Competencies of courses and activities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, delete, func, select

from gateway.api import CallContext, CodingError, Context, Level, contexts, format_string
from gateway.api.rows import insert_missing
from gateway.components.core_competency import records
from gateway.components.core_competency.tables import (
    competency,
    competency_coursecomp,
    competency_coursecompsetting,
    competency_framework,
    competency_modulecomp,
    competency_usercompcourse,
)
from gateway.components.core_course import course_modules, events
from gateway.components.core_course import lib as courses
from gateway.components.core_course.events import Edulevel, Happening

__all__ = [
    "activities_of",
    "add_to_course",
    "course_settings",
    "enter",
    "entry_result",
    "of_course",
    "remove_from_course",
    "require_linked",
]

_EVIDENCE = 1  # what completing a course does unless it is said otherwise
_ADDED = Happening("core", "competency", "competency_coursecomp", "competency_added_to_course", "c", Edulevel.TEACHING)


def enter(ctx: CallContext, courseid: int) -> Context:
    """Enter a course whose competencies the caller may read. Raises ``MissingRecord`` or ``MissingCapability``."""
    records.require(ctx)
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))
    records.require_any(ctx, place, "coursecompetencyview", "coursecompetencymanage")
    return place


def of_course(ctx: CallContext, courseid: int, cmid: int = 0) -> list[tuple[RowMapping, RowMapping]]:
    """The competencies of a course (of one of its activities alone, if given) with their places in it, in their order."""
    cols = competency_coursecomp.c
    query = select(competency_coursecomp).where(cols.courseid == courseid).order_by(cols.sortorder, cols.id)
    if cmid:
        linked = select(competency_modulecomp.c.competencyid).where(competency_modulecomp.c.cmid == cmid)
        query = query.where(cols.competencyid.in_(linked))
    links: Sequence[RowMapping] = ctx.db.execute(query).mappings().all()
    found = records.rows_of(ctx.db, competency, [link["competencyid"] for link in links])
    return [(found[link["competencyid"]], link) for link in links if link["competencyid"] in found]


def entry_result(ctx: CallContext, row: RowMapping, link: RowMapping) -> dict[str, Any]:
    """A competency of a course with its place in it, in the form of the result."""
    framework = records.row_of(ctx.db, competency_framework, row["competencyframeworkid"])
    return {
        "competency": records.competency_result(ctx, row, framework),
        "coursecompetency": records.stored(link, "courseid", "competencyid", "sortorder", "ruleoutcome"),
    }


def require_linked(ctx: CallContext, courseid: int, competencyid: int) -> None:
    """Raise ``MissingRecord`` for a competency that is not there, ``CodingError`` for one that is not of a course."""
    records.require(ctx)
    records.row_of(ctx.db, competency, competencyid)
    cols = competency_coursecomp.c
    if ctx.db.execute(select(cols.id).where(cols.courseid == courseid, cols.competencyid == competencyid)).first() is None:
        raise CodingError("the competency is not of the course", message="This competency does not belong to this course.")


def course_settings(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """Whether ratings in a course count everywhere, in the form of the result; id 0 where that is as the site has it."""
    cols = competency_coursecompsetting.c
    row = ctx.db.execute(select(competency_coursecompsetting).where(cols.courseid == courseid)).mappings().first()
    if row is None:
        passes_on = ctx.site.config.flag("core_competency/pushcourseratingstouserplans")
        nothing = {"id": 0, "timecreated": 0, "timemodified": 0, "usermodified": 0}
        return {"courseid": courseid, "pushratingstouserplans": passes_on, **nothing}
    return {**records.stored(row, "courseid"), "pushratingstouserplans": bool(row["pushratingstouserplans"])}


def activities_of(ctx: CallContext, courseid: int, competencyid: int) -> list[dict[str, Any]]:
    """The activities of a course with a competency that the caller may use, in the form of the result."""
    linked = set(ctx.db.execute(select(competency_modulecomp.c.cmid).where(competency_modulecomp.c.competencyid == competencyid)).scalars())
    rows = [row for row in course_modules.of_course(ctx.db, courseid) if row["id"] in linked]
    if not rows:
        return []
    usable = course_modules.usable(ctx, rows, contexts.by_instances(ctx.db, Level.MODULE, [row["id"] for row in rows]))
    instances = course_modules.details(ctx, {(row["modname"], row["instance"]) for row in rows})
    return [
        {
            "id": row["id"],
            "name": format_string(instances[row["modname"], row["instance"]]["name"], ctx.settings),
            "url": f"{ctx.site.wwwroot}/mod/{row['modname']}/view.php?id={row['id']}",
            "iconurl": f"{courses.theme_image(ctx.site, row['modname'], 'monologo')}?filtericon=1",
        }
        for row in rows
        if row["id"] in usable and (row["modname"], row["instance"]) in instances
    ]


def add_to_course(ctx: CallContext, courseid: int, competencyid: int) -> bool:
    """Add a competency to a course; returns False if it is there already. Raises ``MissingCapability``."""
    place = enter(ctx, courseid)
    ctx.require("moodle/competency:coursecompetencymanage", place)
    row = records.row_of(ctx.db, competency, competencyid)
    if not records.row_of(ctx.db, competency_framework, row["competencyframeworkid"])["visible"]:
        raise CodingError("the framework is hidden", message="Competencies of a hidden framework cannot be used.")
    count = select(func.count()).select_from(competency_coursecomp).where(competency_coursecomp.c.courseid == courseid)
    values = {"sortorder": ctx.db.execute(count).scalar_one(), "ruleoutcome": _EVIDENCE}
    values |= {"timecreated": ctx.now, "timemodified": ctx.now, "usermodified": ctx.userid}
    added = insert_missing(ctx.db, competency_coursecomp, {"courseid": courseid, "competencyid": competencyid}, values)
    if added:
        events.note(ctx, _ADDED, place, courseid=courseid, objectid=competencyid)
    return added


def remove_from_course(ctx: CallContext, courseid: int, competencyid: int) -> bool:
    """Remove a competency, with its ratings there, from a course; returns False if it is not there. Raises ``MissingCapability``."""
    place = enter(ctx, courseid)
    ctx.require("moodle/competency:coursecompetencymanage", place)
    for table in (competency_usercompcourse, competency_coursecomp):
        cols = table.c
        gone = ctx.db.execute(delete(table).where(cols.courseid == courseid, cols.competencyid == competencyid)).rowcount
    activities = [row["id"] for row in course_modules.of_course(ctx.db, courseid)]
    cols = competency_modulecomp.c
    ctx.db.execute(delete(competency_modulecomp).where(cols.cmid.in_(activities), cols.competencyid == competencyid))
    return bool(gone)
