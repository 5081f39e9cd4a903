"""What graders do beside grading: locks, drafts, extensions, notes of users, the numbers that stand for users."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from gateway.admin.tasks import do
from gateway.components.core_calendar.tables import event
from gateway.components.core_message.tables import notifications
from gateway.components.mod_assign.tables import assign_grades, assign_submission, assign_user_flags, assign_user_mapping
from gateway.server.host import Gateway
from gateway.store.tables.courses import course_modules
from tests.unit.app_fixtures import statement
from tests.unit.components.assignments import TASK, change, found, last, save, task
from tests.unit.components.site import LATER, STUDENT, STUDENT2, TEACHER, add, permit, refused, told

__all__ = ["task"]

pytestmark = pytest.mark.usefixtures("task")
EDITING_TEACHER = 3


async def codes(gateway: Gateway, function: str, by: str = "teacher", **arguments: Any) -> list[str]:
    """The codes of the warnings of a function."""
    return [warning["warningcode"] for warning in await told(gateway, f"mod_assign_{function}", by, assignmentid=TASK, **arguments)]


def flags(gateway: Gateway, userid: int = STUDENT) -> Any:
    (row,) = found(gateway, assign_user_flags, assignment=TASK, userid=userid)
    return row


def keep_apart(gateway: Gateway) -> None:
    """Let the teacher see the work of nobody."""
    statement(gateway, update(course_modules).where(course_modules.c.id == TASK).values(groupmode=1))
    permit(gateway, "moodle/site:accessallgroups", -1000, roleid=EDITING_TEACHER, contextid=13)


async def test_submissions_are_locked_and_unlocked(gateway: Gateway) -> None:
    assert await codes(gateway, "lock_submissions", userids=[STUDENT, STUDENT]) == []
    assert (flags(gateway)["locked"], (await last(gateway))["locked"], await save(gateway)) == (1, True, ["couldnotsavesubmission"])
    assert await codes(gateway, "unlock_submissions", userids=[STUDENT]) == []
    assert await save(gateway) == []
    assert await refused(gateway, "mod_assign_lock_submissions", assignmentid=TASK, userids=[STUDENT2]) == "nopermissions"
    keep_apart(gateway)
    assert await codes(gateway, "lock_submissions", userids=[STUDENT]) == ["couldnotlock"]
    assert flags(gateway)["locked"] == 0


async def test_what_was_submitted_is_made_a_draft_again(gateway: Gateway) -> None:
    function = "revert_submissions_to_draft"
    await save(gateway)
    await told(gateway, "mod_assign_submit_for_grading", assignmentid=TASK, acceptsubmissionstatement=True)
    assert await refused(gateway, f"mod_assign_{function}", assignmentid=TASK, userids=[STUDENT]) == "nopermissions"
    assert await codes(gateway, function, userids=[STUDENT, STUDENT2]) == ["couldnotrevert"]
    assert (await last(gateway))["submission"]["status"] == "draft"
    (grade,) = found(gateway, assign_grades, assignment=TASK)
    assert (grade["grade"], grade["grader"]) == (-1.0, TEACHER)
    change(gateway, submissiondrafts=0)
    await save(gateway)
    await codes(gateway, function, userids=[STUDENT])
    assert (await last(gateway))["submission"]["status"] == "reopened"


async def test_extensions_are_given_to_those_who_submit_and_put_into_their_calendar(gateway: Gateway) -> None:
    async def extend(*users: int, dates: list[int], by: str = "teacher") -> list[str]:
        return await codes(gateway, "save_user_extensions", by, userids=list(users), dates=dates)

    change(gateway, duedate=LATER, name="Essay")
    assert await extend(STUDENT, STUDENT2, dates=[LATER]) == ["invalidparameters"]
    assert await extend(STUDENT, dates=[LATER - 1]) == ["couldnotgrantextensions"]
    assert await extend(TEACHER, 99999, dates=[LATER + 1, LATER + 1]) == ["couldnotgrantextensions"] * 2
    assert await extend(STUDENT, dates=[LATER + 1]) == []
    assert await extend(STUDENT, dates=[LATER + 2]) == []
    assert (flags(gateway)["extensionduedate"], (await last(gateway))["extensionduedate"]) == (LATER + 2, LATER + 2)
    (row,) = found(gateway, event, modulename="assign", instance=TASK)
    assert (row["eventtype"], row["userid"], row["timestart"], row["courseid"]) == ("extension", STUDENT, LATER + 2, 0)
    assert "Essay" in row["name"]
    assert await extend(STUDENT, dates=[0]) == []
    assert (flags(gateway)["extensionduedate"], found(gateway, event, modulename="assign", instance=TASK)) == (0, [])
    function = "mod_assign_save_user_extensions"
    assert await refused(gateway, function, assignmentid=TASK, userids=[STUDENT], dates=[0]) == "nopermissions"


async def test_flags_are_noted_as_they_are_given(gateway: Gateway) -> None:
    function = "mod_assign_set_user_flags"
    wanted: list[dict[str, Any]] = [{"userid": STUDENT, "workflowstate": "inmarking", "allocatedmarker": TEACHER}, {"userid": STUDENT2}]
    first, second = await told(gateway, function, "teacher", assignmentid=TASK, userflags=wanted)
    assert (first["userid"], first["id"] == flags(gateway)["id"], "errormessage" in first) == (STUDENT, True, False)
    assert second["id"] == flags(gateway, STUDENT2)["id"]
    row = flags(gateway)
    assert (row["workflowstate"], row["allocatedmarker"], row["locked"], row["mailed"]) == ("inmarking", TEACHER, 0, 2)
    await told(gateway, function, "teacher", assignmentid=TASK, userflags=[{"userid": STUDENT, "locked": 1}])
    assert (flags(gateway)["locked"], flags(gateway)["workflowstate"]) == (1, "inmarking")
    assert await refused(gateway, function, assignmentid=TASK, userflags=wanted) == "nopermissions"
    keep_apart(gateway)
    (answer,) = await told(gateway, function, "teacher", assignmentid=TASK, userflags=[{"userid": STUDENT, "locked": 0}])
    assert (answer["id"], bool(answer["errormessage"]), flags(gateway)["locked"]) == (-1, True, 1)


async def test_the_numbers_of_users_are_for_those_who_may_reveal_them(gateway: Gateway) -> None:
    function = "mod_assign_get_user_mappings"
    add(gateway, assign_user_mapping, id=50, assignment=TASK, userid=STUDENT)
    answer = await told(gateway, function, "teacher", assignmentids=[TASK, 99999])
    assert answer["assignments"] == [{"assignmentid": TASK, "mappings": [{"id": 50, "userid": STUDENT}]}]
    assert [(warning["itemid"], warning["warningcode"]) for warning in answer["warnings"]] == [(99999, "3")]
    answer = await told(gateway, function, assignmentids=[TASK])
    assert (answer["assignments"], [warning["warningcode"] for warning in answer["warnings"]]) == ([], ["1"])


async def test_a_revert_of_nothing_begins_nothing(gateway: Gateway) -> None:
    assert await codes(gateway, "revert_submissions_to_draft", userids=[STUDENT]) == ["couldnotrevert"]
    assert found(gateway, assign_submission, assignment=TASK) == []


async def test_people_are_told_of_feedback_once_graders_have_had_time(gateway: Gateway) -> None:
    def perform(at: int) -> int:
        (task_,) = (one for one in gateway.registry.tasks.values() if one.name == "assignment-feedback")
        return gateway.store.run_here(lambda work: do(work.db, gateway.registry, task_, at), write=True) or 0

    given = {"grade": 40.0, "attemptnumber": -1, "addattempt": False, "workflowstate": "", "applytoall": False}
    await told(gateway, "mod_assign_save_grade", "teacher", assignmentid=TASK, userid=STUDENT, **given)
    now = found(gateway, assign_grades, assignment=TASK)[0]["timemodified"]
    wait = gateway.site.config.number("maxeditingtime")
    assert perform(now + wait - 1) == 0
    change(gateway, markingworkflow=1)
    assert perform(now + wait) == 0
    change(gateway, markingworkflow=0)
    assert (perform(now + wait), perform(now + wait)) == (1, 0)
    (row,) = found(gateway, notifications, component="mod_assign")
    assert (row["useridto"], row["useridfrom"], flags(gateway)["mailed"]) == (STUDENT, TEACHER, 1)
    assert perform(now + 2 * 24 * 3600) == 0
