"""The assignments of courses, as ``mod_assign_get_assignments`` returns them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import CallContext, Context, GatewayError, Level, contexts, format_string, format_text, warning
from gateway.api.tables import course_modules, modules
from gateway.components.core_course import instances
from gateway.components.core_course import lib as core_courses
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_assign import overrides
from gateway.components.mod_assign.overrides import AssignmentRow
from gateway.components.mod_assign.statements import statement
from gateway.components.mod_assign.tables import assign, assign_plugin_config

__all__ = ["activity_result", "courses_result"]

# Warning codes: the caller may not use the course or activity; the caller is not enrolled or lacks a permission.
_NOT_USABLE, _NOT_ENROLLED = "1", "2"

Warnings = list[dict[str, Any]]

# Columns that are not returned as they are stored.
_CONVERTED = frozenset({"intro", "introformat", "activity", "activityformat", "alwaysshowdescription"})


def courses_result(
    ctx: CallContext, wanted: Collection[int], capabilities: Collection[str], *, others: bool
) -> tuple[list[dict[str, Any]], Warnings]:
    """The courses that were asked for, or all courses of the caller, with their assignments; and a warning for each left out.

    With ``others``, courses that the caller may enter without being enrolled are allowed, too.
    """
    warned: Warnings = []
    enrolled = set(instances.course_ids(ctx, ()))
    for courseid in wanted:
        if courseid not in enrolled and not (others and _may_enter(ctx, courseid)):
            code = _NOT_USABLE if others else _NOT_ENROLLED
            warned.append(warning("course", courseid, code, "You are not enrolled in this course."))
    refused = {warning["itemid"] for warning in warned}
    ids = [courseid for courseid in wanted or list(enrolled) if courseid not in refused]
    rows = sorted(core_courses.courses(ctx.db, id=ids), key=lambda row: (-row["visible"], row["sortorder"]))
    course_contexts = contexts.by_instances(ctx.db, Level.COURSE, ids)
    found = []
    for row in rows:
        context = course_contexts[row["id"]]
        if error := core_courses.refusal(ctx, context):
            warned.append(warning("course", row["id"], _NOT_USABLE, ctx.message(error)))
        elif all(ctx.has(capability, context) for capability in capabilities):
            names = {name: format_string(row[name], ctx.settings) for name in ("fullname", "shortname")}
            assignments = _assignments(ctx, row["id"], warned)
            found.append({"id": row["id"], **names, "timemodified": row["timemodified"], "assignments": assignments})
    return found, warned


def _may_enter(ctx: CallContext, courseid: int) -> bool:
    """Whether there is a course with that id that the caller may enter."""
    return core_courses.refusal(ctx, contexts.by_instances(ctx.db, Level.COURSE, [courseid]).get(courseid)) is None


def _assignments(ctx: CallContext, courseid: int, warned: Warnings) -> list[dict[str, Any]]:
    """The results of a course's assignments; a warning is added to ``warned`` for each that the caller may not use."""
    joined = course_modules.join(modules, modules.c.id == course_modules.c.module)
    query = select(course_modules).select_from(joined).where(modules.c.name == "assign", course_modules.c.course == courseid)
    activities = ctx.db.execute(query.order_by(course_modules.c.id)).mappings().all()
    stored = ctx.db.execute(select(assign).where(assign.c.course == courseid)).mappings().all()
    rows: Mapping[int, Any] = overrides.effective(ctx, stored, ctx.userid)
    module_contexts = contexts.by_instances(ctx.db, Level.MODULE, [module["id"] for module in activities])
    files = instances.stored_files(
        ctx, "mod_assign", {context.id for context in module_contexts.values()}, ("introattachment", "activityattachment")
    )
    found = []
    for module in activities:
        row, context = rows.get(module["instance"]), module_contexts.get(module["id"])
        if row is None or context is None:
            continue
        try:
            ctx.validate(context)
            ctx.require("mod/assign:view", context)
        except GatewayError as error:
            warned.append(warning("module", module["id"], _NOT_USABLE, ctx.message(error)))
            continue
        found.append(_assignment_result(ctx, CourseActivity("mod_assign", row, module, 0, context, files.get(context.id, [])), context))
    return found


def _assignment_result(ctx: CallContext, activity: CourseActivity, context: Context) -> dict[str, Any]:
    """The result of one assignment; with the introduction only from ``allowsubmissionsfromdate`` on, or for graders."""
    row = activity.row
    name_and_intro = instances.name_and_intro(ctx, activity)
    shows_intro = row["alwaysshowdescription"] or row["allowsubmissionsfromdate"] <= ctx.now or ctx.has("mod/assign:grade", context)
    result = {name: value for name, value in row.items() if name not in _CONVERTED}
    result |= {"cmid": activity.module["id"], "name": name_and_intro["name"], "configs": _configs(ctx, row)}
    if shows_intro:
        attachments = instances.area_files(ctx, activity, "introattachment", itemid=0)
        result |= {**{name: name_and_intro[name] for name in ("intro", "introformat", "introfiles")}, "introattachments": attachments}
    result |= activity_result(ctx, row, context, instances.area_files(ctx, activity, "activityattachment", itemid=0))
    return result | _statement(ctx, row, context)


def activity_result(ctx: CallContext, row: AssignmentRow, context: Context, files: list[dict[str, Any]]) -> dict[str, Any]:
    """The members with the instructions for who works on an assignment, once submissions are taken, or for graders; none without any."""
    if not (row["activity"] or files) or (row["allowsubmissionsfromdate"] > ctx.now and not ctx.has("mod/assign:grade", context)):
        return {}
    text, format_ = format_text(
        row["activity"],
        row["activityformat"],
        ctx.settings,
        ctx.site,
        context,
        component="mod_assign",
        filearea="activityattachment",
        trusted=True,
    )
    return {"activity": text, "activityformat": format_, "activityattachments": files}


def _statement(ctx: CallContext, row: AssignmentRow, context: Context) -> dict[str, Any]:
    """The members with what people state when they submit, if the assignment and the site ask for that."""
    written = statement(ctx.site, row)
    if not written:
        return {}
    text, format_ = format_text(written, 0, ctx.settings, ctx.site, context)
    return {"submissionstatement": text, "submissionstatementformat": format_}


def _configs(ctx: CallContext, row: RowMapping) -> list[dict[str, Any]]:
    """The settings of the assignment's enabled plugins; submission comments count as enabled if the site has comments."""
    cols = assign_plugin_config.c
    query = select(cols.plugin, cols.subtype, cols.name, cols.value).where(cols.assignment == row["id"]).order_by(cols.id)
    settings = [dict(setting) for setting in ctx.db.execute(query).mappings()]
    on = {
        (setting["plugin"], setting["subtype"])
        for setting in settings
        if setting["name"] == "enabled" and setting["value"] not in ("", "0")
    }
    if ctx.site.config.flag("usecomments"):
        on.add(("comments", "assignsubmission"))
    return [setting for setting in settings if (setting["plugin"], setting["subtype"]) in on]
