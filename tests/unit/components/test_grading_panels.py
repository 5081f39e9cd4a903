"""Panels in which graders fill in a rubric or a marking guide: what they show, and the grade that follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from gateway.components.core_grading.tables import (
    grading_areas,
    grading_definitions,
    grading_instances,
    gradingform_guide_comments,
    gradingform_guide_criteria,
    gradingform_rubric_criteria,
    gradingform_rubric_levels,
)
from gateway.components.mod_forum.tables import forum_grades
from gateway.server.host import Gateway
from tests.unit.components.site import STUDENT, add, refused, told
from tests.unit.components.test_core_grades_writing import PANEL, final, graded_forum, rows

RUBRIC, GUIDE = "gradingform_rubric_grader_gradingpanel", "gradingform_guide_grader_gradingpanel"


@pytest.fixture
def panel(gateway: Gateway) -> dict[str, Any]:
    """What names the panel of a student in a forum of up to ten points."""
    return {**PANEL, "contextid": graded_forum(gateway)}


def advanced(gateway: Gateway, panel: dict[str, Any], method: str) -> None:
    """Have the forum be graded by a rubric or a guide of two criteria, for up to 2 and 3 points."""
    add(gateway, grading_areas, id=1, contextid=panel["contextid"], component="mod_forum", areaname="forum", activemethod=method)
    add(gateway, grading_definitions, id=1, areaid=1, method=method, name="N", status=20)
    for number, most in ((1, 2), (2, 3)):
        if method == "guide":
            words = {"shortname": f"C{number}", "description": "for all", "descriptionmarkers": "for graders"}
            add(gateway, gradingform_guide_criteria, id=number, definitionid=1, sortorder=number, maxscore=most, **words)
            continue
        add(gateway, gradingform_rubric_criteria, id=number, definitionid=1, sortorder=number, description=f"C{number}")
        for score in range(most + 1):
            add(gateway, gradingform_rubric_levels, id=10 * number + score, criterionid=number, score=score, definition=f"<b>{score}</b>")


def form(field: str, values: Mapping[int, object], **more: str) -> str:
    """The fields of the form of a grader."""
    criteria = {f"advancedgrading[criteria][{number}][{field}]": value for number, value in values.items()}
    return urlencode({**criteria, **{f"advancedgrading[criteria][{name[1:]}][remark]": text for name, text in more.items()}})


def chosen(answer: Any) -> list[int]:
    return [level["id"] for each in answer["grade"]["criteria"] for level in each["levels"] if level["checked"]]


async def test_a_rubric_is_filled_in_and_a_grade_follows(gateway: Gateway, panel: dict[str, Any]) -> None:
    advanced(gateway, panel, "rubric")
    empty = await told(gateway, f"{RUBRIC}_fetch", by="teacher", **panel)
    assert (empty["hasgrade"], empty["grade"]["instanceid"], empty["grade"]["canedit"], chosen(empty)) == (False, 0, True, [])
    assert [level["score"] for level in empty["grade"]["criteria"][1]["levels"]] == ["0", "1", "2", "3"]
    given = await told(gateway, f"{RUBRIC}_store", by="teacher", **panel, formdata=form("levelid", {1: 12, 2: 22}, r1="well <i>done</i>"))
    assert (given["hasgrade"], given["grade"]["usergrade"], chosen(given)) == (True, "8.00 / 10.00", [12, 22])
    assert given["grade"]["criteria"][0]["remark"] == "well <i>done</i>"
    assert (final(gateway, STUDENT), final(gateway, STUDENT, "course")) == ([8.0], [8.0])
    own = await told(gateway, f"{RUBRIC}_fetch", **panel)
    assert (chosen(own), own["grade"]["canedit"], own["grade"]["instanceid"]) == ([12, 22], False, given["grade"]["instanceid"])
    again = await told(gateway, f"{RUBRIC}_store", by="teacher", **panel, formdata=form("levelid", {1: 10, 2: 20}))
    assert again["grade"]["usergrade"] == "0.00 / 10.00"
    assert rows(gateway, select(func.count()).select_from(grading_instances).where(grading_instances.c.status == 1)) == [(1,)]


async def test_a_rubric_with_gaps_or_foreign_levels_is_refused_and_nothing_is_kept(gateway: Gateway, panel: dict[str, Any]) -> None:
    advanced(gateway, panel, "rubric")
    for bad in ({1: 12}, {1: 22, 2: 12}, {1: 99, 2: 22}):
        assert await refused(gateway, f"{RUBRIC}_store", by="teacher", **panel, formdata=form("levelid", bad)) == "invalidparameter"
    assert await refused(gateway, f"{RUBRIC}_store", **panel, formdata=form("levelid", {1: 12, 2: 22})) == "nopermissions"
    assert await refused(gateway, f"{RUBRIC}_fetch", by="student2", **panel) == "nopermissions"
    assert rows(gateway, select(forum_grades.c.id)) == []
    assert rows(gateway, select(grading_instances.c.id)) == []


async def test_a_guide_is_filled_in_and_its_words_for_graders_are_for_them(gateway: Gateway, panel: dict[str, Any]) -> None:
    advanced(gateway, panel, "guide")
    add(gateway, gradingform_guide_comments, id=1, definitionid=1, sortorder=1, description="Well said")
    given = await told(gateway, f"{GUIDE}_store", by="teacher", **panel, formdata=form("score", {1: "1,5", 2: "2"}, r2="fine"))
    grade = given["grade"]
    assert (grade["usergrade"], [each["score"] for each in grade["criterion"]]) == ("7.00 / 10.00", [1.5, 2.0])
    assert [each["remark"] for each in grade["criterion"]] == ["", "fine"]
    assert (grade["hascomments"], "Well said" in grade["comments"][0]["description"]) == (True, True)
    assert "for graders" in grade["criterion"][0]["descriptionmarkers"]
    own = (await told(gateway, f"{GUIDE}_fetch", **panel))["grade"]
    assert (own["hascomments"], own["criterion"][0]["descriptionmarkers"], own["criterion"][0]["score"]) == (False, "", 1.5)
    assert await refused(gateway, f"{GUIDE}_store", by="teacher", **panel, formdata=form("score", {1: 3, 2: 0})) == "invalidparameter"
    cleared = await told(gateway, f"{GUIDE}_store", by="teacher", **panel, formdata="")
    assert (cleared["hasgrade"], final(gateway, STUDENT)) == (False, [None])


async def test_each_panel_is_for_its_own_way_to_grade(gateway: Gateway, panel: dict[str, Any]) -> None:
    assert await refused(gateway, f"{RUBRIC}_fetch", by="teacher", **panel) == "nopermissions"
    advanced(gateway, panel, "guide")
    assert await refused(gateway, f"{RUBRIC}_fetch", by="teacher", **panel) == "nopermissions"
    assert await refused(gateway, "core_grades_grader_gradingpanel_point_fetch", by="teacher", **panel) == "nopermissions"
