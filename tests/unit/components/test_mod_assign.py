"""What people hand in for assignments, and how they stand."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from gateway.access import roles
from gateway.access.permissions import Permission
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.core_grading.tables import grading_areas
from gateway.components.mod_assign.tables import (
    assign,
    assign_grades,
    assign_overrides,
    assign_plugin_config,
    assign_submission,
    assign_user_flags,
    assign_user_mapping,
    assignfeedback_comments,
    assignsubmission_onlinetext,
)
from gateway.server.host import Gateway
from gateway.store.tables.courses import course, course_modules
from gateway.store.tables.groups import groupings, groupings_groups, groups, groups_members
from gateway.store.tables.users import user
from tests.unit.app_fixtures import call, counted, set_config, statement, value
from tests.unit.components.site import ALGEBRA, LATER, STUDENT, STUDENT2, TEACHER, add, add_file, place, refused, told

ESSAY, EMPTY = 900, 901
EDITING_TEACHER = 3


@pytest.fixture
def essay(gateway: Gateway) -> None:
    """An essay that the student has handed in and got a grade for, and an assignment that nobody looked at."""
    contextid = place(gateway, ESSAY, "assign", grade=50, duedate=1_700_000_000)
    place(gateway, EMPTY, "assign")
    for subtype, plugin in (("assignsubmission", "onlinetext"), ("assignsubmission", "file"), ("assignfeedback", "comments")):
        add(gateway, assign_plugin_config, assignment=ESSAY, plugin=plugin, subtype=subtype, name="enabled", value="1")
    common = {"assignment": ESSAY, "userid": STUDENT, "timecreated": 8, "timemodified": 9, "attemptnumber": 0}
    add(gateway, assign_submission, **common, id=70, status="submitted", latest=1)
    add(gateway, assignsubmission_onlinetext, assignment=ESSAY, submission=70, onlinetext="<p>Mine</p>", onlineformat=1)
    add_file(gateway, contextid, "assignsubmission_file", "a.txt", "text/plain", filearea="submission_files", itemid=70)
    add_file(gateway, contextid, "assignsubmission_file", "b.txt", "text/plain", filearea="submission_files", itemid=71)
    add(gateway, assign_grades, **common | {"timemodified": 20}, id=80, grader=TEACHER, grade=40.0)
    add(gateway, assignfeedback_comments, assignment=ESSAY, grade=80, commenttext="Good", commentformat=1)
    add(gateway, assign_user_flags, id=90, assignment=ESSAY, userid=STUDENT2, extensionduedate=LATER)
    item = {"itemtype": "mod", "itemmodule": "assign", "iteminstance": ESSAY, "itemnumber": 0, "gradetype": 1, "grademax": 50.0}
    add(gateway, grade_items, **item, id=95, courseid=ALGEBRA)
    add(gateway, grade_grades, itemid=95, userid=STUDENT, finalgrade=40.0, timemodified=20)


async def status(gateway: Gateway, by: str = "student", **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await told(gateway, "mod_assign_get_submission_status", by=by, assignid=ESSAY, **more)
    return answer


@pytest.mark.usefixtures("essay")
async def test_submissions_are_told_with_what_they_consist_of(gateway: Gateway) -> None:
    function = "mod_assign_get_submissions"
    answer = await told(gateway, function, by="teacher", assignmentids=[ESSAY, EMPTY, 999])
    (one,), none = [found["submissions"] for found in answer["assignments"]]
    assert none == []
    assert (one["userid"], one["status"], one["gradingstatus"]) == (STUDENT, "submitted", "graded")
    text, files, _ = one["plugins"]
    assert text["editorfields"][0]["text"] == "<p>Mine</p>"
    assert [file["filename"] for file in files["fileareas"][0]["files"]] == ["a.txt"]
    assert [(warning["itemid"], warning["warningcode"]) for warning in answer["warnings"]] == [(EMPTY, "3")]
    for more in ({"status": "draft"}, {"since": 10}, {"before": 5}):
        empty = [{"assignmentid": ESSAY, "submissions": []}]
        assert (await told(gateway, function, by="teacher", assignmentids=[ESSAY], **more))["assignments"] == empty
    own = await told(gateway, function, assignmentids=[ESSAY])
    assert [(warning["itemid"], warning["warningcode"]) for warning in own["warnings"]] == [(ESSAY, "1")]


@pytest.mark.usefixtures("essay")
async def test_groups_keep_graders_apart(gateway: Gateway) -> None:
    statement(gateway, update(course_modules).where(course_modules.c.id == ESSAY).values(groupmode=1))
    answer = await told(gateway, "mod_assign_get_submissions", by="teacher", assignmentids=[ESSAY])
    assert len(answer["assignments"]) == 1  # a teacher may look into all groups


@pytest.mark.usefixtures("essay")
async def test_a_grader_of_one_group_sees_its_members_alone_where_the_course_separates_groups(gateway: Gateway) -> None:
    def restrict(work: Any) -> None:
        roles.permit(work.db, EDITING_TEACHER, 13, "moodle/site:accessallgroups", Permission.PROHIBIT, now=1)

    gateway.store.run_here(restrict, write=True)
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=1, groupmodeforce=1))

    async def seen() -> list[int]:
        answer = await told(gateway, "mod_assign_get_submissions", by="teacher", assignmentids=[ESSAY])
        return [one["userid"] for one in answer["assignments"][0]["submissions"]]

    assert await seen() == []
    add(gateway, groups_members, groupid=1, userid=TEACHER)
    assert await seen() == [STUDENT]
    statement(gateway, update(groups_members).where(groups_members.c.userid == STUDENT).values(userid=STUDENT2))
    assert await seen() == []
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmodeforce=0))
    assert await seen() == [STUDENT]


@pytest.mark.usefixtures("essay")
async def test_grades_and_flags_are_for_graders(gateway: Gateway) -> None:
    grades = await told(gateway, "mod_assign_get_grades", by="teacher", assignmentids=[ESSAY, EMPTY])
    assert [(grade["userid"], grade["grade"]) for grade in grades["assignments"][0]["grades"]] == [(STUDENT, "40.00000")]
    assert [(warning["itemid"], warning["warningcode"]) for warning in grades["warnings"]] == [(EMPTY, "3")]
    assert (await told(gateway, "mod_assign_get_grades", by="teacher", assignmentids=[ESSAY], since=21))["assignments"] == []
    flags = await told(gateway, "mod_assign_get_user_flags", by="teacher", assignmentids=[ESSAY])
    assert [(flag["userid"], flag["extensionduedate"]) for flag in flags["assignments"][0]["userflags"]] == [(STUDENT2, LATER)]


@pytest.mark.usefixtures("essay")
async def test_participants_are_told_with_how_they_stand(gateway: Gateway) -> None:
    function = "mod_assign_list_participants"
    listed = {one["id"]: one for one in await told(gateway, function, by="teacher", assignid=ESSAY, groupid=0, filter="")}
    assert TEACHER not in listed
    assert {name: listed[STUDENT][name] for name in ("submitted", "requiregrading", "submissionstatus")} == {
        "submitted": True,
        "requiregrading": False,
        "submissionstatus": "submitted",
    }
    assert (listed[STUDENT2]["submitted"], listed[STUDENT2]["grantedextension"]) == (False, True)
    short = await told(gateway, function, by="teacher", assignid=ESSAY, groupid=0, filter="sam", onlyids=True)
    assert [one["id"] for one in short] == [STUDENT]
    assert "email" not in short[0]
    skipped = await told(gateway, function, by="teacher", assignid=ESSAY, groupid=0, filter="", skip=1, limit=1)
    assert len(skipped) == 1
    assert await refused(gateway, function, assignid=ESSAY, groupid=0, filter="") == "nopermission"
    one = await told(gateway, "mod_assign_get_participant", by="teacher", assignid=ESSAY, userid=STUDENT, embeduser=True)
    assert (one["duedatestr"], one["user"]["id"]) == ("14 November 2023, 10:13 PM", STUDENT)
    assert await refused(gateway, "mod_assign_get_participant", by="teacher", assignid=ESSAY, userid=TEACHER) == "usernotincourse"


@pytest.mark.usefixtures("essay")
async def test_ones_own_status_has_the_submission_and_the_feedback(gateway: Gateway) -> None:
    own = await status(gateway)
    assert "gradingsummary" not in own
    assert (own["lastattempt"]["submission"]["id"], own["lastattempt"]["graded"], own["lastattempt"]["canedit"]) == (70, True, True)
    assert own["feedback"]["gradefordisplay"] == "40.00&nbsp;/&nbsp;50.00"
    assert own["feedback"]["plugins"][0]["editorfields"][0]["text"] == "Good"
    statement(gateway, update(grade_items).where(grade_items.c.id == 95).values(hidden=1))
    assert "feedback" not in await status(gateway)
    assert "feedback" in await status(gateway, by="teacher", userid=STUDENT)


@pytest.mark.usefixtures("essay")
async def test_graders_see_how_far_grading_is_and_what_others_handed_in(gateway: Gateway) -> None:
    seen = await status(gateway, by="teacher", userid=STUDENT)
    summary = seen["gradingsummary"]
    assert (summary["submissionssubmittedcount"], summary["submissionsneedgradingcount"]) == (1, 0)
    assert (seen["lastattempt"]["canedit"], seen["lastattempt"]["caneditowner"]) == (False, True)
    statement(gateway, update(assign_submission).where(assign_submission.c.id == 70).values(timemodified=30))
    assert (await status(gateway, by="teacher", userid=STUDENT))["gradingsummary"]["submissionsneedgradingcount"] == 1
    assert "lastattempt" not in await status(gateway, by="teacher")
    other = await refused(gateway, "mod_assign_get_submission_status", by="student2", assignid=ESSAY, userid=STUDENT)
    assert other == "nopermission"
    assert await refused(gateway, "mod_assign_get_submission_status", by="admin", assignid=ESSAY) == "nopermission"


@pytest.mark.usefixtures("essay")
async def test_submissions_close_at_the_cut_off_but_for_those_with_an_extension(gateway: Gateway) -> None:
    statement(gateway, update(assign).where(assign.c.id == ESSAY).values(cutoffdate=1_700_000_000))
    assert (await status(gateway))["lastattempt"]["canedit"] is False
    assert (await status(gateway, by="student2"))["lastattempt"]["canedit"] is True
    add(gateway, assign_user_flags, assignment=ESSAY, userid=STUDENT, locked=1, extensionduedate=LATER)
    mine = (await status(gateway))["lastattempt"]
    assert (mine["locked"], mine["canedit"]) == (True, False)


@pytest.mark.usefixtures("essay")
async def test_many_participants_take_as_many_statements_as_few(gateway: Gateway) -> None:
    async def statements(limit: int = 0) -> int:
        with counted(gateway.store) as made:
            wanted: dict[str | int, object] = {"assignid": ESSAY, "groupid": 0, "filter": "", "limit": limit}
            value(await call(gateway, "mod_assign_list_participants", wanted, by="teacher"))
        return len(made)

    await statements()
    assert await statements(limit=1) == await statements()


def change(gateway: Gateway, **values: Any) -> None:
    statement(gateway, update(assign).where(assign.c.id == ESSAY).values(**values))


@pytest.mark.usefixtures("essay")
async def test_an_override_of_a_user_goes_before_those_of_groups(gateway: Gateway) -> None:
    async def due(userid: int) -> int:
        one = await told(gateway, "mod_assign_get_participant", by="teacher", assignid=ESSAY, userid=userid)
        return int(one["duedate"])

    add(gateway, assign_overrides, assignid=ESSAY, groupid=1, sortorder=2, duedate=1_800_000_000)
    assert (await due(STUDENT), await due(STUDENT2)) == (1_800_000_000, 1_700_000_000)
    add(gateway, assign_overrides, assignid=ESSAY, userid=STUDENT, duedate=1_900_000_000, cutoffdate=5)
    assert await due(STUDENT) == 1_900_000_000
    assert (await status(gateway))["lastattempt"]["canedit"] is False
    (course,) = (await told(gateway, "mod_assign_get_assignments", courseids=[ALGEBRA]))["courses"]
    listed = {one["id"]: one for one in course["assignments"]}
    assert (listed[ESSAY]["duedate"], listed[ESSAY]["cutoffdate"]) == (1_900_000_000, 5)


@pytest.mark.usefixtures("essay")
async def test_blind_marking_shows_numbers_for_names(gateway: Gateway) -> None:
    change(gateway, blindmarking=1)
    for number, userid in ((31, STUDENT2), (32, STUDENT)):
        add(gateway, assign_user_mapping, id=number, assignment=ESSAY, userid=userid)
    function = "mod_assign_list_participants"
    listed = await told(gateway, function, by="teacher", assignid=ESSAY, groupid=0, filter="")
    assert [(one["id"], one["fullname"], one["recordid"]) for one in listed[:2]] == [
        (STUDENT2, "Participant 31", 31),
        (STUDENT, "Participant 32", 32),
    ]
    assert "email" not in listed[0]
    assert await told(gateway, function, by="teacher", assignid=ESSAY, groupid=0, filter="sam") == []
    one = await told(gateway, "mod_assign_get_participant", by="admin", assignid=ESSAY, userid=STUDENT, embeduser=True)
    assert one["fullname"] == "Participant 32 (Sam Student)"
    assert "user" not in one
    change(gateway, revealidentities=1)
    one = await told(gateway, "mod_assign_get_participant", by="teacher", assignid=ESSAY, userid=STUDENT, embeduser=True)
    assert (one["fullname"], one["user"]["id"]) == ("Sam Student", STUDENT)


@pytest.mark.usefixtures("essay")
async def test_suspended_accounts_take_no_part(gateway: Gateway) -> None:
    statement(gateway, update(user).where(user.c.id == STUDENT2).values(suspended=1))
    listed = await told(gateway, "mod_assign_list_participants", by="teacher", assignid=ESSAY, groupid=0, filter="", tablesort=True)
    ids = [one["id"] for one in listed]
    assert STUDENT2 not in ids
    assert ids == sorted(ids)


@pytest.mark.usefixtures("essay")
async def test_a_marking_workflow_keeps_feedback_until_it_is_released(gateway: Gateway) -> None:
    change(gateway, markingworkflow=1)
    statement(gateway, update(grade_grades).values(finalgrade=None))
    assert (await status(gateway))["lastattempt"]["gradingstatus"] == "notmarked"
    assert "feedback" not in await status(gateway)
    add(gateway, assign_user_flags, id=91, assignment=ESSAY, userid=STUDENT, workflowstate="released")
    own = await status(gateway)
    assert (own["lastattempt"]["gradingstatus"], own["lastattempt"]["graded"]) == ("released", True)
    assert (own["feedback"]["gradefordisplay"], own["feedback"]["gradeddate"]) == (None, None)
    (found,) = (await told(gateway, "mod_assign_get_submissions", by="teacher", assignmentids=[ESSAY]))["assignments"]
    assert found["submissions"][0]["gradingstatus"] == "released"


@pytest.mark.usefixtures("essay")
async def test_a_grade_by_a_rubric_is_plain_text(gateway: Gateway) -> None:
    add(gateway, grading_areas, contextid=100 + ESSAY, component="mod_assign", areaname="submissions", activemethod="rubric")
    assert (await status(gateway))["feedback"]["gradefordisplay"] == "40.00 / 50.00"


@pytest.mark.usefixtures("essay")
async def test_a_team_shares_a_submission_and_is_counted_once(gateway: Gateway) -> None:
    change(gateway, teamsubmission=1, requireallteammemberssubmit=1, preventsubmissionnotingroup=1, teamsubmissiongroupingid=50)
    add(gateway, groups, id=60, courseid=ALGEBRA, name="Red")
    add(gateway, groupings, id=50, courseid=ALGEBRA, name="Teams")
    add(gateway, groupings_groups, groupingid=50, groupid=60)
    add(gateway, groups_members, groupid=60, userid=STUDENT)
    add(gateway, groups_members, groupid=60, userid=TEACHER)
    add(gateway, assign_submission, id=71, assignment=ESSAY, userid=0, groupid=60, status="submitted", latest=1, timemodified=9)
    own = (await status(gateway))["lastattempt"]
    assert (own["submissiongroup"], own["teamsubmission"]["id"], own["submission"]["id"]) == (60, 71, 70)
    assert (own["usergroups"], own["submissiongroupmemberswhoneedtosubmit"]) == ([60], [])
    statement(gateway, update(assign_submission).where(assign_submission.c.id == 70).values(status="draft"))
    assert (await status(gateway))["lastattempt"]["submissiongroupmemberswhoneedtosubmit"] == [STUDENT]
    summary = (await status(gateway, by="teacher", userid=STUDENT))["gradingsummary"]
    assert (summary["participantcount"], summary["submissionssubmittedcount"], summary["warnofungroupedusers"]) == (1, 1, "warnrequired")
    change(gateway, preventsubmissionnotingroup=0)
    summary = (await status(gateway, by="teacher", userid=STUDENT, groupid=60))["gradingsummary"]
    assert (summary["submissionsneedgradingcount"], summary["warnofungroupedusers"]) == (0, "warnoptional")
    one = await told(gateway, "mod_assign_get_participant", by="teacher", assignid=ESSAY, userid=STUDENT)
    assert (one["groupid"], one["groupname"]) == (60, "Red")


@pytest.mark.usefixtures("essay")
async def test_a_course_without_a_permission_is_left_out_silently(gateway: Gateway) -> None:
    answer = await told(gateway, "mod_assign_get_assignments", courseids=[ALGEBRA], capabilities=["mod/assign:grade"])
    assert answer == {"courses": [], "warnings": []}


@pytest.mark.usefixtures("essay")
async def test_what_is_to_be_stated_is_that_of_the_site_for_one_or_for_a_team(gateway: Gateway) -> None:
    async def stated() -> Any:
        (course,) = (await told(gateway, "mod_assign_get_assignments", courseids=[ALGEBRA]))["courses"]
        return next(one for one in course["assignments"] if one["id"] == ESSAY).get("submissionstatement")

    set_config(
        gateway,
        **{"assign/submissionstatement": "Mine", "assign/submissionstatementteamsubmission": "Ours"},
        **{"assign/submissionstatementteamsubmissionallsubmit": ""},
    )
    assert await stated() is None
    change(gateway, requiresubmissionstatement=1)
    assert "Mine" in await stated()
    change(gateway, teamsubmission=1)
    assert "Ours" in await stated()
    change(gateway, requireallteammemberssubmit=1)
    assert await stated() is None


@pytest.mark.usefixtures("essay")
async def test_attempts_before_the_last_are_told_with_their_grades(gateway: Gateway) -> None:
    assert "previousattempts" not in await status(gateway)
    statement(gateway, update(assign_submission).where(assign_submission.c.id == 70).values(latest=0))
    common = {"assignment": ESSAY, "userid": STUDENT, "timemodified": 30, "attemptnumber": 1}
    add(gateway, assign_submission, **common, id=72, status="reopened", latest=1)
    change(gateway, submissiondrafts=1)
    own = await status(gateway)
    (before,) = own["previousattempts"]
    assert (before["attemptnumber"], before["submission"]["id"], before["grade"]["id"]) == (0, 70, 80)
    assert before["grade"]["gradefordisplay"] == "40.00&nbsp;/&nbsp;50.00"
    assert before["feedbackplugins"][0]["editorfields"][0]["text"] == "Good"
    # The new attempt is neither graded nor has it anything to submit.
    assert own["feedback"] == {"gradefordisplay": "40.00&nbsp;/&nbsp;50.00", "gradeddate": 20}
    last = own["lastattempt"]
    assert (last["graded"], last["gradingstatus"], last["cansubmit"], last["canedit"]) == (False, "notgraded", False, True)
    add(gateway, assignsubmission_onlinetext, assignment=ESSAY, submission=72, onlinetext="Again", onlineformat=1)
    assert (await status(gateway))["lastattempt"]["cansubmit"] is True
    statement(gateway, update(assign_plugin_config).values(value="0"))
    last = (await status(gateway))["lastattempt"]
    assert (last["submissionsenabled"], last["canedit"], last["caneditowner"]) == (False, False, False)


@pytest.mark.usefixtures("essay")
async def test_an_extension_is_null_where_nothing_is_noted_of_a_user(gateway: Gateway) -> None:
    assert (await status(gateway))["lastattempt"]["extensionduedate"] is None
    assert (await status(gateway, by="student2"))["lastattempt"]["extensionduedate"] == LATER
