"""Short answers: texts that are compared with patterns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from gateway.components.core_question.definitions import Definition, Row
from gateway.components.core_question.questions.base import Field, Question, Response
from gateway.components.core_question.tables import question_answers

__all__ = ["ShortAnswer"]

# An asterisk that no backslash precedes stands for any text.
_ASTERISK = re.compile(r"(?<!\\)\*")
_RIGHT = 0.999999


class ShortAnswer(Question):
    """A question that is answered with a word or two."""

    def __init__(self, definition: Definition) -> None:
        """The answers count in their order."""
        super().__init__(definition)
        self.answers = definition.of(question_answers)

    def fields(self) -> Mapping[str, Field]:
        """The text."""
        return {"answer": Field.LINE}

    def is_complete(self, response: Response) -> bool:
        """Whether there is a text."""
        return response.get("answer", "") != ""

    def answer(self, response: Response) -> Row | None:
        """The first answer whose pattern the text fits."""
        text = response.get("answer")
        if text is None:
            return None
        exactly = bool(self.options.get("usecase"))
        return next((row for row in self.answers if _fits(text, row["answer"] or "", exactly)), None)

    def worth(self, response: Response) -> float:
        """What the answer is worth that the text fits."""
        found = self.answer(response)
        return float(found["fraction"]) if found is not None else 0.0

    def problem(self, response: Response) -> str:
        """That there is no text."""
        return "" if self.is_gradable(response) else "Please enter an answer."

    def correct_response(self) -> Response | None:
        """The first answer that is worth the whole mark, without what stands for any text."""
        right = next((row for row in self.answers if row["fraction"] > _RIGHT), None)
        return None if right is None else {"answer": _without_patterns(right["answer"] or "")}


def _fits(text: str, pattern: str, exactly: bool) -> bool:
    """Whether a text fits a pattern with asterisks: its parts are looked for one after the other, so that no pattern takes long."""
    text, *parts = (_composed(part) if exactly else _composed(part).lower() for part in (text.strip(), *_ASTERISK.split(pattern)))
    first, *others = [part.replace("\\*", "*") for part in parts]
    if not others:
        return text == first
    *middle, last = others
    at, end = len(first), len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last) or at > end:
        return False
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _composed(text: str) -> str:
    """A text whose letters and accents are one character where there is one."""
    return unicodedata.normalize("NFC", text)


def _without_patterns(pattern: str) -> str:
    """A text that fits a pattern."""
    parts = (part.strip() for part in _ASTERISK.split(pattern))
    return " ".join(part for part in parts if part).replace("\\*", "*")
