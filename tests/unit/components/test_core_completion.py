"""Saying that activities are completed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.components.core_completion.tables import (
    course_completion_crit_compl,
    course_completion_criteria,
    course_modules_completion,
)
from gateway.server.host import Gateway
from gateway.store.tables.courses import course
from tests.unit.app_fixtures import statement
from tests.unit.components.site import ALGEBRA, STUDENT, TEACHER, add, place, refused, told

BY_HAND, BY_RULES = 900, 901
MARK, OVERRIDE = "core_completion_update_activity_completion_status_manually", "core_completion_override_activity_completion_status"


@pytest.fixture(autouse=True)
def tracked(gateway: Gateway) -> None:
    """Two activities whose completion is tracked, one by hand, one by rules."""
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(enablecompletion=1))
    place(gateway, BY_HAND, "page", cm={"completion": 1})
    place(gateway, BY_RULES, "page", cm={"completion": 2, "completionview": 1})


def state(gateway: Gateway) -> Any:
    own = course_modules_completion.c
    return statement(gateway, select(own.completionstate).where(own.coursemoduleid == BY_HAND, own.userid == STUDENT))


async def test_people_mark_what_is_marked_by_hand(gateway: Gateway) -> None:
    for completed in (True, True, False):
        assert await told(gateway, MARK, cmid=BY_HAND, completed=completed) == {"status": True, "warnings": []}
        assert state(gateway) == int(completed)
    assert await refused(gateway, MARK, cmid=BY_RULES, completed=True) == "cannotmanualctrack"
    assert await refused(gateway, MARK, cmid=999, completed=True) == "invalidrecordunknown"
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(enablecompletion=0))
    assert await refused(gateway, MARK, cmid=BY_HAND, completed=True) == "completionnotenabled"


async def test_those_who_may_say_it_for_others_until_these_say_otherwise(gateway: Gateway) -> None:
    add(gateway, course_modules_completion, coursemoduleid=BY_HAND, userid=STUDENT, completionstate=1, timemodified=5)
    said = await told(gateway, OVERRIDE, by="teacher", userid=STUDENT, cmid=BY_HAND, newstate=1)
    assert said == {"cmid": BY_HAND, "userid": STUDENT, "state": 1, "timecompleted": 5, "overrideby": TEACHER, "tracking": 1}
    assert (await told(gateway, OVERRIDE, by="teacher", userid=STUDENT, cmid=BY_RULES, newstate=0))["state"] == 0
    await told(gateway, MARK, cmid=BY_HAND, completed=False)
    overrider = select(course_modules_completion.c.overrideby).where(course_modules_completion.c.coursemoduleid == BY_HAND)
    assert statement(gateway, overrider) is None
    assert await refused(gateway, OVERRIDE, userid=STUDENT, cmid=BY_HAND, newstate=1) == "nopermission"
    assert await refused(gateway, OVERRIDE, by="teacher", userid=STUDENT, cmid=BY_HAND, newstate=2) == "invalidparameter"


STATUS = "core_completion_get_course_completion_status"


def add_criterion(gateway: Gateway, kind: int, **facts: Any) -> None:
    add(gateway, course_completion_criteria, course=ALGEBRA, criteriatype=kind, **facts)


async def test_the_criteria_of_a_course(gateway: Gateway) -> None:
    assert await refused(gateway, STATUS, courseid=ALGEBRA, userid=STUDENT) == "nocriteriaset"
    add_criterion(gateway, 4, moduleinstance=BY_RULES)
    add_criterion(gateway, 4, moduleinstance=BY_HAND)
    add_criterion(gateway, 4, moduleinstance=999)
    add_criterion(gateway, 1)
    add_criterion(gateway, 2, timeend=1900000000)
    add_criterion(gateway, 3)
    add_criterion(gateway, 5, enrolperiod=str(3 * 86400))
    add_criterion(gateway, 6, gradepass=10)
    add_criterion(gateway, 7, role="3")
    add_criterion(gateway, 8, courseinstance=str(ALGEBRA))
    met = statement(gateway, select(course_completion_criteria.c.id).where(course_completion_criteria.c.criteriatype == 1))
    add(gateway, course_completion_crit_compl, userid=STUDENT, course=ALGEBRA, criteriaid=met, timecompleted=7)
    found = (await told(gateway, STATUS, courseid=ALGEBRA, userid=STUDENT))["completionstatus"]
    assert (found["completed"], found["aggregation"]) == (False, 1)
    assert [(entry["type"], entry["complete"], entry["timecompleted"]) for entry in found["completions"]] == [
        *[(kind, kind == 1, 7 if kind == 1 else None) for kind in (4, 4, 4, 1, 2, 3, 5, 6, 7, 8)]
    ]
    details = [(entry["status"], entry["details"]["requirement"]) for entry in found["completions"]]
    assert details[:5] == [
        ("No", "Viewing the page"),
        ("No", "Marking yourself complete"),
        ("No", ""),
        ("Yes", "Marking yourself complete"),
        ("17 Mar 2030", "17 Mar 2030"),
    ]
    assert details[6:8] == [("No", "3 days"), ("(10.00 required)", "10.00")]
    assert f"/course/view.php?id={ALGEBRA}" in found["completions"][-1]["details"]["criteria"]
