"""The behaviours of questions, a module each: how attempts at them go."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.components.core_question.behaviours.adaptive import Adaptive, AdaptiveWithoutPenalties
from gateway.components.core_question.behaviours.base import Behaviour, Saving
from gateway.components.core_question.behaviours.deferred import DeferredFeedback
from gateway.components.core_question.behaviours.immediate import ImmediateFeedback
from gateway.components.core_question.behaviours.information import InformationItem
from gateway.components.core_question.behaviours.interactive import Interactive
from gateway.components.core_question.behaviours.manual import ManuallyGraded
from gateway.components.core_question.questions import Question

__all__ = ["Behaviour", "Interactive", "Saving", "behaviour", "chosen"]

_BEHAVIOURS: Mapping[str, Behaviour] = {
    each.name: each
    for each in (
        Adaptive(),
        AdaptiveWithoutPenalties(),
        DeferredFeedback(),
        ImmediateFeedback(),
        InformationItem(),
        Interactive(),
        ManuallyGraded(),
    )
}
# Behaviours that are not built: what comes closest to each. The name that is stored stays what it is.
_CLOSEST = {"deferredcbm": "deferredfeedback", "immediatecbm": "immediatefeedback", "interactivecountback": "interactive"}


def behaviour(name: str) -> Behaviour:
    """The behaviour of that name; deferred feedback for a name that is not known."""
    return _BEHAVIOURS.get(_CLOSEST.get(name, name)) or _BEHAVIOURS["deferredfeedback"]


def chosen(question: Question, preferred: str) -> Behaviour:
    """The behaviour of attempts at a question where another one is preferred: what cannot be graded by itself has its own."""
    return behaviour(question.behaviour or preferred)
