"""Numbers, with a tolerance and possibly with units."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from gateway.components.core_question.definitions import Definition, Row
from gateway.components.core_question.questions.base import Field, Question, Response
from gateway.components.core_question.tables import question_answers, question_numerical, question_numerical_units

__all__ = ["Numerical", "Units"]

_ANYTHING = "*"
_RIGHT = 0.999999
# The number of digits to which two numbers are compared.
_EPSILON = 1e-14
_TEN = re.compile(r"(?:e|E|(?:x|\*|×)10(?:\^|\*\*))([+-]?\d+)")
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?"
_FIRST, _LAST = re.compile(_NUMBER), re.compile(_NUMBER + r"$")
# What a number this long says is not known to a float any more.
_LONGEST = 1000
# The decimal and the thousands separator of the language.
_POINT, _SEPARATOR = ".", ","


class Units(IntEnum):
    """How units are given: with the number, in fields of their own, or not at all (``showunits``)."""

    WITH_NUMBER = 0
    RADIO = 1
    SELECT = 2
    NONE = 3


class _Penalty(IntEnum):
    """What a wrong unit costs: nothing, a part of the mark of the answer, or of the whole mark (``unitgradingtype``)."""

    NONE = 0
    OF_ANSWER = 1
    OF_WHOLE = 2


class Given(NamedTuple):
    """The number of an answer, the unit with it, and the factor that makes it one of the first unit, None for a wrong unit."""

    number: float
    unit: str
    factor: float | None


class Numerical(Question):
    """A question that is answered with a number."""

    def __init__(self, definition: Definition) -> None:
        """Answers in their order, each with its tolerance."""
        super().__init__(definition)
        tolerances = {row["answer"]: row["tolerance"] for row in definition.of(question_numerical)}
        self.answers = [(row, _number(tolerances.get(row["id"], "0"))) for row in definition.of(question_answers)]
        self.units = {row["unit"]: float(row["multiplier"]) for row in definition.of(question_numerical_units)}
        self.shown = Units(self.options.get("showunits", Units.NONE)) if self.options.get("showunits", 3) in range(4) else Units.NONE

    def begin(self, chance: random.Random, *, shuffle: bool) -> dict[str, str]:
        """The separators that people write numbers with."""
        return {"_separators": f"{_POINT}${_SEPARATOR}"}

    @property
    def has_unit_field(self) -> bool:
        """Whether the unit has a field of its own."""
        return self.shown in (Units.RADIO, Units.SELECT)

    def fields(self) -> Mapping[str, Field]:
        """The number, and the unit where it has a field of its own."""
        return {"answer": Field.LINE, **({"unit": Field.LINE} if self.has_unit_field else {})}

    def is_gradable(self, response: Response) -> bool:
        """Whether there is any text."""
        return response.get("answer", "") != ""

    def is_complete(self, response: Response) -> bool:
        """Whether the text is a number, with the unit where one is asked for and without where none is."""
        given = self.given(response)
        if given is None:
            return False
        if self.has_unit_field:
            return bool(response.get("unit"))
        return self.shown is Units.WITH_NUMBER or not given.unit

    def problem(self, response: Response) -> str:
        """That there is no number, or no unit or one too many."""
        if not self.is_gradable(response):
            return "Please enter an answer."
        if self.given(response) is None:
            return "Please enter a number."
        if not self.is_complete(response):
            return "Please choose a unit." if self.has_unit_field else "Please enter a number without a unit."
        return ""

    def given(self, response: Response) -> Given | None:
        """The number of an answer; None if it is none."""
        text = response.get("answer", "").replace(" ", "")[:_LONGEST]
        text = _TEN.sub(r"e\1", text)
        text = text.replace(_SEPARATOR, "" if "." in text or text.count(_SEPARATOR) > 1 else ".")
        before = bool(self.options.get("unitsleft"))
        found = _LAST.search(text) if before else _FIRST.match(text)
        if found is None:
            return None
        unit = response.get("unit", "") if self.has_unit_field else (text[: found.start()] if before else text[found.end() :])
        factor = self.units.get(unit)
        return Given(float(found[0]), unit, 1 / factor if factor else None)

    def answer(self, response: Response) -> Row | None:
        """The first answer that the number is near enough to."""
        return self._judged(response)[0]

    def worth(self, response: Response) -> float:
        """What that answer is worth, less what a wrong unit costs."""
        found, right_unit = self._judged(response)
        if found is None:
            return 0.0
        fraction = float(found["fraction"])
        kind = self.options.get("unitgradingtype", _Penalty.NONE)
        if right_unit or kind == _Penalty.NONE:
            return fraction
        cost = float(self.options.get("unitpenalty", 0))
        return max(fraction - (cost * fraction if kind == _Penalty.OF_ANSWER else cost), 0.0)

    def _judged(self, response: Response) -> tuple[Row | None, bool]:
        """The answer that the number is near enough to, and whether the unit is right."""
        given = self.given(response)
        if given is None:
            return None, False
        for row, tolerance in self.answers:
            if given.factor is not None and _near(given.number * given.factor, row["answer"], tolerance):
                return row, True
            if _near(given.number, row["answer"], tolerance):
                return row, row["answer"] == _ANYTHING and given.factor is not None
        return None, False

    def correct_response(self) -> Response | None:
        """The first answer that is worth the whole mark, in the first unit."""
        right = next((row["answer"] for row, _ in self.answers if row["fraction"] > _RIGHT), None)
        if right is None:
            return None
        unit = next(iter(self.units), "")
        if self.has_unit_field:
            return {"answer": right, "unit": unit}
        if self.shown is Units.WITH_NUMBER and unit:
            return {"answer": f"{unit} {right}" if self.options.get("unitsleft") else f"{right} {unit}"}
        return {"answer": right}

    def response_summary(self, response: Response) -> str | None:
        """The number with its unit."""
        text, unit = response.get("answer"), response.get("unit", "")
        if text is None or not unit:
            return text
        return f"{unit} {text}" if self.options.get("unitsleft") else f"{text} {unit}"

    def settings(self) -> Mapping[str, object]:
        """How units are given and judged."""
        return {
            "unitgradingtype": str(self.options.get("unitgradingtype", 0)),
            "unitpenalty": f"{float(self.options.get('unitpenalty', 0)):.7f}",
            "unitdisplay": str(int(self.shown)),
            "unitsleft": str(self.options.get("unitsleft", 0)),
        }


def _near(number: float, answer: str | None, tolerance: float) -> bool:
    """Whether a number is within the tolerance of an answer."""
    if answer == _ANYTHING:
        return True
    wanted = _number(answer)
    within = abs(tolerance) + _EPSILON * max(abs(tolerance), abs(wanted), _EPSILON)
    return wanted - within <= number <= wanted + within


def _number(text: str | None) -> float:
    """The number that a stored text is, 0 if it is none."""
    found = _FIRST.match((text or "").strip().replace("E", "e"))
    return float(found[0]) if found else 0.0
