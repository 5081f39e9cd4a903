"""The forms of questions as they are sent: the names of their fields say the usage, the slot and the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.api import ALPHANUMEXT, BOOL, INT, RAW, RAW_TRIMMED, CallContext, SiteData, clean
from gateway.api.php import to_int
from gateway.components.core_question import answer_files
from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.behaviours import Behaviour
from gateway.components.core_question.questions import Field

__all__ = ["Form"]

_TYPES = {
    Field.INTEGER: INT,
    Field.FLAG: BOOL,
    Field.LINE: RAW_TRIMMED,
    Field.TEXT: RAW,
    Field.WORD: ALPHANUMEXT,
    Field.EDITOR: RAW,
    Field.FILES: INT,
}
_SEQUENCE, _FLAGGED = ":sequencecheck", ":flagged"


class Form:
    """The values of a form by name; the last one of a name counts."""

    def __init__(self, values: Iterable[Mapping[str, Any]]) -> None:
        """``values`` are pairs of ``name`` and ``value``."""
        self._values = {entry["name"]: entry["value"] or "" for entry in values}

    @property
    def slots(self) -> set[int] | None:
        """The slots that the form is about, None for all."""
        named = self._values.get("slots")
        return None if named is None else {to_int(part) for part in named.split(",")}

    def sequence(self, attempt: QuestionAttempt) -> int | None:
        """The number of steps that the form knows of; None if it is not about a question."""
        value = self._values.get(attempt.prefix + _SEQUENCE)
        return None if value is None else to_int(value)

    def flag(self, attempt: QuestionAttempt) -> bool | None:
        """Whether a question is to be flagged; None if the form does not say."""
        value = self._values.get(attempt.prefix + _FLAGGED)
        return None if value is None else bool(to_int(value))

    def step(self, ctx: CallContext, attempt: QuestionAttempt, behaviour: Behaviour) -> Step:
        """The step that a form asks for, with what a question takes now; other values are left out."""
        actions, fields = behaviour.actions(attempt), behaviour.fields(attempt)
        wanted = {f"-{name}": kind for name, kind in actions.items()} | dict(fields)
        found = {name: value for name, kind in wanted.items() if (value := self._value(ctx.site, attempt.prefix + name, kind)) is not None}
        step = Step(data=found, time=ctx.now, userid=ctx.userid)
        for name, kind in fields.items():
            itemid = self._draft(attempt.prefix + name, kind)
            if itemid:
                answer_files.take(ctx, step, name, kind, itemid)
            elif kind is Field.FILES:
                step.data.pop(name, None)
        return step

    def _value(self, site: SiteData, name: str, kind: Field) -> str | None:
        """A value, cleaned, as text; None if the form does not have it."""
        value = self._values.get(name)
        if value is None:
            return None
        cleaned = clean(value, _TYPES[kind], site)
        return str(int(cleaned)) if isinstance(cleaned, bool) else str("" if cleaned is None else cleaned)

    def _draft(self, name: str, kind: Field) -> int:
        """The draft area of a field with files, 0 without."""
        if kind is Field.FILES:
            return to_int(self._values.get(name, ""))
        return to_int(self._values.get(f"{name}:itemid", "")) if kind is Field.EDITOR else 0
