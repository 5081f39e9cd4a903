"""Deleting the workshops of courses with what people put into them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_workshop.tables import workshop, workshop_assessments, workshop_submissions

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the workshops of courses with what people put into them."""
    inside = select(workshop.c.id).where(workshop.c.course.in_(courseids))
    written = select(workshop_submissions.c.id).where(workshop_submissions.c.workshopid.in_(inside))
    db.execute(delete(workshop_assessments).where(workshop_assessments.c.submissionid.in_(written)))
    db.execute(delete(workshop_submissions).where(workshop_submissions.c.workshopid.in_(inside)))
    db.execute(delete(workshop).where(workshop.c.course.in_(courseids)))
