"""Attempts at quizzes: whose one sees, with which marks, and by which rules they are made."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from gateway.components.core_grades.tables import grade_items
from gateway.components.mod_quiz.tables import quiz, quiz_attempts, quiz_grades, quiz_overrides, quiz_slots
from gateway.server.host import Gateway
from tests.unit.app_fixtures import statement
from tests.unit.components.site import ALGEBRA, STUDENT, STUDENT2, add, place, refused, told

CMID = QUIZ = 900
MARKS_LATER, MARKS_ALWAYS = 0x00100, 0x11110


@pytest.fixture(autouse=True)
def _attempted(gateway: Gateway) -> None:
    """A quiz that the student has finished, given up and begun again, and tried out once."""
    place(gateway, QUIZ, "quiz", attempts=3, reviewmarks=MARKS_ALWAYS, overduehandling="autosubmit")
    states = enumerate(("finished", "abandoned", "inprogress", "finished"), start=1)
    for number, state in states:
        ended = {"timestart": number, "timefinish": 10, "sumgrades": 4.0 + number, "preview": int(number == 4)}
        add(gateway, quiz_attempts, quiz=QUIZ, userid=STUDENT, attempt=number, uniqueid=number, layout="1,0", state=state, **ended)
    add(gateway, quiz_grades, quiz=QUIZ, userid=STUDENT, grade=7.5)


def change(gateway: Gateway, **values: Any) -> None:
    statement(gateway, update(quiz).where(quiz.c.id == QUIZ).values(**values))


async def attempts(gateway: Gateway, by: str = "student", **arguments: Any) -> list[tuple[int, float | None]]:
    answer = await told(gateway, "mod_quiz_get_user_attempts", by=by, quizid=QUIZ, **arguments)
    return [(attempt["attempt"], attempt["sumgrades"]) for attempt in answer["attempts"]]


async def test_attempts_by_their_state(gateway: Gateway) -> None:
    assert await attempts(gateway) == [(1, 5.0), (2, None)]
    assert await attempts(gateway, status="unfinished") == [(3, None)]
    assert await attempts(gateway, status="all", includepreviews=True) == [(1, 5.0), (2, None), (3, None), (4, 8.0)]
    assert await attempts(gateway, by="teacher", userid=STUDENT) == [(1, 5.0), (2, 6.0)]
    assert await attempts(gateway, by="teacher") == []
    assert await refused(gateway, "mod_quiz_get_user_attempts", quizid=QUIZ, status="x") == "invalidparameter"


async def test_the_attempts_of_others_are_for_those_who_may_see_reports(gateway: Gateway) -> None:
    assert await refused(gateway, "mod_quiz_get_user_attempts", quizid=QUIZ, userid=STUDENT2) == "nopermissions"
    assert await refused(gateway, "mod_quiz_get_user_best_grade", quizid=QUIZ, userid=STUDENT2) == "nopermissions"
    assert await refused(gateway, "mod_quiz_get_user_attempts", by="teacher", quizid=QUIZ, userid=999) == "invaliduser"
    assert await refused(gateway, "mod_quiz_get_user_attempts", quizid=99) == "invalidrecord"


async def test_marks_are_seen_when_the_quiz_says_so(gateway: Gateway) -> None:
    change(gateway, reviewmarks=MARKS_LATER)
    assert (await attempts(gateway))[0] == (1, 5.0)
    change(gateway, timeclose=20)
    assert (await attempts(gateway))[0] == (1, None)
    assert (await attempts(gateway, by="teacher", userid=STUDENT))[0] == (1, 5.0)


async def test_the_grade_is_seen_with_the_marks(gateway: Gateway) -> None:
    async def grade() -> Any:
        return await told(gateway, "mod_quiz_get_user_best_grade", quizid=QUIZ)

    assert await grade() == {"hasgrade": True, "grade": 7.5, "warnings": []}
    item = {"itemtype": "mod", "itemmodule": "quiz", "iteminstance": QUIZ, "itemnumber": 0}
    add(gateway, grade_items, courseid=ALGEBRA, gradetype=1, grademax=10.0, grademin=0.0, gradepass=6.0, **item)
    change(gateway, reviewmarks=0)
    assert await grade() == {"hasgrade": False, "gradetopass": 6.0, "warnings": []}


async def test_the_rules_of_a_quiz(gateway: Gateway) -> None:
    async def access(by: str = "student") -> Any:
        return await told(gateway, "mod_quiz_get_quiz_access_information", by=by, quizid=QUIZ)

    found = await access()
    assert found["activerulenames"] == ["quizaccess_numattempts", "quizaccess_openclosedate"]
    assert (found["accessrules"], found["preventaccessreasons"]) == (["Attempts allowed: 3"], [])
    assert (found["canattempt"], found["canmanage"], found["canviewreports"]) == (True, False, False)
    change(gateway, attempts=0, timelimit=3661, subnet="10.0.0.0/8", password="x", timeclose=20)
    found = await access()
    names = ["quizaccess_ipaddress", "quizaccess_openclosedate", "quizaccess_password", "quizaccess_timelimit"]
    assert found["activerulenames"] == names
    assert found["accessrules"] == ["The quiz asks for a password.", "Time limit: 1 hour 1 min"]
    assert len(found["preventaccessreasons"]) == 2
    change(gateway, overduehandling="graceperiod", graceperiod=4_000_000_000)
    assert len((await access())["preventaccessreasons"]) == 1


async def test_overrides_hold_for_their_user_and_their_group(gateway: Gateway) -> None:
    async def shown(by: str = "student") -> dict[str, Any]:
        listed = (await told(gateway, "mod_quiz_get_quizzes_by_courses", by=by, courseids=[ALGEBRA]))["quizzes"]
        found: dict[str, Any] = next(one for one in listed if one["id"] == QUIZ)
        return found

    change(gateway, timeclose=4_000_000_000)
    add(gateway, quiz_overrides, quiz=QUIZ, groupid=1, timeclose=4_000_000_100, attempts=5, timelimit=60, password="x")
    assert [(await shown())[name] for name in ("timeclose", "attempts", "timelimit")] == [4_000_000_100, 5, 60]
    assert (await shown(by="student2"))["timeclose"] == 4_000_000_000
    add(gateway, quiz_overrides, quiz=QUIZ, userid=STUDENT, timeopen=4_000_000_000, attempts=0)
    found = await shown()
    assert [found[name] for name in ("timeopen", "timeclose", "attempts")] == [4_000_000_000, 4_000_000_100, 0]
    # The quiz is not open for the student, who is shown less of it therefore.
    assert "overduehandling" not in found
    assert (await shown(by="student2"))["overduehandling"] == "autosubmit"


async def test_a_quiz_tells_whether_it_has_questions(gateway: Gateway) -> None:
    add(gateway, quiz_slots, slot=1, quizid=QUIZ, page=1, maxmark=1.0)
    (found,) = (await told(gateway, "mod_quiz_get_quizzes_by_courses", courseids=[ALGEBRA]))["quizzes"]
    assert (found["hasquestions"], found["hasfeedback"]) == (1, 0)


async def test_marks_of_grade_items_come_with_the_marks(gateway: Gateway) -> None:
    listed = (await told(gateway, "mod_quiz_get_user_attempts", quizid=QUIZ, status="all"))["attempts"]
    assert [attempt.get("gradeitemmarks") for attempt in listed] == [[], None, None]


async def test_administrators_obey_time_limits(gateway: Gateway) -> None:
    change(gateway, timelimit=60)
    found = await told(gateway, "mod_quiz_get_quiz_access_information", by="admin", quizid=QUIZ)
    assert "quizaccess_timelimit" in found["activerulenames"]
