"""Deleting the SCORM packages of courses with the attempts at them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_scorm.tables import scorm, scorm_attempt, scorm_scoes_value

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the SCORM packages of courses with the attempts at them."""
    gone = select(scorm.c.id).where(scorm.c.course.in_(courseids))
    attempts = select(scorm_attempt.c.id).where(scorm_attempt.c.scormid.in_(gone))
    db.execute(delete(scorm_scoes_value).where(scorm_scoes_value.c.attemptid.in_(attempts)))
    db.execute(delete(scorm_attempt).where(scorm_attempt.c.scormid.in_(gone)))
    db.execute(delete(scorm).where(scorm.c.course.in_(courseids)))
