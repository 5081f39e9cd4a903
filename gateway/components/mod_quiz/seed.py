"""Quizzes of a seed, with their questions and the grades that people have got."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api.seeding import Activity, ActivitySeed, Event, Told, without_nothing
from gateway.components.core_question.seed import add_question, told_question
from gateway.components.core_question.tables import question_references
from gateway.components.mod_quiz.tables import quiz, quiz_grades, quiz_sections, quiz_slots

__all__ = ["activity"]

# When what may be reviewed: always but while people answer, as far as that makes sense.
_REVIEWED: Final = dict.fromkeys(
    ("reviewattempt", "reviewcorrectness", "reviewmaxmarks", "reviewmarks", "reviewspecificfeedback", "reviewgeneralfeedback",
     "reviewrightanswer"), 0x11110,
)  # fmt: skip
_AFTERWARDS: Final = 0x1110


def _parts(activity: Activity) -> None:
    activity.add(quiz_sections, quizid=activity.id, firstslot=1, heading="", shufflequestions=0)
    total, per_page = 0.0, max(activity.row["questionsperpage"], 0)
    for number, given in enumerate(activity.given["questions"].each(), start=1):
        entry, mark = add_question(activity, given)
        total += mark
        page = (number - 1) // per_page + 1 if per_page else 1
        slot = activity.add(quiz_slots, slot=number, quizid=activity.id, page=page, requireprevious=0, maxmark=mark)
        activity.add(
            question_references,
            usingcontextid=activity.contextid,
            component="mod_quiz",
            questionarea="slot",
            itemid=slot,
            questionbankentryid=entry,
            version=None,
        )
    activity.row["sumgrades"] = total
    for userid, given in activity.given["grades"].by_person():
        value = (given["grade"] if given.is_mapping else given).decimal()
        activity.add(quiz_grades, quiz=activity.id, userid=userid, grade=value, timemodified=activity.now)


def _told(told: Told) -> dict[str, Any]:
    questions: list[Any] = []
    for slot in sorted(told.rows(quiz_slots, quizid=told.row["id"]), key=lambda row: row["slot"]):
        references = told.rows(question_references, component="mod_quiz", questionarea="slot", itemid=slot["id"])
        if references:
            questions.append(told_question(told, references[0]["questionbankentryid"], slot["maxmark"]))
    return without_nothing({"questions": [found for found in questions if found is not None]})


def _grades(row: Mapping[str, Any]) -> list[tuple[int, str, float]]:
    return [(0, "", float(row["grade"]))]


activity = ActivitySeed(
    table=quiz,
    usual={
        "overduehandling": "autosubmit",
        "graceperiod": 86400,
        "preferredbehaviour": "deferredfeedback",
        "grademethod": 1,
        "decimalpoints": 2,
        "questiondecimalpoints": -1,
        **_REVIEWED,
        "reviewoverallfeedback": _AFTERWARDS,
        "questionsperpage": 1,
        "navmethod": "free",
        "sumgrades": 0.0,
        "grade": 10.0,
        "password": "",
        "subnet": "",
        "browsersecurity": "-",
    },
    named={"opens": "timeopen", "closes": "timeclose", "behaviour": "preferredbehaviour"},
    events=(Event("open", "timeopen", "opens", action=False), Event("close", "timeclose", "closes")),
    grades=_grades,
    parts=_parts,
    told=_told,
    hidden=("sumgrades",),
)
