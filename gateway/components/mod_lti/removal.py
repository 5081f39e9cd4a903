"""Deleting the external tools of courses with what people did in them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_lti.tables import lti, lti_submission

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the external tools of courses with what people did in them."""
    gone = select(lti.c.id).where(lti.c.course.in_(courseids))
    db.execute(delete(lti_submission).where(lti_submission.c.ltiid.in_(gone)))
    db.execute(delete(lti).where(lti.c.course.in_(courseids)))
