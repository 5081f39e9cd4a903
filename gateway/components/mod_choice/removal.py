"""Deleting the choices of courses with their options and answers."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.mod_choice.tables import choice, choice_answers, choice_options

__all__ = ["forget_courses"]


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the choices of courses with their options and answers."""
    choices = select(choice.c.id).where(choice.c.course.in_(courseids))
    for table in (choice_answers, choice_options):
        db.execute(delete(table).where(table.c.choiceid.in_(choices)))
    db.execute(delete(choice).where(choice.c.course.in_(courseids)))
