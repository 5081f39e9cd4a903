"""Deleting the choices of courses with their options."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_choice.tables import choice, choice_options

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the choices of courses with their options."""
    choices = select(choice.c.id).where(choice.c.course.in_(courseids))
    for column, within in ((choice_options.c.choiceid, choices),):
        db.execute(delete(column.table).where(column.in_(within)))
    db.execute(delete(choice).where(choice.c.course.in_(courseids)))
