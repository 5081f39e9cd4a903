"""Grading what was handed in: numbers, scales, rubrics, guides, feedback, attempts, teams, steps of marking, the gradebook."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from gateway.components.core_grades.tables import grade_grades, grade_items, scale
from gateway.components.core_grading.tables import (
    grading_areas,
    grading_definitions,
    grading_instances,
    gradingform_guide_criteria,
    gradingform_guide_fillings,
    gradingform_rubric_criteria,
    gradingform_rubric_fillings,
    gradingform_rubric_levels,
)
from gateway.components.mod_assign.tables import (
    assign_grades,
    assign_plugin_config,
    assign_submission,
    assign_user_flags,
    assignfeedback_comments,
    assignfeedback_file,
)
from gateway.server.host import Gateway
from gateway.store.tables.courses import course_modules
from gateway.store.tables.groups import groups, groups_members
from tests.unit.app_fixtures import statement
from tests.unit.components.assignments import TASK, change, draft, found, last, save, task
from tests.unit.components.site import ALGEBRA, STUDENT, STUDENT2, TEACHER, add, permit, refused, told

__all__ = ["task"]

pytestmark = pytest.mark.usefixtures("task")
RED, ITEM, TOTAL = 61, 970, 971
EDITING_TEACHER = 3


def marks(userid: int = STUDENT, **more: Any) -> dict[str, Any]:
    """The arguments for a grade."""
    given: dict[str, Any] = {"userid": userid, "grade": 40.0, "attemptnumber": -1, "addattempt": False, "workflowstate": ""}
    return {**given, **more}


async def grade(gateway: Gateway, userid: int = STUDENT, **more: Any) -> None:
    assert await told(gateway, "mod_assign_save_grade", "teacher", assignmentid=TASK, applytoall=False, **marks(userid, **more)) is None


def comments(text: str) -> dict[str, Any]:
    return {"assignfeedbackcomments_editor": {"text": text, "format": 1}}


def final(gateway: Gateway, item: int = ITEM, userid: int = STUDENT) -> Any:
    """The grade of a user in the gradebook."""
    (row,) = found(gateway, grade_grades, itemid=item, userid=userid)
    return row["finalgrade"]


async def feedback(gateway: Gateway) -> dict[str, Any] | None:
    answer = await told(gateway, "mod_assign_get_submission_status", assignid=TASK)
    given: dict[str, Any] | None = answer.get("feedback")
    return given


async def test_a_grade_and_feedback_are_given_and_reach_the_gradebook(gateway: Gateway) -> None:
    await save(gateway)
    await grade(gateway, plugindata=comments("<p>Good</p>"))
    given = await feedback(gateway)
    assert given is not None
    assert (given["grade"]["grade"], given["grade"]["grader"], given["gradefordisplay"]) == ("40.00000", TEACHER, "40.00&nbsp;/&nbsp;50.00")
    assert given["plugins"][0]["editorfields"][0]["text"] == "<p>Good</p>"
    (row,) = found(gateway, grade_grades, itemid=ITEM, userid=STUDENT)
    assert (row["finalgrade"], row["feedback"], row["usermodified"]) == (40.0, "<p>Good</p>", TEACHER)
    assert (row["aggregationstatus"], final(gateway, TOTAL)) == ("used", 40.0)
    (flags,) = found(gateway, assign_user_flags, assignment=TASK, userid=STUDENT)
    assert flags["mailed"] == 0
    await grade(gateway, grade=-1.0)
    assert (final(gateway), final(gateway, TOTAL)) == (None, None)
    # What is not given stays as it is.
    assert found(gateway, assignfeedback_comments, assignment=TASK)[0]["commenttext"] == "<p>Good</p>"


async def test_feedback_may_be_files(gateway: Gateway) -> None:
    add(gateway, assign_plugin_config, assignment=TASK, plugin="file", subtype="assignfeedback", name="enabled", value="1")
    draft(gateway, TEACHER, 5, "marked.pdf")
    await grade(gateway, plugindata={"files_filemanager": 5})
    given = await feedback(gateway)
    assert given is not None
    assert [file["filename"] for file in given["plugins"][1]["fileareas"][0]["files"]] == ["marked.pdf"]
    assert found(gateway, assignfeedback_file, assignment=TASK)[0]["numfiles"] == 1


@pytest.mark.parametrize("impossible", [50.5, -5.0])
async def test_a_grade_that_the_assignment_does_not_have_is_not_stored(gateway: Gateway, impossible: float) -> None:
    await grade(gateway)
    await grade(gateway, grade=impossible)
    assert (final(gateway), found(gateway, assign_grades, assignment=TASK)[0]["grade"]) == (40.0, 40.0)


async def test_a_scale_gives_its_words(gateway: Gateway) -> None:
    add(gateway, scale, id=33, name="Words", scale="Bad,Good,Best")
    change(gateway, grade=-33)
    statement(gateway, update(grade_items).where(grade_items.c.id == ITEM).values(gradetype=2, scaleid=33, grademin=1.0, grademax=3.0))
    await grade(gateway, grade=3.0)
    await grade(gateway, grade=4.0)
    assert final(gateway) == 3.0
    given = await feedback(gateway)
    assert given is not None
    assert given["gradefordisplay"] == "Best"


async def test_who_may_not_grade_is_refused(gateway: Gateway) -> None:
    whole: dict[str, Any] = {"assignmentid": TASK, "applytoall": False}
    assert await refused(gateway, "mod_assign_save_grade", **whole, **marks()) == "nopermissions"
    assert await refused(gateway, "mod_assign_save_grades", **whole, grades=[marks()]) == "nopermissions"
    assert await refused(gateway, "mod_assign_save_grade", "teacher", **whole, **marks(99999)) == "invaliduser"
    assert await refused(gateway, "mod_assign_save_grade", "teacher", **whole, **marks(attemptnumber=3)) == "invalidparameter"
    assert await refused(gateway, "mod_assign_save_grade", "teacher", **whole, **marks(workflowstate="nowhere")) == "invalidparameter"
    assert found(gateway, assign_grades, assignment=TASK) == []


async def test_groups_keep_graders_from_the_work_of_others(gateway: Gateway) -> None:
    statement(gateway, update(course_modules).where(course_modules.c.id == TASK).values(groupmode=1))
    permit(gateway, "moodle/site:accessallgroups", -1000, roleid=EDITING_TEACHER, contextid=13)
    whole = {"assignmentid": TASK, "applytoall": False}
    assert await refused(gateway, "mod_assign_save_grade", "teacher", **whole, **marks()) == "nopermissions"
    add(gateway, groups_members, groupid=1, userid=TEACHER)
    await grade(gateway)


async def test_what_the_gradebook_holds_fast_keeps_its_grade_but_not_its_feedback(gateway: Gateway) -> None:
    await grade(gateway)
    for held in ("locked", "overridden"):
        statement(gateway, update(grade_grades).where(grade_grades.c.itemid == ITEM).values(**{held: 1}))
        await grade(gateway, grade=10.0, plugindata=comments(held))
        assert (final(gateway), found(gateway, assign_grades, assignment=TASK)[0]["grade"]) == (40.0, 40.0)
        assert found(gateway, assignfeedback_comments, assignment=TASK)[0]["commenttext"] == held
        statement(gateway, update(grade_grades).where(grade_grades.c.itemid == ITEM).values(**{held: 0}))


async def test_many_grades_are_stored_at_once_or_none(gateway: Gateway) -> None:
    await told(
        gateway, "mod_assign_save_grades", "teacher", assignmentid=TASK, applytoall=False, grades=[marks(), marks(STUDENT2, grade=20.0)]
    )
    assert (final(gateway), final(gateway, userid=STUDENT2), final(gateway, TOTAL, STUDENT2)) == (40.0, 20.0, 20.0)
    wrong = [marks(grade=1.0), marks(99999)]
    assert await refused(gateway, "mod_assign_save_grades", "teacher", assignmentid=TASK, applytoall=False, grades=wrong) == "invaliduser"
    assert final(gateway) == 40.0


async def test_blind_marking_tells_the_gradebook_nothing_until_names_are_revealed(gateway: Gateway) -> None:
    change(gateway, blindmarking=1)
    await grade(gateway, plugindata=comments("So"))
    assert found(gateway, grade_grades, itemid=ITEM) == []
    function = "mod_assign_reveal_identities"
    assert await refused(gateway, function, assignmentid=TASK) == "nopermissions"
    assert await told(gateway, function, "teacher", assignmentid=TASK) == []
    assert (final(gateway), final(gateway, TOTAL)) == (40.0, 40.0)
    assert [warning["warningcode"] for warning in await told(gateway, function, "teacher", assignmentid=TASK)] == [
        "couldnotrevealidentities"
    ]


async def test_a_step_of_marking_keeps_a_grade_back_until_it_is_released(gateway: Gateway) -> None:
    change(gateway, markingworkflow=1)
    await grade(gateway, workflowstate="inreview", plugindata=comments("So"))
    (row,) = found(gateway, grade_grades, itemid=ITEM)
    assert (row["finalgrade"], row["feedback"]) == (None, None)
    assert found(gateway, assign_user_flags, assignment=TASK)[0]["mailed"] == 2
    await grade(gateway, workflowstate="released")
    (row,) = found(gateway, grade_grades, itemid=ITEM)
    assert (row["finalgrade"], row["feedback"]) == (40.0, "So")
    assert found(gateway, assign_user_flags, assignment=TASK)[0]["mailed"] == 0


async def test_another_attempt_is_opened_as_the_assignment_has_it(gateway: Gateway) -> None:
    def attempts() -> list[tuple[int, str, int]]:
        return [(row["attemptnumber"], row["status"], row["latest"]) for row in found(gateway, assign_submission, assignment=TASK)]

    await save(gateway)
    add(gateway, assign_user_flags, assignment=TASK, userid=STUDENT, locked=1)
    await grade(gateway, addattempt=True)
    assert attempts() == [(0, "draft", 0), (1, "reopened", 1)]
    assert found(gateway, assign_user_flags, assignment=TASK)[0]["locked"] == 0
    await grade(gateway, attemptnumber=0, grade=10.0)
    assert final(gateway) == 40.0  # the gradebook is told of the latest attempt alone
    change(gateway, maxattempts=2)
    await grade(gateway, addattempt=True)
    assert len(attempts()) == 2
    change(gateway, maxattempts=-1, attemptreopenmethod="untilpass")
    await grade(gateway)
    assert len(attempts()) == 2
    statement(gateway, update(grade_items).where(grade_items.c.id == ITEM).values(gradepass=41.0))
    await grade(gateway)
    assert attempts()[2] == (2, "reopened", 1)
    await grade(gateway, grade=41.0)
    assert len(attempts()) == 3


async def test_all_of_a_team_get_a_grade_and_one_attempt(gateway: Gateway) -> None:
    add(gateway, groups, id=RED, courseid=ALGEBRA, name="Red")
    statement(gateway, groups_members.delete())
    for userid in (STUDENT, STUDENT2):
        add(gateway, groups_members, groupid=RED, userid=userid)
    change(gateway, teamsubmission=1, submissiondrafts=0)
    await save(gateway, "Ours")
    both = {"assignmentid": TASK, "applytoall": True}
    await told(gateway, "mod_assign_save_grade", "teacher", **both, **marks(addattempt=True, plugindata=comments("Both")))
    assert (final(gateway), final(gateway, userid=STUDENT2)) == (40.0, 40.0)
    rows = found(gateway, assign_submission, assignment=TASK, userid=0)
    assert [(row["attemptnumber"], row["status"]) for row in rows] == [(0, "submitted"), (1, "reopened")]
    assert (await last(gateway, "student2"))["submission"]["status"] == "reopened"
    twice = [marks(), marks(STUDENT2)]
    assert await refused(gateway, "mod_assign_save_grades", "teacher", **both, grades=twice) == "invalidparameter"


@pytest.fixture
def rubric(gateway: Gateway, task: int) -> None:
    """Two criteria, of up to 4 and up to 6 points."""
    add(gateway, grading_areas, id=80, contextid=task, component="mod_assign", areaname="submissions", activemethod="rubric")
    add(gateway, grading_definitions, id=81, areaid=80, method="rubric", name="R", status=20, options='{"lockzeropoints":0}')
    for criterion, scores in ((1, (0.0, 4.0)), (2, (1.0, 6.0))):
        add(gateway, gradingform_rubric_criteria, id=criterion, definitionid=81, sortorder=criterion, description="C")
        for number, score in enumerate(scores):
            add(gateway, gradingform_rubric_levels, id=10 * criterion + number, criterionid=criterion, score=score, definition="L")


def filled(method: str, **values: dict[str, Any]) -> dict[str, Any]:
    """What is filled in, by the ids of the criteria."""
    criteria = [
        {"criterionid": int(name.strip("c")), "fillings": [{"criterionid": int(name.strip("c")), **one}]} for name, one in values.items()
    ]
    return {"advancedgradingdata": {method: {"criteria": criteria}}}


@pytest.mark.usefixtures("rubric")
async def test_a_rubric_makes_the_grade(gateway: Gateway) -> None:
    await grade(gateway, **filled("rubric", c1={"levelid": 11, "remark": "r"}, c2={"levelid": 20}))
    assert final(gateway) == pytest.approx(50 * 4 / 9, abs=1e-5)
    await grade(gateway, **filled("rubric", c1={"levelid": 11}, c2={"levelid": 21}))
    assert final(gateway) == 50.0
    before, now = found(gateway, grading_instances, definitionid=81)
    assert (before["status"], now["status"], now["raterid"]) == (3, 1, TEACHER)
    rows = found(gateway, gradingform_rubric_fillings, instanceid=now["id"])
    assert [(row["criterionid"], row["levelid"], row["remark"]) for row in rows] == [(1, 11, "r"), (2, 21, "")]
    answer = await told(gateway, "core_grading_get_gradingform_instances", "teacher", definitionid=81)
    assert [one["id"] for one in answer["instances"]] == [now["id"]]
    # A number is of no account, and nothing filled in stands for no grade.
    await grade(gateway, grade=7.0)
    assert final(gateway) is None
    statement(gateway, update(grading_definitions).values(options='{"lockzeropoints":1}'))
    await grade(gateway, **filled("rubric", c1={"levelid": 11}, c2={"levelid": 20}))
    assert final(gateway) == 25.0
    for wrong in (filled("rubric", c3={"levelid": 11}), filled("rubric", c1={"levelid": 20})):
        whole = {"assignmentid": TASK, "applytoall": False}
        assert await refused(gateway, "mod_assign_save_grade", "teacher", **whole, **marks(**wrong)) == "invalidparameter"
    statement(gateway, update(grading_definitions).values(status=10))
    await grade(gateway, grade=7.0)
    assert final(gateway) == 7.0


@pytest.fixture
def guide(gateway: Gateway, task: int) -> None:
    """Two criteria, of up to 4 and up to 6 points."""
    add(gateway, grading_areas, id=80, contextid=task, component="mod_assign", areaname="submissions", activemethod="guide")
    add(gateway, grading_definitions, id=81, areaid=80, method="guide", name="G", status=20)
    for criterion, most in ((1, 4.0), (2, 6.0)):
        add(gateway, gradingform_guide_criteria, id=criterion, definitionid=81, sortorder=criterion, shortname="C", maxscore=most)


@pytest.mark.usefixtures("guide")
async def test_a_marking_guide_makes_the_grade(gateway: Gateway) -> None:
    await grade(gateway, **filled("guide", c1={"score": 3.0, "remark": "so"}, c2={"score": 2.0}))
    assert final(gateway) == 25.0
    assert [row["score"] for row in found(gateway, gradingform_guide_fillings)] == [3.0, 2.0]
    answer = await told(gateway, "core_grading_get_gradingform_instances", "teacher", definitionid=81)
    assert [entry["score"] for entry in answer["instances"][0]["guide"]["criteria"]] == [3.0, 2.0]
    (area,) = (await told(gateway, "core_grading_get_definitions", cmids=[TASK], areaname="submissions"))["areas"]
    assert [entry["maxscore"] for entry in area["definitions"][0]["guide"]["guide_criteria"]] == [4.0, 6.0]


async def form(gateway: Gateway, by: str = "teacher", **values: object) -> list[str]:
    """The messages of the warnings of the form of graders."""
    text = json.dumps(urlencode(values))
    answer = await told(gateway, "mod_assign_submit_grading_form", by, assignmentid=TASK, userid=STUDENT, jsonformdata=text)
    assert {warning["warningcode"] for warning in answer} <= {"couldnotsavegrade"}
    return [warning["item"] for warning in answer]


async def test_the_form_of_graders_gives_grades_and_feedback(gateway: Gateway) -> None:
    comment = {"assignfeedbackcomments_editor[text]": "<p>So</p>", "assignfeedbackcomments_editor[format]": "1"}
    assert await form(gateway, grade="12,5", sendstudentnotifications=0, **comment) == []
    assert final(gateway) == 12.5
    assert found(gateway, assignfeedback_comments, assignment=TASK)[0]["commenttext"] == "<p>So</p>"
    assert found(gateway, assign_user_flags, assignment=TASK) == []
    assert await form(gateway, grade="") == []
    assert final(gateway) is None
    for wrong in ("51", "-3", "many", "nan"):
        assert len(await form(gateway, grade=wrong)) == 1
    assert await refused(gateway, "mod_assign_submit_grading_form", assignmentid=TASK, userid=STUDENT, jsonformdata="") == "nopermissions"
    answer = await told(gateway, "mod_assign_submit_grading_form", "teacher", assignmentid=TASK, userid=STUDENT, jsonformdata="{")
    assert [warning["warningcode"] for warning in answer] == ["couldnotsavegrade"]


async def test_the_form_takes_the_steps_and_markers_that_there_are(gateway: Gateway) -> None:
    change(gateway, markingworkflow=1, markingallocation=1)
    assert await form(gateway, grade="5", workflowstate="released", allocatedmarker=TEACHER) == []
    (flags,) = found(gateway, assign_user_flags, assignment=TASK)
    assert (flags["workflowstate"], flags["allocatedmarker"]) == ("released", TEACHER)
    assert len(await form(gateway, grade="5", workflowstate="nowhere")) == 1
    assert len(await form(gateway, grade="5", allocatedmarker=STUDENT)) == 1
    permit(gateway, "mod/assign:releasegrades", -1000, roleid=EDITING_TEACHER)
    permit(gateway, "mod/assign:managegrades", -1000, roleid=EDITING_TEACHER)
    assert len(await form(gateway, grade="5", workflowstate="released")) == 1


@pytest.mark.usefixtures("rubric")
async def test_the_form_needs_every_criterion_of_a_rubric(gateway: Gateway) -> None:
    chosen = {"advancedgrading[criteria][1][levelid]": "11", "advancedgrading[criteria][1][remark]": "r"}
    assert len(await form(gateway, **chosen)) == 1
    assert await form(gateway, **chosen, **{"advancedgrading[criteria][2][levelid]": "21"}) == []
    assert final(gateway) == 50.0
    assert len(await form(gateway, **chosen, **{"advancedgrading[criteria][2][levelid]": "11"})) == 1
    assert await form(gateway) == []
    assert final(gateway) is None


@pytest.mark.usefixtures("guide")
async def test_the_form_takes_the_points_of_a_guide(gateway: Gateway) -> None:
    chosen = {"advancedgrading[criteria][1][score]": "4", "advancedgrading[criteria][2][score]": "1.5"}
    assert await form(gateway, **chosen) == []
    assert final(gateway) == 27.5
    for wrong in ("7", "-1", "many", ""):
        assert len(await form(gateway, **{**chosen, "advancedgrading[criteria][2][score]": wrong})) == 1


async def test_what_is_graded_by_is_told_to_those_who_may_enter(gateway: Gateway) -> None:
    function = "core_grading_get_definitions"
    answer = await told(gateway, function, cmids=[TASK], areaname="submissions")
    assert [(area["activemethod"], area["definitions"]) for area in answer["areas"]] == [(None, [])]
    assert await refused(gateway, function, cmids=[TASK], areaname="submissions", activeonly=True) == "invalid_method_name"
    assert await refused(gateway, function, cmids=[99999], areaname="submissions") == "invalidcoursemodule"
    statement(gateway, update(course_modules).where(course_modules.c.id == TASK).values(visible=0))
    answer = await told(gateway, function, cmids=[TASK], areaname="submissions")
    assert (answer["areas"], [warning["itemid"] for warning in answer["warnings"]]) == ([], [TASK])


@pytest.mark.usefixtures("rubric")
async def test_drafts_of_rubrics_are_for_those_who_make_them(gateway: Gateway) -> None:
    async def names(by: str) -> list[str]:
        answer = await told(gateway, "core_grading_get_definitions", by, cmids=[TASK], areaname="submissions")
        return [definition["name"] for definition in answer["areas"][0]["definitions"]]

    assert await names("student") == ["R"]
    statement(gateway, update(grading_definitions).values(status=10))
    assert (await names("student"), await names("teacher")) == ([], ["R"])
    function = "core_grading_get_gradingform_instances"
    assert await refused(gateway, function, definitionid=81) == "nopermissions"
    assert await refused(gateway, function, definitionid=999) == "invalidrecord"
