"""The file areas of questions that quizzes ask, and their rules: texts of questions, what they tell of answers, and answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from sqlalchemy import Column, Select, literal, select

from gateway.api import CallContext, Level, contexts
from gateway.api.areas import Areas, FileArea, StoredFile
from gateway.api.php import to_int
from gateway.components.core_course import course_modules
from gateway.components.core_question.attempts import QuestionAttempt
from gateway.components.core_question.behaviours import behaviour
from gateway.components.core_question.display import Display
from gateway.components.core_question.tables import (
    qtype_match_subquestions,
    question_answers,
    question_attempt_steps,
    question_attempts,
    question_hints,
    question_references,
    question_usages,
    question_versions,
)
from gateway.components.mod_quiz import attempting, reviewing
from gateway.components.mod_quiz.attempt import IN_PROGRESS, attempt_of
from gateway.components.mod_quiz.tables import quiz_attempts

__all__ = ["AREAS"]

# The segments before the path of a file of a question: the attempt, the place of the question in it, the question.
_BEFORE_PATH = 3
# So many quizzes are looked at for one question, which hardly ever is in more than a few, and so many attempts of one person.
_MOST_QUIZZES, _MOST_ATTEMPTS = 100, 10
# The column that has the question to which an item of an area belongs; the item of any other area is a question.
_QUESTION_OF: dict[str, Column[int]] = {
    "answer": question_answers.c.question,
    "answerfeedback": question_answers.c.question,
    "hint": question_hints.c.questionid,
    "subquestion": qtype_match_subquestions.c.questionid,
}


def of_asked_question(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller is or was asked a question: in an attempt of theirs at a quiz that has it; or sees the attempts there."""
    asking = (
        select(question_references.c.usingcontextid)
        .join(question_versions, question_versions.c.questionbankentryid == question_references.c.questionbankentryid)
        .where(question_versions.c.questionid.in_(_question(file)), question_references.c.component == "mod_quiz")
        .distinct()
        .limit(_MOST_QUIZZES)
    )
    for contextid in ctx.db.execute(asking).scalars().all():
        context = contexts.by_id(ctx.db, contextid)
        if context is None or context.level != Level.MODULE:
            continue
        quizid = course_modules.by_id(ctx.db, context.instance)["instance"]
        mine = select(quiz_attempts.c.id).where(quiz_attempts.c.quiz == quizid, quiz_attempts.c.userid == ctx.userid).limit(1)
        if ctx.db.execute(mine).first() is not None or ctx.has("mod/quiz:viewreports", context):
            return True
    return bool(_attempts(ctx, file))


def of_told(ctx: CallContext, file: StoredFile, *, what: str) -> bool:
    """Whether the caller is told ``what``, a member of ``Display``, of an answer of theirs to a question; or sees the attempts at it."""
    for attemptid in _attempts(ctx, file):
        attempt = attempt_of(ctx, attemptid)
        phase = reviewing.during if attempt.state == IN_PROGRESS else reviewing.of_attempt
        review = phase(ctx, attempt.quiz.row, attempt.row, attempt.context)
        asked = (one for one in attempt.usage.attempts.values() if one.question.definition.id in set(_ids(ctx, file)))
        if (review.attempt or attempt.state == IN_PROGRESS) and any(_is_told(one, review.display, what) for one in asked):
            return True
    return not _attempts(ctx, file) and of_asked_question(ctx, file)


def of_hint(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller has tried a question that hints belong to; or sees the attempts at it."""
    mine = _attempts(ctx, file)
    tried = (one for attemptid in mine for one in attempt_of(ctx, attemptid).usage.attempts.values() if one.last_with("-submit"))
    ids = set(_ids(ctx, file))
    return any(one.question.definition.id in ids for one in tried) or (not mine and of_asked_question(ctx, file))


def of_answer(ctx: CallContext, file: StoredFile) -> bool:
    """Whether an answer that a file belongs to is the caller's, or is of an attempt that they may review."""
    steps, asked = question_attempt_steps.c, question_attempts.c
    query = (
        select(quiz_attempts.c.id)
        .select_from(
            question_attempt_steps.join(question_attempts, asked.id == steps.questionattemptid)
            .join(question_usages, question_usages.c.id == asked.questionusageid)
            .join(quiz_attempts, quiz_attempts.c.uniqueid == question_usages.c.id)
        )
        .where(steps.id == file.itemid, question_usages.c.contextid == file.contextid, question_usages.c.component == "mod_quiz")
    )
    attemptid = ctx.db.execute(query).scalar()
    if attemptid is None:
        return False
    attempt = attempt_of(ctx, attemptid)
    return attempt.is_own or attempting.may_review_others(ctx, attempt)


def places(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The file of a question, which is named after the attempt that the question is asked in and its place there."""
    if len(rest) > _BEFORE_PATH:
        folder = "".join(f"{segment}/" for segment in rest[_BEFORE_PATH:-1])
        yield to_int(rest[2]), f"/{folder}", rest[-1]


def _question(file: StoredFile) -> Select[int]:
    """A statement for the id of the question that a file belongs to."""
    column = _QUESTION_OF.get(file.filearea)
    return select(literal(file.itemid)) if column is None else select(column).where(column.table.c.id == file.itemid)


def _ids(ctx: CallContext, file: StoredFile) -> Sequence[int]:
    return ctx.db.execute(_question(file)).scalars().all()


def _attempts(ctx: CallContext, file: StoredFile) -> Sequence[int]:
    """The ids of the last attempts of the caller in which they were asked the question that a file belongs to."""
    query = (
        select(quiz_attempts.c.id)
        .join(question_attempts, question_attempts.c.questionusageid == quiz_attempts.c.uniqueid)
        .where(quiz_attempts.c.userid == ctx.userid, question_attempts.c.questionid.in_(_question(file)))
        .order_by(quiz_attempts.c.id.desc())
        .limit(_MOST_ATTEMPTS)
    )
    return ctx.db.execute(query).scalars().all()


def _is_told(asked: QuestionAttempt, display: Display, what: str) -> bool:
    return bool(getattr(behaviour(asked.behaviour).shown(asked, display), what))


_TEXT = FileArea(may_read=of_asked_question, places=places, download=False)
_FEEDBACK = FileArea(may_read=partial(of_told, what="feedback"), places=places, download=False)
_ANSWER = FileArea(may_read=of_answer, places=places)

AREAS: Areas = {
    "question/questiontext": _TEXT,
    "question/answer": _TEXT,
    "qtype_match/subquestion": _TEXT,
    "question/generalfeedback": FileArea(may_read=partial(of_told, what="general_feedback"), places=places, download=False),
    "question/answerfeedback": _FEEDBACK,
    "question/correctfeedback": _FEEDBACK,
    "question/partiallycorrectfeedback": _FEEDBACK,
    "question/incorrectfeedback": _FEEDBACK,
    "question/hint": FileArea(may_read=of_hint, places=places, download=False),
    "question/response_answer": _ANSWER,
    "question/response_attachments": _ANSWER,
}
"""The file areas of questions, each with the rule of who may read it."""
