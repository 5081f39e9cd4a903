"""Quizzes of a seed, with their questions and the grades that people have got."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gateway.api.seeding import Activity, ActivitySeed, Event, Given, Told, without_nothing
from gateway.components.core_question import storage
from gateway.components.core_question.seed import add_question, told_question
from gateway.components.core_question.seed_attempts import Asked, answer, told_answers
from gateway.components.core_question.tables import question_references
from gateway.components.mod_quiz import grading
from gateway.components.mod_quiz.attempt import FINISHED, IN_PROGRESS
from gateway.components.mod_quiz.tables import quiz, quiz_attempts, quiz_grades, quiz_sections, quiz_slots

__all__ = ["activity"]

# When what may be reviewed: always but while people answer, as far as that makes sense.
_REVIEWED: Final = dict.fromkeys(
    ("reviewattempt", "reviewcorrectness", "reviewmaxmarks", "reviewmarks", "reviewspecificfeedback", "reviewgeneralfeedback",
     "reviewrightanswer"), 0x11110,
)  # fmt: skip
_AFTERWARDS: Final = 0x1110
# The decimal places that grades and sums of marks are stored with.
_PLACES: Final = 5


def _parts(activity: Activity) -> None:
    activity.add(quiz_sections, quizid=activity.id, firstslot=1, heading="", shufflequestions=0)
    asked: list[Asked] = []
    pages: list[int] = []
    per_page = max(activity.row["questionsperpage"], 0)
    for number, given in enumerate(activity.given["questions"].each(), start=1):
        entry, mark = add_question(activity, given)
        asked.append(Asked(entry, mark))
        pages.append((number - 1) // per_page + 1 if per_page else 1)
        slot = activity.add(quiz_slots, slot=number, quizid=activity.id, page=pages[-1], requireprevious=0, maxmark=mark)
        activity.add(
            question_references,
            usingcontextid=activity.contextid,
            component="mod_quiz",
            questionarea="slot",
            itemid=slot,
            questionbankentryid=entry,
            version=None,
        )
    activity.row["sumgrades"] = sum(each.mark for each in asked)
    grades: dict[int, float] = {}
    for userid, several in activity.given["taken"].by_person():
        attempts = [_take(activity, given, userid, number, asked, pages) for number, given in enumerate(several.each(), start=1)]
        grade = grading.scaled(activity.row, grading.best(activity.row["grademethod"], [row for row in attempts if row["timefinish"]]))
        if grade is not None:
            grades[userid] = round(grade, _PLACES)
            activity.grade(userid, grades[userid], by=userid, at=attempts[-1]["timemodified"])
    for userid, given in activity.given["grades"].by_person():
        grades[userid] = (given["grade"] if given.is_mapping else given).decimal()
    for userid, value in grades.items():
        activity.add(quiz_grades, quiz=activity.id, userid=userid, grade=value, timemodified=activity.now)


def _take(activity: Activity, given: Given, userid: int, number: int, asked: Sequence[Asked], pages: Sequence[int]) -> dict[str, Any]:
    """Make an attempt of somebody; returns its row."""
    at, finished = given["time"].time(activity.now), given["finished"].flag(True)
    row = activity.row
    usage, total = answer(
        activity, asked, given, userid=userid, at=at, preferred=row["preferredbehaviour"], shuffle=bool(row.get("shuffleanswers")),
        finished=finished,
    )  # fmt: skip
    if finished is False:
        given["marks"].members()
    given.close("marks")
    ends = [end for end in (row.get("timeclose", 0), at + row["timelimit"] if row.get("timelimit") else 0) if end]
    attempt = {
        "quiz": activity.id,
        "userid": userid,
        "attempt": number,
        "uniqueid": usage,
        "layout": _layout(pages),
        "currentpage": 0,
        "preview": 0,
        "state": FINISHED if finished else IN_PROGRESS,
        "timestart": at,
        "timefinish": at if finished else 0,
        "timemodified": at,
        "timecheckstate": min(ends) if ends else None,
        "sumgrades": None if total is None else round(total, _PLACES),
        "gradednotificationsenttime": at if finished else None,
    }
    activity.add(quiz_attempts, **attempt)
    return attempt


def _layout(pages: Sequence[int]) -> str:
    """The slots of an attempt on their pages: a 0 ends each."""
    places: list[int] = []
    for position, page in enumerate(pages):
        if position and page != pages[position - 1]:
            places.append(0)
        places.append(position + 1)
    return ",".join(map(str, [*places, 0]))


def _told(told: Told) -> dict[str, Any]:
    questions: list[Any] = []
    for slot in sorted(told.rows(quiz_slots, quizid=told.row["id"]), key=lambda row: row["slot"]):
        references = told.rows(question_references, component="mod_quiz", questionarea="slot", itemid=slot["id"])
        if references:
            questions.append(told_question(told, references[0]["questionbankentryid"], slot["maxmark"]))
    return without_nothing({"taken": _told_attempts(told), "questions": [found for found in questions if found is not None]})


def _told_attempts(told: Told) -> dict[str, Any]:
    """The attempts of each person, with their answers."""
    rows = [row for row in told.rows(quiz_attempts, quiz=told.row["id"], preview=0) if told.person(row["userid"])]
    usages = storage.load(told.db, [row["uniqueid"] for row in rows]) if rows else {}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: row["attempt"]):
        usage = usages.get(row["uniqueid"])
        if usage is not None:
            answers, marks = told_answers(usage)
            finished = None if row["state"] == FINISHED else False
            entry = {"time": told.when(row["timemodified"]), "finished": finished, "answers": answers}
            found.setdefault(str(told.person(row["userid"])), []).append(
                {name: value for name, value in {**entry, "marks": marks}.items() if value not in (None, {})}
            )
    return found


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
    secret=("password",),
)
