"""What completes a quiz: enough attempts, or none left, where it says so, besides viewing it and getting a grade."""

from __future__ import annotations

from gateway.api import CallContext
from gateway.components.core_completion import states
from gateway.components.mod_quiz import attempts
from gateway.components.mod_quiz.entering import EnteredQuiz

__all__ = ["note", "view"]


def note(ctx: CallContext, quiz: EnteredQuiz, userid: int) -> None:
    """Have the completion of a user follow what they have done, if the quiz has rules about that."""
    row = quiz.row
    asks = row["completionminattempts"] or row["completionattemptsexhausted"]
    if quiz.module is not None and (asks or quiz.module["completiongradeitemnumber"] is not None):
        states.update(ctx, quiz.module, [userid], met=_is_met(ctx, quiz, userid))


def view(ctx: CallContext, quiz: EnteredQuiz) -> None:
    """Note for the completion of the caller that they have viewed a quiz."""
    if quiz.module is not None:
        states.view(ctx, quiz.module, met=_is_met(ctx, quiz, ctx.userid))


def _is_met(ctx: CallContext, quiz: EnteredQuiz, userid: int) -> bool:
    """Whether a user has made as many attempts as the quiz asks for; where it asks for all of them, a grade that passes will do."""
    row = quiz.row
    least, exhausted = row["completionminattempts"], row["completionattemptsexhausted"]
    if not least and not exhausted:
        return True
    made = [one for one in attempts.of_user(ctx, quiz, userid, attempts.STATES["finished"]) if not one["preview"]]
    if least and len(made) < least:
        return False
    if not exhausted or (row["attempts"] and len(made) >= row["attempts"]):
        return True
    passing, grade = attempts.pass_grade(ctx, quiz), attempts.grade(ctx, quiz, userid)
    return passing > 0 and grade is not None and grade >= passing
