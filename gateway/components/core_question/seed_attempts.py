"""Attempts at questions of a seed: answered in its words, judged by the questions themselves, and told in the same words."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import DefaultClause, Integer, Table

from gateway.api.seeding import Activity, Given, Rows
from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.definitions import KEPT, Definition
from gateway.components.core_question.questions import Question, question
from gateway.components.core_question.questions.match import Match
from gateway.components.core_question.questions.multichoice import MultipleChoice, MultipleChoices
from gateway.components.core_question.tables import question as questions
from gateway.components.core_question.tables import (
    question_attempt_step_data,
    question_attempt_steps,
    question_attempts,
    question_usages,
    question_versions,
)
from gateway.components.core_question.texts import plain
from gateway.components.core_question.usages import Usage

__all__ = ["Asked", "answer", "told_answers"]

# The decimal places that fractions are stored with.
_PLACES: Final = 7
_HTML: Final = "1"


class Asked(NamedTuple):
    """A question that is asked: its id in the bank, and its highest mark."""

    entry: int
    mark: float


def answer(
    activity: Activity, asked: Sequence[Asked], given: Given, *, userid: int, at: int, preferred: str, shuffle: bool, finished: bool
) -> tuple[int, float | None]:
    """Make an attempt of somebody at questions, with the answers and marks that a seed gives.

    Returns the id of the usage and the sum of the marks, None while the attempt is not finished or waits for a grader.
    """
    usageid = activity.add(question_usages, contextid=activity.contextid, component=activity.component, preferredbehaviour=preferred)
    usage = Usage(id=usageid, contextid=activity.contextid, component=activity.component, preferred=preferred)
    for each in asked:
        attempt = usage.add(question(_definition(activity.rows, each.entry)), each.mark)
        usage.begin(attempt, random.Random(usageid), now=at, userid=userid, shuffle=shuffle)  # noqa: S311 - the same each time
    by_name = {attempt.question.row["name"]: attempt for attempt in usage.attempts.values()}
    for name, inner in given["answers"].members():
        attempt = inner.one_of("question", by_name, name)
        usage.act(attempt, Step(data=_response(attempt.question, inner), time=at, userid=userid))
    if finished:
        usage.finish(now=at, userid=userid)
        for name, inner in given["marks"].members():
            slot = inner.one_of("question", by_name, name).slot
            if not 0 <= inner.decimal() <= usage.attempts[slot].maxmark:
                raise inner.error(f"is not within the marks of the question, from 0 to {usage.attempts[slot].maxmark:g}")
            usage.grade_by_hand(slot, comment="", mark=inner.decimal(), now=at, userid=activity.teacher)
    for attempt in usage.attempts.values():
        _store(activity, usageid, attempt, at)
    return usageid, usage.total if finished else None


def told_answers(usage: Usage) -> tuple[dict[str, Any], dict[str, float]]:
    """The answers of a stored attempt, and the marks of graders, by the names of the questions."""
    answers: dict[str, Any] = {}
    marks: dict[str, float] = {}
    for attempt in usage.attempts.values():
        name = attempt.question.row["name"]
        words = _words(attempt.question, attempt.response)
        if words not in (None, "", [], {}):
            answers[name] = words
        if attempt.value("-mark"):
            marks[name] = round(attempt.mark or 0.0, _PLACES)
    return answers, marks


def _definition(rows: Rows, entry: int) -> Definition:
    """A question of the bank that is being made."""
    number = next(row["questionid"] for row in rows.of(question_versions) if row["questionbankentryid"] == entry)
    row = next(row for row in rows.of(questions) if row["id"] == number)
    whole: dict[str, Any] = {**_whole(questions, row), "status": "ready", "version": 1, "questionbankentryid": entry, "contextid": 0}
    options: dict[str, Any] = {}
    parts: dict[str, list[Any]] = {}
    for table, column, several in KEPT.get(row["qtype"], ()):
        found = [_whole(table, each) for each in rows.of(table) if each[column] == number]
        if several:
            parts[table.name] = found
        elif found:
            options = found[0]
    return Definition(whole, options, parts, [])


def _whole(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the defaults of the columns that it leaves out."""
    whole: dict[str, Any] = {}
    for column in table.columns:
        default = column.server_default.arg if isinstance(column.server_default, DefaultClause) else None
        whole[column.name] = int(str(default)) if default is not None and isinstance(column.type, Integer) else default
    return whole | dict(row)


def _response(asked: Question, given: Given) -> dict[str, str]:
    """An answer of a seed as the fields of the question have it."""
    if asked.type == "truefalse":
        return {"answer": str(int(given.flag()))}
    if asked.type == "essay":
        return {"answer": given.text(), "answerformat": _HTML}
    if isinstance(asked, Match):
        places = {asked.choices[choice]: str(place) for place, choice in enumerate(asked.choice_order, start=1)}
        stems = {asked.stem(number): f"sub{number}" for number in range(len(asked.stem_order))}
        return {inner.one_of("part", stems, name): inner.one_of("choice", places) for name, inner in given.members()}
    if isinstance(asked, MultipleChoice | MultipleChoices):
        choices = {asked.choice(number): number for number in range(len(asked.order))}
        chosen = [each.one_of("choice", choices) for each in given.each()]
        if isinstance(asked, MultipleChoices):
            return {f"choice{number}": "1" for number in chosen}
        return {"answer": str(chosen[0])} if chosen else {}
    return {"answer": given.text()}


def _words(asked: Question, response: Mapping[str, str]) -> Any:
    """An answer in the words of a seed; None for none."""
    if asked.type == "truefalse":
        return {"1": True, "0": False}.get(response.get("answer", ""))
    if isinstance(asked, Match):
        chosen = {asked.stem(number): asked.chosen(response, number) for number in range(len(asked.stem_order))}
        return {stem: asked.choices[choice] for stem, choice in chosen.items() if choice is not None}
    if isinstance(asked, MultipleChoice | MultipleChoices):
        return [asked.choice(number) for number in asked.chosen(response)]
    text = response.get("answer")
    return text if asked.type == "essay" or text is None else plain(text, 2)


def _store(activity: Activity, usageid: int, attempt: QuestionAttempt, at: int) -> None:
    """Add the rows of an attempt at a question."""
    attemptid = activity.add(
        question_attempts,
        questionusageid=usageid,
        slot=attempt.slot,
        behaviour=attempt.behaviour,
        questionid=attempt.question.definition.id,
        variant=attempt.variant,
        maxmark=attempt.maxmark,
        minfraction=round(attempt.minfraction, _PLACES),
        maxfraction=round(attempt.maxfraction, _PLACES),
        flagged=0,
        questionsummary=attempt.question_summary,
        rightanswer=attempt.right_answer,
        responsesummary=attempt.response_summary,
        timemodified=at,
    )
    for number, step in enumerate(attempt.steps):
        stepid = activity.add(
            question_attempt_steps,
            questionattemptid=attemptid,
            sequencenumber=number,
            state=step.state.value,
            fraction=None if step.fraction is None else round(step.fraction, _PLACES),
            timecreated=step.time,
            userid=step.userid,
        )
        for name, value in step.data.items():
            activity.add(question_attempt_step_data, attemptstepid=stepid, name=name, value=value)
