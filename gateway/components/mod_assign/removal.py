"""Deleting the assignments of courses with what was handed in and graded."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.core_calendar import personal
from gateway.components.mod_assign.tables import (
    assign,
    assign_grades,
    assign_overrides,
    assign_plugin_config,
    assign_submission,
    assign_user_flags,
    assign_user_mapping,
    assignfeedback_comments,
    assignfeedback_file,
    assignsubmission_file,
    assignsubmission_onlinetext,
)

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the assignments of courses with what was handed in and graded."""
    assignments = select(assign.c.id).where(assign.c.course.in_(courseids))
    personal.forget(db, "assign", assignments)
    for column, within in (
        (assignsubmission_onlinetext.c.assignment, assignments),
        (assignsubmission_file.c.assignment, assignments),
        (assignfeedback_comments.c.assignment, assignments),
        (assign_plugin_config.c.assignment, assignments),
        (assign_submission.c.assignment, assignments),
        (assign_grades.c.assignment, assignments),
        (assign_user_flags.c.assignment, assignments),
        (assign_user_mapping.c.assignment, assignments),
        (assign_overrides.c.assignid, assignments),
        (assignfeedback_file.c.assignment, assignments),
    ):
        db.execute(delete(column.table).where(column.in_(within)))
    db.execute(delete(assign).where(assign.c.course.in_(courseids)))
