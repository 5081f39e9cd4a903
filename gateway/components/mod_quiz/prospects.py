"""What somebody may look forward to in a quiz: whether there will be further attempts, and until when one lasts."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext, CodedError
from gateway.components.mod_quiz import attempts, rules
from gateway.components.mod_quiz.attempt import Attempt, attempt_of
from gateway.components.mod_quiz.entering import EnteredQuiz

__all__ = ["result"]


def result(ctx: CallContext, quiz: EnteredQuiz, attemptid: int) -> dict[str, Any]:
    """The result of ``mod_quiz_get_attempt_access_information``. Raises ``notyourattempt`` for an attempt of somebody else."""
    asked = attempt_of(ctx, attemptid) if attemptid else None
    if asked is not None and not asked.is_own:
        raise CodedError("notyourattempt", "quiz")
    finished = attempts.of_user(ctx, quiz, ctx.userid, attempts.STATES["finished"])
    unfinished = attempts.of_user(ctx, quiz, ctx.userid, attempts.STATES["unfinished"])
    last: Any = finished[-1] if finished else None
    current: Any = None
    if unfinished:
        attempt = Attempt(ctx, unfinished[-1], quiz)
        attempt.keep_time(online=False)
        current = attempt.row
        last = current if attempt.is_over else last
    number = len(finished) + bool(unfinished)
    found: dict[str, Any] = {
        "isfinished": rules.is_finished(ctx, quiz, number, last),
        "preventnewattemptreasons": rules.new_attempt_reasons(ctx, quiz, number, last),
    }
    meant = asked.row if asked is not None else current or last
    if meant is not None:
        found["endtime"] = rules.end_of(ctx, quiz, meant) or 0
        found["ispreflightcheckrequired"] = rules.questions_asked(ctx, quiz, current)
    return found
