"""Deleting what people have agreed to together with their accounts."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.tool_policy.tables import tool_policy_acceptances

__all__ = ["forget_users"]


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete what users have agreed to."""
    db.execute(delete(tool_policy_acceptances).where(tool_policy_acceptances.c.userid.in_(userids)))
