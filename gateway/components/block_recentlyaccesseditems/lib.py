"""The activities that somebody has opened lately: noting and listing them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from gateway.api import CallContext, Level, contexts, format_string
from gateway.api.rows import upsert
from gateway.api.tables import course_modules, modules
from gateway.components.block_recentlyaccesseditems.tables import block_recentlyaccesseditems
from gateway.components.core_course import course_modules as activities
from gateway.components.core_course import lib as courses
from gateway.components.core_course.activities import activity_type

__all__ = ["note", "recent"]

_COLS = block_recentlyaccesseditems.c
# Nobody leafs through more than these.
_MOST = 200
_OPENED = (
    select(block_recentlyaccesseditems)
    .where(_COLS.userid == bindparam("user"))
    .order_by(_COLS.timeaccess.desc(), _COLS.id.desc())
    .limit(_MOST)
)
_MODULES = select(course_modules, modules.c.name.label("modname")).join(modules, modules.c.id == course_modules.c.module)
_MODULES = _MODULES.where(course_modules.c.id.in_(bindparam("ids", expanding=True)), course_modules.c.deletioninprogress == 0)


def note(ctx: CallContext, module: Mapping[Any, Any]) -> None:
    """Note that the caller has opened an activity (a row of ``course_modules``); guests are not noted."""
    if ctx.userid in (0, ctx.site.guest_id):
        return
    key = {"userid": ctx.userid, "courseid": module["course"], "cmid": module["id"]}
    upsert(ctx.db, block_recentlyaccesseditems, key, {"timeaccess": ctx.now})


def recent(ctx: CallContext, limit: int) -> list[dict[str, Any]]:
    """The activities that the caller has opened and still may use, the last one first; ``limit`` at most, 0 for all."""
    opened = ctx.db.execute(_OPENED, {"user": ctx.userid}).mappings().all()
    rows = {row["id"]: row for row in ctx.db.execute(_MODULES, {"ids": [row["cmid"] for row in opened]}).mappings()}
    known = {row["id"]: row for row in courses.courses(ctx.db, id={row["course"] for row in rows.values()})}
    of_courses = contexts.by_instances(ctx.db, Level.COURSE, known)
    entered = {courseid for courseid in known if courses.refusal(ctx, of_courses.get(courseid)) is None}
    there = [row for row in rows.values() if row["course"] in entered]
    allowed = activities.usable(ctx, there, contexts.by_instances(ctx.db, Level.MODULE, [row["id"] for row in there]))
    instances = activities.details(ctx, [(row["modname"], row["instance"]) for row in there])
    found = [
        _result(ctx, row, rows[row["cmid"]], known[rows[row["cmid"]]["course"]], instances)
        for row in opened
        if row["cmid"] in allowed and (rows[row["cmid"]]["modname"], rows[row["cmid"]]["instance"]) in instances
    ]
    return found[:limit] if limit > 0 else found


def _result(
    ctx: CallContext, opened: Mapping[Any, Any], module: Mapping[Any, Any], course: Mapping[Any, Any], instances: Mapping[Any, Any]
) -> dict[str, Any]:
    """An activity in the form of the result."""
    kind, root = activity_type(module["modname"]), ctx.site.wwwroot
    address = courses.theme_image(ctx.site, module["modname"], "monologo")
    return {
        **{name: opened[name] for name in ("id", "courseid", "cmid", "userid", "timeaccess")},
        "modname": module["modname"],
        "name": format_string(instances[module["modname"], module["instance"]]["name"], ctx.settings),
        "coursename": format_string(course["fullname"], ctx.settings),
        "viewurl": f"{root}/mod/{module['modname']}/view.php?id={module['id']}",
        "courseviewurl": f"{root}/course/view.php?id={course['id']}",
        "icon": f'<img class="icon" alt="" aria-hidden="true" src="{address}" />',
        "purpose": kind.purpose,
        "branded": kind.is_branded,
    }
