"""Deleting the external tools of courses with what people did in them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import SITE_COURSE, Ids
from gateway.components.mod_lti.tables import lti, lti_submission, lti_types, lti_types_config

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the external tools of courses with what people did in them."""
    gone = select(lti.c.id).where(lti.c.course.in_(courseids))
    db.execute(delete(lti_submission).where(lti_submission.c.ltiid.in_(gone)))
    db.execute(delete(lti).where(lti.c.course.in_(courseids)))
    own = select(lti_types.c.id).where(lti_types.c.course.in_(courseids), lti_types.c.course != SITE_COURSE)
    db.execute(delete(lti_types_config).where(lti_types_config.c.typeid.in_(own)))
    db.execute(delete(lti_types).where(lti_types.c.course.in_(courseids), lti_types.c.course != SITE_COURSE))
