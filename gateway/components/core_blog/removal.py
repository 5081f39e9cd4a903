"""Deleting what blog entries are about together with contexts."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_blog.tables import blog_association

__all__ = ["forget_contexts"]


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the associations of blog entries with contexts; the entries stay."""
    db.execute(delete(blog_association).where(blog_association.c.contextid.in_(contextids)))
