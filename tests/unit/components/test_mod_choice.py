"""Choosing: what may be chosen when and by how many, and who is told what others have chosen."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.mod_choice.tables import choice, choice_options
from gateway.server.host import Gateway
from gateway.store.tables.courses import course
from tests.unit.app_fixtures import statement
from tests.unit.components.site import ALGEBRA, LATER, STUDENT, STUDENT2, add, permit, place, refused, told

HERE = 900
RED, BLUE = 1, 2
OPTIONS, RESULTS = "mod_choice_get_choice_options", "mod_choice_get_choice_results"
SUBMIT, DELETE = "mod_choice_submit_choice_response", "mod_choice_delete_choice_responses"


@pytest.fixture(autouse=True)
def a_choice(gateway: Gateway) -> None:
    """A choice of two colours."""
    place(gateway, HERE, "choice", cm={"completion": 2}, completionsubmit=1)
    for number, text in ((RED, "red"), (BLUE, "blue & green")):
        add(gateway, choice_options, id=number, choiceid=HERE, text=text, maxanswers=1)
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(enablecompletion=1))
    permit(gateway, "mod/choice:choose", 1, roleid=5)


def change(gateway: Gateway, **values: Any) -> None:
    statement(gateway, update(choice).where(choice.c.id == HERE).values(**values))


def state(gateway: Gateway) -> Any:
    own = course_modules_completion.c
    return statement(gateway, select(own.completionstate).where(own.coursemoduleid == HERE, own.userid == STUDENT))


async def choose(gateway: Gateway, *options: int, by: str = "student") -> list[int]:
    found = await told(gateway, SUBMIT, by, choiceid=HERE, responses=list(options))
    return [answer["optionid"] for answer in found["answers"]]


async def test_one_option_once_or_again(gateway: Gateway) -> None:
    for wrong, code in (([], "atleastoneoption"), ([RED, BLUE], "multiplenotallowederror"), ([99], "cannotsubmit")):
        assert await refused(gateway, SUBMIT, choiceid=HERE, responses=wrong) == code
    assert await choose(gateway, RED) == [RED]
    assert state(gateway) == 1
    assert await refused(gateway, SUBMIT, choiceid=HERE, responses=[BLUE]) == "missingrequiredcapability"
    change(gateway, allowupdate=1, allowmultiple=1)
    assert await choose(gateway, BLUE, RED) == [RED, BLUE]
    assert await choose(gateway, BLUE) == [BLUE]


async def test_limits_and_times(gateway: Gateway) -> None:
    change(gateway, limitanswers=1, allowupdate=1)
    assert await choose(gateway, RED) == [RED]
    assert await choose(gateway, RED) == [RED]
    assert await refused(gateway, SUBMIT, by="student2", choiceid=HERE, responses=[RED]) == "choicefull"
    theirs = (await told(gateway, OPTIONS, by="student2", choiceid=HERE))["options"]
    assert [(option["countanswers"], option["disabled"]) for option in theirs] == [(1, True), (0, False)]
    assert theirs[1]["text"] == "blue &amp; green"
    mine = (await told(gateway, OPTIONS, choiceid=HERE))["options"]
    assert [(option["checked"], option["disabled"]) for option in mine] == [(True, False), (False, False)]
    change(gateway, timeopen=LATER)
    assert await refused(gateway, SUBMIT, choiceid=HERE, responses=[RED]) == "notopenyet"
    assert (await told(gateway, OPTIONS, choiceid=HERE))["options"] == []
    change(gateway, showpreview=1)
    found = await told(gateway, OPTIONS, choiceid=HERE)
    assert [option["disabled"] for option in found["options"]] == [True, True]
    assert [warning["warningcode"] for warning in found["warnings"]] == ["1", "2"]
    change(gateway, timeopen=0, timeclose=5)
    assert await refused(gateway, SUBMIT, choiceid=HERE, responses=[RED]) == "expired"
    assert await refused(gateway, DELETE, choiceid=HERE) == "expired"
    assert [warning["warningcode"] for warning in (await told(gateway, OPTIONS, choiceid=HERE))["warnings"]] == ["3"]


async def test_who_is_told_the_results(gateway: Gateway) -> None:
    await choose(gateway, RED)
    change(gateway, publish=1, showunanswered=1)

    async def counts(by: str) -> list[int]:
        return [option["numberofuser"] for option in (await told(gateway, RESULTS, by, choiceid=HERE))["options"]]

    assert await counts("student") == [0, 0, 0]
    change(gateway, showresults=1)
    assert (await counts("student"))[:2] == [1, 0]
    assert await counts("student2") == [0, 0, 0]
    change(gateway, showresults=2)
    assert await counts("student") == [0, 0, 0]
    change(gateway, showresults=3)
    found = (await told(gateway, RESULTS, choiceid=HERE))["options"]
    assert [person["userid"] for person in found[0]["userresponses"]] == [STUDENT]
    assert STUDENT2 in [person["userid"] for person in found[2]["userresponses"]]
    assert sum(option["percentageamount"] for option in found) == pytest.approx(100)
    change(gateway, publish=0, showunanswered=0)
    assert [option["userresponses"] for option in (await told(gateway, RESULTS, choiceid=HERE))["options"]] == [[], []]


async def test_taking_answers_back(gateway: Gateway) -> None:
    await choose(gateway, RED)
    assert await refused(gateway, DELETE, choiceid=HERE) == "nopermissions"
    change(gateway, allowupdate=1)
    found = await told(gateway, DELETE, choiceid=HERE, responses=[99])
    assert (found["status"], found["warnings"][0]["warningcode"]) == (False, "invalidresponse")
    assert (await told(gateway, DELETE, choiceid=HERE))["status"] is True
    assert state(gateway) == 0
    assert (await told(gateway, DELETE, choiceid=HERE))["status"] is False
    permit(gateway, "mod/choice:deleteresponses", 1, roleid=3)
    await choose(gateway, BLUE)
    assert (await told(gateway, DELETE, by="teacher", choiceid=HERE))["status"] is True
    assert state(gateway) == 0
