"""Deleting the databases of courses with what people put into them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_data.tables import data, data_content, data_records

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the databases of courses with what people put into them."""
    inside = select(data.c.id).where(data.c.course.in_(courseids))
    entries = select(data_records.c.id).where(data_records.c.dataid.in_(inside))
    db.execute(delete(data_content).where(data_content.c.recordid.in_(entries)))
    db.execute(delete(data_records).where(data_records.c.dataid.in_(inside)))
    db.execute(delete(data).where(data.c.course.in_(courseids)))
