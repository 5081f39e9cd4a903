"""The access rules of a quiz: who may attempt it when, how often, for how long, from which address, and after which question."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gateway.api import CallContext, caller_zone, date_text
from gateway.api.access import has, matches
from gateway.components.mod_quiz.entering import EnteredQuiz

__all__ = ["active", "descriptions", "end_of", "is_finished", "new_attempt_reasons", "problems", "questions_asked", "reasons"]

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_DATE = "%A, %d %B %Y, %I:%M %p"

Attempt = Mapping[Any, Any]


class Before(NamedTuple):
    """The attempts that somebody has made: how many, and the last one."""

    number: int
    last: Attempt | None


class _Rule(NamedTuple):
    """An access rule: its name and whether a quiz has it; all else is optional.

    ``text`` is its description; ``reason`` the one for which it prevents an attempt now, ``new`` the one for which it prevents a
    further attempt after others; ``over`` says that there will be no further attempt; ``end`` is when an attempt must end;
    ``asks`` says whether people are asked something before they begin or go on with an attempt (None: a new one), and ``problem`` is
    the code of what is wrong with what they say.
    """

    name: str
    holds: Callable[[CallContext, EnteredQuiz], object]
    text: Callable[[EnteredQuiz], str] | None = None
    reason: Callable[[CallContext, EnteredQuiz], str] | None = None
    new: Callable[[CallContext, EnteredQuiz, Before], str] | None = None
    over: Callable[[CallContext, EnteredQuiz, Before], bool] | None = None
    end: Callable[[EnteredQuiz, Attempt], int | None] | None = None
    asks: Callable[[Attempt | None], bool] | None = None
    problem: Callable[[EnteredQuiz, Mapping[str, str]], str] | None = None


def _duration(seconds: int) -> str:
    """A length of time in words, in its two largest units."""
    words = []
    for size, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "min"), (1, "sec")):
        number, seconds = divmod(seconds, size)
        if number:
            words.append(f"{number} {name}{'s' if number != 1 else ''}")
    return " ".join(words[:2])


def _outside_of_open_time(ctx: CallContext, entered: EnteredQuiz) -> str:
    row = entered.row
    grace = row["graceperiod"] if row["overduehandling"] == "graceperiod" else 0
    closed = row["timeclose"] and ctx.now > row["timeclose"] + grace
    return "This quiz cannot be attempted now." if ctx.now < row["timeopen"] or closed else ""


def _wrong_address(ctx: CallContext, entered: EnteredQuiz) -> str:
    return "" if matches(ctx.actor.address or "", entered.row["subnet"]) else "This quiz cannot be attempted from your address."


def _ignores_time_limits(ctx: CallContext, entered: EnteredQuiz) -> bool:
    """Whether the time limit is not for the caller, by a role: administrators obey it as others do."""
    return has(ctx.site, ctx.subject, entered.context, "mod/quiz:ignoretimelimits", doanything=False)


def _next_start(entered: EnteredQuiz, before: Before) -> int:
    """When the next attempt may begin, by the delays between attempts; 0 for any time."""
    row, last = entered.row, before.last
    if not before.number or last is None:
        return 0
    ended = last["timefinish"]
    if row["timelimit"]:
        ended = min(ended, last["timestart"] + row["timelimit"])
    delay = row["delay1"] if before.number == 1 else row["delay2"]
    return int(ended + delay) if delay else 0


def _must_wait(ctx: CallContext, entered: EnteredQuiz, before: Before) -> str:
    row = entered.row
    if (row["attempts"] and before.number >= row["attempts"]) or (row["timeclose"] and ctx.now > row["timeclose"]):
        return ""  # other rules say that there are no more attempts
    begins = _next_start(entered, before)
    if ctx.now >= begins:
        return ""
    if row["timeclose"] and begins > row["timeclose"]:
        return "The quiz closes before you may begin another attempt."
    return f"You may begin another attempt from {date_text(begins, _DATE, caller_zone(ctx))} on."


def _waits_beyond_end(ctx: CallContext, entered: EnteredQuiz, before: Before) -> bool:
    begins = _next_start(entered, before)
    return bool(ctx.now <= begins and entered.row["timeclose"] and begins >= entered.row["timeclose"])


def _has_no_more(_: CallContext, entered: EnteredQuiz, before: Before) -> bool:
    return bool(before.number >= entered.row["attempts"])


def _no_more(ctx: CallContext, entered: EnteredQuiz, before: Before) -> str:
    return "You have made all attempts that you may make." if _has_no_more(ctx, entered, before) else ""


def _wrong_password(entered: EnteredQuiz, said: Mapping[str, str]) -> str:
    given, wanted = (text.encode("utf-8", "surrogatepass") for text in (said.get("quizpassword", ""), entered.row["password"]))
    return "" if hmac.compare_digest(given, wanted) else "passworderror"


# In the order of the reference, which is that of the names.
_RULES = (
    _Rule(
        "quizaccess_delaybetweenattempts",
        lambda _, entered: entered.row["delay1"] or entered.row["delay2"],
        new=_must_wait,
        over=_waits_beyond_end,
    ),
    _Rule("quizaccess_ipaddress", lambda _, entered: entered.row["subnet"], reason=_wrong_address),
    _Rule(
        "quizaccess_numattempts",
        lambda _, entered: entered.row["attempts"],
        text=lambda entered: f"Attempts allowed: {entered.row['attempts']}",
        new=_no_more,
        over=_has_no_more,
    ),
    _Rule(
        "quizaccess_offlineattempts",
        lambda _, entered: entered.row["allowofflineattempts"],
        asks=lambda attempt: bool(attempt is not None and attempt["timemodifiedoffline"]),
        problem=lambda _, said: "" if said.get("confirmdatasaved", "") not in ("", "0") else "mustbesubmittedbefore",
    ),
    _Rule(
        "quizaccess_openclosedate",
        lambda *_: True,
        reason=_outside_of_open_time,
        over=lambda ctx, entered, _: bool(entered.row["timeclose"] and ctx.now > entered.row["timeclose"]),
        end=lambda entered, _: entered.row["timeclose"] or None,
    ),
    _Rule(
        "quizaccess_password",
        lambda _, entered: entered.row["password"],
        text=lambda _: "The quiz asks for a password.",
        asks=lambda _: True,
        problem=_wrong_password,
    ),
    _Rule("quizaccess_securewindow", lambda _, entered: entered.row["browsersecurity"] == "securewindow"),
    _Rule(
        "quizaccess_timelimit",
        lambda ctx, entered: entered.row["timelimit"] and not _ignores_time_limits(ctx, entered),
        text=lambda entered: f"Time limit: {_duration(entered.row['timelimit'])}",
        end=lambda entered, attempt: attempt["timestart"] + entered.row["timelimit"],
        asks=lambda attempt: attempt is None,
    ),
)


def active(ctx: CallContext, quiz: EnteredQuiz) -> list[str]:
    """The names of the access rules that apply to the caller."""
    return [rule.name for rule in _RULES if rule.holds(ctx, quiz)]


def descriptions(ctx: CallContext, quiz: EnteredQuiz) -> list[str]:
    """The descriptions, shown before an attempt, of the access rules that apply to the caller."""
    return [rule.text(quiz) for rule in _holding(ctx, quiz) if rule.text]


def reasons(ctx: CallContext, quiz: EnteredQuiz) -> list[str]:
    """The reasons for which access rules prevent an attempt by the caller now."""
    found = (rule.reason(ctx, quiz) for rule in _holding(ctx, quiz) if rule.reason)
    return [reason for reason in found if reason]


def new_attempt_reasons(ctx: CallContext, quiz: EnteredQuiz, number: int, last: Attempt | None) -> list[str]:
    """The reasons for which the caller may not begin a further attempt after ``number`` attempts, of which ``last`` is the last."""
    found = (rule.new(ctx, quiz, Before(number, last)) for rule in _holding(ctx, quiz) if rule.new)
    return [reason for reason in found if reason]


def is_finished(ctx: CallContext, quiz: EnteredQuiz, number: int, last: Attempt | None) -> bool:
    """Whether the caller, after ``number`` attempts, will not be able to make another one at any time."""
    return any(rule.over(ctx, quiz, Before(number, last)) for rule in _holding(ctx, quiz) if rule.over)


def end_of(ctx: CallContext, quiz: EnteredQuiz, attempt: Attempt) -> int | None:
    """When an attempt must end at the latest, in Unix seconds; None for never."""
    ends = [end for rule in _holding(ctx, quiz) if rule.end and (end := rule.end(quiz, attempt)) is not None]
    return min(ends, default=None)


def questions_asked(ctx: CallContext, quiz: EnteredQuiz, attempt: Attempt | None) -> bool:
    """Whether people are asked something before they begin an attempt (None) or go on with one."""
    return any(rule.asks(attempt) for rule in _holding(ctx, quiz) if rule.asks)


def problems(ctx: CallContext, quiz: EnteredQuiz, attempt: Attempt | None, said: Mapping[str, str]) -> list[str]:
    """The codes of what is wrong with what somebody says who is asked something before an attempt."""
    asking = (rule for rule in _holding(ctx, quiz) if rule.asks and rule.asks(attempt) and rule.problem)
    found = (rule.problem(quiz, said) for rule in asking if rule.problem)
    return [problem for problem in found if problem]


def _holding(ctx: CallContext, quiz: EnteredQuiz) -> list[_Rule]:
    """The rules that a quiz has for the caller."""
    return [rule for rule in _RULES if rule.holds(ctx, quiz)]
