"""Multiple choice, with one answer or several."""

from __future__ import annotations

import random
from collections.abc import Mapping

from gateway.components.core_question.definitions import Definition, Row
from gateway.components.core_question.questions.base import Field, Question, Response, same
from gateway.components.core_question.tables import question_answers
from gateway.components.core_question.texts import plain

__all__ = ["MultipleChoice", "MultipleChoices", "multiple_choice"]

# The value that stands for no choice at all, and the layout of a question that names none: one below the other.
_CLEARED, _VERTICAL = "-1", 1


class _Choices(Question):
    """The choices of a question in the order of an attempt."""

    def __init__(self, definition: Definition) -> None:
        super().__init__(definition)
        self.answers: Mapping[int, Row] = {row["id"]: row for row in definition.of(question_answers)}
        self.order: list[int] = list(self.answers)

    def begin(self, chance: random.Random, *, shuffle: bool) -> dict[str, str]:
        """The order of the choices."""
        order = list(self.answers)
        if shuffle and self.options.get("shuffleanswers", 1):
            chance.shuffle(order)
        return {"_order": ",".join(map(str, order))}

    def arrange(self, first: Response) -> None:
        """Take over the order; choices that were deleted since are left out."""
        if first.get("_order"):
            self.order = [int(part) for part in first["_order"].split(",") if part.isdecimal() and int(part) in self.answers]

    def summary(self) -> str:
        """The question with its choices."""
        return f"{self.text}: {'; '.join(self.choice(number) for number in range(len(self.order)))}"

    def choice(self, number: int) -> str:
        """A choice, by its place in the order, in plain text."""
        row = self.answers[self.order[number]]
        return plain(row["answer"], row["answerformat"]).strip()

    def answer(self, number: int) -> Row:
        """The answer at a place in the order."""
        return self.answers[self.order[number]]

    def chosen(self, response: Response) -> list[int]:
        """The places of the choices of an answer."""
        raise NotImplementedError

    def is_complete(self, response: Response) -> bool:
        """Whether something was chosen."""
        return bool(self.chosen(response))

    def response_summary(self, response: Response) -> str | None:
        """What was chosen."""
        return "; ".join(self.choice(number) for number in self.chosen(response)) or None

    def settings(self) -> Mapping[str, object]:
        """The options of the type."""
        layout = self.options.get("layout")
        return {
            "shuffleanswers": str(self.options.get("shuffleanswers", 1)),
            "answernumbering": self.options.get("answernumbering", "abc"),
            "showstandardinstruction": str(self.options.get("showstandardinstruction", 0)),
            "layout": str(layout) if layout else _VERTICAL,
        }


class MultipleChoice(_Choices):
    """A question of which one answer is chosen."""

    def __init__(self, definition: Definition) -> None:
        """The worst answer may cost marks."""
        super().__init__(definition)
        self.least = min([0.0, *(float(row["fraction"]) for row in self.answers.values())])

    def fields(self) -> Mapping[str, Field]:
        """The place of the choice."""
        return {"answer": Field.INTEGER}

    def chosen(self, response: Response) -> list[int]:
        """The place of the choice, if there is one."""
        value = response.get("answer", "")
        return [int(value)] if value.isdecimal() and int(value) < len(self.order) else []

    def is_complete(self, response: Response) -> bool:
        """Whether a choice was made."""
        return response.get("answer", "") not in ("", _CLEARED)

    def is_same(self, before: Response, after: Response) -> bool:
        """Whether the same was chosen; to choose nothing is something else than not to answer."""
        return before.get("answer") == after.get("answer")

    def worth(self, response: Response) -> float:
        """What the choice is worth."""
        return sum(float(self.answer(number)["fraction"]) for number in self.chosen(response))

    def correct_response(self) -> Response | None:
        """The first choice that is worth the whole mark."""
        return next(({"answer": str(at)} for at, id_ in enumerate(self.order) if self.answers[id_]["fraction"] > 0.999999), {})


class MultipleChoices(_Choices):
    """A question of which any number of answers is chosen."""

    def fields(self) -> Mapping[str, Field]:
        """A field for each choice."""
        return {f"choice{number}": Field.FLAG for number in range(len(self.order))}

    def chosen(self, response: Response) -> list[int]:
        """The places of the choices."""
        return [number for number in range(len(self.order)) if response.get(f"choice{number}", "0") not in ("", "0")]

    def is_same(self, before: Response, after: Response) -> bool:
        """Whether the same choices were made."""
        return all(same(before, after, name, "0") for name in self.fields())

    def worth(self, response: Response) -> float:
        """The sum of what the choices are worth, between nothing and the whole mark."""
        return min(max(0.0, sum(float(self.answer(number)["fraction"]) for number in self.chosen(response))), 1.0)

    def parts_right(self, response: Response) -> tuple[int, int]:
        """How many right choices were made, and how many there are."""
        right = [number for number in range(len(self.order)) if self.answer(number)["fraction"] > 0]
        return len(set(self.chosen(response)) & set(right)), len(right)

    def correct_response(self) -> Response:
        """All choices that are worth something."""
        return {f"choice{number}": "1" for number in range(len(self.order)) if self.answer(number)["fraction"] > 0}


def multiple_choice(definition: Definition) -> Question:
    """A question of one or of several answers, as its options say."""
    return MultipleChoice(definition) if definition.options.get("single") else MultipleChoices(definition)
