"""Assignments, course by course."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import CallContext, Context, GatewayError, Level, contexts, format_string, warning
from gateway.api.tables import course_modules, modules
from gateway.components.core_course import instances
from gateway.components.core_course import lib as core_courses
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_assign.tables import assign, assign_plugin_config

__all__ = ["courses"]

# Why something is left out: the caller may not use it, or is not in the course.
_NOT_USABLE, _NOT_ENROLLED = "1", "2"

Warnings = list[dict[str, Any]]

# Columns that are not told as they are stored.
_OTHERWISE = frozenset({"intro", "introformat", "activity", "activityformat", "alwaysshowdescription"})


def courses(
    ctx: CallContext, wanted: Collection[int], capabilities: Collection[str], *, others: bool
) -> tuple[list[dict[str, Any]], Warnings]:
    """The assignments of the caller's courses, or of those of them asked for, and a warning for what is left out.

    With ``others`` courses count too that the caller may enter without being enrolled.
    """
    warned: Warnings = []
    mine = set(instances.course_ids(ctx, ()))
    for courseid in wanted:
        if courseid not in mine and not (others and _may_enter(ctx, courseid)):
            warned.append(warning("course", courseid, _NOT_ENROLLED, "You are not enrolled in this course."))
    refused = {warning["itemid"] for warning in warned}
    ids = [courseid for courseid in wanted or list(mine) if courseid not in refused]
    rows = sorted(core_courses.courses(ctx.db, id=ids), key=lambda row: (-row["visible"], row["sortorder"]))
    places = contexts.by_instances(ctx.db, Level.COURSE, ids)
    found = []
    for row in rows:
        place = places[row["id"]]
        if error := core_courses.refusal(ctx, place):
            warned.append(warning("course", row["id"], _NOT_USABLE, ctx.message(error)))
        elif not all(ctx.has(capability, place) for capability in capabilities):
            warned.append(warning("course", row["id"], _NOT_ENROLLED, "You lack a permission in this course."))
        else:
            names = {name: format_string(row[name], ctx.settings) for name in ("fullname", "shortname")}
            assignments = _assignments(ctx, row["id"], warned)
            found.append({"id": row["id"], **names, "timemodified": row["timemodified"], "assignments": assignments})
    return found, warned


def _may_enter(ctx: CallContext, courseid: int) -> bool:
    """Whether there is a course with that id that the caller may enter."""
    return core_courses.refusal(ctx, contexts.by_instances(ctx.db, Level.COURSE, [courseid]).get(courseid)) is None


def _assignments(ctx: CallContext, courseid: int, warned: Warnings) -> list[dict[str, Any]]:
    """The assignments of a course; those that the caller may not use are added to the warnings."""
    joined = course_modules.join(modules, modules.c.id == course_modules.c.module)
    query = select(course_modules).select_from(joined).where(modules.c.name == "assign", course_modules.c.course == courseid)
    placed = ctx.db.execute(query.order_by(course_modules.c.id)).mappings().all()
    rows = {row["id"]: row for row in ctx.db.execute(select(assign).where(assign.c.course == courseid)).mappings()}
    places = contexts.by_instances(ctx.db, Level.MODULE, [module["id"] for module in placed])
    found = []
    for module in placed:
        row, place = rows.get(module["instance"]), places.get(module["id"])
        if row is None or place is None:
            continue
        try:
            ctx.validate(place)
            ctx.require("mod/assign:view", place)
        except GatewayError as error:
            warned.append(warning("module", module["id"], _NOT_USABLE, ctx.message(error)))
            continue
        found.append(_told(ctx, CourseActivity("mod_assign", row, module, 0, place), place))
    return found


def _told(ctx: CallContext, one: CourseActivity, place: Context) -> dict[str, Any]:
    """An assignment, as the caller sees it; its introduction once submissions have begun, or to those who keep it."""
    row = one.row
    named = instances.name_and_intro(ctx, one)
    shown = row["alwaysshowdescription"] or row["allowsubmissionsfromdate"] <= ctx.now or ctx.has("mod/assign:grade", place)
    told = {name: value for name, value in row.items() if name not in _OTHERWISE}
    told |= {"cmid": one.module["id"], "name": named["name"], "configs": _configs(ctx, row)}
    if shown:
        attachments = instances.files_of(ctx, place, "mod_assign", "introattachment", itemid=0)
        told |= {**{name: named[name] for name in ("intro", "introformat", "introfiles")}, "introattachments": attachments}
    return told


def _configs(ctx: CallContext, row: RowMapping) -> list[dict[str, Any]]:
    """The settings of the plugins of an assignment that are on; comments on submissions are where the site has comments."""
    own = assign_plugin_config.c
    query = select(own.plugin, own.subtype, own.name, own.value).where(own.assignment == row["id"]).order_by(own.id)
    settings = [dict(setting) for setting in ctx.db.execute(query).mappings()]
    on = {(one["plugin"], one["subtype"]) for one in settings if one["name"] == "enabled" and one["value"] not in ("", "0")}
    if ctx.site.config.flag("usecomments"):
        on.add(("comments", "assignsubmission"))
    return [one for one in settings if (one["plugin"], one["subtype"]) in on]
