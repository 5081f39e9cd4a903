"""Handing in for an assignment: texts and files, drafts, submitting, taking back, dates, locks, teams, who may."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.core_grades.tables import grade_grades
from gateway.components.core_message.tables import notifications
from gateway.components.mod_assign.tables import assign_overrides, assign_plugin_config, assign_submission, assign_user_flags
from gateway.server.host import Gateway
from gateway.store.tables.courses import course, course_modules
from gateway.store.tables.files import files
from gateway.store.tables.groups import groups, groups_members
from gateway.store.tables.site import logstore_standard_log
from tests.unit.app_fixtures import set_config, statement
from tests.unit.components.assignments import TASK, change, draft, found, last, save, task
from tests.unit.components.site import ALGEBRA, LATER, STUDENT, STUDENT2, TEACHER, add, refused, told

__all__ = ["task"]

pytestmark = pytest.mark.usefixtures("task")
RED = 61


async def submit(gateway: Gateway, by: str = "student", *, stated: bool = True) -> list[str]:
    """The codes of the warnings of submitting."""
    answer = await told(gateway, "mod_assign_submit_for_grading", by, assignmentid=TASK, acceptsubmissionstatement=stated)
    return [warning["warningcode"] for warning in answer]


def contents(attempt: dict[str, Any], which: str = "submission") -> tuple[str, list[str]]:
    """The text of an attempt, and the names of its files."""
    text, stored = attempt[which]["plugins"][:2]
    return text["editorfields"][0]["text"], [file["filename"] for file in stored["fileareas"][0]["files"]]


def events(gateway: Gateway) -> list[str]:
    """The names of the events of assignments in the log, without the component."""
    rows = found(gateway, logstore_standard_log, component="mod_assign")
    return [row["eventname"].rpartition("\\")[2] for row in rows]


async def test_a_text_and_files_are_saved_as_a_draft_and_replaced(gateway: Gateway) -> None:
    draft(gateway, STUDENT, 5, "a.txt", "b.txt")
    assert await save(gateway, "<p>First</p>", 5) == []
    attempt = await last(gateway)
    assert (attempt["submission"]["status"], attempt["cansubmit"]) == ("draft", True)
    assert contents(attempt) == ("<p>First</p>", ["a.txt", "b.txt"])
    draft(gateway, STUDENT, 6, "c.txt")
    assert await save(gateway, "<p>Second</p>", 6) == []
    assert contents(await last(gateway)) == ("<p>Second</p>", ["c.txt"])
    # What is not given stays as it is, and so does what is given as no draft area.
    assert await save(gateway, None, 0) == []
    assert contents(await last(gateway)) == ("<p>Second</p>", ["c.txt"])
    (row,) = found(gateway, assign_submission, assignment=TASK)
    assert (row["attemptnumber"], row["latest"]) == (0, 1)


async def test_pictures_that_a_text_names_are_kept_with_it(gateway: Gateway, task: int) -> None:
    draft(gateway, STUDENT, 5, "in line.png", "other.png")
    (area,) = {row["contextid"] for row in found(gateway, files, itemid=5)}
    address = f"{gateway.site.wwwroot}/draftfile.php/{area}/user/draft/5/in%20line.png"
    assert await save(gateway, f'<img src="{address}" alt="x">', itemid=5) == []
    text = (await last(gateway))["submission"]["plugins"][0]
    assert [file["filename"] for file in text["fileareas"][0]["files"]] == ["in line.png"]
    assert f"/{task}/assignsubmission_onlinetext/submissions_onlinetext/" in text["editorfields"][0]["text"]


@pytest.mark.parametrize("text", ["", "<p> &nbsp; </p>", "<div><br></div>"])
async def test_nothing_is_not_handed_in(gateway: Gateway, text: str) -> None:
    assert await save(gateway, text) == ["couldnotsavesubmission"]
    assert (await last(gateway))["submission"]["status"] == "new"
    assert await save(gateway, '<p><img src="https://example.org/x.png" alt=""></p>') == []


async def test_a_text_may_have_so_many_words_and_a_submission_so_many_files(gateway: Gateway) -> None:
    common = {"assignment": TASK, "subtype": "assignsubmission"}
    for plugin, name, value in (
        ("onlinetext", "wordlimitenabled", "1"),
        ("onlinetext", "wordlimit", "2"),
        ("file", "maxfilesubmissions", "1"),
    ):
        add(gateway, assign_plugin_config, **common, plugin=plugin, name=name, value=value)
    assert await save(gateway, "<p>one</p><p>two</p>") == []
    assert await save(gateway, "<p>one</p>two\u2014three") == ["couldnotsavesubmission"]
    draft(gateway, STUDENT, 5, "a.txt", "b.txt")
    assert await save(gateway, "fine", 5) == []
    assert contents(await last(gateway)) == ("fine", ["a.txt"])


async def test_submitting_ends_a_draft_and_needs_the_statement(gateway: Gateway) -> None:
    change(gateway, requiresubmissionstatement=1)
    await save(gateway)
    assert await submit(gateway, stated=False) == ["couldnotsubmitforgrading"]
    assert await submit(gateway) == []
    attempt = await last(gateway)
    assert (attempt["submission"]["status"], attempt["canedit"], attempt["cansubmit"]) == ("submitted", False, False)
    assert await save(gateway, "late") == ["couldnotsavesubmission"]
    assert await submit(gateway) == ["couldnotsubmitforgrading"]
    assert events(gateway) == ["statement_accepted", "assessable_submitted"]
    (grade,) = found(gateway, grade_grades, userid=STUDENT, itemid=970)
    assert (grade["timecreated"], grade["finalgrade"]) == (attempt["submission"]["timemodified"], None)


async def test_without_drafts_saving_submits_and_may_be_done_again(gateway: Gateway) -> None:
    change(gateway, submissiondrafts=0)
    assert await save(gateway, "one") == []
    attempt = await last(gateway)
    assert (attempt["submission"]["status"], attempt["canedit"]) == ("submitted", True)
    assert await save(gateway, "two") == []
    assert contents(await last(gateway))[0] == "two"
    assert await submit(gateway) == ["couldnotsubmitforgrading"]


async def test_people_are_told_of_what_was_submitted(gateway: Gateway) -> None:
    change(gateway, submissiondrafts=0, sendnotifications=1)
    await save(gateway)
    told_ = {row["useridto"]: row for row in found(gateway, notifications, component="mod_assign")}
    assert told_.keys() == {STUDENT, TEACHER}
    assert (told_[STUDENT]["useridfrom"], told_[TEACHER]["useridfrom"]) == (-10, STUDENT)
    assert told_[STUDENT]["contexturl"].endswith(f"/mod/assign/view.php?id={TASK}")
    change(gateway, blindmarking=1)
    set_config(gateway, **{"assign/submissionreceipts": "0"})
    await save(gateway)
    rows = found(gateway, notifications, component="mod_assign")[2:]
    assert [(row["useridfrom"], row["useridto"]) for row in rows] == [(-10, TEACHER)]
    assert "Sam" not in rows[0]["fullmessage"]


async def test_dates_locks_and_extensions_decide_whether_it_is_open(gateway: Gateway) -> None:
    change(gateway, allowsubmissionsfromdate=LATER)
    assert await save(gateway) == ["couldnotsavesubmission"]
    add(gateway, assign_overrides, assignid=TASK, userid=STUDENT, allowsubmissionsfromdate=1)
    assert await save(gateway) == []
    assert await save(gateway, by="student2") == ["couldnotsavesubmission"]
    change(gateway, allowsubmissionsfromdate=0, cutoffdate=1)
    assert await save(gateway) == ["couldnotsavesubmission"]
    add(gateway, assign_user_flags, assignment=TASK, userid=STUDENT, extensionduedate=LATER)
    assert await save(gateway) == []
    statement(gateway, update(assign_user_flags).values(locked=1))
    assert await save(gateway) == ["couldnotsavesubmission"]
    statement(gateway, update(assign_user_flags).values(locked=0))
    statement(gateway, update(grade_grades).where(grade_grades.c.userid == STUDENT).values(locked=1))
    assert await save(gateway) == ["couldnotsavesubmission"]


async def test_who_may_not_hand_in_is_refused(gateway: Gateway) -> None:
    assert await refused(gateway, "mod_assign_save_submission", "teacher", assignmentid=TASK, plugindata={}) == "nopermissions"
    assert await refused(gateway, "mod_assign_save_submission", assignmentid=99999, plugindata={}) == "invalidrecord"
    assert found(gateway, assign_submission, assignment=TASK) == []


async def test_a_submission_is_taken_back_by_its_owner_alone(gateway: Gateway) -> None:
    async def remove(by: str, userid: int = STUDENT) -> Any:
        answer = await told(gateway, "mod_assign_remove_submission", by, userid=userid, assignid=TASK)
        return answer["status"], [warning["warningcode"] for warning in answer["warnings"]]

    assert await remove("student") == (False, ["submissionnotfoundtoremove"])
    draft(gateway, STUDENT, 5, "a.txt")
    await save(gateway, files=5)
    for somebody in ("student2", "teacher"):
        assert await remove(somebody) == (False, ["couldnotremovesubmission"])
    assert await remove("student") == (True, [])
    attempt = await last(gateway)
    assert (attempt["submission"]["status"], contents(attempt)) == ("new", ("", []))
    assert events(gateway)[-2:] == ["submission_removed", "submission_status_updated"]


async def test_a_reopened_attempt_begins_with_what_was_handed_in_before(gateway: Gateway) -> None:
    async def copy() -> list[str]:
        answer = await told(gateway, "mod_assign_copy_previous_attempt", assignmentid=TASK)
        return [warning["warningcode"] for warning in answer]

    draft(gateway, STUDENT, 5, "a.txt")
    await save(gateway, "before", 5)
    assert await copy() == ["couldnotcopyprevioussubmission"]
    statement(gateway, update(assign_submission).values(latest=0))
    add(gateway, assign_submission, assignment=TASK, userid=STUDENT, attemptnumber=1, latest=1, status="reopened")
    assert await copy() == []
    attempt = await last(gateway)
    assert (attempt["submission"]["attemptnumber"], attempt["submission"]["status"]) == (1, "draft")
    assert contents(attempt) == ("before", ["a.txt"])


async def test_an_attempt_with_a_time_limit_is_begun_once(gateway: Gateway) -> None:
    async def start() -> Any:
        answer = await told(gateway, "mod_assign_start_submission", assignid=TASK)
        return bool(answer["submissionid"]), [warning["warningcode"] for warning in answer["warnings"]]

    change(gateway, timelimit=60)
    assert await start() == (False, ["timelimitnotenabled"])
    set_config(gateway, **{"assign/enabletimelimit": "1"})
    assert await start() == (True, [])
    assert (await last(gateway))["submission"]["timestarted"]
    assert await start() == (False, ["opensubmissionexists"])


@pytest.fixture
def team(gateway: Gateway) -> None:
    """Both students in one team."""
    add(gateway, groups, id=RED, courseid=ALGEBRA, name="Red")
    statement(gateway, groups_members.delete())
    for userid in (STUDENT, STUDENT2):
        add(gateway, groups_members, groupid=RED, userid=userid)


@pytest.mark.usefixtures("team")
async def test_one_member_hands_in_for_a_team(gateway: Gateway) -> None:
    change(gateway, teamsubmission=1, submissiondrafts=0)
    assert await save(gateway, "Ours") == []
    other = await last(gateway, "student2")
    assert (other["teamsubmission"]["status"], contents(other, "teamsubmission")[0]) == ("submitted", "Ours")
    assert {(row["userid"], row["status"]) for row in found(gateway, assign_submission, assignment=TASK)} == {
        (0, "submitted"), (STUDENT, "submitted"), (STUDENT2, "submitted"),
    }  # fmt: skip


@pytest.mark.usefixtures("team")
async def test_all_members_submit_where_that_is_asked_for(gateway: Gateway) -> None:
    change(gateway, teamsubmission=1, requireallteammemberssubmit=1)
    await save(gateway, "Ours")
    assert await submit(gateway) == []
    own = await last(gateway)
    assert (own["teamsubmission"]["status"], own["submission"]["status"]) == ("draft", "submitted")
    assert own["submissiongroupmemberswhoneedtosubmit"] == [STUDENT2]
    assert await submit(gateway, "student2") == []
    assert (await last(gateway))["teamsubmission"]["status"] == "submitted"


@pytest.mark.usefixtures("team")
async def test_what_a_team_submits_completes_it_for_all_members(gateway: Gateway) -> None:
    # A group that takes no part in activities makes no second team of its members.
    add(gateway, groups, id=RED + 1, courseid=ALGEBRA, name="Elsewhere", participation=0)
    add(gateway, groups_members, groupid=RED + 1, userid=STUDENT)
    statement(gateway, update(course).values(enablecompletion=1))
    statement(gateway, update(course_modules).where(course_modules.c.id == TASK).values(completion=2))
    change(gateway, teamsubmission=1, submissiondrafts=0, completionsubmit=1)
    await save(gateway, "Ours", by="student")
    states = {row["userid"]: row["completionstate"] for row in found(gateway, course_modules_completion, coursemoduleid=TASK)}
    assert states == {STUDENT: 1, STUDENT2: 1}


async def test_who_is_in_no_team_may_be_kept_from_handing_in(gateway: Gateway) -> None:
    statement(gateway, groups_members.delete())
    change(gateway, teamsubmission=1, preventsubmissionnotingroup=1)
    assert await save(gateway) == ["couldnotsavesubmission"]
    assert await submit(gateway) == ["couldnotsubmitforgrading"]
    change(gateway, preventsubmissionnotingroup=0)
    assert await save(gateway) == []


async def test_viewing_and_submitting_complete_an_assignment(gateway: Gateway) -> None:
    def state() -> int | None:
        rows = found(gateway, course_modules_completion, coursemoduleid=TASK, userid=STUDENT)
        return rows[0]["completionstate"] if rows else None

    set_config(gateway, enablecompletion="1")
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(enablecompletion=1))
    statement(gateway, update(course_modules).where(course_modules.c.id == TASK).values(completion=2, completionview=1))
    change(gateway, completionsubmit=1, submissiondrafts=0)
    await save(gateway)
    assert state() is None
    assert (await told(gateway, "mod_assign_view_assign", assignid=TASK))["status"] is True
    assert state() == 1
    await told(gateway, "mod_assign_remove_submission", userid=STUDENT, assignid=TASK)
    assert state() == 0


async def test_views_are_logged_and_the_table_is_for_graders(gateway: Gateway) -> None:
    await told(gateway, "mod_assign_view_submission_status", assignid=TASK)
    assert await refused(gateway, "mod_assign_view_grading_table", assignid=TASK) == "nopermission"
    await told(gateway, "mod_assign_view_grading_table", "teacher", assignid=TASK)
    assert events(gateway) == ["submission_status_viewed", "grading_table_viewed"]


async def test_saving_twice_at_once_begins_one_attempt(gateway: Gateway) -> None:
    await asyncio.gather(*(save(gateway, f"<p>{number}</p>") for number in range(4)))
    (row,) = found(gateway, assign_submission, assignment=TASK)
    assert (row["attemptnumber"], row["latest"], row["status"]) == (0, 1, "draft")


async def test_with_separate_groups_graders_are_told_of_the_work_of_their_groups(gateway: Gateway) -> None:
    async def told_graders() -> set[int]:
        statement(gateway, notifications.delete())
        await save(gateway)
        return {row["useridto"] for row in found(gateway, notifications)}

    set_config(gateway, **{"assign/submissionreceipts": "0"})
    change(gateway, submissiondrafts=0, duedate=1, sendlatenotifications=1)
    statement(gateway, update(course_modules).where(course_modules.c.id == TASK).values(groupmode=1))
    statement(gateway, groups_members.delete())
    assert await told_graders() == {TEACHER}  # who is in no group is looked after by who is in none
    add(gateway, groups_members, groupid=1, userid=STUDENT)
    assert await told_graders() == set()
    add(gateway, groups_members, groupid=1, userid=TEACHER)
    assert await told_graders() == {TEACHER}
    change(gateway, sendlatenotifications=0)
    assert await told_graders() == set()
