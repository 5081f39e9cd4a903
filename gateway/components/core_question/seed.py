"""Questions of a seed: made in the bank of a course, and told as a seed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from gateway.api.seeding import HTML, Activity, Given, Told, without_nothing
from gateway.components.core_question.tables import (
    qtype_essay_options,
    qtype_match_options,
    qtype_match_subquestions,
    qtype_multichoice_options,
    qtype_shortanswer_options,
    question,
    question_answers,
    question_bank_entries,
    question_categories,
    question_numerical,
    question_numerical_options,
    question_truefalse,
    question_versions,
)

__all__ = ["add_question", "told_question"]

_THIRD: Final = 0.3333333
_MOODLE: Final = 0
_COMBINED: Final = {
    "correctfeedback": "Your answer is correct.",
    "correctfeedbackformat": HTML,
    "partiallycorrectfeedback": "Your answer is partially correct.",
    "partiallycorrectfeedbackformat": HTML,
    "incorrectfeedback": "Your answer is incorrect.",
    "incorrectfeedbackformat": HTML,
}


def add_question(activity: Activity, given: Given) -> tuple[int, float]:
    """Add a question to the bank of the course, unless it is the name of one; returns its id in the bank, and its mark."""
    bank = activity.course.asked
    if not given.is_mapping:
        return given.one_of("question", bank)
    kind = given["type"].choice(_KINDS, None)
    if kind is None:
        raise given.error(f"a question needs a type: {', '.join(_KINDS)}")
    make, penalty, length = kind
    qtype, text, at = given["type"].text(), given["text"].text(), activity.now
    name = given["name"].text() or " ".join(text.split())[:50] or qtype
    mark = given["mark"].decimal(1.0 if length else 0.0)
    questionid = activity.add(
        question,
        parent=0,
        name=name,
        questiontext=text,
        questiontextformat=HTML,
        generalfeedback=given["feedback"].text(),
        generalfeedbackformat=HTML,
        defaultmark=mark,
        penalty=penalty,
        qtype=qtype,
        length=length,
        stamp=f"seed+{activity.course.id}+{len(bank) + 1}",
        timecreated=at,
        timemodified=at,
        createdby=activity.teacher,
        modifiedby=activity.teacher,
    )
    entry = activity.add(
        question_bank_entries, questioncategoryid=_category(activity), idnumber=given["idnumber"].optional_text(), ownerid=activity.teacher
    )
    activity.add(question_versions, questionbankentryid=entry, version=1, questionid=questionid, status="ready")
    make(activity, given, questionid)
    given.close()
    bank.setdefault(name, (entry, mark))
    return entry, mark


def _category(activity: Activity) -> int:
    """The id of the category of the course for questions that say none; it is made with the first."""
    course = activity.course
    if "default" not in course.bank:
        common = {"contextid": course.contextid, "info": "", "infoformat": HTML}
        top = activity.add(question_categories, name="top", stamp=f"seed+{course.id}+top", parent=0, sortorder=0, **common)
        name = f"Default for {course.shortname}"
        course.bank["default"] = activity.add(
            question_categories, name=name, stamp=f"seed+{course.id}+default", parent=top, sortorder=999, **common
        )
    return course.bank["default"]


def _answer(activity: Activity, questionid: int, answer: str, fraction: float, feedback: str = "", answerformat: int = _MOODLE) -> int:
    """Add an answer; returns its id."""
    row = {"answer": answer, "answerformat": answerformat, "fraction": fraction, "feedback": feedback, "feedbackformat": HTML}
    return activity.add(question_answers, question=questionid, **row)


def _answers(given: Given) -> list[tuple[str, float, str]]:
    """The answers with how right they are, from 0 to 1, and what is said to them."""
    found = []
    listed = given["answers"]
    if listed.is_mapping:
        return [(text, inner.decimal(), "") for text, inner in listed.members()]
    for one in listed.each():
        if one.is_mapping:
            right = one["fraction"].decimal() if one["fraction"] else float(one["correct"].flag())
            found.append((one["text"].text(), right, one["feedback"].text()))
            one.close()
        else:
            found.append((one.text(), 1.0, ""))
    return found


def _true_false(activity: Activity, given: Given, questionid: int) -> None:
    right = given["answer"].flag(True)
    true, false = (_answer(activity, questionid, word, float(right == is_true)) for word, is_true in (("True", True), ("False", False)))
    activity.add(question_truefalse, question=questionid, trueanswer=true, falseanswer=false)


def _multichoice(activity: Activity, given: Given, questionid: int) -> None:
    answers = _answers(given)
    for text, fraction, feedback in answers:
        _answer(activity, questionid, text, fraction, feedback, HTML)
    single = not given["several"].flag() and any(fraction >= 1 for _, fraction, _ in answers)
    activity.add(
        qtype_multichoice_options,
        questionid=questionid,
        layout=0,
        single=int(single),
        shuffleanswers=int(given["shuffle"].flag()),
        shownumcorrect=1,
        showstandardinstruction=0,
        **_COMBINED,
    )


def _shortanswer(activity: Activity, given: Given, questionid: int) -> None:
    for text, fraction, feedback in _answers(given):
        _answer(activity, questionid, text, fraction, feedback)
    activity.add(qtype_shortanswer_options, questionid=questionid, usecase=int(given["casesensitive"].flag()))


def _numerical(activity: Activity, given: Given, questionid: int) -> None:
    tolerance = given["tolerance"].text("0")
    for text, fraction, feedback in _answers(given):
        answer = _answer(activity, questionid, text, fraction, feedback)
        activity.add(question_numerical, question=questionid, answer=answer, tolerance=tolerance)
    activity.add(question_numerical_options, question=questionid, showunits=3, unitsleft=0, unitgradingtype=0, unitpenalty=0.1)


def _match(activity: Activity, given: Given, questionid: int) -> None:
    for text, inner in given["pairs"].members():
        activity.add(qtype_match_subquestions, questionid=questionid, questiontext=text, questiontextformat=HTML, answertext=inner.text())
    for wrong in given["wrong"].texts():
        activity.add(qtype_match_subquestions, questionid=questionid, questiontext="", questiontextformat=HTML, answertext=wrong)
    shuffle = int(given["shuffle"].flag())
    activity.add(qtype_match_options, questionid=questionid, shuffleanswers=shuffle, shownumcorrect=1, **_COMBINED)


def _essay(activity: Activity, given: Given, questionid: int) -> None:
    texts = {"graderinfo": "", "graderinfoformat": HTML, "responsetemplate": "", "responsetemplateformat": HTML, "filetypeslist": ""}
    activity.add(qtype_essay_options, questionid=questionid, attachments=given["files"].number(), **texts)


def _description(_activity: Activity, _given: Given, _questionid: int) -> None:
    """Add nothing: it is only a text."""


_Maker = Callable[[Activity, Given, int], None]
# How the questions of each type are made, with their penalty, and how many numbers they take.
_KINDS: Final[Mapping[str, tuple[_Maker, float, int] | None]] = {
    "truefalse": (_true_false, 1.0, 1),
    "multichoice": (_multichoice, _THIRD, 1),
    "shortanswer": (_shortanswer, _THIRD, 1),
    "numerical": (_numerical, _THIRD, 1),
    "match": (_match, _THIRD, 1),
    "essay": (_essay, 0.0, 1),
    "description": (_description, 0.0, 0),
}


def told_question(told: Told, entry: int, mark: float) -> dict[str, Any] | str | None:
    """The latest version of a question of the bank in the words of a seed, its name if it was told before.

    Returns None for a question of a type that seeds do not know.
    """
    names = told.shared.setdefault("questions", {})
    versions = told.rows(question_versions, questionbankentryid=entry)
    row = next(iter(told.rows(question, id=versions[-1]["questionid"])), None) if versions else None
    if row is None or row["qtype"] not in _KINDS:
        return None
    if names.setdefault(row["name"], entry) == entry and f"told {entry}" in names:
        return str(row["name"])
    names[f"told {entry}"] = entry
    answers = told.rows(question_answers, question=row["id"])
    found: dict[str, Any] = {
        "type": row["qtype"],
        "name": row["name"],
        "text": row["questiontext"],
        "mark": mark,
        "feedback": row["generalfeedback"],
    }
    if row["qtype"] == "truefalse":
        found["answer"] = any(answer["fraction"] >= 1 and answer["answer"] == "True" for answer in answers)
    elif row["qtype"] in ("multichoice", "shortanswer", "numerical"):
        found["answers"] = [
            without_nothing({"text": answer["answer"], "fraction": answer["fraction"], "feedback": answer["feedback"]})
            for answer in answers
        ]
    if row["qtype"] == "multichoice":
        options = next(iter(told.rows(qtype_multichoice_options, questionid=row["id"])), None)
        if options is not None:
            found |= {"several": not options["single"] or None, "shuffle": bool(options["shuffleanswers"]) or None}
    if row["qtype"] == "match":
        pairs = told.rows(qtype_match_subquestions, questionid=row["id"])
        found["pairs"] = {pair["questiontext"]: pair["answertext"] for pair in pairs if pair["questiontext"]}
        found["wrong"] = [pair["answertext"] for pair in pairs if not pair["questiontext"]]
    if row["qtype"] == "numerical":
        found["tolerance"] = next((each["tolerance"] for each in told.rows(question_numerical, question=row["id"])), "0")
    return without_nothing(found)
