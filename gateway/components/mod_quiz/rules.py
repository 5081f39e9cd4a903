"""The access rules of a quiz: who may attempt it when, and from which address."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gateway.api import CallContext
from gateway.api.access import has, matches
from gateway.components.mod_quiz.attempts import EnteredQuiz

__all__ = ["active", "descriptions", "reasons"]

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class _Rule(NamedTuple):
    """An access rule: its name, whether a quiz has it, its description, and the reason for which it prevents an attempt now."""

    name: str
    holds: Callable[[CallContext, EnteredQuiz], object]
    text: Callable[[EnteredQuiz], str] | None = None
    reason: Callable[[CallContext, EnteredQuiz], str] | None = None


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


# In the order of the reference, which is that of the names.
_RULES = (
    _Rule("quizaccess_delaybetweenattempts", lambda _, entered: entered.row["delay1"] or entered.row["delay2"]),
    _Rule("quizaccess_ipaddress", lambda _, entered: entered.row["subnet"], reason=_wrong_address),
    _Rule(
        "quizaccess_numattempts", lambda _, entered: entered.row["attempts"], lambda entered: f"Attempts allowed: {entered.row['attempts']}"
    ),
    _Rule("quizaccess_offlineattempts", lambda _, entered: entered.row["allowofflineattempts"]),
    _Rule("quizaccess_openclosedate", lambda *_: True, reason=_outside_of_open_time),
    _Rule("quizaccess_password", lambda _, entered: entered.row["password"], lambda _: "The quiz asks for a password."),
    _Rule("quizaccess_securewindow", lambda _, entered: entered.row["browsersecurity"] == "securewindow"),
    _Rule(
        "quizaccess_timelimit",
        lambda ctx, entered: entered.row["timelimit"] and not _ignores_time_limits(ctx, entered),
        lambda entered: f"Time limit: {_duration(entered.row['timelimit'])}",
    ),
)


def active(ctx: CallContext, quiz: EnteredQuiz) -> list[str]:
    """The names of the access rules that apply to the caller."""
    return [rule.name for rule in _RULES if rule.holds(ctx, quiz)]


def descriptions(ctx: CallContext, quiz: EnteredQuiz) -> list[str]:
    """The descriptions, shown before an attempt, of the access rules that apply to the caller."""
    return [rule.text(quiz) for rule in _RULES if rule.text and rule.holds(ctx, quiz)]


def reasons(ctx: CallContext, quiz: EnteredQuiz) -> list[str]:
    """The reasons for which access rules prevent an attempt by the caller now."""
    found = (rule.reason(ctx, quiz) for rule in _RULES if rule.reason and rule.holds(ctx, quiz))
    return [reason for reason in found if reason]
