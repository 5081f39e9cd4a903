"""Deleting the surveys of courses with all that is in them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_survey.tables import survey, survey_answers

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the surveys of courses with all that is in them."""
    gone = select(survey.c.id).where(survey.c.course.in_(courseids))
    db.execute(delete(survey_answers).where(survey_answers.c.survey.in_(gone)))
    db.execute(delete(survey).where(survey.c.course.in_(courseids)))
