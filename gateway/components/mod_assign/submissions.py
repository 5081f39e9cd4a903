"""Submissions, grades and flags of assignments, and the contents of their plugins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import BindParameter, RowMapping, bindparam, select

from gateway.api import CallContext, Context, GatewayError, Level, contexts, format_text, warning
from gateway.api.access import are_apart, members_of, mode_of, own_groups
from gateway.api.tables import course
from gateway.components.core_course import course_modules, instances
from gateway.components.mod_assign.blank import is_blank
from gateway.components.mod_assign.overrides import AssignmentRow
from gateway.components.mod_assign.tables import (
    assign,
    assign_grades,
    assign_plugin_config,
    assign_submission,
    assign_user_flags,
    assignfeedback_comments,
    assignsubmission_onlinetext,
)

__all__ = [
    "Assignment",
    "PluginContents",
    "Warnings",
    "empty_warnings",
    "flags_result",
    "grades_result",
    "grading_status",
    "is_graded",
    "visible_userids",
    "submissions_result",
    "with_capability",
    "with_viewable_grades",
]

Warnings = list[dict[str, Any]]
"""Warnings, in the form of the result."""

# Warning codes: the caller may not view the grades; there is nothing to return.
_REFUSED, _NONE = "1", "3"

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_ASSIGNMENTS = select(assign).where(assign.c.id.in_(_IDS))
_SUBMISSIONS, _GRADES = (
    select(table).where(table.c.assignment.in_(_IDS)).order_by(table.c.assignment, table.c.attemptnumber, table.c.id)
    for table in (assign_submission, assign_grades)
)
_FLAGS = select(assign_user_flags).where(assign_user_flags.c.assignment.in_(_IDS)).order_by(assign_user_flags.c.id)
_STATES = select(assign_user_flags.c.assignment, assign_user_flags.c.userid, assign_user_flags.c.workflowstate).where(
    assign_user_flags.c.assignment.in_(_IDS)
)
_TEXTS = select(assignsubmission_onlinetext).where(assignsubmission_onlinetext.c.submission.in_(_IDS))
_COMMENTS = select(assignfeedback_comments).where(assignfeedback_comments.c.grade.in_(_IDS))
_PLUGINS = select(assign_plugin_config.c.assignment, assign_plugin_config.c.subtype, assign_plugin_config.c.plugin).where(
    assign_plugin_config.c.assignment.in_(_IDS), assign_plugin_config.c.name == "enabled", assign_plugin_config.c.value == "1"
)


_COURSE = select(course).where(course.c.id == bindparam("id"))


class Assignment(msgspec.Struct, frozen=True):
    """An assignment: its row, its course module and the context of that."""

    row: AssignmentRow
    module: RowMapping
    context: Context


def with_viewable_grades(ctx: CallContext, ids: Collection[int]) -> tuple[dict[int, Assignment], Warnings]:
    """The assignments whose grades the caller may view, by id, and a warning for each other one that exists."""
    return with_capability(ctx, ids, ["mod/assign:viewgrades", "mod/assign:grade"])


def with_capability(ctx: CallContext, ids: Collection[int], capabilities: Sequence[str]) -> tuple[dict[int, Assignment], Warnings]:
    """The assignments in which the caller has one of some capabilities, by id, and a warning for each other one that exists."""
    found, warned = {}, []
    rows = {row["id"]: row for row in ctx.db.execute(_ASSIGNMENTS, {"ids": list(ids)}).mappings()} if ids else {}
    modules = course_modules.by_instances(ctx.db, [("assign", assignid) for assignid in rows])
    module_contexts = contexts.by_instances(ctx.db, Level.MODULE, [module["id"] for module in modules.values()]) if modules else {}
    for assignid in dict.fromkeys(ids):
        module = modules.get(("assign", assignid))
        if module is None or module["id"] not in module_contexts:
            continue
        context = module_contexts[module["id"]]
        try:
            ctx.validate(context)
            if not any(ctx.has(capability, context) for capability in capabilities):
                ctx.require(capabilities[0], context)
        except GatewayError as error:
            warned.append(warning("assignment", assignid, _REFUSED, ctx.message(error)))
        else:
            found[assignid] = Assignment(rows[assignid], module, context)
    return found, warned


def visible_userids(ctx: CallContext, assignment: Assignment, userids: Iterable[int]) -> set[int]:
    """The ids of the users whose work the caller may see: with separate groups, only members of groups that the caller knows and is in."""
    wanted = set(userids)
    if ctx.has("moodle/site:accessallgroups", assignment.context):
        return wanted
    module = assignment.module
    row = ctx.db.execute(_COURSE, {"id": module["course"]}).mappings().one()
    if not are_apart(ctx, mode_of(row, module), assignment.context):
        return wanted
    groups = own_groups(ctx, contexts.by_instance(ctx.db, Level.COURSE, row["id"]), module["groupingid"])
    return wanted & set(ctx.db.execute(members_of(groups)).scalars())


def submissions_result(ctx: CallContext, ids: Collection[int], status: str, start: int, end: int) -> tuple[list[dict[str, Any]], Warnings]:
    """The result of ``get_submissions``: latest submissions changed between ``start`` and ``end``, of one status if given."""
    known, warned = with_viewable_grades(ctx, ids)
    rows: dict[int, list[RowMapping]] = {assignid: [] for assignid in known}
    for row in ctx.db.execute(_SUBMISSIONS, {"ids": list(known)}).mappings() if known else ():
        in_time = row["timemodified"] >= start and (not end or row["timemodified"] <= end)
        if row["latest"] and in_time and status in ("", row["status"]):
            rows[row["assignment"]].append(row)
    contents = PluginContents(ctx, known.values(), [row for submissions in rows.values() for row in submissions], ())
    graded = _grades_by_attempt(ctx, known)
    states = {(row.assignment, row.userid): row.workflowstate for row in ctx.db.execute(_STATES, {"ids": list(known)})} if known else {}
    found = []
    for assignid, submissions in rows.items():
        seen = visible_userids(ctx, known[assignid], (row["userid"] for row in submissions))
        results = [
            {
                **_without_assignment(row),
                "plugins": contents.of_submission(known[assignid], row),
                "gradingstatus": grading_status(
                    known[assignid],
                    graded.get((assignid, row["userid"], row["attemptnumber"])),
                    states.get((assignid, row["userid"]), ""),
                ),
            }
            for row in submissions
            if row["userid"] in seen
        ]
        found.append({"assignmentid": assignid, "submissions": results})
        if not results:
            warned.append(warning("module", assignid, _NONE, "Nothing was submitted."))
    return found, warned


def _without_assignment(row: RowMapping) -> dict[str, Any]:
    """A row of a submission or grade without the columns that the assignment around it says."""
    return {name: value for name, value in row.items() if name not in ("assignment", "latest")}


def _grades_by_attempt(ctx: CallContext, ids: Collection[int]) -> dict[tuple[int, int, int], RowMapping]:
    """The grades of all attempts, by ids of assignment and user and the number of the attempt."""
    rows = ctx.db.execute(_GRADES, {"ids": list(ids)}).mappings() if ids else ()
    return {(row["assignment"], row["userid"], row["attemptnumber"]): row for row in rows}


def is_graded(grade: RowMapping | None) -> bool:
    """Whether a grade was given."""
    return grade is not None and grade["grade"] is not None and bool(grade["grade"] >= 0)


def grading_status(assignment: Assignment, grade: RowMapping | None, workflow_state: str) -> str:
    """The grading status of a submission: ``graded`` or ``notgraded`` or, with a marking workflow, the state in that."""
    if assignment.row["markingworkflow"]:
        return workflow_state or "notmarked"
    return "graded" if is_graded(grade) else "notgraded"


def grades_result(ctx: CallContext, ids: Collection[int], start: int) -> tuple[list[dict[str, Any]], Warnings]:
    """The result of ``get_grades``: the grades of last attempts that were changed since ``start``."""
    known, warned = with_viewable_grades(ctx, ids)
    found: dict[int, list[dict[str, Any]]] = {}
    rows = ctx.db.execute(_SUBMISSIONS, {"ids": list(known)}).mappings() if known else ()
    # Members of a team who have no submission of their own are left out, as in the reference.
    submitted = {(row["assignment"], row["userid"], row["attemptnumber"]) for row in rows if row["latest"]}
    for attempt, row in _grades_by_attempt(ctx, known).items():
        if row["timemodified"] >= start and attempt in submitted:
            found.setdefault(row["assignment"], []).append({**_without_assignment(row), "grade": f"{row['grade']:.5f}"})
    results = [{"assignmentid": assignid, "grades": sorted(rows, key=lambda row: row["id"])} for assignid, rows in sorted(found.items())]
    return results, [*warned, *empty_warnings(ids, found, warned, "There are no grades.")]


def flags_result(ctx: CallContext, ids: Collection[int]) -> tuple[list[dict[str, Any]], Warnings]:
    """The result of ``get_user_flags``."""
    known, warned = with_viewable_grades(ctx, ids)
    found: dict[int, list[RowMapping]] = {}
    for row in ctx.db.execute(_FLAGS, {"ids": list(known)}).mappings() if known else ():
        found.setdefault(row["assignment"], []).append(row)
    results = [{"assignmentid": assignid, "userflags": rows} for assignid, rows in sorted(found.items())]
    return results, [*warned, *empty_warnings(ids, found, warned, "Nothing is noted of anybody.")]


def empty_warnings(ids: Collection[int], found: Mapping[int, object], warned: Warnings, message: str) -> Warnings:
    """A warning for each assignment in ``ids`` that is not in ``found`` and has no warning yet."""
    warned_ids = {entry["itemid"] for entry in warned}
    return [
        warning("assignment", assignid, _NONE, message)
        for assignid in dict.fromkeys(ids)
        if assignid not in found and assignid not in warned_ids
    ]


class PluginContents:
    """The contents of the submission and feedback plugins, loaded with a fixed number of statements."""

    def __init__(
        self,
        ctx: CallContext,
        assignments: Iterable[Assignment],
        submissions: Collection[Mapping[Any, Any]],
        grades: Collection[RowMapping],
    ) -> None:
        """Load the texts of these submissions and the comments on these grades."""
        self._ctx = ctx
        ids = [assignment.row["id"] for assignment in assignments]
        enabled = ctx.db.execute(_PLUGINS, {"ids": ids}) if ids else ()
        self._plugins = {(row.assignment, row.subtype, row.plugin) for row in enabled}
        texts = ctx.db.execute(_TEXTS, {"ids": [row["id"] for row in submissions]}).mappings() if submissions else ()
        self._texts = {row["submission"]: row for row in texts}
        comments = ctx.db.execute(_COMMENTS, {"ids": [row["id"] for row in grades]}).mappings() if grades else ()
        self._comments = {row["grade"]: row for row in comments}

    def takes_any(self, assignment: Assignment) -> bool:
        """Whether the assignment takes submissions: an online text or files."""
        return any((assignment.row["id"], "assignsubmission", plugin) in self._plugins for plugin in ("onlinetext", "file"))

    def is_empty(self, assignment: Assignment, row: Mapping[Any, Any]) -> bool:
        """Whether a submission has neither a text that says something nor files."""
        stored = self._texts.get(row["id"]) if (assignment.row["id"], "assignsubmission", "onlinetext") in self._plugins else None
        if stored is not None and not is_blank(stored["onlinetext"]):
            return False
        plugins = self.of_submission(assignment, row)
        return not any(area["files"] for plugin in plugins if plugin["type"] == "file" for area in plugin["fileareas"])

    def of_submission(self, assignment: Assignment, row: Mapping[Any, Any]) -> list[dict[str, Any]]:
        """The member ``plugins`` of a submission: one entry for each submission plugin that is enabled."""
        found: list[dict[str, Any]] = []
        if (assignment.row["id"], "assignsubmission", "onlinetext") in self._plugins:
            stored = self._texts.get(row["id"])
            written = (stored["onlinetext"], stored["onlineformat"]) if stored else ("", 0)
            found.append(self._text(assignment, row["id"], "assignsubmission", "onlinetext", "submissions_onlinetext", written))
        if (assignment.row["id"], "assignsubmission", "file") in self._plugins:
            files = self._files(assignment, "assignsubmission_file", "submission_files", row["id"])
            found.append({"type": "file", "name": "File submissions", "fileareas": [files]})
        if self._ctx.site.config.flag("usecomments"):
            found.append({"type": "comments", "name": "Submission comments"})
        return found

    def of_feedback(self, assignment: Assignment, grade: RowMapping) -> list[dict[str, Any]]:
        """The member ``plugins`` of the feedback: the grader's comments and files, as far as these plugins are enabled."""
        found: list[dict[str, Any]] = []
        if (assignment.row["id"], "assignfeedback", "comments") in self._plugins:
            stored = self._comments.get(grade["id"])
            written = (stored["commenttext"], stored["commentformat"]) if stored else ("", 0)
            found.append(self._text(assignment, grade["id"], "assignfeedback", "comments", "feedback", written))
        if (assignment.row["id"], "assignfeedback", "file") in self._plugins:
            files = self._files(assignment, "assignfeedback_file", "feedback_files", grade["id"])
            found.append({"type": "file", "name": "Feedback files", "fileareas": [files]})
        return found

    def _text(
        self, assignment: Assignment, itemid: int, subtype: str, plugin: str, area: str, written: tuple[str | None, int]
    ) -> dict[str, Any]:
        """The entry of a plugin whose content is one text with files."""
        component = f"{subtype}_{plugin}"
        text, format_ = format_text(
            *written, self._ctx.settings, self._ctx.site, assignment.context, component=component, filearea=area, itemid=itemid
        )
        name, what = _TEXT_NAMES[component]
        field = {"name": plugin, "description": what, "text": text, "format": format_}
        return {"type": plugin, "name": name, "fileareas": [self._files(assignment, component, area, itemid)], "editorfields": [field]}

    def _files(self, assignment: Assignment, component: str, area: str, itemid: int) -> dict[str, Any]:
        """The files in one file area, under the name of the area."""
        return {"area": area, "files": instances.files_of(self._ctx, assignment.context, component, area, itemid=itemid, only=itemid)}


# Names of the plugins with a text: of the plugin, and of its editor field.
_TEXT_NAMES = {
    "assignsubmission_onlinetext": ("Online text", "Online text submissions"),
    "assignfeedback_comments": ("Feedback comments", "Feedback comments"),
}
