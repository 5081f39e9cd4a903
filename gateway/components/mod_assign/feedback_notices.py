"""Telling people that their work was graded, some time after that, so that graders can still change their minds."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, or_, select, update

from gateway.api import ListedSettings, Task
from gateway.api.tables import course, course_modules, modules
from gateway.components.core_message import sending
from gateway.components.core_message.sending import NOBODY
from gateway.components.mod_assign import notices
from gateway.components.mod_assign.tables import assign, assign_grades, assign_user_flags, assign_user_mapping
from gateway.components.mod_assign.user_flags import TO_BE_TOLD
from gateway.components.mod_assign.workflow import Step

__all__ = ["TASK"]

_TOLD: Final = 1
_DAY: Final = 24 * 3600
# How many people are told in one transaction.
_MOST: Final = 1000

_FLAGS, _GRADES, _NUMBERS = assign_user_flags.c, assign_grades.c, assign_user_mapping.c
_WAITING = (
    select(_FLAGS.id, _FLAGS.userid, _GRADES.grader, assign.c.id.label("assignid"), assign.c.name, assign.c.blindmarking)
    .add_columns(assign.c.revealidentities, assign.c.hidegrader, _NUMBERS.id.label("number"))
    .add_columns(course_modules.c.id.label("cmid"), course.c.id.label("courseid"), course.c.fullname)
    .join(assign, assign.c.id == _FLAGS.assignment)
    .join(course, course.c.id == assign.c.course)
    .join(course_modules, (course_modules.c.instance == assign.c.id) & (course_modules.c.course == course.c.id))
    .join(modules, (modules.c.id == course_modules.c.module) & (modules.c.name == "assign"))
    .join(assign_grades, (_GRADES.assignment == _FLAGS.assignment) & (_GRADES.userid == _FLAGS.userid))
    .outerjoin(
        assign_user_mapping, (assign_user_mapping.c.assignment == _FLAGS.assignment) & (assign_user_mapping.c.userid == _FLAGS.userid)
    )
    .where(_FLAGS.mailed == TO_BE_TOLD, course.c.visible == 1, course_modules.c.visible == 1)
    .where(or_(assign.c.markingworkflow == 0, _FLAGS.workflowstate == Step.RELEASED))
    .order_by(_FLAGS.id, _GRADES.attemptnumber.desc())
    .limit(_MOST)
)


def _tell(db: Connection, settings: ListedSettings, now: int) -> int:
    """Tell people of grades of the last day, as soon as graders can no longer be thinking; returns how many were told."""
    until = now - settings.number("maxeditingtime")
    told: set[int] = set()
    for row in db.execute(_WAITING.where(_GRADES.timemodified >= now - _DAY, _GRADES.timemodified <= until)):
        if row.id in told:
            continue
        told.add(row.id)
        about = notices.notice(
            row.assignid,
            row.cmid,
            row.name,
            (row.courseid, row.fullname),
            kind="feedbackavailable",
            subject=f"There is feedback on your work for {row.name}",
            number=row.number,
            blind=bool(row.blindmarking and not row.revealidentities),
        )
        sending.store_notice(db, about, NOBODY if row.hidegrader or row.grader <= 0 else row.grader, row.userid, now=now)
    if told:
        db.execute(update(assign_user_flags).where(_FLAGS.id.in_(told)).values(mailed=_TOLD))
    return len(told)


TASK: Final = Task("assignment-feedback", 300, "tell people that their work for assignments was graded", _tell)
"""The scheduled work of assignments."""
