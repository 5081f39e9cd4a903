"""The grades of one user in an assignment: in the gradebook, and of the attempts before the last one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, Level, contexts
from gateway.components.core_course.lib import Course
from gateway.components.core_grades import display, items
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.core_grading.tables import grading_areas
from gateway.components.mod_assign.attempts import Submission
from gateway.components.mod_assign.submissions import Assignment, PluginContents
from gateway.components.mod_assign.tables import assign_grades, assign_submission

__all__ = ["Gradebook", "PreviousAttempts"]

# What stands between a grade and the maximum: where graders type a number, and where they use a rubric or the like.
_PER, _PER_ADVANCED = "&nbsp;/&nbsp;", " / "

_GRADED = (
    select(grade_items, grade_grades.c.finalgrade, grade_grades.c.timemodified.label("dategraded"))
    .add_columns(grade_grades.c.overridden, grade_grades.c.hidden.label("own_hidden"))
    .select_from(
        grade_items.outerjoin(grade_grades, (grade_grades.c.itemid == grade_items.c.id) & (grade_grades.c.userid == bindparam("user")))
    )
    .where(grade_items.c.itemmodule == "assign", grade_items.c.iteminstance == bindparam("id"), grade_items.c.itemnumber == 0)
)
# How the submissions of an assignment are graded, if not by a number alone.
_METHOD = select(grading_areas.c.activemethod).where(
    grading_areas.c.contextid == bindparam("context"),
    grading_areas.c.component == "mod_assign",
    grading_areas.c.areaname == "submissions",
    grading_areas.c.activemethod != "",
)


class Gradebook:
    """A user's grade for an assignment in the gradebook, and how grades of the assignment are shown."""

    def __init__(self, ctx: CallContext, assignment: Assignment, course: Course, userid: int) -> None:
        """Load the grade item and the grade."""
        self._item = ctx.db.execute(_GRADED, {"id": assignment.row["id"], "user": userid}).mappings().first()
        self.grade: float | None = None if self._item is None else self._item["finalgrade"]
        course_context = contexts.by_instance(ctx.db, Level.COURSE, course["id"])
        self._display = display.displays(ctx.db, ctx.site, [course_context])[course["id"]]
        self._advanced = ctx.db.execute(_METHOD, {"context": assignment.context.id}).first() is not None
        self.hidden = self._item is None or any(
            items.is_hidden(until, ctx.now) for until in (self._item["hidden"], self._item["own_hidden"])
        )

    @property
    def date(self) -> int | None:
        """When the grade was given."""
        if self._item is None:
            return None
        graded: int | None = self._item["overridden"] or self._item["dategraded"]
        return graded

    def text(self, grade: float) -> str | None:
        """A grade as text: points with the maximum, or the word of a scale; None where the gradebook has no item for it."""
        if self._item is None:
            return None
        if grade < 0:
            return display.NO_GRADE
        text = self._display.text(grade, self._item, display.DisplayType.REAL)
        if self._item["gradetype"] != display.GradeType.VALUE:
            return text
        most = self._display.text(self._item["grademax"], self._item, display.DisplayType.REAL)
        return f"{text}{_PER_ADVANCED if self._advanced else _PER}{most}"


class PreviousAttempts:
    """The attempts of a user, or of their team, before the latest one, with the grades of the user."""

    def __init__(self, ctx: CallContext, assignment: Assignment, userid: int, latest: Submission | None) -> None:
        """Load the submissions and the grades; ``latest`` is the submission of the latest attempt."""
        self._assignment = assignment
        self.submissions: list[RowMapping] = []
        self.grades: dict[int, RowMapping] = {}
        if latest is None or not latest["attemptnumber"]:
            return
        cols, grades = assign_submission.c, assign_grades.c
        query = select(assign_submission).where(cols.assignment == latest["assignment"], cols.userid == latest["userid"])
        query = query.where(cols.groupid == latest["groupid"], cols.attemptnumber < latest["attemptnumber"])
        self.submissions = list(ctx.db.execute(query.order_by(cols.attemptnumber)).mappings())
        graded = select(assign_grades).where(grades.assignment == latest["assignment"], grades.userid == userid)
        earlier = graded.where(grades.attemptnumber < latest["attemptnumber"])
        self.grades = {row["attemptnumber"]: row for row in ctx.db.execute(earlier).mappings()}

    def results(self, contents: PluginContents, gradebook: Gradebook) -> list[dict[str, Any]]:
        """The member ``previousattempts``: each attempt with its submission and, if it was graded, the grade and the feedback."""
        found = []
        for row in self.submissions:
            submission = {**row, "plugins": contents.of_submission(self._assignment, row)}
            attempt: dict[str, Any] = {"attemptnumber": row["attemptnumber"], "submission": submission}
            if (grade := self.grades.get(row["attemptnumber"])) is not None:
                text = gradebook.text(grade["grade"])
                attempt["grade"] = {**grade, "grade": f"{grade['grade']:.5f}", "gradefordisplay": text}
                attempt["feedbackplugins"] = contents.of_feedback(self._assignment, grade)
            found.append(attempt)
        return found
