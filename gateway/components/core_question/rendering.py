"""Attempts at questions as HTML: the number, the state and the mark, the question with its controls, and what is told of the answer."""

from __future__ import annotations

from urllib.parse import urlencode

from gateway.api import CallContext
from gateway.components.core_question.attempts import QuestionAttempt
from gateway.components.core_question.behaviours import Interactive, behaviour
from gateway.components.core_question.display import Display, Flags, Marks
from gateway.components.core_question.flags import Place, checksum
from gateway.components.core_question.formulations import Drawing, formulation
from gateway.components.core_question.markup import control, escaped, tag
from gateway.components.core_question.questions.multichoice import MultipleChoice
from gateway.components.core_question.questions.numerical import Numerical
from gateway.components.core_question.questions.shortanswer import ShortAnswer
from gateway.components.core_question.questions.truefalse import TrueOrFalse
from gateway.components.core_question.texts import Texts
from gateway.components.core_question.usages import Usage

__all__ = ["blocked", "rendered"]

_FORMAT_HTML = 1
# The texts of a type for right answers, answers that are right in part, and wrong ones.
_COMBINED = {"correct": "correctfeedback", "partiallycorrect": "partiallycorrectfeedback", "incorrect": "incorrectfeedback"}


def rendered(ctx: CallContext, usage: Usage, attempt: QuestionAttempt, display: Display, number: str, texts: Texts) -> str:
    """An attempt as HTML, as far as ``display`` and its behaviour show it; ``number`` is what the question is called.

    ``texts`` writes the texts of all questions of the usage.
    """
    rules = behaviour(attempt.behaviour)
    shown = rules.shown(attempt, display)
    drawing = Drawing(ctx, usage.contextid, attempt, shown, texts)
    sequence = control("hidden", attempt.prefix + ":sequencecheck", str(attempt.sequence_check))
    question = tag("h4", "Question text", class_="accesshide") + sequence + formulation(drawing) + _controls(drawing)
    content = tag("div", question, class_="formulation clearfix") + _outcome(drawing) + _comment(drawing)
    return _frame(drawing, display, number, _flag(drawing), content)


def blocked(attempt: QuestionAttempt, number: str) -> str:
    """What stands in the place of a question that cannot be answered before the one before it."""
    title = tag("h3", f"Question {tag('span', escaped(number), class_='qno')}", class_="no")
    said = tag("div", "This question cannot be attempted before the one before it is finished.", class_="formulation clearfix")
    content = tag("div", title, class_="info") + tag("div", said, class_="content")
    return tag("div", content, id=_id(attempt), class_="que description blocked")


def _frame(drawing: Drawing, display: Display, number: str, flag: str, content: str) -> str:
    """The whole, with what is said beside the question."""
    attempt, rules = drawing.attempt, behaviour(drawing.attempt.behaviour)
    real = bool(drawing.question.row["length"])
    title = f"Question {tag('span', escaped(number), class_='qno')}" if real else "Information"
    state = rules.label(attempt, correctness=display.correctness)
    info = tag("h3", title, class_="no")
    info += tag("div", escaped(state), class_="state") + tag("div", _mark(drawing), class_="grade") if real else ""
    style = f"que {drawing.question.type} {attempt.behaviour} {attempt.state.style(correctness=display.correctness and attempt.has_marks)}"
    return tag("div", tag("div", info + flag, class_="info") + tag("div", content, class_="content"), id=_id(attempt), class_=style)


def _id(attempt: QuestionAttempt) -> str:
    return f"question-{attempt.usageid}-{attempt.slot}"


def _mark(drawing: Drawing) -> str:
    """The mark and the highest one, as far as they are shown."""
    attempt, places = drawing.attempt, drawing.display.mark_places
    if drawing.display.marks is Marks.HIDDEN:
        return ""
    if not attempt.has_marks:
        return "Not graded"
    highest = f"{attempt.maxmark:.{places}f}"
    if drawing.display.marks is Marks.HIGHEST or attempt.mark is None:
        return f"Marked out of {highest}"
    return f"Mark {attempt.mark:.{places}f} out of {highest}"


def _flag(drawing: Drawing) -> str:
    """The flag, to change or to see."""
    flagged, name = drawing.attempt.flagged, drawing.attempt.prefix + ":flagged"
    if drawing.display.flags is Flags.HIDDEN:
        return ""
    if drawing.display.flags is Flags.SHOWN:
        return tag("div", "Flagged" if flagged else "Not flagged", class_="questionflag")
    attempt = drawing.attempt
    place = Place(attempt.usageid, drawing.question.definition.id, attempt.id or 0, attempt.slot)
    told = {"qubaid": place.usageid, "qid": place.questionid, "qaid": place.attemptid, "slot": place.slot}
    sent = urlencode({**told, "checksum": checksum(drawing.ctx.userid, place)})
    box = control("hidden", name, "0") + control("checkbox", name, "1", id=f"{name}checkbox", checked=flagged)
    box += tag("label", "Flag question", for_=f"{name}checkbox")
    return tag("div", box + control("hidden", None, sent, class_="questionflagpostdata"), class_="questionflag editable")


def _controls(drawing: Drawing) -> str:
    """What can be done with the question: have it judged, try again, have read it."""
    attempt, rules = drawing.attempt, behaviour(drawing.attempt.behaviour)
    actions = rules.actions(attempt)
    drawn = ""
    if isinstance(rules, Interactive) and rules.may_try_again(attempt):
        drawn = control("submit", attempt.prefix + "-tryagain", "Try again", class_="submit btn btn-secondary")
    elif drawing.display.readonly:
        return ""
    elif "submit" in actions:
        drawn = control("submit", attempt.prefix + "-submit", "Check", class_="submit btn btn-secondary")
    elif "seen" in actions:
        return control("hidden", attempt.prefix + "-seen", "1")
    return tag("div", drawn, class_="im-controls") if drawn else ""


def _outcome(drawing: Drawing) -> str:
    """What is told of the answer, and of the question to all."""
    display, question, attempt = drawing.display, drawing.question, drawing.attempt
    parts = []
    if display.feedback and (said := _specific(drawing)):
        parts.append(tag("div", said, class_="specificfeedback"))
    if display.parts_right and (found := question.parts_right(drawing.response)) is not None:
        parts.append(tag("div", f"You have correctly selected {found[0]} of {found[1]}.", class_="numpartscorrect"))
    if said := _hint(drawing):
        parts.append(tag("div", said, class_="hint"))
    if display.general_feedback:
        said = drawing.html(question.row, "generalfeedback", "generalfeedback", question.definition.id)
        parts += [tag("div", said, class_="generalfeedback")] if said else []
    if display.right_answer and attempt.right_answer:
        parts.append(tag("div", f"The correct answer is: {escaped(attempt.right_answer)}", class_="rightanswer"))
    if not parts:
        return ""
    told = tag("h4", "Feedback", class_="accesshide") + tag("div", "".join(parts), class_="feedback")
    return tag("div", told, class_="outcome clearfix")


def _specific(drawing: Drawing) -> str:
    """What the question says to the answer."""
    question, response = drawing.question, drawing.response
    if isinstance(question, (Numerical, ShortAnswer, TrueOrFalse)):
        row = question.answer(response)
        return drawing.html(row, "feedback", "answerfeedback", row["id"]) if row is not None else ""
    if isinstance(question, MultipleChoice) and not question.chosen(response):
        return ""
    state = drawing.attempt.state
    judged = state if state.is_graded else question.grade(response)[1] if question.graded_by_itself else None
    column = _COMBINED.get(judged.correctness, "") if judged is not None and question.is_gradable(response) else ""
    if not column or column not in question.options:
        return ""
    return drawing.html(question.options, column, column, question.definition.id)


def _hint(drawing: Drawing) -> str:
    """The hint for the next try."""
    rules = behaviour(drawing.attempt.behaviour)
    hint = rules.hint(drawing.attempt) if isinstance(rules, Interactive) else None
    return drawing.html(hint, "hint", "hint", hint["id"]) if hint is not None else ""


def _comment(drawing: Drawing) -> str:
    """What a grader wrote."""
    step = drawing.attempt.last_with("-comment")
    if not drawing.display.comment or step is None or not step.data["-comment"]:
        return ""
    place = {"contextid": drawing.contextid, "slot": drawing.attempt.slot, "area": "response_bf_comment", "item": step.id or 0}
    said = drawing.texts.html(step.data["-comment"], _FORMAT_HTML, **place)  # type: ignore[arg-type]  # of both types
    told = tag("h4", "Comment", class_="accesshide") + tag("div", f"Comment: {said}", class_="comment")
    return tag("div", told, class_="comment clearfix")
