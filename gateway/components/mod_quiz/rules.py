"""The rules that decide who may attempt a quiz when, and from where."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gateway.api import CallContext
from gateway.api.access import matches
from gateway.components.mod_quiz.attempts import Quiz

__all__ = ["active", "described", "reasons"]

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class _Rule(NamedTuple):
    """A rule: its name, whether a quiz has it, what people are told of it, and what keeps them from an attempt now."""

    name: str
    holds: Callable[[CallContext, Quiz], object]
    text: Callable[[Quiz], str] | None = None
    reason: Callable[[CallContext, Quiz], str] | None = None


def _duration(seconds: int) -> str:
    """A length of time in words, the two largest units of it."""
    words = []
    for size, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "min"), (1, "sec")):
        number, seconds = divmod(seconds, size)
        if number:
            words.append(f"{number} {name}{'s' if number != 1 else ''}")
    return " ".join(words[:2])


def _outside_of_its_time(ctx: CallContext, place: Quiz) -> str:
    row = place.row
    grace = row["graceperiod"] if row["overduehandling"] == "graceperiod" else 0
    closed = row["timeclose"] and ctx.now > row["timeclose"] + grace
    return "This quiz cannot be attempted now." if ctx.now < row["timeopen"] or closed else ""


def _elsewhere(ctx: CallContext, place: Quiz) -> str:
    return "" if matches(ctx.actor.address or "", place.row["subnet"]) else "This quiz cannot be attempted from your address."


# In the order in which the reference has them: that of their names.
_RULES = (
    _Rule("quizaccess_delaybetweenattempts", lambda _, place: place.row["delay1"] or place.row["delay2"]),
    _Rule("quizaccess_ipaddress", lambda _, place: place.row["subnet"], reason=_elsewhere),
    _Rule("quizaccess_numattempts", lambda _, place: place.row["attempts"], lambda place: f"Attempts allowed: {place.row['attempts']}"),
    _Rule("quizaccess_offlineattempts", lambda _, place: place.row["allowofflineattempts"]),
    _Rule("quizaccess_openclosedate", lambda *_: True, reason=_outside_of_its_time),
    _Rule("quizaccess_password", lambda _, place: place.row["password"], lambda _: "The quiz asks for a password."),
    _Rule("quizaccess_securewindow", lambda _, place: place.row["browsersecurity"] == "securewindow"),
    _Rule(
        "quizaccess_timelimit",
        lambda ctx, place: place.row["timelimit"] and not ctx.has("mod/quiz:ignoretimelimits", place.context),
        lambda place: f"Time limit: {_duration(place.row['timelimit'])}",
    ),
)


def active(ctx: CallContext, place: Quiz) -> list[str]:
    """The names of the rules that a quiz has for the caller."""
    return [rule.name for rule in _RULES if rule.holds(ctx, place)]


def described(ctx: CallContext, place: Quiz) -> list[str]:
    """What people are told of these rules before an attempt."""
    return [rule.text(place) for rule in _RULES if rule.text and rule.holds(ctx, place)]


def reasons(ctx: CallContext, place: Quiz) -> list[str]:
    """What keeps the caller from an attempt now."""
    found = (rule.reason(ctx, place) for rule in _RULES if rule.reason and rule.holds(ctx, place))
    return [reason for reason in found if reason]
