"""Entering quizzes: the row of a quiz as it is for somebody, the context of its course module, and who tries it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from gateway.api import CallContext, Context, Level, MissingRecord, contexts
from gateway.components.core_course import course_modules
from gateway.components.mod_quiz import overrides
from gateway.components.mod_quiz.overrides import Quiz
from gateway.components.mod_quiz.tables import quiz

__all__ = ["EnteredQuiz", "enter", "quiz_of"]

_QUIZ = select(quiz).where(quiz.c.id == bindparam("id"))


class EnteredQuiz(msgspec.Struct, frozen=True):
    """A quiz: its row, with the overrides of somebody, the context of its course module, and this module."""

    row: Quiz
    context: Context
    module: Mapping[Any, Any]

    @property
    def id(self) -> int:
        """The id of the quiz."""
        return int(self.row["id"])

    def is_previewed(self, ctx: CallContext) -> bool:
        """Whether the caller tries the quiz out and takes no part in it."""
        return ctx.has("mod/quiz:preview", self.context)


def quiz_of(ctx: CallContext, quizid: int, userid: int | None = None, *, missing: Any = "quiz") -> EnteredQuiz:
    """A quiz as it is for a user, the caller unless given, without entering it. Raises ``MissingRecord``."""
    row = ctx.db.execute(_QUIZ, {"id": quizid}).mappings().first()
    if row is None:
        raise MissingRecord(missing)
    module = course_modules.by_instance(ctx.db, "quiz", quizid)
    effective = overrides.effective(ctx.db, [row], ctx.userid if userid is None else userid)[quizid]
    return EnteredQuiz(effective, contexts.by_instance(ctx.db, Level.MODULE, module["id"]), module)


def enter(ctx: CallContext, quizid: int, *, missing: Any = "quiz") -> EnteredQuiz:
    """A quiz, whose context the caller enters. Raises ``MissingRecord`` and errors of access."""
    found = quiz_of(ctx, quizid, missing=missing)
    ctx.validate(found.context)
    return found
