"""What a user has done in the activities that events are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import BindParameter, RowMapping, Select, bindparam, func, select

from gateway.api import CallContext
from gateway.api.tables import groups_members
from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.mod_assign.tables import assign_grades, assign_plugin_config, assign_submission, assign_user_flags
from gateway.components.mod_choice.tables import choice_answers
from gateway.components.mod_feedback.tables import feedback_completed
from gateway.components.mod_forum.tables import forum_discussions, forum_posts
from gateway.components.mod_lesson.tables import lesson_grades
from gateway.components.mod_quiz.tables import quiz_attempts

__all__ = ["Work"]

_USER: BindParameter[int] = bindparam("user")
_INSTANCES: BindParameter[int] = bindparam("instances", expanding=True)
_COMPLETED = select(course_modules_completion.c.coursemoduleid).where(
    course_modules_completion.c.coursemoduleid.in_(bindparam("modules", expanding=True)),
    course_modules_completion.c.userid == _USER,
    course_modules_completion.c.completionstate != 0,
)
_MINE = select(groups_members.c.groupid).where(groups_members.c.userid == _USER)
_SUBMITTED = select(assign_submission.c.assignment, assign_submission.c.userid).where(
    assign_submission.c.assignment.in_(_INSTANCES), assign_submission.c.status == "submitted", assign_submission.c.latest == 1
)
_SUBMITTED = _SUBMITTED.where((assign_submission.c.userid == _USER) | assign_submission.c.groupid.in_(_MINE))
_PLUGINS = select(assign_plugin_config.c.assignment).where(
    assign_plugin_config.c.assignment.in_(_INSTANCES),
    assign_plugin_config.c.subtype == "assignsubmission",
    assign_plugin_config.c.plugin.in_(("file", "onlinetext")),
    assign_plugin_config.c.name == "enabled",
    assign_plugin_config.c.value == "1",
)
_FLAGS = select(assign_user_flags.c.assignment, assign_user_flags.c.locked, assign_user_flags.c.extensionduedate).where(
    assign_user_flags.c.assignment.in_(_INSTANCES), assign_user_flags.c.userid == _USER
)
# How many submissions need grading: those never graded, or changed since.
_WAITING = (
    select(assign_submission.c.assignment, func.count(assign_submission.c.id).label("waiting"))
    .select_from(
        assign_submission.outerjoin(
            assign_grades,
            (assign_grades.c.assignment == assign_submission.c.assignment)
            & (assign_grades.c.userid == assign_submission.c.userid)
            & (assign_grades.c.attemptnumber == assign_submission.c.attemptnumber),
        )
    )
    .where(assign_submission.c.assignment.in_(_INSTANCES), assign_submission.c.status == "submitted", assign_submission.c.latest == 1)
    .where(
        assign_grades.c.id.is_(None)
        | (assign_grades.c.grade < 0)
        | (assign_submission.c.timemodified >= func.coalesce(assign_grades.c.timemodified, 0))
    )
    .group_by(assign_submission.c.assignment)
)
_ATTEMPTED = select(quiz_attempts.c.quiz).where(
    quiz_attempts.c.quiz.in_(_INSTANCES),
    quiz_attempts.c.userid == _USER,
    quiz_attempts.c.preview == 0,
    quiz_attempts.c.state.in_(("finished", "abandoned")),
)
_ANSWERED = select(choice_answers.c.choiceid).where(choice_answers.c.choiceid.in_(_INSTANCES), choice_answers.c.userid == _USER)
_FINISHED = select(lesson_grades.c.lessonid).where(lesson_grades.c.lessonid.in_(_INSTANCES), lesson_grades.c.userid == _USER)
_GIVEN = select(feedback_completed.c.feedback).where(feedback_completed.c.feedback.in_(_INSTANCES), feedback_completed.c.userid == _USER)
_DISCUSSIONS = select(forum_discussions.c.forum, func.count(forum_discussions.c.id).label("count")).where(
    forum_discussions.c.forum.in_(_INSTANCES), forum_discussions.c.userid == _USER
)
_DISCUSSIONS = _DISCUSSIONS.group_by(forum_discussions.c.forum)
_REPLIES = (
    select(forum_discussions.c.forum, func.count(forum_posts.c.id).label("count"))
    .select_from(forum_posts.join(forum_discussions, forum_discussions.c.id == forum_posts.c.discussion))
    .where(forum_discussions.c.forum.in_(_INSTANCES), forum_posts.c.userid == _USER, forum_posts.c.parent != 0)
    .group_by(forum_discussions.c.forum)
)


class Work:
    """A user's completions, submissions, attempts, answers and posts, loaded with a fixed number of statements."""

    def __init__(self, ctx: CallContext, userid: int, modules: Collection[RowMapping]) -> None:
        """Load the work of a user in activities; ``modules`` are rows of ``course_modules`` with ``modname``."""
        self._db, self._user = ctx.db, userid
        self._instances: dict[str, list[int]] = {}
        for row in modules:
            self._instances.setdefault(row["modname"], []).append(row["instance"])
        done = ctx.db.execute(_COMPLETED, {"user": userid, "modules": [row["id"] for row in modules]})
        self._completed = {row.coursemoduleid for row in done}
        self._submitted = {(row.assignment, bool(row.userid)) for row in self._load("assign", _SUBMITTED)}
        self._open = {row.assignment for row in self._load("assign", _PLUGINS)}
        self._flags = {row.assignment: row for row in self._load("assign", _FLAGS)}
        self._waiting = {row.assignment: row.waiting for row in self._load("assign", _WAITING)}
        self.attempted = {row.quiz for row in self._load("quiz", _ATTEMPTED)}
        self.answered = {row.choiceid for row in self._load("choice", _ANSWERED)}
        self.given = {row.feedback for row in self._load("feedback", _GIVEN)}
        self.finished = {row.lessonid for row in self._load("lesson", _FINISHED)}
        self.discussions = {row.forum: row.count for row in self._load("forum", _DISCUSSIONS)}
        self.replies = {row.forum: row.count for row in self._load("forum", _REPLIES)}

    def _load(self, modname: str, query: Select[Any]) -> list[Any]:
        """The rows of a statement about the activities of one type; none where there are no such activities."""
        instances = self._instances.get(modname)
        return list(self._db.execute(query, {"user": self._user, "instances": instances}).all()) if instances else []

    def is_complete(self, module: RowMapping) -> bool:
        """Whether the user has completed an activity."""
        return bool(module["completion"]) and module["id"] in self._completed

    def is_submitted(self, assignment: Mapping[Any, Any]) -> bool:
        """Whether the user, or their team where one submission of it is enough, has submitted an assignment."""
        together = assignment["teamsubmission"] and not assignment["requireallteammemberssubmit"]
        found = (assignment["id"], True) in self._submitted
        return found or bool(together and (assignment["id"], False) in self._submitted)

    def may_submit(self, assignment: Mapping[Any, Any], now: int) -> bool:
        """Whether an assignment accepts submissions from the user now."""
        flags = self._flags.get(assignment["id"])
        until = assignment["cutoffdate"] and max(assignment["cutoffdate"], flags.extensionduedate if flags else 0)
        begun = now >= assignment["allowsubmissionsfromdate"]
        in_time = begun and (not until or now <= until)
        return bool(in_time and assignment["id"] in self._open and not (flags is not None and flags.locked))

    def waiting(self, assignment: Mapping[Any, Any]) -> int:
        """The number of submissions of an assignment that need grading."""
        return int(self._waiting.get(assignment["id"], 0))

    def missing_posts(self, forum: Mapping[Any, Any]) -> int:
        """How many discussions and replies the user still has to write to complete a forum."""
        discussions, replies = self.discussions.get(forum["id"], 0), self.replies.get(forum["id"], 0)
        asked = (
            (forum["completiondiscussions"], discussions),
            (forum["completionreplies"], replies),
            (forum["completionposts"], discussions + replies),
        )
        return sum(max(wanted - written, 0) for wanted, written in asked if wanted)
