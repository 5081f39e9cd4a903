"""Deleting the glossaries of courses with what people put into them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_glossary.tables import glossary, glossary_entries

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the glossaries of courses with what people put into them."""
    inside = select(glossary.c.id).where(glossary.c.course.in_(courseids))
    db.execute(delete(glossary_entries).where(glossary_entries.c.glossaryid.in_(inside)))
    db.execute(delete(glossary).where(glossary.c.course.in_(courseids)))
