"""What is logged of attempts at quizzes."""

from __future__ import annotations

from typing import Protocol

from gateway.api import CallContext, Context
from gateway.components.core_course import events
from gateway.components.core_course.events import Happening
from gateway.components.mod_quiz.entering import EnteredQuiz

__all__ = ["note"]

_ATTEMPTS = "quiz_attempts"
STARTED = Happening("mod_quiz", "attempt", _ATTEMPTS, action="started", crud="c")
PREVIEW_STARTED = Happening("mod_quiz", "attempt_preview", _ATTEMPTS, action="started", crud="c")
VIEWED = Happening("mod_quiz", "attempt", _ATTEMPTS)
SUMMARY_VIEWED = Happening("mod_quiz", "attempt_summary", _ATTEMPTS)
REVIEWED = Happening("mod_quiz", "attempt", _ATTEMPTS, action="reviewed")
AUTOSAVED = Happening("mod_quiz", "attempt", _ATTEMPTS, action="autosaved", crud="u")
UPDATED = Happening("mod_quiz", "attempt", _ATTEMPTS, action="updated", crud="u")
SUBMITTED = Happening("mod_quiz", "attempt", _ATTEMPTS, action="submitted", crud="u")
BECAME_OVERDUE = Happening("mod_quiz", "attempt", _ATTEMPTS, action="becameoverdue", crud="u")
ABANDONED = Happening("mod_quiz", "attempt", _ATTEMPTS, action="abandoned", crud="u")
REOPENED = Happening("mod_quiz", "attempt", _ATTEMPTS, action="reopened", crud="u")


class _Attempt(Protocol):
    """What is logged of an attempt."""

    ctx: CallContext
    quiz: EnteredQuiz
    row: dict[str, object]

    @property
    def id(self) -> int: ...

    @property
    def context(self) -> Context: ...


def note(attempt: _Attempt, what: Happening) -> None:
    """Log that something has happened to an attempt."""
    owner = attempt.row["userid"]
    events.note(
        attempt.ctx,
        what,
        attempt.context,
        courseid=attempt.quiz.row["course"],
        objectid=attempt.id,
        relateduserid=owner if isinstance(owner, int) else None,
        other={"quizid": attempt.quiz.id},
    )
