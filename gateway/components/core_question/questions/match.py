"""Matching: a choice for each of several words."""

from __future__ import annotations

import random
from collections.abc import Mapping

from gateway.components.core_question.definitions import Definition, Row
from gateway.components.core_question.questions.base import Field, Question, Response, same
from gateway.components.core_question.tables import qtype_match_subquestions
from gateway.components.core_question.texts import plain

__all__ = ["Match"]


class Match(Question):
    """A question whose parts (stems) are matched with one of the same choices each."""

    def __init__(self, definition: Definition) -> None:
        """Texts that are equal are one choice; those without a stem are only offered."""
        super().__init__(definition)
        self.stems: dict[int, Row] = {}
        self.choices: dict[int, str] = {}
        self.right: dict[int, int] = {}
        known: dict[str, int] = {}
        for row in definition.of(qtype_match_subquestions):
            choice = known.setdefault(row["answertext"], row["id"])
            self.choices[choice] = row["answertext"]
            if row["questiontext"]:
                self.stems[row["id"]] = row
                self.right[row["id"]] = choice
        self.stem_order, self.choice_order = list(self.stems), list(self.choices)

    def begin(self, chance: random.Random, *, shuffle: bool) -> dict[str, str]:
        """The order of the stems and that of the choices, which never tells anything."""
        stems, choices = list(self.stems), list(self.choices)
        if shuffle and self.options.get("shuffleanswers", 1):
            chance.shuffle(stems)
        chance.shuffle(choices)
        return {"_stemorder": ",".join(map(str, stems)), "_choiceorder": ",".join(map(str, choices))}

    def arrange(self, first: Response) -> None:
        """Take over both orders."""
        self.stem_order = _order(first.get("_stemorder"), self.stems)
        self.choice_order = _order(first.get("_choiceorder"), self.choices)

    def fields(self) -> Mapping[str, Field]:
        """The place of a choice, from 1, for each stem."""
        return {f"sub{number}": Field.INTEGER for number in range(len(self.stem_order))}

    def chosen(self, response: Response, number: int) -> int | None:
        """The choice for the stem at a place."""
        value = response.get(f"sub{number}", "")
        return self.choice_order[int(value) - 1] if value.isdecimal() and 0 < int(value) <= len(self.choice_order) else None

    def is_complete(self, response: Response) -> bool:
        """Whether there is a choice for each stem."""
        return all(_chose(response, name) for name in self.fields())

    def is_gradable(self, response: Response) -> bool:
        """Whether there is a choice for any stem."""
        return any(_chose(response, name) for name in self.fields())

    def is_same(self, before: Response, after: Response) -> bool:
        """Whether all choices are the same."""
        return all(same(before, after, name) for name in self.fields())

    def parts_right(self, response: Response) -> tuple[int, int]:
        """How many stems have the right choice, and how many there are."""
        right = sum(self.chosen(response, number) == self.right[stem] for number, stem in enumerate(self.stem_order))
        return right, len(self.stem_order)

    def worth(self, response: Response) -> float:
        """The part of the stems that have the right choice."""
        right, all_ = self.parts_right(response)
        return right / all_ if all_ else 0.0

    def problem(self, response: Response) -> str:
        """That a choice lacks."""
        return "" if self.is_complete(response) else "Please answer all parts of the question."

    def correct_response(self) -> Response:
        """The right choice for each stem."""
        places = {choice: str(place) for place, choice in enumerate(self.choice_order, start=1)}
        return {f"sub{number}": places.get(self.right[stem], "0") for number, stem in enumerate(self.stem_order)}

    def summary(self) -> str:
        """The question with its stems and choices."""
        stems = "; ".join(self.stem(number) for number in range(len(self.stem_order)))
        return f"{self.text} {{{stems}}} -> {{{'; '.join(self.choices[choice] for choice in self.choice_order)}}}"

    def response_summary(self, response: Response) -> str | None:
        """The stems with their choices."""
        pairs = ((number, self.chosen(response, number)) for number in range(len(self.stem_order)))
        told = [f"{self.stem(number)} -> {self.choices[choice]}" for number, choice in pairs if choice is not None]
        return "; ".join(told) or None

    def stem(self, number: int) -> str:
        """The stem at a place, in plain text."""
        row = self.stems[self.stem_order[number]]
        return plain(row["questiontext"], row["questiontextformat"]).strip()

    def settings(self) -> Mapping[str, object]:
        """Whether the stems are shuffled."""
        return {"shufflestems": str(self.options.get("shuffleanswers", 1))}


def _chose(response: Response, name: str) -> bool:
    return response.get(name, "0") not in ("", "0")


def _order(stored: str | None, known: Mapping[int, object]) -> list[int]:
    """The ids of a stored order that are still known; all that are known if none was stored."""
    if not stored:
        return list(known)
    return [int(part) for part in stored.split(",") if part.isdecimal() and int(part) in known]
