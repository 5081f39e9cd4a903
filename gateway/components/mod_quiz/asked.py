"""The questions of an attempt as clients are told of them."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.api.php import phpjson
from gateway.components.core_question import answer_files, rendering
from gateway.components.core_question.attempts import QuestionAttempt
from gateway.components.core_question.behaviours import behaviour
from gateway.components.core_question.display import Display, Marks
from gateway.components.core_question.texts import Texts
from gateway.components.mod_quiz.attempt import Attempt

__all__ = ["mark_text", "questions"]


def questions(ctx: CallContext, attempt: Attempt, display: Display, page: int | None = None) -> list[dict[str, Any]]:
    """The questions of a page, or of all, as far as ``display`` shows them and the caller may see their page."""
    layout = attempt.layout
    slots = layout.slots if page is None else layout.pages[page] if 0 <= page < len(layout.pages) else []
    shown = [slot for slot in slots if attempt.may_see_page(layout.page_of[slot], next_too=False)]
    texts = Texts(ctx, attempt.usage.id)
    return [_question(ctx, attempt, attempt.usage.attempts[slot], display, texts) for slot in shown]


def mark_text(mark: float | None, display: Display) -> str:
    """A mark as text, empty for none."""
    return "" if mark is None else f"{mark:.{display.mark_places}f}"


def _question(ctx: CallContext, attempt: Attempt, asked: QuestionAttempt, display: Display, texts: Texts) -> dict[str, Any]:
    """One question."""
    number, question = attempt.layout.called[asked.slot], asked.question
    blocked = attempt.is_blocked(asked)
    settings = question.settings()
    found: dict[str, Any] = {
        "slot": asked.slot,
        "type": question.type,
        "page": attempt.layout.page_of[asked.slot],
        "questionnumber": number,
        "html": rendering.blocked(asked, number) if blocked else rendering.rendered(ctx, attempt.usage, asked, display, number, texts),
        "responsefileareas": answer_files.results(ctx, attempt.usage.contextid, asked),
        "sequencecheck": asked.sequence_check,
        "lastactiontime": asked.last.time,
        "hasautosavedstep": asked.autosaved is not None,
        "flagged": asked.flagged,
        "settings": phpjson.write(dict(settings)).decode() if settings else None,
    }
    if number.isdecimal():
        found["number"] = int(number)
    if question.row["length"]:
        if display.correctness and asked.has_marks:
            found["state"] = asked.state.value
        found["stateclass"] = asked.state.style(correctness=display.correctness)
        found["status"] = behaviour(asked.behaviour).label(asked, correctness=display.correctness)
        found["blockedbyprevious"] = blocked
    if display.marks >= Marks.HIGHEST:
        found["maxmark"] = asked.maxmark
    if display.marks is Marks.BOTH:
        found["mark"] = mark_text(asked.mark, display)
    return found
