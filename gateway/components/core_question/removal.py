"""Deleting the uses of questions with the contexts that they are used in, and what is asked there."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.core_question import storage
from gateway.components.core_question.tables import question_references, question_set_references, question_usages

__all__ = ["forget_contexts"]


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the references to questions from contexts and the attempts at questions there; the questions stay in their bank."""
    for table in (question_references, question_set_references):
        db.execute(delete(table).where(table.c.usingcontextid.in_(contextids)))
    storage.forget(db, select(question_usages.c.id).where(question_usages.c.contextid.in_(contextids)))
