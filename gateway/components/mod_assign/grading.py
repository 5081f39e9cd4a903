"""Grading: what graders give for what was handed in, by a number, a word of a scale, a rubric or a guide, with feedback.

The gradebook is told of the grade of the latest attempt once it is released; where it has locked a grade, or somebody has set one
there by hand, only the feedback changes. Grading may open another attempt.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import select, update

from gateway.api import MISSING, CallContext, InvalidParameter, MissingCapability
from gateway.api.rows import insert_missing
from gateway.components.core_course.lib import Course
from gateway.components.core_grades import raw_grades, totals
from gateway.components.core_grades.display import GradeType
from gateway.components.core_grades.raw_grades import Given
from gateway.components.core_grades.tables import grade_grades, scale
from gateway.components.core_grading import definitions, fillings
from gateway.components.core_grading.fillings import Filled
from gateway.components.core_user import lib as users
from gateway.components.mod_assign import completing, happenings, opening, publishing, user_flags, workflow
from gateway.components.mod_assign.attempts import UNLIMITED, Attempts, Submission
from gateway.components.mod_assign.feedback_saving import Feedback
from gateway.components.mod_assign.submission_saving import Handing
from gateway.components.mod_assign.submissions import Assignment, visible_userids
from gateway.components.mod_assign.tables import assign_grades
from gateway.components.mod_assign.teams import Teams
from gateway.components.mod_assign.workflow import Step

__all__ = ["NO_GRADE", "Grading", "Marks"]

NO_GRADE: Final = -1.0
"""The grade of what is not graded."""

_COLS = assign_grades.c


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """What a grader gives for an attempt.

    ``attempt`` is its number, -1 for the latest. ``grade`` does not count where there is a rubric or a guide, of which ``filled``
    is what is filled in. ``step`` and ``marker`` are the state of marking and who is to mark; None leaves them as they are.
    With ``reopen`` another attempt is opened, with ``for_team`` all of a team get the same; ``tell`` says whether the user is
    to be told of it.
    """

    grade: float | None = None
    filled: Filled = {}
    attempt: int = -1
    reopen: bool = False
    step: str | None = None
    marker: int | None = None
    for_team: bool = False
    feedback: Mapping[str, Any] = {}
    tell: bool = True


class Grading:
    """The work of the caller, a grader, at one assignment."""

    def __init__(self, ctx: CallContext, assignment: Assignment, course: Course) -> None:
        """Load what the assignment is graded by. Raises ``MissingCapability`` unless the caller may grade."""
        ctx.require("mod/assign:grade", assignment.context)
        self._ctx, self._assignment, self._course = ctx, assignment, course
        self._definition = definitions.active(ctx.db, assignment.context, "mod_assign", "submissions")
        self._feedback = Feedback(ctx, assignment)
        self._words = self._scale()
        self._item = publishing.item_of(ctx, assignment)
        self._changed: set[int] = set()

    def finish(self) -> None:
        """Make the totals anew that follow from the grades that were stored."""
        if self._item is not None:
            totals.refresh(self._ctx, self._item["courseid"], self._item["id"], sorted(self._changed))
        self._changed.clear()

    def grade(self, userid: int, marks: Marks) -> None:
        """Store what a user gets; ``finish`` is to follow.

        Raises ``InvalidParameter`` for an attempt, a step of marking or a level that does not exist, ``MissingCapability`` for a
        user whose work the caller does not see, ``MissingRecord`` for one who does not exist.
        """
        if marks.step and marks.step not in list(Step):
            raise InvalidParameter("is no step of marking", path="workflowstate")
        users.existing(self._ctx.db, userid)
        self._require_seen(userid)
        attempts = self._attempts(userid)
        latest = attempts.latest()
        if attempts.team is None or not marks.for_team:
            self._apply(attempts, marks, latest)
            return
        shared = attempts.numbered(marks.attempt)
        marks = msgspec.structs.replace(marks, attempt=shared["attemptnumber"] if shared is not None else marks.attempt)
        for member in attempts.team.members:
            self._apply(self._attempts(member), marks, latest)

    def require_one_of_each_team(self, userids: Collection[int]) -> None:
        """Raise ``InvalidParameter`` if two of the users are in one team, where teams hand in together."""
        if self._assignment.row["teamsubmission"]:
            teams = Teams(self._ctx, self._assignment, userids)
            groups = [team["id"] if (team := teams.of(userid)) else 0 for userid in userids]
            if len(set(groups)) < len(groups):
                raise InvalidParameter("has two members of one team, all of whom are to get the same grade", path="grades")

    def revert(self, userid: int) -> bool:
        """Let a user change again what they have submitted, and return whether there is anything; ``finish`` is to follow."""
        handing = Handing(self._ctx, self._assignment, self._course, userid)
        if userid not in visible_userids(self._ctx, self._assignment, [userid]) or not handing.revert():
            return False
        latest = handing.attempts.latest()
        row = self._row(handing.attempts, -1)
        self._store(handing.attempts, row, float(row["grade"]), latest, reopen=False, with_feedback=False)
        return True

    def publish_all(self) -> None:
        """Tell the gradebook of all grades that are released."""
        query = select(assign_grades).where(_COLS.assignment == self._assignment.row["id"]).order_by(_COLS.attemptnumber)
        latest = {row["userid"]: row for row in self._ctx.db.execute(query).mappings()}
        given = [self._given(row["userid"], row, float(row["grade"])) for row in latest.values()]
        publishing.publish(self._ctx, self._assignment, given)

    def _require_seen(self, userid: int) -> None:
        """Raise ``MissingCapability`` if groups keep the caller from seeing the user's work."""
        if userid not in visible_userids(self._ctx, self._assignment, [userid]):
            raise MissingCapability("moodle/site:accessallgroups")

    def _attempts(self, userid: int) -> Attempts:
        return Attempts(self._ctx, self._assignment, self._course, userid)

    def _apply(self, attempts: Attempts, marks: Marks, latest: Submission | None) -> None:
        """Give one user what is given; ``latest`` is the latest attempt before anything is given."""
        row = self._row(attempts, marks.attempt)
        before, grade = float(row["grade"]), float(row["grade"])
        if not opening.is_locked_in_gradebook(self._ctx, self._assignment, attempts.userid, or_overridden=True):
            grade = self._graded(row["id"], marks, grade)
            self._note_step(attempts.userid, marks)
        changed = self._feedback.save(row["id"], marks.feedback)
        if marks.reopen or changed or before != NO_GRADE or grade != NO_GRADE:
            self._store(attempts, row, grade, latest or attempts.latest(), reopen=marks.reopen)
        is_kept_back = self._assignment.row["markingworkflow"] and marks.step is not None and marks.step != Step.RELEASED
        if marks.tell and not is_kept_back:
            user_flags.change(self._ctx, self._assignment.row["id"], attempts.userid, mailed=user_flags.TO_BE_TOLD)

    def _row(self, attempts: Attempts, number: int) -> Mapping[Any, Any]:
        """The grade of an attempt, which is begun if the user has handed in nothing; the grade is none at first."""
        attempt = attempts.numbered(number)
        if attempt is None:
            if number > 0:
                raise InvalidParameter("is no attempt of this user", path="attemptnumber")
            attempt = attempts.begun(number)
        key = {"assignment": self._assignment.row["id"], "userid": attempts.userid, "attemptnumber": attempt["attemptnumber"]}
        nothing = {"timecreated": self._ctx.now, "timemodified": attempt["timemodified"], "grader": -1, "grade": NO_GRADE}
        query = select(assign_grades).where(*(_COLS[name] == value for name, value in key.items()))
        known = self._ctx.db.execute(query).mappings().first()
        if known is None:  # a try to insert would use up an id on PostgreSQL
            insert_missing(self._ctx.db, assign_grades, key, nothing)
            known = self._ctx.db.execute(query).mappings().one()
        return known

    def _graded(self, gradeid: int, marks: Marks, before: float) -> float:
        """The grade that is given, by the rubric or guide if there is one."""
        if self._definition is None:
            return before if marks.grade is None else marks.grade
        most = self._assignment.row["grade"]
        grades = (0, most) if most > 0 else (1, len(self._words))
        return fillings.fill(self._ctx, self._definition, gradeid, marks.filled, grades, whole=most <= 0)

    def _note_step(self, userid: int, marks: Marks) -> None:
        """Note how far marking is, and who is to mark."""
        values = {name: value for name, value in (("workflowstate", marks.step), ("allocatedmarker", marks.marker)) if value is not None}
        if not values:
            return
        before = user_flags.ensured(self._ctx, self._assignment.row["id"], userid)
        flagid = user_flags.change(self._ctx, self._assignment.row["id"], userid, **values)
        if marks.step is not None and marks.step != before["workflowstate"]:
            what, other = happenings.WORKFLOW_UPDATED, {"newstate": marks.step}
            happenings.log(self._ctx, self._assignment, what, flagid, userid=userid, other=other)

    def _store(
        self,
        attempts: Attempts,
        row: Mapping[Any, Any],
        grade: float,
        latest: Submission | None,
        *,
        reopen: bool,
        with_feedback: bool = True,
    ) -> None:
        """Store a grade, if the assignment has it, and tell the gradebook of it, if it is that of the latest attempt."""
        if not self._has(grade):
            return
        values = {"grade": round(grade, 5), "grader": self._ctx.userid, "timemodified": self._ctx.now}
        self._ctx.db.execute(update(assign_grades).where(_COLS.id == row["id"]).values(**values))
        if latest is not None and latest["attemptnumber"] != row["attemptnumber"]:
            return
        given = self._given(attempts.userid, {**row, **values}, grade, with_feedback=with_feedback)
        if self._item is not None:
            self._changed.update(raw_grades.write_alone(self._ctx, self._item, [given]))
            happenings.log(self._ctx, self._assignment, happenings.GRADED, row["id"], userid=attempts.userid)
        if latest is not None and self._may_reopen(attempts.userid, latest, asked=reopen):
            Handing(self._ctx, self._assignment, self._course, attempts.userid).reopen(latest["attemptnumber"] + 1)
        completing.note(self._ctx, self._assignment, attempts)

    def _given(self, userid: int, row: Mapping[Any, Any], grade: float, *, with_feedback: bool = True) -> Given:
        """What the gradebook is told of a grade: nothing of one that is not released."""
        flags = user_flags.of_user(self._ctx, self._assignment.row["id"], userid)
        released = workflow.is_released(self._assignment, flags)
        text, text_format = self._feedback.in_gradebook(row["id"]) if with_feedback else (MISSING, 0)
        return Given(
            userid=userid,
            by=row["grader"],
            grade=grade if released and grade >= 0 else None,
            feedback=text if released else "",
            feedback_format=text_format,
            graded=row["timemodified"],
        )

    def _has(self, grade: float) -> bool:
        """Whether a grade is one of the assignment, or none."""
        if grade in (0.0, NO_GRADE):
            return True
        most = self._assignment.row["grade"]
        return 0 <= grade <= most if most > 0 else not self._words or 1 <= int(grade) <= len(self._words)

    def _scale(self) -> Collection[str]:
        """The words of the scale that the assignment is graded with, if it is."""
        if self._assignment.row["grade"] >= 0:
            return ()
        query = select(scale.c.scale).where(scale.c.id == -self._assignment.row["grade"])
        return (self._ctx.db.execute(query).scalars().first() or "").split(",")

    def _may_reopen(self, userid: int, latest: Submission, *, asked: bool) -> bool:
        """Whether another attempt follows a grade: as the grader asks, after each, or as long as the user has not passed."""
        row = self._assignment.row
        if row["maxattempts"] != UNLIMITED and latest["attemptnumber"] >= row["maxattempts"] - 1:
            return False
        how = row["attemptreopenmethod"]
        return (how == "manual" and asked) or how == "automatic" or (how == "untilpass" and self._has_failed(userid))

    def _has_failed(self, userid: int) -> bool:
        """Whether the user's grade in the gradebook is below what passes; nobody fails where nothing is to be reached."""
        item = self._item
        if item is None or item["gradepass"] in (None, item["grademin"]):
            return False
        if item["gradetype"] == GradeType.SCALE and not item["gradepass"]:
            return False
        query = select(grade_grades.c.finalgrade).where(grade_grades.c.itemid == item["id"], grade_grades.c.userid == userid)
        final = self._ctx.db.execute(query).scalars().first()
        return final is not None and final < item["gradepass"]
