"""Saving rubrics and marking guides: what is added, changed and taken away, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from gateway.components.core_grading.tables import grading_instances, gradingform_rubric_fillings, gradingform_rubric_levels
from gateway.server.host import Gateway
from tests.unit.components.site import add, place, refused, told

TASK = 900
TIMES = dict.fromkeys(("timecreated", "usercreated", "timemodified", "usermodified"), 0)


@pytest.fixture(autouse=True)
def task(gateway: Gateway) -> None:
    """A task that is not graded in any special way yet."""
    place(gateway, TASK, "assign")


def area(*definitions: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"cmid": TASK, "contextid": 100 + TASK, "component": "mod_assign", "areaname": "submissions", "activemethod": "rubric"}
    return {**given, "definitions": [{"name": "N", "status": 20, **TIMES, **definition} for definition in definitions], **more}


def rubric(*criteria: dict[str, Any]) -> dict[str, Any]:
    return {"method": "rubric", "rubric": {"rubric_criteria": list(criteria)}}


async def save(gateway: Gateway, *areas: dict[str, Any]) -> dict[str, Any]:
    """What is graded by after areas have been saved, by method."""
    assert await told(gateway, "core_grading_save_definitions", by="teacher", areas=list(areas)) is None
    asked = {"cmids": [TASK], "areaname": "submissions"}
    (found,) = (await told(gateway, "core_grading_get_definitions", by="teacher", **asked))["areas"]
    return {"active": found["activemethod"], **{definition["method"]: definition for definition in found["definitions"]}}


def told_of(definition: dict[str, Any]) -> list[tuple[str, list[tuple[str, float]]]]:
    criteria = definition["rubric"]["rubric_criteria"]
    return [(one["description"], [(level["definition"], level["score"]) for level in one["levels"]]) for one in criteria]


async def test_a_rubric_is_made_changed_and_cut_down(gateway: Gateway) -> None:
    levels = [{"score": 0, "definition": "no"}, {"score": 2, "definition": "yes"}]
    first = await save(gateway, area(rubric({"description": "A", "levels": levels}, {"description": "B", "levels": levels})))
    assert (first["active"], told_of(first["rubric"])) == ("rubric", [("A", [("no", 0), ("yes", 2)]), ("B", [("no", 0), ("yes", 2)])])
    kept = first["rubric"]["rubric"]["rubric_criteria"][1]
    add(gateway, grading_instances, id=1, definitionid=first["rubric"]["id"], raterid=3, itemid=1, status=1)
    add(gateway, gradingform_rubric_fillings, instanceid=1, criterionid=kept["id"], levelid=kept["levels"][1]["id"])
    other = first["rubric"]["rubric"]["rubric_criteria"][0]
    add(gateway, gradingform_rubric_fillings, instanceid=1, criterionid=other["id"], levelid=other["levels"][1]["id"])
    changed = {**kept, "description": "B!", "levels": [{**kept["levels"][1], "score": 3}, {"score": 9, "definition": "more"}]}
    again = await save(gateway, area(rubric(changed), activemethod=""))
    assert (again["active"], told_of(again["rubric"])) == ("", [("B!", [("yes", 3), ("more", 9)])])
    assert again["rubric"]["id"] == first["rubric"]["id"]

    def left(transaction: Any) -> tuple[Any, ...]:
        db = transaction.db
        status = db.execute(select(grading_instances.c.status)).scalar_one()
        fillings = db.execute(select(gradingform_rubric_fillings.c.criterionid)).scalars().all()
        return status, fillings, len(db.execute(select(gradingform_rubric_levels.c.id)).all())

    assert gateway.store.run_here(left, write=False) == (2, [kept["id"]], 2)


async def test_a_marking_guide_is_made_beside_a_rubric(gateway: Gateway) -> None:
    criteria = [{"shortname": "Form", "maxscore": 5.5, "description": "d", "descriptionmarkers": "m"}]
    guide = {"method": "guide", "guide": {"guide_criteria": criteria, "guide_comments": [{"description": "See me"}]}, "status": 10}
    found = await save(
        gateway, area(guide, rubric({"description": "A", "levels": [{"score": 1, "definition": "l"}]}), activemethod="guide")
    )
    assert (found["active"], found["guide"]["status"], found["rubric"]["status"]) == ("guide", 10, 20)
    (criterion,), (comment,) = found["guide"]["guide"]["guide_criteria"], found["guide"]["guide"]["guide_comments"]
    assert (criterion["shortname"], criterion["maxscore"], criterion["descriptionmarkers"]) == ("Form", 5.5, "m")
    assert comment["description"] == "See me"
    without = {"method": "guide", "guide": {"guide_criteria": [{**criterion, "shortname": "Shape"}]}}
    found = await save(gateway, area(without))
    assert [one["shortname"] for one in found["guide"]["guide"]["guide_criteria"]] == ["Shape"]
    assert found["guide"]["guide"].get("guide_comments", []) == []


async def test_what_is_no_definition_is_refused_and_nothing_of_it_is_kept(gateway: Gateway) -> None:
    name, good = "core_grading_save_definitions", rubric({"description": "A", "levels": [{"score": 1, "definition": "l"}]})
    for bad in (
        area(good, activemethod="stars"),
        area({**good, "method": "stars"}),
        area({**good, "status": 5}),
        area(rubric()),
        area(rubric({"description": "A"})),
        area({"method": "guide"}),
        area(good, contextid=1),
        area(good, component="mod_quiz"),
    ):
        assert await refused(gateway, name, by="teacher", areas=[area(good), bad]) == "invalidparameter"
    assert await refused(gateway, name, areas=[area(good)]) == "nopermissions"
    assert await refused(gateway, name, by="teacher", areas=[{**area(good), "cmid": 9999}]) == "invalidcoursemodule"
    found = await save(gateway, area())
    assert "rubric" not in found
