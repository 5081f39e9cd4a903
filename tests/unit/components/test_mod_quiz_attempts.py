"""Attempting quizzes: beginning, answering, handing in, reviewing; and the rules that hold meanwhile."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from sqlalchemy import func, select, update

from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.core_question.tables import question_attempt_steps, question_attempts
from gateway.components.mod_quiz.tables import quiz_attempts, quiz_grades, quiz_slots
from gateway.server.host import Gateway
from gateway.store.tables.courses import course_modules
from gateway.wire.call import Result, Token
from tests.unit.app_fixtures import call, set_config, statement
from tests.unit.college import PEOPLE, college, token
from tests.unit.components.quizzes import (
    ADAPTIVE,
    CLOSED,
    DEFERRED,
    EMPTY,
    MATCHING,
    SECRET,
    begun,
    by_slot,
    change,
    form,
    refused,
    said,
    set_attempt,
    state_of,
)

__all__ = ["college"]

RIGHT = {1: {"answer": "0"}, 2: {"choice0": "1", "choice2": "1"}, 3: {"answer": "1"}, 4: {"answer": " Frog "}, 5: {"answer": "3,14"}}
ESSAY = {6: {"answer": "<p>Once</p>", "answerformat": "1"}}
PASSWORD = [{"name": "quizpassword", "value": "sésame"}]


def grade(college: Gateway, quizid: int, who: str = "student2") -> Any:
    """The grade that is stored of a quiz, and the one in the gradebook."""
    mine = quiz_grades.c.quiz == quizid, quiz_grades.c.userid == PEOPLE[who]
    item = select(grade_items.c.id).where(grade_items.c.itemmodule == "quiz", grade_items.c.iteminstance == quizid).scalar_subquery()
    final = select(grade_grades.c.rawgrade).where(grade_grades.c.itemid == item, grade_grades.c.userid == PEOPLE[who])
    return statement(college, select(quiz_grades.c.grade).where(*mine)), statement(college, final)


async def test_answers_are_judged_at_the_end(college: Gateway) -> None:
    change(college, DEFERRED, attempts=0)
    attempt = await begun(college, DEFERRED)
    assert (attempt["state"], attempt["layout"], attempt["attempt"]) == ("inprogress", "1,2,0,3,4,0,5,6,0,7,0", 2)
    done = await said(college, "process_attempt", attemptid=attempt["id"], data=form(attempt, RIGHT | ESSAY))
    assert done["state"] == "inprogress"
    summary = await said(college, "get_attempt_summary", attemptid=attempt["id"])
    assert [question.get("stateclass") for question in summary["questions"]] == ["answersaved"] * 6 + [None]
    assert summary["totalunanswered"] == 0
    assert (await said(college, "process_attempt", attemptid=attempt["id"], finishattempt=True))["state"] == "finished"
    review = await said(college, "get_attempt_review", attemptid=attempt["id"])
    assert [question.get("mark") for question in review["questions"]] == ["3.00", "1.00", "1.00", "1.00", "1.00", "", ""]
    assert [question.get("state") for question in review["questions"]][5:] == ["needsgrading", None]
    assert (review["grade"], review["attempt"]["sumgrades"]) == (None, None)


async def test_marks_become_a_grade(college: Gateway) -> None:
    attempt = await begun(college, MATCHING)
    (question,) = (await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))["questions"]
    assert question["html"].count("<select") == 3
    places = {text: str(place) for place, text in enumerate(("", *_choices(question["html"])))}
    answers = {1: {"sub0": places["amphibian"], "sub1": places["mammal"], "sub2": places["insect"]}}
    await said(college, "process_attempt", attemptid=attempt["id"], data=form(attempt, answers), finishattempt=True)
    # Marks are kept with five decimal places, and the grade is worked out from these.
    assert grade(college, MATCHING) == (66.667, 66.667)
    review = await said(college, "get_attempt_review", attemptid=attempt["id"])
    assert (by_slot(review)[1]["state"], by_slot(review)[1]["mark"]) == ("gradedpartial", "0.67")
    best = await said(college, "get_user_best_grade", quizid=MATCHING)
    assert best["grade"] == 66.667


def _choices(html: str) -> list[str]:
    """The choices of the first list of a question."""
    options = html.partition("</select>")[0].split("<option")[2:]
    return [option.partition(">")[2].partition("<")[0] for option in options]


@pytest.mark.parametrize(("method", "expected"), [(1, 100.0), (2, 50.0), (3, 100.0), (4, 0.0)])
async def test_the_attempt_that_counts(college: Gateway, method: int, expected: float) -> None:
    change(college, ADAPTIVE, grademethod=method)
    for answers in ({1: {"answer": "frog"}, 2: {"answer": "3.14"}}, {1: {"answer": "x"}, 2: {"answer": "x"}}):
        attempt = await begun(college, ADAPTIVE)
        await said(college, "process_attempt", attemptid=attempt["id"], data=form(attempt, answers), finishattempt=True)
    assert grade(college, ADAPTIVE) == (expected, expected)


async def test_tries_cost_a_penalty(college: Gateway) -> None:
    attempt = await begun(college, ADAPTIVE)
    wrong = form(attempt, {2: {"answer": "3", "-submit": "1"}})
    await said(college, "process_attempt", attemptid=attempt["id"], data=wrong)
    found = by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))[2]
    assert (found["status"], found["mark"], found["sequencecheck"]) == ("Incorrect", "0.00", 2)
    assert "Not accurate enough." in found["html"]
    right = form(attempt, {2: {"answer": "3.14", "-submit": "1"}}, sequence=2)
    await said(college, "process_attempt", attemptid=attempt["id"], data=right)
    found = by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))[2]
    assert (found["status"], found["mark"], found["state"]) == ("Correct", "0.67", "complete")


async def test_a_question_can_be_finished_by_itself(college: Gateway) -> None:
    change(college, ADAPTIVE, preferredbehaviour="immediatefeedback")
    attempt = await begun(college, ADAPTIVE)
    found = by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))[1]
    assert (found["status"], 'name="q8:1_-submit"' in found["html"]) == ("Not complete", True)
    for answer, state, sequence in (("", "invalid", 1), ("toad", "gradedpartial", 2)):
        data = form(attempt, {1: {"answer": answer, "-submit": "1"}}, sequence)
        await said(college, "process_attempt", attemptid=attempt["id"], data=data)
        found = by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))[1]
        assert found["state"] == state
    data = form(attempt, {1: {"answer": "frog", "-submit": "1", "-mark": "1", "-maxmark": "1", "-comment": "me"}}, 3)
    await said(college, "process_attempt", attemptid=attempt["id"], data=data)
    assert by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))[1]["mark"] == "0.80"


async def test_tries_with_hints(college: Gateway) -> None:
    change(college, DEFERRED, preferredbehaviour="interactive", attempts=0)
    attempt = await begun(college, DEFERRED)

    async def first() -> Any:
        return by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))[1]

    assert (await first())["status"] == "Tries remaining: 3"
    await said(college, "process_attempt", attemptid=attempt["id"], data=form(attempt, {1: {"answer": "1", "-submit": "1"}}))
    found = await first()
    assert (found["status"], "Hint 1." in found["html"], "-tryagain" in found["html"]) == ("Not complete", True, True)
    await said(college, "process_attempt", attemptid=attempt["id"], data=form(attempt, {1: {"-tryagain": "1"}}, 2))
    await said(college, "process_attempt", attemptid=attempt["id"], data=form(attempt, {1: {"answer": "0", "-submit": "1"}}, 3))
    found = await first()
    assert (found["state"], found["mark"]) == ("gradedright", "2.00")


async def test_answers_are_kept_while_people_write(college: Gateway) -> None:
    change(college, DEFERRED, attempts=0)
    attempt = await begun(college, DEFERRED)

    async def page() -> Any:
        return by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))[1]

    for answer in ("1", "2", "2"):
        await said(college, "save_attempt", attemptid=attempt["id"], data=form(attempt, {1: {"answer": answer}}))
    found = await page()
    assert (found["hasautosavedstep"], found["sequencecheck"], found["stateclass"]) == (True, 1, "answersaved")
    assert 'value="2" id="q8:1_answer2" checked' in found["html"]
    steps = question_attempt_steps.join(question_attempts, question_attempts.c.id == question_attempt_steps.c.questionattemptid)
    here = question_attempts.c.questionusageid == attempt["uniqueid"], question_attempts.c.slot == 1
    count = select(func.count()).select_from(steps).where(*here)
    assert statement(college, count) == 2
    await said(college, "process_attempt", attemptid=attempt["id"], finishattempt=True)
    review = await said(college, "get_attempt_review", attemptid=attempt["id"], page=0)
    assert (by_slot(review)[1]["sequencecheck"], by_slot(review)[1]["state"]) == (3, "gradedwrong")


async def test_answers_that_come_too_late_are_refused_whole(college: Gateway) -> None:
    attempt = await begun(college, ADAPTIVE)
    await said(college, "process_attempt", attemptid=attempt["id"], data=form(attempt, {1: {"answer": "frog"}}))
    late = form(attempt, {2: {"answer": "3.14"}, 1: {"answer": "toad"}})
    code = await refused(college, "process_attempt", attemptid=attempt["id"], data=late)
    assert code == "submissionoutofsequencefriendlymessage"
    found = by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))
    assert [found[slot]["sequencecheck"] for slot in (1, 2)] == [2, 1]


async def test_who_begins_twice_at_once_begins_once(college: Gateway) -> None:
    async def begin() -> Any:
        return await call(college, "mod_quiz_start_attempt", {"quizid": ADAPTIVE}, by=Token(token("student2")))

    outcomes = await asyncio.gather(begin(), begin(), begin())
    assert sum(isinstance(outcome, Result) for outcome in outcomes) == 1
    cols = quiz_attempts.c
    mine = select(func.count()).where(cols.quiz == ADAPTIVE, cols.userid == PEOPLE["student2"])
    assert statement(college, mine) == 1
    assert await refused(college, "start_attempt", quizid=ADAPTIVE) == "attemptstillinprogress"


async def test_what_keeps_people_from_attempts(college: Gateway) -> None:
    assert await refused(college, "start_attempt", quizid=EMPTY) == "noquestionsfound"
    assert await refused(college, "start_attempt", "outsider", quizid=DEFERRED) == "requireloginerror"
    answer = await said(college, "start_attempt", quizid=CLOSED)
    assert (answer["attempt"], [warning["warningcode"] for warning in answer["warnings"]]) == ({}, ["1"])
    change(college, ADAPTIVE, attempts=1, delay1=3600)
    attempt = await begun(college, ADAPTIVE)
    await said(college, "process_attempt", attemptid=attempt["id"], finishattempt=True)
    assert (await said(college, "start_attempt", quizid=ADAPTIVE))["attempt"] == {}
    change(college, ADAPTIVE, attempts=2)
    access = await said(college, "get_attempt_access_information", quizid=ADAPTIVE)
    assert (access["isfinished"], len(access["preventnewattemptreasons"])) == (False, 1)
    set_attempt(college, attempt, timefinish=int(time.time()) - 3601)
    assert (await begun(college, ADAPTIVE))["attempt"] == 2


async def test_a_password_is_asked_for(college: Gateway) -> None:
    change(college, SECRET, attempts=0)
    statement(college, update(quiz_attempts).where(quiz_attempts.c.quiz == SECRET).values(state="finished"))
    assert await refused(college, "start_attempt", quizid=SECRET) == "passworderror"
    wrong = [{"name": "quizpassword", "value": "sesame"}]
    assert await refused(college, "start_attempt", quizid=SECRET, preflightdata=wrong) == "passworderror"
    attempt = await begun(college, SECRET, preflightdata=PASSWORD)
    assert attempt["timecheckstate"] == attempt["timestart"] + 1800
    assert await refused(college, "get_attempt_data", attemptid=attempt["id"], page=0) == "passworderror"
    found = await said(college, "get_attempt_data", attemptid=attempt["id"], page=0, preflightdata=PASSWORD)
    assert len(found["questions"]) == 2
    assert "state" not in found["questions"][0]


@pytest.mark.parametrize(
    ("handling", "state", "code"),
    [
        ("autosubmit", "finished", "attemptalreadyclosed"),
        ("graceperiod", "overdue", "stateoverdue"),
        ("autoabandon", "abandoned", "attemptalreadyclosed"),
    ],
)
async def test_time_that_is_over(college: Gateway, handling: str, state: str, code: str) -> None:
    change(college, ADAPTIVE, timelimit=60, overduehandling=handling, graceperiod=600)
    attempt = await begun(college, ADAPTIVE)
    await said(college, "save_attempt", attemptid=attempt["id"], data=form(attempt, {1: {"answer": "frog"}}))
    set_attempt(college, attempt, timestart=attempt["timestart"] - 100)
    assert await refused(college, "get_attempt_data", attemptid=attempt["id"], page=0) == code
    # What was due is done though the call was refused.
    assert state_of(college, attempt) == state
    assert grade(college, ADAPTIVE)[0] == (50.0 if state == "finished" else None)


async def test_the_last_answers_are_taken_for_a_while(college: Gateway) -> None:
    change(college, ADAPTIVE, timelimit=60)
    for late, expected in ((30, 50.0), (90, 0.0)):
        change(college, ADAPTIVE, grademethod=4)
        attempt = await begun(college, ADAPTIVE)
        set_attempt(college, attempt, timestart=attempt["timestart"] - 60 - late)
        data = form(attempt, {1: {"answer": "frog"}})
        assert (await said(college, "process_attempt", attemptid=attempt["id"], data=data))["state"] == "finished"
        assert grade(college, ADAPTIVE)[0] == expected
    set_config(college, quiz__graceperiodmin="120")
    attempt = await begun(college, ADAPTIVE)
    set_attempt(college, attempt, timestart=attempt["timestart"] - 150)
    await said(college, "process_attempt", attemptid=attempt["id"], data=form(attempt, {1: {"answer": "frog"}}))
    assert grade(college, ADAPTIVE)[0] == 50.0


async def test_an_overdue_attempt_is_handed_in_or_given_up(college: Gateway) -> None:
    change(college, ADAPTIVE, timelimit=60, overduehandling="graceperiod", graceperiod=600)
    attempt = await begun(college, ADAPTIVE)
    set_attempt(college, attempt, timestart=attempt["timestart"] - 100)
    data = form(attempt, {1: {"answer": "frog"}})
    assert (await said(college, "process_attempt", attemptid=attempt["id"], data=data, timeup=True))["state"] == "overdue"
    assert (await said(college, "get_attempt_summary", attemptid=attempt["id"]))["totalunanswered"] == 2
    set_attempt(college, attempt, timestart=attempt["timestart"] - 5000)
    assert (await said(college, "process_attempt", attemptid=attempt["id"], finishattempt=True))["state"] == "abandoned"
    assert await refused(college, "reopen_attempt", attemptid=attempt["id"]) == "nopermissions"
    assert "given up" in await said(college, "get_reopen_attempt_confirmation", "teacher", attemptid=attempt["id"])
    change(college, ADAPTIVE, timelimit=0)
    await said(college, "reopen_attempt", "teacher", attemptid=attempt["id"])
    assert state_of(college, attempt) == "inprogress"


async def test_pages_forwards_only(college: Gateway) -> None:
    change(college, DEFERRED, navmethod="sequential", attempts=0)
    attempt = await begun(college, DEFERRED)
    assert await refused(college, "get_attempt_data", attemptid=attempt["id"], page=2) == "Out of sequence access"
    assert await refused(college, "get_attempt_data", attemptid=attempt["id"], page=9) == "Invalid page number"
    await said(college, "view_attempt", attemptid=attempt["id"], page=1)
    assert await refused(college, "view_attempt", attemptid=attempt["id"], page=0) == "Out of sequence access"
    assert list(by_slot(await said(college, "get_attempt_summary", attemptid=attempt["id"]))) == [3, 4]


async def test_a_question_waits_for_the_one_before(college: Gateway) -> None:
    change(college, ADAPTIVE, preferredbehaviour="immediatefeedback")
    statement(college, update(quiz_slots).where(quiz_slots.c.quizid == ADAPTIVE, quiz_slots.c.slot == 2).values(requireprevious=1))
    attempt = await begun(college, ADAPTIVE)
    found = by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))
    assert [found[slot]["blockedbyprevious"] for slot in (1, 2)] == [False, True]
    assert "<input" not in found[2]["html"]
    data = form(attempt, {1: {"answer": "frog", "-submit": "1"}})
    await said(college, "process_attempt", attemptid=attempt["id"], data=data)
    assert by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))[2]["blockedbyprevious"] is False


async def test_an_attempt_that_builds_on_the_last(college: Gateway) -> None:
    change(college, ADAPTIVE, attemptonlast=1)
    attempt = await begun(college, ADAPTIVE)
    await said(college, "process_attempt", attemptid=attempt["id"], data=form(attempt, {1: {"answer": "frog"}}), finishattempt=True)
    attempt = await begun(college, ADAPTIVE)
    found = by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))[1]
    assert ('value="frog"' in found["html"], found["stateclass"], attempt["layout"]) == (True, "notyetanswered", "1,2,0")


async def test_teachers_try_quizzes_out(college: Gateway) -> None:
    attempt = await begun(college, CLOSED, "teacher")
    assert (attempt["preview"], attempt["timecheckstate"]) == (1, None)
    found = await said(college, "get_attempt_data", "teacher", attemptid=attempt["id"], page=0)
    assert (len(found["messages"]), len(found["questions"])) == (1, 1)
    assert await refused(college, "start_attempt", "teacher", quizid=CLOSED) == "attemptstillinprogress"
    again = await begun(college, CLOSED, "teacher", forcenew=True)
    assert statement(college, select(func.count()).where(quiz_attempts.c.quiz == CLOSED)) == 1
    await said(college, "process_attempt", "teacher", attemptid=again["id"], finishattempt=True)
    assert grade(college, CLOSED, "teacher") == (None, None)
    assert (await said(college, "get_attempt_review", "teacher", attemptid=again["id"]))["attempt"]["state"] == "finished"


async def test_what_is_shown_of_an_attempt(college: Gateway) -> None:
    attempt = await begun(college, ADAPTIVE)
    await said(college, "process_attempt", attemptid=attempt["id"], data=form(attempt, {1: {"answer": "toad"}}), finishattempt=True)
    change(college, ADAPTIVE, reviewmarks=0, reviewcorrectness=0, reviewspecificfeedback=0, reviewrightanswer=0, reviewgeneralfeedback=0)
    review = await said(college, "get_attempt_review", attemptid=attempt["id"])
    (first, _), html = review["questions"], review["questions"][0]["html"]
    assert (review["grade"], "mark" in first, "state" in first, first["stateclass"], first["maxmark"]) == (
        None,
        False,
        False,
        "complete",
        1,
    )
    assert ("Toad is an OK" in html, "The correct answer is" in html, "Generalfeedback" in html) == (False, False, False)
    html = (await said(college, "get_attempt_review", "teacher", attemptid=attempt["id"]))["questions"][0]["html"]
    assert ("Toad is an OK" in html, "The correct answer is: frog" in html, "Generalfeedback" in html) == (True, True, True)
    change(college, ADAPTIVE, reviewattempt=0)
    assert await refused(college, "get_attempt_review", attemptid=attempt["id"]) == "noreview"
    assert await refused(college, "get_attempt_review", "student", attemptid=attempt["id"]) == "noreviewattempt"
    assert await refused(college, "view_attempt_review", "student", attemptid=attempt["id"]) == "noreviewattempt"


async def test_attempts_complete_a_quiz(college: Gateway) -> None:
    module = select(course_modules.c.id).where(course_modules.c.instance == ADAPTIVE, course_modules.c.idnumber == "cm-quiz4")
    cmid = statement(college, module)
    statement(college, update(course_modules).where(course_modules.c.id == cmid).values(completion=2))
    change(college, ADAPTIVE, completionminattempts=2)
    cols = course_modules_completion.c
    state = select(cols.completionstate).where(cols.coursemoduleid == cmid, cols.userid == PEOPLE["student2"])
    for expected in (None, 1):
        attempt = await begun(college, ADAPTIVE)
        await said(college, "process_attempt", attemptid=attempt["id"], finishattempt=True)
        assert statement(college, state) == expected


async def test_the_questions_of_others_stay_theirs(college: Gateway) -> None:
    attempt = await begun(college, ADAPTIVE)
    data = form(attempt, {1: {"answer": "x"}})
    for function, arguments in (
        ("get_attempt_data", {"page": 0}),
        ("get_attempt_summary", {}),
        ("save_attempt", {"data": data}),
        ("process_attempt", {"data": data}),
        ("view_attempt", {"page": 0}),
        ("view_attempt_summary", {}),
    ):
        assert await refused(college, function, "student", attemptid=attempt["id"], **arguments) == "notyourattempt"
