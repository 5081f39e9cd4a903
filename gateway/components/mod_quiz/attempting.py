"""Going on with attempts at quizzes: the checks that come before what people do with theirs, and before a review."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from gateway.api import CallContext, CodedError, Level, contexts
from gateway.api.access import GroupMode, activity_members, mode_of
from gateway.api.tables import user
from gateway.components.core_course import lib as courses
from gateway.components.mod_quiz import reviewing, rules, starting
from gateway.components.mod_quiz.attempt import IN_PROGRESS, OVERDUE, Attempt, attempt_of
from gateway.components.mod_quiz.reviewing import Review

__all__ = ["go_on", "may_review_others", "messages", "reviewed", "settle"]

_JUST_OVER = reviewing.Phase.IMMEDIATELY_AFTER


def settle(ctx: CallContext, attemptid: int) -> None:
    """Do what has become due with an attempt of the caller. It is to be stored even if what comes after is refused."""
    _own(ctx, attemptid).keep_time(online=True)


def go_on(
    ctx: CallContext, attemptid: int, said: Mapping[str, str], *, page: int | None = None, rules_hold: bool = True, overdue: bool = False
) -> Attempt:
    """The attempt that the caller goes on with, and whose ``page`` they see, if one is given.

    ``said`` are the answers to what is asked before, ``rules_hold`` says whether the access rules are held against the caller,
    ``overdue`` whether the attempt may be overdue. Raises the error of the first check that fails.
    """
    attempt = _own(ctx, attemptid)
    if rules_hold and rules.reasons(ctx, attempt.quiz) and not attempt.quiz.is_previewed(ctx):
        raise CodedError("attempterror", "quiz")
    if attempt.is_over:
        raise CodedError("attemptalreadyclosed", "quiz")
    if attempt.state == OVERDUE and not overdue:
        raise CodedError("stateoverdue", "quiz")
    starting.require_answers(ctx, attempt.quiz, attempt.row, said)
    if page is not None:
        _require_page(attempt, page)
    return attempt


def messages(ctx: CallContext, attempt: Attempt) -> list[str]:
    """What is against attempting the quiz now, for those who try it out all the same."""
    return rules.reasons(ctx, attempt.quiz)


def reviewed(ctx: CallContext, attemptid: int) -> tuple[Attempt, Review]:
    """The attempt that the caller reviews, and what is shown of it. Raises the error of the first check that fails."""
    attempt = attempt_of(ctx, attemptid)
    _require_review(ctx, attempt)
    review = reviewing.of_attempt(ctx, attempt.quiz.row, attempt.row, attempt.context)
    if not attempt.is_own:
        if not may_review_others(ctx, attempt):
            raise CodedError("noreviewattempt", "quiz")
    elif attempt.state in (IN_PROGRESS, OVERDUE):
        raise CodedError("attemptclosed", "quiz")
    elif not review.attempt:
        raise CodedError("noreview", "quiz")
    return attempt, review


def _own(ctx: CallContext, attemptid: int) -> Attempt:
    """An attempt of the caller, whose context they enter."""
    attempt = attempt_of(ctx, attemptid)
    ctx.validate(attempt.context)
    if not attempt.is_own:
        raise CodedError("notyourattempt", "quiz")
    if not attempt.quiz.is_previewed(ctx):
        ctx.require("mod/quiz:attempt", attempt.context)
    return attempt


def _require_page(attempt: Attempt, page: int) -> None:
    """Raise the contract's errors for a page that there is not, or that may not be seen yet. Their codes are sentences there."""
    if not 0 <= page < len(attempt.layout.pages):
        raise CodedError("Invalid page number", "quiz", message="The attempt has no such page.")
    if not attempt.may_see_page(page):
        raise CodedError("Out of sequence access", "quiz", message="This page cannot be seen now: the quiz goes forwards only.")


def _require_review(ctx: CallContext, attempt: Attempt) -> None:
    """Raise ``MissingCapability`` unless the caller may review attempts at all, of their own or as a teacher."""
    just_over = reviewing.phase_of(attempt.quiz.row, attempt.row, ctx.now) is _JUST_OVER
    capability = "mod/quiz:attempt" if just_over else "mod/quiz:reviewmyattempts"
    teaching = ("mod/quiz:viewreports", "mod/quiz:preview")
    if not any(ctx.has(name, attempt.context) for name in (capability, *teaching)):
        ctx.require(capability, attempt.context)


def may_review_others(ctx: CallContext, attempt: Attempt) -> bool:
    """Whether the caller may see reports, and shares a group with the owner where groups are apart."""
    module, place = attempt.quiz.module, attempt.context
    if not ctx.has("mod/quiz:viewreports", place):
        return False
    (course,) = courses.courses(ctx.db, id=module["course"])
    if ctx.has("moodle/site:accessallgroups", place) or mode_of(course, module) != GroupMode.SEPARATE:
        return True
    above = contexts.by_instance(ctx.db, Level.COURSE, module["course"])
    members = activity_members(ctx, above, place, module["groupingid"])
    return ctx.db.execute(select(user.c.id).where(user.c.id == attempt.row["userid"], user.c.id.in_(members))).first() is not None
