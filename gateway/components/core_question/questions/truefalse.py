"""True or false."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.components.core_question.definitions import Definition, Row
from gateway.components.core_question.questions.base import Field, Question, Response
from gateway.components.core_question.tables import question_answers

__all__ = ["TrueOrFalse"]


class TrueOrFalse(Question):
    """A statement that is true or false."""

    def __init__(self, definition: Definition) -> None:
        """The answer that is worth marks is the right one."""
        super().__init__(definition)
        self.answers: Mapping[int, Row] = {row["id"]: row for row in definition.of(question_answers)}
        right = self.answers.get(self.options.get("trueanswer", 0))
        self.is_true = bool(right is not None and right["fraction"] > 0.5)

    def answer(self, response: Response) -> Row | None:
        """The stored answer that was given, for its feedback."""
        if not self.is_complete(response):
            return None
        return self.answers.get(self.options.get("trueanswer" if _says_true(response) else "falseanswer", 0))

    def fields(self) -> Mapping[str, Field]:
        """1 for true, 0 for false."""
        return {"answer": Field.INTEGER}

    def is_complete(self, response: Response) -> bool:
        """Whether one of the two was chosen."""
        return response.get("answer", "") != ""

    def worth(self, response: Response) -> float:
        """1 for the right answer."""
        return float(_says_true(response) == self.is_true)

    def correct_response(self) -> Response:
        """The right one of the two."""
        return {"answer": str(int(self.is_true))}

    def response_summary(self, response: Response) -> str | None:
        """True or false."""
        return ("True" if _says_true(response) else "False") if self.is_complete(response) else None


def _says_true(response: Response) -> bool:
    return response.get("answer", "0") != "0"
