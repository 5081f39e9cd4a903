"""Courses, for administrators."""

from __future__ import annotations

from sqlalchemy import Connection, case, or_, select

from gateway.store.tables.courses import course

__all__ = ["find"]


def find(db: Connection, reference: str) -> int | None:
    """The id of the course with that short name or id, or None. A short name of digits is a short name first."""
    number = int(reference[:18]) if reference.isascii() and reference.isdecimal() else 0
    named = course.c.shortname == reference
    query = select(course.c.id).where(or_(named, course.c.id == number)).order_by(case((named, 0), else_=1), course.c.id).limit(1)
    return db.execute(query).scalar_one_or_none()
