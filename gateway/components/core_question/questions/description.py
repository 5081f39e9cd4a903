"""Descriptions: texts between the questions, and questions of types that are not known here."""

from __future__ import annotations

from typing import ClassVar

from gateway.components.core_question.questions.base import Question, Response

__all__ = ["DescriptionItem", "Unknown"]


class DescriptionItem(Question):
    """A text that asks nothing."""

    graded_by_itself: ClassVar[bool] = False
    behaviour: ClassVar[str | None] = "informationitem"

    def summary(self) -> str | None:
        """None: there is nothing that could be answered."""
        return None


class Unknown(Question):
    """A question of a type that is not known here: it is shown, and cannot be answered."""

    def is_same(self, before: Response, after: Response) -> bool:
        """True: there is nothing that could differ."""
        return True

    def worth(self, response: Response) -> float:
        """Nothing."""
        return 0.0
