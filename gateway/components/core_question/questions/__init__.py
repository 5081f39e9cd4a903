"""The types of questions, a module each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gateway.components.core_question.definitions import Definition
from gateway.components.core_question.questions.base import Field, Question, Response
from gateway.components.core_question.questions.description import DescriptionItem, Unknown
from gateway.components.core_question.questions.essay import Essay
from gateway.components.core_question.questions.match import Match
from gateway.components.core_question.questions.multichoice import multiple_choice
from gateway.components.core_question.questions.numerical import Numerical
from gateway.components.core_question.questions.shortanswer import ShortAnswer
from gateway.components.core_question.questions.truefalse import TrueOrFalse

__all__ = ["Field", "Question", "Response", "question"]

_TYPES: Mapping[str, Callable[[Definition], Question]] = {
    "description": DescriptionItem,
    "essay": Essay,
    "match": Match,
    "multichoice": multiple_choice,
    "numerical": Numerical,
    "shortanswer": ShortAnswer,
    "truefalse": TrueOrFalse,
}


def question(definition: Definition) -> Question:
    """A question of its type."""
    return _TYPES.get(definition.row["qtype"], Unknown)(definition)
