"""Attempts that were given up, and go on because a teacher says so."""

from __future__ import annotations

import html

from sqlalchemy import select

from gateway.api import CallContext, CodedError, caller_zone, date_text
from gateway.api.access import fullname
from gateway.api.tables import user
from gateway.components.mod_quiz import completing, events, rules
from gateway.components.mod_quiz.attempt import ABANDONED, IN_PROGRESS, Attempt, attempt_of

__all__ = ["allowed", "question", "reopen"]

_DATE = "%A, %d %B %Y, %I:%M %p"


def allowed(ctx: CallContext, attemptid: int) -> Attempt:
    """An attempt that the caller may have go on. Raises ``reopenattemptwrongstate`` for one that was not given up."""
    attempt = attempt_of(ctx, attemptid)
    ctx.require("mod/quiz:reopenattempts", attempt.context)
    ctx.validate(attempt.context)
    if attempt.state != ABANDONED:
        raise CodedError("reopenattemptwrongstate", "quiz")
    return attempt


def question(ctx: CallContext, attempt: Attempt) -> str:
    """What is asked before an attempt goes on: whose it is, and until when it will."""
    owner = ctx.db.execute(select(user).where(user.c.id == attempt.row["userid"])).mappings().first()
    name = html.escape(fullname(ctx.site, owner) if owner is not None else "")
    asked = f"Attempt {attempt.row['attempt']} of {name} was given up. Shall it go on?"
    end = rules.end_of(ctx, attempt.quiz, attempt.row)
    if end is None:
        until = "It can be handed in at any time then."
    elif end <= ctx.now:
        until = "Its time is over: it will be handed in at once."
    else:
        until = f"It must be handed in by {date_text(end, _DATE, caller_zone(ctx))} then."
    return f"<p>{asked}</p><p>{until}</p>"


def reopen(attempt: Attempt) -> None:
    """Have an attempt go on; one whose time is over is handed in."""
    ctx, end = attempt.ctx, attempt.ends
    attempt.change(state=IN_PROGRESS, timemodified=ctx.now, timecheckstate=None if attempt.is_preview else end)
    events.note(attempt, events.REOPENED)
    if end is not None and ctx.now > end:
        attempt.finish(None, at=end)
    else:
        completing.note(ctx, attempt.quiz, attempt.row["userid"])
