"""The updates of what activities ask of people and of what people do in them: questions, attempts, submissions, grades."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, RowMapping, Select, case, func, select

from gateway.api import CallContext, Context
from gateway.api.access import GroupMode, activity_members
from gateway.components.core_course.activity_data import Row
from gateway.components.core_question.tables import question, question_references, question_versions
from gateway.components.mod_assign.tables import assign_grades, assign_submission
from gateway.components.mod_feedback.tables import feedback_completed, feedback_completedtmp
from gateway.components.mod_h5pactivity.tables import h5pactivity_attempts
from gateway.components.mod_lesson.tables import (
    lesson_answers,
    lesson_attempts,
    lesson_branch,
    lesson_grades,
    lesson_pages,
    lesson_timer,
)
from gateway.components.mod_lti.tables import lti_submission
from gateway.components.mod_quiz.tables import quiz_attempts, quiz_grades, quiz_slots
from gateway.components.mod_scorm.tables import scorm_attempt, scorm_scoes_value
from gateway.components.mod_survey.tables import survey_answers
from gateway.components.mod_workshop.tables import workshop_assessments, workshop_submissions

__all__ = ["WorkUpdates"]


class _Kind(NamedTuple):
    """A kind of update of the activities of a type.

    ``itemid`` is the column with the ids that are told, ``instance`` the one with the activity, ``times`` those with the times of
    changes. ``users`` are the columns with the people whose work it is, first of all whoever did it: without any it is there for
    all. ``capability`` is the one with which the work of others is seen, under the name ``user…``.
    """

    name: str
    source: FromClause
    itemid: ColumnElement[int]
    instance: ColumnElement[int]
    times: tuple[ColumnElement[int], ...]
    users: tuple[ColumnElement[int], ...] = ()
    capability: str = ""


def _quiz_questions() -> _Kind:
    """The questions of quizzes: of each the version that the quiz names, or else the newest that is no draft."""
    versions, newer = question_versions.c, question_versions.alias("newer").c
    newest = select(func.max(newer.version)).where(newer.questionbankentryid == versions.questionbankentryid, newer.status != "draft")
    wanted = func.coalesce(question_references.c.version, newest.scalar_subquery())
    source = (
        quiz_slots.join(
            question_references,
            (question_references.c.itemid == quiz_slots.c.id)
            & (question_references.c.component == "mod_quiz")
            & (question_references.c.questionarea == "slot"),
        )
        .join(
            question_versions,
            (versions.questionbankentryid == question_references.c.questionbankentryid) & (versions.version == wanted),
        )
        .join(question, question.c.id == versions.questionid)
    )
    return _Kind("questions", source, question.c.id, quiz_slots.c.quizid, (question.c.timecreated, question.c.timemodified))


def _kind(name: str, table: Any, instance: str, times: Collection[str], capability: str = "", user: str = "userid") -> _Kind:
    """A kind of update whose table names the activity; without a ``capability`` it is nobody's."""
    users = (table.c[user],) if capability else ()
    return _Kind(name, table, table.c.id, table.c[instance], tuple(table.c[time] for time in times), users, capability)


_SCORM_TRACKS = scorm_scoes_value.join(scorm_attempt, scorm_attempt.c.id == scorm_scoes_value.c.attemptid)
_ASSESSED = workshop_assessments.join(workshop_submissions, workshop_submissions.c.id == workshop_assessments.c.submissionid)
_CHANGED = ("timecreated", "timemodified")

# The kinds of each type, in the order in which they are told.
_KINDS: Mapping[str, tuple[_Kind, ...]] = {
    "assign": (
        _kind("submissions", assign_submission, "assignment", ("timemodified",), "mod/assign:viewgrades"),
        _kind("grades", assign_grades, "assignment", ("timemodified",), "mod/assign:viewgrades"),
    ),
    "feedback": (
        _kind("attemptsfinished", feedback_completed, "feedback", ("timemodified",), "mod/feedback:viewreports"),
        _kind("attemptsunfinished", feedback_completedtmp, "feedback", ("timemodified",), "mod/feedback:viewreports"),
    ),
    "h5pactivity": (_kind("tracks", h5pactivity_attempts, "h5pactivityid", ("timemodified",), "mod/h5pactivity:reviewattempts"),),
    "lesson": (
        _kind("pages", lesson_pages, "lessonid", _CHANGED),
        _kind("answers", lesson_answers, "lessonid", _CHANGED),
        _kind("questionattempts", lesson_attempts, "lessonid", ("timeseen",), "mod/lesson:viewreports"),
        _kind("grades", lesson_grades, "lessonid", ("completed",), "mod/lesson:viewreports"),
        _kind("pagesviewed", lesson_branch, "lessonid", ("timeseen",), "mod/lesson:viewreports"),
        _kind("timers", lesson_timer, "lessonid", ("starttime", "lessontime", "timemodifiedoffline"), "mod/lesson:viewreports"),
    ),
    "lti": (_kind("submissions", lti_submission, "ltiid", ("datesubmitted", "dateupdated"), "mod/lti:manage"),),
    "quiz": (
        _quiz_questions(),
        _kind("attempts", quiz_attempts, "quiz", ("timemodified",), "mod/quiz:viewreports"),
        _kind("grades", quiz_grades, "quiz", ("timemodified",), "mod/quiz:viewreports"),
    ),
    "scorm": (
        _Kind(
            "tracks", _SCORM_TRACKS, scorm_scoes_value.c.id, scorm_attempt.c.scormid, (scorm_scoes_value.c.timemodified,),
            (scorm_attempt.c.userid,), "mod/scorm:viewreport",
        ),
    ),
    "survey": (_kind("answers", survey_answers, "survey", ("time",), "mod/survey:readresponses"),),
    "workshop": (
        _kind("submissions", workshop_submissions, "workshopid", _CHANGED, "mod/workshop:viewallsubmissions", "authorid"),
        _Kind(
            "assessments", _ASSESSED, workshop_assessments.c.id, workshop_submissions.c.workshopid,
            (workshop_assessments.c.timecreated, workshop_assessments.c.timemodified),
            (workshop_assessments.c.reviewerid, workshop_submissions.c.authorid), "mod/workshop:viewallassessments",
        ),
    ),
}  # fmt: skip


class WorkUpdates:
    """What has changed in several activities, loaded with a number of statements that depends only on their types and groupings."""

    def __init__(self, ctx: CallContext, rows: Collection[Row], places: Mapping[int, Context], course: Context) -> None:
        """Load what there is of each kind; ``places`` are the contexts of the activities, ``course`` that of their course."""
        self._ctx, self._places, self._course = ctx, places, course
        self._found: dict[tuple[str, str, int], list[RowMapping]] = {}
        self._members: dict[tuple[int, bool], set[int]] = {}
        for modname in _KINDS.keys() & {row["modname"] for row in rows}:
            instances = [row["instance"] for row in rows if row["modname"] == modname]
            for kind in _KINDS[modname]:
                for found in ctx.db.execute(_statement(kind, instances)).mappings():
                    self._found.setdefault((modname, kind.name, found["instance"]), []).append(found)

    def changes(self, row: Row, start: int, mode: int) -> list[tuple[str, list[int]]]:
        """The ids of what has changed in an activity since ``start``: what is there for all or the caller's, then what is others'."""
        kinds = _KINDS.get(row["modname"], ())
        changed = {
            kind.name: [found for found in self._found.get((row["modname"], kind.name, row["instance"]), ()) if found["changed"] > start]
            for kind in kinds
        }
        place, me = self._places[row["id"]], self._ctx.userid
        told = [(kind.name, [item["id"] for item in changed[kind.name] if not kind.users or _is_of(item, me)]) for kind in kinds]
        for kind in kinds:
            if changed[kind.name] and kind.users and self._ctx.has(kind.capability, place):
                seen = self._seen(row, place, changed[kind.name], mode)
                told.append((f"user{kind.name}", [item["id"] for item in seen]))
        return told

    def _seen(self, row: Row, place: Context, items: list[RowMapping], mode: int) -> list[RowMapping]:
        """Those of the items that groups let the caller see in an activity."""
        if mode != GroupMode.SEPARATE:
            return items
        key = row["groupingid"], self._ctx.has("moodle/site:accessallgroups", place)
        if key not in self._members:
            members = activity_members(self._ctx, self._course, place, row["groupingid"])
            self._members[key] = {row.userid for row in self._ctx.db.execute(members)}
        return [item for item in items if item["user0"] in self._members[key]]


def _is_of(item: RowMapping, userid: int) -> bool:
    """Whether an item is the work of a user, or was done for them."""
    return userid in (item["user0"], item.get("user1"))


def _statement(kind: _Kind, instances: Collection[int]) -> Select[Any]:
    """The statement that finds what there is of a kind in activities, with the time of its last change as ``changed``."""
    changed = kind.times[0]
    for time in kind.times[1:]:
        changed = _later(changed, time)
    people = [column.label(f"user{number}") for number, column in enumerate(kind.users)]
    columns: list[ColumnElement[Any]] = [kind.itemid.label("id"), kind.instance.label("instance"), changed.label("changed"), *people]
    query = select(*columns).select_from(kind.source)
    return query.where(kind.instance.in_(instances)).order_by(kind.itemid)


def _later(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[int]:
    """The later of two times."""
    return case((one > other, one), else_=other)
