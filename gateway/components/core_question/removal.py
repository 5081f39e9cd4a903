"""Deleting the uses of questions with the contexts that they are used in."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_question.tables import question_references

__all__ = ["forget_contexts"]


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the references to questions from contexts; the questions stay in their bank."""
    db.execute(delete(question_references).where(question_references.c.usingcontextid.in_(contextids)))
