"""What people handed in, and how it was graded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import BindParameter, RowMapping, bindparam, select

from gateway.api import CallContext, Context, GatewayError, Level, contexts, format_text, warning
from gateway.api.access import GroupMode, with_member
from gateway.api.tables import groups_members
from gateway.components.core_course import course_modules, instances
from gateway.components.mod_assign.tables import (
    assign,
    assign_grades,
    assign_plugin_config,
    assign_submission,
    assign_user_flags,
    assignfeedback_comments,
    assignsubmission_onlinetext,
)

__all__ = ["Assignment", "Contents", "flags", "grades", "grading_status", "seen_by_caller", "submissions", "visible"]

Warnings = list[dict[str, Any]]

# Why something is left out: the caller may not see it, or there is nothing.
_REFUSED, _NONE = "1", "3"

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_ASSIGNMENTS = select(assign).where(assign.c.id.in_(_IDS))
_SUBMISSIONS, _GRADES = (
    select(table).where(table.c.assignment.in_(_IDS)).order_by(table.c.assignment, table.c.attemptnumber, table.c.id)
    for table in (assign_submission, assign_grades)
)
_FLAGS = select(assign_user_flags).where(assign_user_flags.c.assignment.in_(_IDS)).order_by(assign_user_flags.c.id)
_TEXTS = select(assignsubmission_onlinetext).where(assignsubmission_onlinetext.c.submission.in_(_IDS))
_COMMENTS = select(assignfeedback_comments).where(assignfeedback_comments.c.grade.in_(_IDS))
_PLUGINS = select(assign_plugin_config.c.assignment, assign_plugin_config.c.subtype, assign_plugin_config.c.plugin).where(
    assign_plugin_config.c.assignment.in_(_IDS), assign_plugin_config.c.name == "enabled", assign_plugin_config.c.value == "1"
)


class Assignment(msgspec.Struct, frozen=True):
    """An assignment, where it stands in its course, and its context."""

    row: RowMapping
    module: RowMapping
    place: Context


def visible(ctx: CallContext, ids: Collection[int]) -> tuple[dict[int, Assignment], Warnings]:
    """Those of some assignments whose grades the caller may see, by id, and a warning for those that they may not."""
    found, warned = {}, []
    rows = {row["id"]: row for row in ctx.db.execute(_ASSIGNMENTS, {"ids": list(ids)}).mappings()} if ids else {}
    modules = course_modules.by_instances(ctx.db, [("assign", one) for one in rows])
    places = contexts.by_instances(ctx.db, Level.MODULE, [module["id"] for module in modules.values()]) if modules else {}
    for one in dict.fromkeys(ids):
        module = modules.get(("assign", one))
        if module is None or module["id"] not in places:
            continue
        place = places[module["id"]]
        try:
            ctx.validate(place)
            if not (ctx.has("mod/assign:viewgrades", place) or ctx.has("mod/assign:grade", place)):
                ctx.require("mod/assign:viewgrades", place)
        except GatewayError as error:
            warned.append(warning("assignment", one, _REFUSED, ctx.message(error)))
        else:
            found[one] = Assignment(rows[one], module, place)
    return found, warned


def seen_by_caller(ctx: CallContext, one: Assignment, userids: Iterable[int]) -> set[int]:
    """Those of some people whose work the caller may look at: where groups are kept apart, those alone who share one."""
    wanted = set(userids)
    if one.module["groupmode"] != GroupMode.SEPARATE or ctx.has("moodle/site:accessallgroups", one.place):
        return wanted
    fellows = select(groups_members.c.userid).where(groups_members.c.groupid.in_(with_member(ctx.userid)))
    return wanted & {row.userid for row in ctx.db.execute(fellows)}


def submissions(ctx: CallContext, ids: Collection[int], status: str, start: int, end: int) -> tuple[list[dict[str, Any]], Warnings]:
    """The latest submissions of assignments with what they consist of, changed in a stretch of time and in a status, if given."""
    known, warned = visible(ctx, ids)
    rows: dict[int, list[RowMapping]] = {one: [] for one in known}
    for row in ctx.db.execute(_SUBMISSIONS, {"ids": list(known)}).mappings() if known else ():
        in_time = row["timemodified"] >= start and (not end or row["timemodified"] <= end)
        if row["latest"] and in_time and status in ("", row["status"]):
            rows[row["assignment"]].append(row)
    contents = Contents(ctx, known.values(), [row for own in rows.values() for row in own], ())
    graded = _latest_grades(ctx, known)
    found = []
    for one, own in rows.items():
        seen = seen_by_caller(ctx, known[one], (row["userid"] for row in own))
        told = [
            {
                **_without_place(row),
                "plugins": contents.of_submission(known[one], row),
                "gradingstatus": grading_status(graded.get((one, row["userid"]))),
            }
            for row in own
            if row["userid"] in seen
        ]
        if told:
            found.append({"assignmentid": one, "submissions": told})
        else:
            warned.append(warning("module", one, _NONE, "Nothing was submitted."))
    return found, warned


def _without_place(row: RowMapping) -> dict[str, Any]:
    """A submission or a grade as it is told among those of its assignment."""
    return {name: value for name, value in row.items() if name not in ("assignment", "latest")}


def _latest_grades(ctx: CallContext, ids: Collection[int]) -> dict[tuple[int, int], RowMapping]:
    """The grade of the last attempt of everybody in some assignments, by assignment and person."""
    rows = ctx.db.execute(_GRADES, {"ids": list(ids)}).mappings() if ids else ()
    return {(row["assignment"], row["userid"]): row for row in rows}


def grading_status(grade: RowMapping | None) -> str:
    """Whether a submission is graded."""
    return "graded" if grade is not None and grade["grade"] is not None and grade["grade"] >= 0 else "notgraded"


def grades(ctx: CallContext, ids: Collection[int], start: int) -> tuple[list[dict[str, Any]], Warnings]:
    """The grades of the last attempts in assignments that have changed since a time."""
    known, warned = visible(ctx, ids)
    found: dict[int, list[dict[str, Any]]] = {}
    for (one, _), row in _latest_grades(ctx, known).items():
        if row["timemodified"] >= start:
            found.setdefault(one, []).append({**_without_place(row), "grade": f"{row['grade']:.5f}"})
    told = [{"assignmentid": one, "grades": sorted(rows, key=lambda row: row["id"])} for one, rows in sorted(found.items())]
    return told, [*warned, *_without(ids, found, warned, "There are no grades.")]


def flags(ctx: CallContext, ids: Collection[int]) -> tuple[list[dict[str, Any]], Warnings]:
    """What is noted of people in assignments."""
    known, warned = visible(ctx, ids)
    found: dict[int, list[RowMapping]] = {}
    for row in ctx.db.execute(_FLAGS, {"ids": list(known)}).mappings() if known else ():
        found.setdefault(row["assignment"], []).append(row)
    told = [{"assignmentid": one, "userflags": rows} for one, rows in sorted(found.items())]
    return told, [*warned, *_without(ids, found, warned, "Nothing is noted of anybody.")]


def _without(ids: Collection[int], found: Mapping[int, object], warned: Warnings, message: str) -> Warnings:
    """A warning for each assignment that nothing was found of, and of which nothing was said yet."""
    told = {warning["itemid"] for warning in warned}
    return [warning("assignment", one, _NONE, message) for one in dict.fromkeys(ids) if one not in found and one not in told]


class Contents:
    """What submissions and feedback consist of, loaded in a number of statements that depends on none of them."""

    def __init__(
        self, ctx: CallContext, assignments: Iterable[Assignment], handed_in: Collection[RowMapping], given: Collection[RowMapping]
    ) -> None:
        """Load the contents of submissions and of grades."""
        self._ctx = ctx
        ids = [one.row["id"] for one in assignments]
        enabled = ctx.db.execute(_PLUGINS, {"ids": ids}) if ids else ()
        self._plugins = {(row.assignment, row.subtype, row.plugin) for row in enabled}
        texts = ctx.db.execute(_TEXTS, {"ids": [row["id"] for row in handed_in]}).mappings() if handed_in else ()
        self._texts = {row["submission"]: row for row in texts}
        comments = ctx.db.execute(_COMMENTS, {"ids": [row["id"] for row in given]}).mappings() if given else ()
        self._comments = {row["grade"]: row for row in comments}

    def takes_any(self, one: Assignment) -> bool:
        """Whether an assignment takes anything: a text or files."""
        return any((one.row["id"], "assignsubmission", plugin) in self._plugins for plugin in ("onlinetext", "file"))

    def of_submission(self, one: Assignment, row: RowMapping) -> list[dict[str, Any]]:
        """What a submission consists of, as far as the assignment asks for it."""
        found: list[dict[str, Any]] = []
        if (one.row["id"], "assignsubmission", "onlinetext") in self._plugins:
            own = self._texts.get(row["id"])
            written = (own["onlinetext"], own["onlineformat"]) if own else ("", 0)
            found.append(self._text(one, row["id"], "assignsubmission", "onlinetext", "submissions_onlinetext", written))
        if (one.row["id"], "assignsubmission", "file") in self._plugins:
            files = self._files(one, "assignsubmission_file", "submission_files", row["id"])
            found.append({"type": "file", "name": "File submissions", "fileareas": [files]})
        if self._ctx.site.config.flag("usecomments"):
            found.append({"type": "comments", "name": "Submission comments"})
        return found

    def of_feedback(self, one: Assignment, grade: RowMapping) -> list[dict[str, Any]]:
        """What the feedback with a grade consists of."""
        if (one.row["id"], "assignfeedback", "comments") not in self._plugins:
            return []
        own = self._comments.get(grade["id"])
        written = (own["commenttext"], own["commentformat"]) if own else ("", 0)
        return [self._text(one, grade["id"], "assignfeedback", "comments", "feedback", written)]

    def _text(self, one: Assignment, itemid: int, subtype: str, plugin: str, area: str, written: tuple[str | None, int]) -> dict[str, Any]:
        """A text with its files."""
        component = f"{subtype}_{plugin}"
        text, format_ = format_text(
            *written, self._ctx.settings, self._ctx.site, one.place, component=component, filearea=area, itemid=itemid
        )
        name, what = _TEXT_NAMES[component]
        field = {"name": plugin, "description": what, "text": text, "format": format_}
        return {"type": plugin, "name": name, "fileareas": [self._files(one, component, area, itemid)], "editorfields": [field]}

    def _files(self, one: Assignment, component: str, area: str, itemid: int) -> dict[str, Any]:
        """The files of one area of a submission or of feedback."""
        return {"area": area, "files": instances.files_of(self._ctx, one.place, component, area, itemid=itemid, only=itemid)}


# What texts are called: as a part of the whole, and as a field.
_TEXT_NAMES = {
    "assignsubmission_onlinetext": ("Online text", "Online text submissions"),
    "assignfeedback_comments": ("Feedback comments", "Feedback comments"),
}
