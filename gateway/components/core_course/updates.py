"""The updates of activities since a time: of their settings and files, and by users (submissions, grades, discussions)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, case, select

from gateway.api import CallContext, Context, Level, contexts, warning
from gateway.api.access import OwnGroups, are_apart, mode_of
from gateway.api.tables import files
from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.core_course import course_modules
from gateway.components.core_course.entry_updates import EntryUpdates
from gateway.components.core_course.lib import Course
from gateway.components.core_course.work_updates import WorkUpdates
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.mod_forum.tables import forum_discussions

__all__ = ["since", "wanted"]

Update = dict[str, Any]

# File areas of activity types whose changes count as updates, besides that of the introduction.
_AREAS = {
    "assign": ("introattachment",), "folder": ("content",), "glossary": ("attachment", "entry"), "h5pactivity": ("package",),
    "imscp": ("content",), "page": ("content",), "resource": ("content",), "scorm": ("package",), "wiki": ("attachments",),
}  # fmt: skip
# Activity types that do not tell of updates.
_WITHOUT_UPDATES = ("chat", "subsection")
# Activity types with completion rules of their own.
_WITH_RULES = ("assign", "choice", "data", "feedback", "forum", "glossary", "lesson", "quiz", "scorm", "workshop")

_FILES = (
    select(files.c.id, files.c.contextid, files.c.component, files.c.filearea, files.c.timemodified)
    .where(files.c.contextid.in_(bindparam("places", expanding=True)), files.c.filename != ".")
    .order_by(files.c.filearea, files.c.timemodified.desc(), files.c.id)
)
_COMPLETED = select(course_modules_completion.c.coursemoduleid, course_modules_completion.c.timemodified).where(
    course_modules_completion.c.coursemoduleid.in_(bindparam("modules", expanding=True)),
    course_modules_completion.c.userid == bindparam("user"),
)
_GRADED = (
    select(grade_items.c.id, grade_items.c.itemmodule, grade_items.c.iteminstance, grade_grades.c.timecreated, grade_grades.c.timemodified)
    .join(grade_grades, grade_grades.c.itemid == grade_items.c.id)
    .where(grade_items.c.courseid == bindparam("course"), grade_items.c.itemtype == "mod", grade_grades.c.userid == bindparam("user"))
    .order_by(grade_items.c.id)
)
# Discussions that start later are as new as they will be then.
_SINCE = case(
    (forum_discussions.c.timestart > forum_discussions.c.timemodified, forum_discussions.c.timestart),
    else_=forum_discussions.c.timemodified,
)
_DISCUSSED = (
    select(forum_discussions.c.firstpost.label("id"), forum_discussions.c.forum, forum_discussions.c.timemodified)
    .add_columns(forum_discussions.c.userid, forum_discussions.c.groupid, forum_discussions.c.timestart, forum_discussions.c.timeend)
    .where(forum_discussions.c.forum.in_(bindparam("instances", expanding=True)))
    .order_by(forum_discussions.c.pinned.desc(), _SINCE.desc(), forum_discussions.c.firstpost.desc())
)


def wanted(tocheck: Collection[Mapping[str, Any]]) -> tuple[dict[int, int], list[dict[str, Any]]]:
    """The times since which to check activities, by course module id, and a warning for each item that is no activity."""
    found, warned = {}, []
    for item in tocheck:
        if item["contextlevel"] == "module":
            found[item["id"]] = item["since"]
        else:
            message = "Only activities are looked at."
            warned.append(warning("contextlevel", item["id"], "contextlevelnotsupported", message))
    return found, warned


def since(
    ctx: CallContext, course: Course, times: Mapping[int, int] | int, names: Collection[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The updates of each visible activity of a course, and a warning for each activity that is left out.

    ``times`` are the times since which to check, by course module id, or one for all; ``names`` the kinds of updates (empty: all).
    """
    by_cmid = {row["id"]: row for row in course_modules.of_course(ctx.db, course["id"])}
    asked = dict.fromkeys(by_cmid, times) if isinstance(times, int) else times
    places = contexts.by_instances(ctx.db, Level.MODULE, by_cmid)
    allowed = course_modules.usable(ctx, [by_cmid[cmid] for cmid in asked if cmid in by_cmid], places)
    rows, warned = [], []
    for cmid in asked:
        if cmid not in by_cmid or cmid not in places:
            warned.append(warning("module", cmid, "cmidnotincourse", "The course has no such activity."))
        elif cmid in allowed and by_cmid[cmid]["modname"] in _WITHOUT_UPDATES:
            warned.append(warning("module", cmid, "missingcallback", "Activities of this type do not tell what has changed in them."))
        elif cmid in allowed:
            rows.append(by_cmid[cmid])
        elif not isinstance(times, int):
            warned.append(warning("module", cmid, "nonuservisible", "You may not see this activity."))
    changes = _Changes(ctx, course, rows, places, names)
    found = [{"contextlevel": "module", "id": row["id"], "updates": changes.of(row, asked[row["id"]])} for row in rows]
    return [entry for entry in found if entry["updates"]], warned


class _Changes:
    """The updates of several activities, loaded with a number of statements that depends only on their types."""

    def __init__(
        self, ctx: CallContext, course: Course, rows: Collection[RowMapping], places: Mapping[int, Context], names: Collection[str]
    ) -> None:
        """Load the times of all possible updates."""
        self._ctx, self._course, self._places, self._names = ctx, course, places, names
        self._groups = OwnGroups(ctx.db, ctx)
        self._at = contexts.by_instance(ctx.db, Level.COURSE, course["id"])
        self._details = course_modules.details(ctx, [(row["modname"], row["instance"]) for row in rows])
        self._written = EntryUpdates(ctx, rows, places, self._details, self._at, self._groups)
        self._done = WorkUpdates(ctx, rows, places, self._at)
        self._files = self._grouped(_FILES, "contextid", places=[places[row["id"]].id for row in rows])
        done = ctx.db.execute(_COMPLETED, {"modules": [row["id"] for row in rows], "user": ctx.userid})
        self._completed = {row.coursemoduleid: row.timemodified for row in done}
        self._graded = ctx.db.execute(_GRADED, {"course": course["id"], "user": ctx.userid}).mappings().all()
        self._discussed = self._grouped(_DISCUSSED, "forum", instances=[row["instance"] for row in rows if row["modname"] == "forum"])

    def of(self, row: RowMapping, start: int) -> list[Update]:
        """The updates of an activity since ``start``; only those that all types can have are chosen by their names, as in the reference."""
        if not self._written.is_told_of(row):
            return []
        mode = mode_of(self._course, row)
        told = [*self._common(row, start), *(self._forum(row, start, mode) if row["modname"] == "forum" else ())]
        changed = [*self._written.entries(row, start, mode), *self._done.changes(row, start, mode)]
        return [*told, *[{"name": name, "itemids": ids} for name, ids in changed if ids]]

    def _grouped(self, statement: Select[Any], column: str, **asked: object) -> dict[int, list[RowMapping]]:
        """The rows of a statement, grouped by a column; a statement with an empty parameter is not executed."""
        found: dict[int, list[RowMapping]] = {}
        for row in self._ctx.db.execute(statement, asked).mappings() if all(asked.values()) else ():
            found.setdefault(row[column], []).append(row)
        return found

    def _wants(self, name: str) -> bool:
        """Whether a kind of update is asked for."""
        return not self._names or name in self._names

    def _common(self, row: RowMapping, start: int) -> list[Update]:
        """The updates that activities of all types can have."""
        found: list[Update] = []
        instance = self._details.get((row["modname"], row["instance"]))
        edited = instance["timemodified"] if instance else 0
        if self._wants("configuration") and edited > start:
            found.append({"name": "configuration", "timeupdated": edited})
        if self._wants("fileareas"):
            stored = [file for file in self._files.get(self._places[row["id"]].id, ()) if file["component"] == f"mod_{row['modname']}"]
            for area in (*_AREAS.get(row["modname"], ()), "intro"):
                found += _items(f"{area}files", [file for file in stored if file["filearea"] == area], start)
        completed = self._completed.get(row["id"], 0)
        if self._wants("completion") and row["modname"] in _WITH_RULES and completed > start:
            found.append({"name": "completion", "timeupdated": completed})
        if self._wants("gradeitems"):
            same = (row["modname"], row["instance"])
            found += _items("gradeitems", [item for item in self._graded if (item["itemmodule"], item["iteminstance"]) == same], start)
        written = self._written.comments_and_ratings(row, start)
        found += [{"name": name, "itemids": ids} for name, ids in written if ids and self._wants(name)]
        return found

    def _forum(self, row: RowMapping, start: int, mode: int) -> list[Update]:
        """The update of a forum's discussions that the caller may read, with the ids of their first posts."""
        rows = self._discussed.get(row["instance"], ())
        if not self._ctx.has("mod/forum:viewhiddentimedposts", self._places[row["id"]]):
            now, me = self._ctx.now, self._ctx.userid
            rows = [
                discussion
                for discussion in rows
                if discussion["userid"] == me or (discussion["timestart"] <= now and not 0 < discussion["timeend"] <= now)
            ]
        if are_apart(self._ctx, mode, self._places[row["id"]]):
            mine = self._groups.of(self._at, row["groupingid"])
            rows = [discussion for discussion in rows if discussion["groupid"] in (-1, *mine)]
        return _items("discussions", rows, start)


def _items(name: str, rows: Collection[RowMapping], start: int) -> list[Update]:
    """The update ``name`` with the ids of the rows changed since ``start``; empty if there are none."""
    ids = [row["id"] for row in rows if (row["timemodified"] or 0) > start]
    return [{"name": name, "itemids": ids}] if ids else []
