"""What every type of question is able to do: begin, take answers, judge them and tell of them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import ClassVar, Final

from gateway.components.core_question.definitions import Definition
from gateway.components.core_question.states import State, graded
from gateway.components.core_question.texts import plain

__all__ = ["Field", "Question", "Response", "same"]

Response = Mapping[str, str]
"""An answer: the values of the fields of a question, by name, as they were sent."""


class Field(Enum):
    """The kinds of fields in the form of a question, by how a value is cleaned."""

    INTEGER = "a whole number"
    FLAG = "1 or 0"
    LINE = "a text without space around it"
    TEXT = "a text of any kind"
    WORD = "letters, numbers, - and _"
    EDITOR = "a text, and a draft area with the files in it"
    FILES = "a draft area with files"


class Question:
    """A question of one type, for one attempt at it.

    What an attempt sets at its beginning, such as the order of the choices, is taken with ``arrange``; without it, it is as the
    teacher wrote it.
    """

    graded_by_itself: ClassVar[bool] = True
    """Whether answers are judged without a grader."""
    behaviour: ClassVar[str | None] = None
    """The behaviour that every attempt has, None for the one that the quiz prefers."""
    least: float = 0.0
    greatest: float = 1.0
    file_areas: ClassVar[Sequence[str]] = ()
    """The areas with files that people hand in with answers."""

    def __init__(self, definition: Definition) -> None:
        """``definition`` is the question as it is stored."""
        self.definition: Final = definition
        self.row: Final = definition.row
        self.options: Final = definition.options

    @property
    def type(self) -> str:
        """The name of the type."""
        return str(self.row["qtype"])

    @property
    def penalty(self) -> float:
        """The fraction of the mark that a wrong try costs."""
        return float(self.row["penalty"])

    @property
    def shows_parts_right(self) -> bool:
        """Whether people are told how many parts of their answer are right."""
        return bool(self.options.get("shownumcorrect"))

    def begin(self, chance: random.Random, *, shuffle: bool) -> dict[str, str]:
        """What an attempt sets at its beginning, by name; ``shuffle`` says whether the quiz has answers shuffled."""
        return {}

    def arrange(self, first: Response) -> None:
        """Take over what an attempt has set at its beginning."""

    def fields(self) -> Mapping[str, Field]:
        """The fields of an answer, by name."""
        return {}

    def is_complete(self, response: Response) -> bool:
        """Whether nothing lacks in an answer."""
        return False

    def is_gradable(self, response: Response) -> bool:
        """Whether there is enough of an answer to judge it at the end."""
        return self.is_complete(response)

    def is_same(self, before: Response, after: Response) -> bool:
        """Whether two answers say the same."""
        return all(same(before, after, name) for name in self.fields())

    def worth(self, response: Response) -> float:
        """The fraction of the mark that an answer is worth, possibly negative."""
        raise NotImplementedError(f"questions of the type {self.type} are not graded by themselves")

    def grade(self, response: Response) -> tuple[float, State]:
        """The fraction of the mark that an answer is worth, and the state that follows."""
        fraction = self.worth(response)
        return fraction, graded(fraction)

    def parts_right(self, response: Response) -> tuple[int, int] | None:
        """How many parts of an answer are right, and of how many; None for a question without parts."""
        return None

    def problem(self, response: Response) -> str:
        """What lacks in an answer, in words; empty if nothing does."""
        return ""

    def correct_response(self) -> Response | None:
        """An answer that is right, None if there is none."""
        return None

    def summary(self) -> str | None:
        """The question in plain text, with what it offers to choose from."""
        return self.text

    def response_summary(self, response: Response) -> str | None:
        """An answer in plain text, None if nothing was answered."""
        return response.get("answer")

    def right_summary(self) -> str | None:
        """The right answer in plain text, None if there is none."""
        right = self.correct_response()
        return None if right is None else self.response_summary(right)

    def settings(self) -> Mapping[str, object] | None:
        """What a client needs to show the question with controls of its own, None where it needs nothing."""
        return None

    @property
    def text(self) -> str:
        """The text of the question in plain text, without space around it."""
        return plain(self.row["questiontext"], self.row["questiontextformat"]).strip()


def same(before: Response, after: Response, name: str, blank: str = "") -> bool:
    """Whether two answers have the same value of that name; one that lacks counts as ``blank``."""
    return (before.get(name) or blank) == (after.get(name) or blank)
