"""The external functions with which an attempt at a quiz is made: beginning it, its pages, answers, and handing it in."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUMEXT,
    BOOL,
    INT,
    RAW,
    READ,
    TEXT,
    WRITE,
    CallContext,
    CodedError,
    List,
    Struct,
    Value,
    function,
    warning,
    warnings,
)
from gateway.components.core_question.forms import Form
from gateway.components.mod_quiz import asked, attempting, entering, events, reviewing, starting
from gateway.components.mod_quiz.attempt import Attempt
from gateway.components.mod_quiz.external.shapes import ATTEMPT, ATTEMPT_ID, QUESTIONS, SAID, SEEN, answers

_PAGE = Value(INT, "number of the page, from 0")
_PAIR = Struct({"name": Value(RAW, "name of a field"), "value": Value(RAW, "its value")})

Said = list[dict[str, Any]]


@function(
    "mod_quiz_start_attempt",
    WRITE,
    params={
        "quizid": Value(INT, "id of the quiz"),
        "preflightdata": SAID,
        "forcenew": Value(BOOL, "whether a preview is begun anew", default=False),
    },
    returns=Struct({"attempt": Struct(ATTEMPT, "the attempt"), "warnings": warnings()}),
    capabilities=["mod/quiz:attempt"],
    services=["moodle_mobile_app"],
)
async def start_attempt(ctx: CallContext, quizid: int, preflightdata: Said, forcenew: bool) -> dict[str, Any]:
    """Begin an attempt at a quiz."""
    if await ctx.read(lambda ctx: starting.settle(ctx, entering.enter(ctx, quizid))):
        raise CodedError("attemptalreadyclosed", "quiz")

    def start(ctx: CallContext) -> dict[str, Any]:
        row, reasons = starting.start(ctx, entering.enter(ctx, quizid), answers(preflightdata), force=forcenew)
        return {"attempt": row, "warnings": [warning("quiz", quizid, "1", reason) for reason in reasons]}

    return await ctx.write(start)


@function(
    "mod_quiz_get_attempt_data",
    READ,
    params={"attemptid": ATTEMPT_ID, "page": _PAGE, "preflightdata": SAID},
    returns=Struct(
        {
            "attempt": Struct(ATTEMPT, "the attempt"),
            "messages": List(Value(TEXT, "text"), "what is against attempting the quiz now"),
            "nextpage": Value(INT, "number of the next page, -1 for none"),
            "questions": QUESTIONS,
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/quiz:attempt"],
    services=["moodle_mobile_app"],
)
async def get_attempt_data(ctx: CallContext, attemptid: int, page: int, preflightdata: Said) -> dict[str, Any]:
    """Return a page of an attempt of the caller."""
    await ctx.read(attempting.settle, attemptid)

    def tell(ctx: CallContext) -> dict[str, Any]:
        attempt = attempting.go_on(ctx, attemptid, answers(preflightdata), page=page)
        return {
            "attempt": attempt.row,
            "messages": attempting.messages(ctx, attempt),
            "nextpage": page + 1 if page + 1 < len(attempt.layout.pages) else -1,
            "questions": asked.questions(ctx, attempt, _during(ctx, attempt), page),
            "warnings": [],
        }

    return await ctx.read(tell)


@function(
    "mod_quiz_get_attempt_summary",
    READ,
    params={"attemptid": ATTEMPT_ID, "preflightdata": SAID},
    returns=Struct(
        {
            "questions": QUESTIONS,
            "totalunanswered": Value(INT, "number of questions without a complete answer", optional=True),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/quiz:attempt"],
    services=["moodle_mobile_app"],
)
async def get_attempt_summary(ctx: CallContext, attemptid: int, preflightdata: Said) -> dict[str, Any]:
    """Return how far an attempt of the caller is."""
    await ctx.read(attempting.settle, attemptid)

    def tell(ctx: CallContext) -> dict[str, Any]:
        attempt = attempting.go_on(ctx, attemptid, answers(preflightdata), overdue=True)
        found = asked.questions(ctx, attempt, _during(ctx, attempt))
        return {"questions": found, "totalunanswered": attempt.unanswered, "warnings": []}

    return await ctx.read(tell)


@function(
    "mod_quiz_save_attempt",
    WRITE,
    params={"attemptid": ATTEMPT_ID, "data": List(_PAIR, "the fields of the form"), "preflightdata": SAID},
    returns=SEEN,
    capabilities=["mod/quiz:attempt"],
    services=["moodle_mobile_app"],
)
async def save_attempt(ctx: CallContext, attemptid: int, data: Said, preflightdata: Said) -> dict[str, Any]:
    """Keep answers for the time being, while somebody goes on with an attempt."""
    await ctx.read(attempting.settle, attemptid)

    def save(ctx: CallContext) -> None:
        attempt = attempting.go_on(ctx, attemptid, answers(preflightdata))
        attempt.change(timemodifiedoffline=ctx.now)
        attempt.autosave(Form(data))

    await ctx.write(save)
    return {"status": True, "warnings": []}


@function(
    "mod_quiz_process_attempt",
    WRITE,
    params={
        "attemptid": ATTEMPT_ID,
        "data": List(_PAIR, "the fields of the form", default=[]),
        "finishattempt": Value(BOOL, "whether the attempt is handed in", default=False),
        "timeup": Value(BOOL, "whether the time is over by the clock of the client", default=False),
        "preflightdata": SAID,
    },
    returns=Struct({"state": Value(ALPHANUMEXT, "state of the attempt then"), "warnings": warnings()}),
    capabilities=["mod/quiz:attempt"],
    services=["moodle_mobile_app"],
)
def process_attempt(ctx: CallContext, attemptid: int, data: Said, finishattempt: bool, timeup: bool, preflightdata: Said) -> dict[str, Any]:
    """Take the answers of a form, and hand the attempt in if that is wanted."""
    attempt = attempting.go_on(ctx, attemptid, answers(preflightdata), rules_hold=False, overdue=True)
    attempt.change(timemodifiedoffline=ctx.now)
    return {"state": attempt.process(Form(data), finish=finishattempt, time_up=timeup), "warnings": []}


@function(
    "mod_quiz_view_attempt",
    WRITE,
    params={"attemptid": ATTEMPT_ID, "page": _PAGE, "preflightdata": SAID},
    returns=SEEN,
    capabilities=["mod/quiz:attempt"],
    services=["moodle_mobile_app"],
)
async def view_attempt(ctx: CallContext, attemptid: int, page: int, preflightdata: Said) -> dict[str, Any]:
    """Note that the caller looks at a page of an attempt."""
    await ctx.read(attempting.settle, attemptid)

    def view(ctx: CallContext) -> None:
        attempt = attempting.go_on(ctx, attemptid, answers(preflightdata), page=page)
        events.note(attempt, events.VIEWED)
        attempt.change(currentpage=page)

    await ctx.write(view)
    return {"status": True, "warnings": []}


@function(
    "mod_quiz_view_attempt_summary",
    WRITE,
    params={"attemptid": ATTEMPT_ID, "preflightdata": SAID},
    returns=SEEN,
    capabilities=["mod/quiz:attempt"],
    services=["moodle_mobile_app"],
)
async def view_attempt_summary(ctx: CallContext, attemptid: int, preflightdata: Said) -> dict[str, Any]:
    """Note that the caller looks at how far an attempt is."""
    await ctx.read(attempting.settle, attemptid)

    def view(ctx: CallContext) -> None:
        attempt = attempting.go_on(ctx, attemptid, answers(preflightdata), overdue=True)
        events.note(attempt, events.SUMMARY_VIEWED)

    await ctx.write(view)
    return {"status": True, "warnings": []}


def _during(ctx: CallContext, attempt: Attempt) -> Any:
    """What is shown while an attempt is made."""
    return reviewing.during(ctx, attempt.quiz.row, attempt.row, attempt.context).display
