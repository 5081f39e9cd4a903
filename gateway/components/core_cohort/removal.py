"""Deleting cohort memberships together with users."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_cohort.tables import cohort_members

__all__ = ["forget_users"]


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the cohort memberships of users."""
    db.execute(delete(cohort_members).where(cohort_members.c.userid.in_(userids)))
