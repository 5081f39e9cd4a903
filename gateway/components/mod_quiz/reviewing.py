"""What of an attempt at a quiz is shown to whom and when, by the quiz's review options."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum
from typing import Any

import msgspec

from gateway.api import CallContext, Context
from gateway.components.core_question.display import Display, Flags, Marks
from gateway.components.mod_quiz.overrides import Quiz

__all__ = ["Review", "combined", "during", "of_attempt", "phase_of", "shows_marks"]

# For how many seconds after an attempt the phase ``IMMEDIATELY_AFTER`` lasts.
_JUST = 120

Attempt = Mapping[Any, Any]


class Phase(IntEnum):
    """The phases of an attempt for which a quiz says what its owner may review, as bits of columns like ``reviewmarks``."""

    DURING = 0x10000
    IMMEDIATELY_AFTER = 0x01000
    LATER = 0x00100
    AFTER_CLOSE = 0x00010


class Review(msgspec.Struct, frozen=True):
    """What is shown: of the attempt at all, of its questions, and whether the feedback on the whole."""

    attempt: bool
    display: Display
    overall_feedback: bool


def phase_of(row: Quiz, attempt: Attempt, now: int) -> Phase:
    """The phase that an attempt is in now."""
    if attempt["state"] == "inprogress":
        return Phase.DURING
    if row["timeclose"] and now >= row["timeclose"]:
        return Phase.AFTER_CLOSE
    return Phase.IMMEDIATELY_AFTER if now < attempt["timefinish"] + _JUST else Phase.LATER


def shows_marks(row: Quiz, attempt: Attempt, now: int) -> bool:
    """Whether the quiz lets the owner of an attempt see its marks now."""
    return bool(row["reviewmarks"] & phase_of(row, attempt, now))


def _review(row: Quiz, phase: Phase, *, readonly: bool, flags: Flags) -> Review:
    """What the quiz shows in a phase."""

    def shown(what: str) -> bool:
        return bool(row[f"review{what}"] & phase)

    marks = Marks.BOTH if shown("marks") else Marks.HIGHEST if shown("maxmarks") else Marks.HIDDEN
    display = Display(
        correctness=shown("correctness"),
        marks=marks,
        feedback=shown("specificfeedback"),
        parts_right=shown("specificfeedback"),
        general_feedback=shown("generalfeedback"),
        right_answer=shown("rightanswer"),
        comment=shown("specificfeedback"),
        readonly=readonly,
        flags=flags,
        mark_places=row["decimalpoints"] if row["questiondecimalpoints"] == -1 else row["questiondecimalpoints"],
    )
    return Review(shown("attempt"), display, shown("overallfeedback"))


def during(ctx: CallContext, row: Quiz, attempt: Attempt, context: Context) -> Review:
    """What is shown while an attempt is made."""
    return _review(row, Phase.DURING, readonly=False, flags=_flags(ctx, attempt, context))


def of_attempt(ctx: CallContext, row: Quiz, attempt: Attempt, context: Context) -> Review:
    """What the caller is shown who reviews an attempt: who may see reports and hidden grades sees all of the attempts of others."""
    found = _review(row, phase_of(row, attempt, ctx.now), readonly=True, flags=_flags(ctx, attempt, context))
    if attempt["preview"]:
        return msgspec.structs.replace(found, attempt=True) if attempt["userid"] == ctx.userid else found
    display = found.display
    if attempt["state"] == "finished" and ctx.has("mod/quiz:grade", context):
        display = msgspec.structs.replace(display, comment=True)
    if not (ctx.has("mod/quiz:viewreports", context) and ctx.has("moodle/grade:viewhidden", context)):
        return msgspec.structs.replace(found, display=display)
    everything = msgspec.structs.replace(
        display,
        correctness=True,
        marks=Marks.BOTH,
        feedback=True,
        parts_right=True,
        general_feedback=True,
        right_answer=True,
        comment=True,
        history=True,
    )
    return Review(True, everything, True)


def combined(row: Quiz, attempts: Collection[Attempt], now: int) -> tuple[dict[str, int], dict[str, int]]:
    """What their owner is shown of any of these attempts, and what of all of them, by the names of the contract; nothing of none."""
    found = [_numbers(_review(row, phase_of(row, attempt, now), readonly=True, flags=Flags.HIDDEN)) for attempt in attempts]
    names = ("feedback", "generalfeedback", "rightanswer", "overallfeedback", "marks")
    some = {name: max((each[name] for each in found), default=0) for name in names}
    return some, {name: min((each[name] for each in found), default=0) for name in names}


def _numbers(review: Review) -> dict[str, int]:
    display = review.display
    return {
        "feedback": int(display.feedback),
        "generalfeedback": int(display.general_feedback),
        "rightanswer": int(display.right_answer),
        "overallfeedback": int(review.overall_feedback),
        "marks": int(display.marks),
    }


def _flags(ctx: CallContext, attempt: Attempt, context: Context) -> Flags:
    """What becomes of flags: their owner changes them, others see them."""
    if not ctx.has("moodle/question:flag", context):
        return Flags.HIDDEN
    return Flags.EDITABLE if attempt["userid"] == ctx.userid else Flags.SHOWN
