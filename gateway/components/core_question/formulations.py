"""The questions themselves as HTML: the text of each, and the controls with which it is answered.

The classes of elements are those that clients look for; what stands between them is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from gateway.api import CallContext
from gateway.api.stored_files import AreaLimits, ItemArea, drafts
from gateway.components.core_question import answer_files
from gateway.components.core_question.attempts import QuestionAttempt
from gateway.components.core_question.definitions import Row
from gateway.components.core_question.display import Display
from gateway.components.core_question.markup import control, escaped, tag
from gateway.components.core_question.questions import Field, Question, Response
from gateway.components.core_question.questions.essay import Essay
from gateway.components.core_question.questions.match import Match
from gateway.components.core_question.questions.multichoice import MultipleChoice, MultipleChoices
from gateway.components.core_question.questions.numerical import Numerical, Units
from gateway.components.core_question.questions.shortanswer import ShortAnswer
from gateway.components.core_question.questions.truefalse import TrueOrFalse
from gateway.components.core_question.states import State, graded
from gateway.components.core_question.texts import Texts

__all__ = ["Drawing", "formulation"]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
# In a text, the place where the field for the answer is to stand.
_BLANK = 5 * "_"


class Drawing(msgspec.Struct, frozen=True):
    """An attempt that is drawn: the caller, the context of the usage, what is shown of it, and what writes its texts."""

    ctx: CallContext
    contextid: int
    attempt: QuestionAttempt
    display: Display
    texts: Texts

    @property
    def question(self) -> Question:
        """The question."""
        return self.attempt.question

    @property
    def response(self) -> Response:
        """The answer that is shown."""
        return self.attempt.response

    def name(self, field: str) -> str:
        """The name of a field in the form."""
        return self.attempt.prefix + field

    def html(self, row: Row, column: str, area: str, item: int, component: str = "question") -> str:
        """A text of the question as HTML."""
        text, format_ = row.get(column), row.get(f"{column}format", 1)
        place = self.question.row["contextid"]
        if place is None:
            return escaped(text or "")
        return self.texts.html(text, format_, contextid=place, slot=self.attempt.slot, area=area, item=item, component=component)

    @property
    def text(self) -> str:
        """The text of the question."""
        return self.html(self.question.row, "questiontext", "questiontext", self.question.definition.id)


def formulation(drawing: Drawing) -> str:
    """The text of a question with its controls."""
    draw = next((draw for kind, draw in _TYPES.items() if isinstance(drawing.question, kind)), _text_alone)
    problem = drawing.question.problem(drawing.response) if drawing.attempt.state is State.INVALID else ""
    return draw(drawing) + (tag("div", escaped(problem), class_="validationerror") if problem else "")


def _text_alone(drawing: Drawing) -> str:
    return tag("div", drawing.text, class_="qtext")


def _choices(drawing: Drawing) -> str:
    """The choices as radio buttons or boxes to tick."""
    question: Any = drawing.question
    single, chosen = isinstance(question, MultipleChoice), question.chosen(drawing.response)
    readonly, numbering = drawing.display.readonly, str(question.options.get("answernumbering", "abc"))
    drawn = []
    for number in range(len(question.order)):
        row = question.answer(number)
        field = drawing.name("answer" if single else f"choice{number}")
        id_ = drawing.name(f"answer{number}" if single else f"choice{number}")
        common: dict[str, Any] = {"id": id_, "disabled": readonly, "checked": number in chosen, "aria_labelledby": f"{id_}_label"}
        if single:
            box = control("radio", field, str(number), **common)
        else:
            box = ("" if readonly else control("hidden", field, "0")) + control("checkbox", field, "1", **common)
        mark = _number(numbering, number)
        label = (tag("span", f"{mark}. ", class_="answernumber") if mark else "") + tag(
            "div", drawing.html(row, "answer", "answer", row["id"]), class_="flex-fill"
        )
        told, style = tag("div", label, id=f"{id_}_label", class_="d-flex w-auto", data_region="answer-label"), f"r{number % 2}"
        if drawing.display.correctness and number in chosen:
            style += f" {graded(float(row['fraction']) if single else float(row['fraction'] > 0)).correctness}"
        if drawing.display.feedback and number in chosen and (said := drawing.html(row, "feedback", "answerfeedback", row["id"])):
            told += tag("div", said, class_="specificfeedback")
        drawn.append(tag("div", box + told, class_=style))
    asked = ("Select one:" if single else "Select one or more:") if question.options.get("showstandardinstruction") else "Answer"
    prompt = tag("div", asked, class_="prompt" if question.options.get("showstandardinstruction") else "prompt accesshide")
    if single and not readonly:
        drawn.append(_nothing_chosen(drawing, nothing=not chosen))
    return _text_alone(drawing) + tag("div", prompt + tag("div", "".join(drawn), class_="answer"), class_="ablock")


def _nothing_chosen(drawing: Drawing, *, nothing: bool) -> str:
    """The control that takes a choice back."""
    id_ = drawing.name("answer-1")
    box = control("radio", drawing.name("answer"), "-1", id=id_, checked=nothing, class_="accesshide", aria_hidden="true")
    return tag("div", box + tag("label", "Clear my choice", for_=id_), class_="qtype_multichoice_clearchoice")


def _number(numbering: str, number: int) -> str:
    """The mark of a choice, from 0."""
    letters = _LETTERS[number] if number < len(_LETTERS) else str(number + 1)
    roman = _ROMAN[number] if number < len(_ROMAN) else str(number + 1)
    return {"abc": letters, "ABCD": letters.upper(), "iii": roman, "IIII": roman.upper(), "123": str(number + 1)}.get(numbering, "")


def _true_or_false(drawing: Drawing) -> str:
    given, drawn = drawing.response.get("answer", ""), ""
    for value, word, style in (("1", "True", "r0"), ("0", "False", "r1")):
        id_ = drawing.name("answertrue" if value == "1" else "answerfalse")
        box = control("radio", drawing.name("answer"), value, id=id_, checked=given == value, disabled=drawing.display.readonly)
        if drawing.display.correctness and given == value:
            style += f" {graded(drawing.question.worth(drawing.response)).correctness}"
        drawn += tag("div", box + tag("label", word, for_=id_, class_="ml-1"), class_=style)
    prompt = tag("div", "Select one:", class_="prompt")
    return _text_alone(drawing) + tag("div", prompt + tag("div", drawn, class_="answer"), class_="ablock")


def _line(drawing: Drawing) -> str:
    """A field for a word or a number, in the text where the text has a place for it."""
    question, value = drawing.question, drawing.response.get("answer", "")
    style = "form-control d-inline"
    if drawing.display.correctness and drawing.question.is_gradable(drawing.response):
        style += f" {graded(drawing.question.worth(drawing.response)).correctness}"
    field = control(
        "text", drawing.name("answer"), value, id=drawing.name("answer"), size=30, readonly=drawing.display.readonly, class_=style
    )
    if isinstance(question, Numerical) and question.has_unit_field:
        units = _units(drawing, question)
        field = units + field if question.options.get("unitsleft") else field + units
    text = drawing.text
    if _BLANK in text:
        before, _, after = text.partition(_BLANK)
        return tag("div", before + tag("span", field, class_="subquestion") + after.lstrip("_"), class_="qtext")
    label = tag("label", "Answer:", for_=drawing.name("answer"))
    return tag("div", text, class_="qtext") + tag("div", label + tag("span", field, class_="answer"), class_="ablock")


def _units(drawing: Drawing, question: Numerical) -> str:
    """The units to choose from."""
    given, name, disabled = drawing.response.get("unit", ""), drawing.name("unit"), drawing.display.readonly
    if question.shown is Units.RADIO:
        boxes = (
            control("radio", name, unit, id=f"{name}_{at}", checked=unit == given, disabled=disabled)
            + tag("label", escaped(unit), for_=f"{name}_{at}")
            for at, unit in enumerate(question.units)
        )
        return tag("span", "".join(boxes), class_="unitchoices")
    options = [tag("option", "Select unit", value="", selected=not given)]
    options += [tag("option", escaped(unit), value=unit, selected=unit == given) for unit in question.units]
    return tag("select", "".join(options), name=name, id=name, disabled=disabled)


def _match(drawing: Drawing) -> str:
    """A list of choices for each stem."""
    question: Any = drawing.question
    drawn = ""
    for number, stem in enumerate(question.stem_order):
        row, name = question.stems[stem], drawing.name(f"sub{number}")
        given = drawing.response.get(f"sub{number}", "0") or "0"
        options = [tag("option", "Choose...", value=0, selected=given == "0")]
        for place, choice in enumerate(question.choice_order, start=1):
            options.append(tag("option", escaped(question.choices[choice]), value=place, selected=given == str(place)))
        select = tag("select", "".join(options), name=name, id=f"menu{name}", disabled=drawing.display.readonly, class_="select menu")
        style = "control"
        if drawing.display.correctness and given != "0":
            style += " correct" if question.chosen(drawing.response, number) == question.right[stem] else " incorrect"
        text = tag("td", drawing.html(row, "questiontext", "subquestion", row["id"], "qtype_match"), class_="text")
        drawn += tag("tr", text + tag("td", select, class_=style), class_=f"r{number % 2}")
    return _text_alone(drawing) + tag("div", tag("table", tag("tbody", drawn), class_="answer"), class_="ablock")


def _essay(drawing: Drawing) -> str:
    """A field for the text, and one for files."""
    question: Any = drawing.question
    parts = []
    if question.has_text:
        text = drawing.response.get("answer")
        parts.append(_written(drawing, text or "") if drawing.display.readonly else _field_for_text(drawing, text))
    if question.attachments:
        parts.append(_handed_in(drawing) if drawing.display.readonly else _field_for_files(drawing))
    return _text_alone(drawing) + tag("div", tag("div", "".join(parts), class_="answer"), class_="ablock")


def _written(drawing: Drawing, text: str) -> str:
    """The text of an essay, to read."""
    question: Any = drawing.question
    style = f"qtype_essay_{question.form} qtype_essay_response readonly"
    if question.is_plain:
        return tag("div", escaped(text).replace("\n", "<br />"), class_=style)
    step = drawing.attempt.last_with("answer")
    said = drawing.texts.html(
        answer_files.without_mark(text),
        1,
        contextid=drawing.contextid,
        slot=drawing.attempt.slot,
        area=answer_files.area_of("answer"),
        item=step.id or 0 if step else 0,
    )
    return tag("div", said, class_=style)


def _field_for_text(drawing: Drawing, text: str | None) -> str:
    """The field for the text of an essay, with its format and, where files may be in it, their draft area."""
    question: Any = drawing.question
    written = answer_files.without_mark((question.options.get("responsetemplate") or "") if text is None else text)
    hidden = control("hidden", drawing.name("answerformat"), question.text_format)
    if question.fields()["answer"] is Field.EDITOR:
        itemid = _draft(drawing, "answer")
        written = drafts.into_text(drawing.ctx, written, itemid)
        hidden += control("hidden", drawing.name("answer:itemid"), str(itemid))
    lines, name = question.options.get("responsefieldlines", 15), drawing.name("answer")
    area = tag("textarea", escaped(written), id=f"{name}_id", name=name, rows=lines, cols=60, class_=f"qtype_essay_{question.form}")
    return tag("div", area, class_="qtype_essay_response") + hidden


def _field_for_files(drawing: Drawing) -> str:
    """The draft area with the files of an essay."""
    return tag("div", control("hidden", drawing.name("attachments"), str(_draft(drawing, "attachments"))), class_="attachments")


def _draft(drawing: Drawing, field: str) -> int:
    """A new draft area of the caller with the files that a field has."""
    step = drawing.attempt.last_with(field)
    area = ItemArea(drawing.contextid, answer_files.COMPONENT, answer_files.area_of(field), step.id or 0 if step else 0)
    return drafts.prepare(drawing.ctx, area, AreaLimits())


def _handed_in(drawing: Drawing) -> str:
    """The files of an essay, to read."""
    areas = answer_files.results(drawing.ctx, drawing.contextid, drawing.attempt)
    files = [file for area in areas if area["area"] == "attachments" for file in area["files"]]
    links = "".join(tag("li", tag("a", escaped(file["filename"]), href=file["fileurl"])) for file in files)
    return tag("div", tag("ul", links), class_="attachments")


_TYPES: Mapping[type[Question], Callable[[Drawing], str]] = {
    Essay: _essay,
    Match: _match,
    MultipleChoice: _choices,
    MultipleChoices: _choices,
    Numerical: _line,
    ShortAnswer: _line,
    TrueOrFalse: _true_or_false,
}
