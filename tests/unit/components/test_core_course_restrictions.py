"""What the contents of a course tell of conditions of access, and whom they show what is not available."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import update

from gateway.components.core_grades.tables import grade_items
from gateway.server.host import Gateway
from gateway.store.tables.courses import course_sections
from gateway.store.tables.groups import groupings, groups
from gateway.store.tables.users import user_info_category, user_info_field
from tests.unit.app_fixtures import statement
from tests.unit.components.site import ALGEBRA, SECOND_SECTION, add, place, refused, told

LATER = {"type": "date", "d": ">=", "t": 9_000_000_000}
NEVER = {"type": "date", "d": "<", "t": 1}


def stored(*conditions: Any, op: str = "&", **flags: Any) -> str:
    return json.dumps({"op": op, "c": list(conditions), **flags})


async def shown(gateway: Gateway, by: str = "student") -> dict[int, dict[str, Any]]:
    sections = await told(gateway, "core_course_get_contents", by=by, courseid=ALGEBRA)
    return {entry["id"]: entry for section in sections for entry in section["modules"]}


ONE = "Not available unless: "
TEXTS = [
    ((LATER,), "Available from <strong>14 March 2255, 4:00 PM</strong>"),
    (({**LATER, "t": 8_999_942_400},), "Available from <strong>14 March 2255</strong>"),
    ((NEVER,), "Available until <strong>1 January 1970, 12:00 AM</strong>"),
    (({"type": "date", "d": "<", "t": 86400},), "Available until <strong>1 January 1970</strong>"),
    (({"type": "group", "id": 5},), f"{ONE}You belong to <strong>Reds</strong>"),
    (({"type": "group", "id": 99},), f"{ONE}You belong to <strong>something that is missing</strong>"),
    (
        ({"op": "!&", "c": [{"type": "group"}]},),
        f"{ONE}<ul><li>any of: <ul><li>You do not belong to any group</li></ul></li></ul>",
    ),
    (({"type": "grouping", "id": 6},), f"{ONE}You belong to a group in <strong>Teams</strong>"),
    (({"type": "grouping", "activity": True},), f"{ONE}You belong to a group in <strong>Teams</strong>"),
    (({"type": "completion", "cm": 99, "e": 1},), f"{ONE}The activity <strong>missing activity</strong> is marked complete"),
    (({"type": "grade", "id": 7},), f"{ONE}You have a grade in <strong>Sum</strong>"),
    (({"type": "grade", "id": 7, "min": 5},), f"{ONE}You achieve higher than a certain score in <strong>Sum</strong>"),
    (({"type": "grade", "id": 7, "max": 0},), f"{ONE}You achieve lower than a certain score in <strong>Sum</strong>"),
    (({"type": "grade", "id": 7, "min": 5, "max": 6},), f"{ONE}You achieve a score within a certain range in <strong>Sum</strong>"),
    (({"type": "profile", "cf": "hat", "op": "contains", "v": "<"},), f"{ONE}Your Hat size contains <strong>&lt;</strong>"),
    (({"type": "profile", "cf": "no", "op": "isequalto", "v": "x"},), f"{ONE}Your missing field is <strong>x</strong>"),
    (({"type": "profile", "sf": "city", "op": "isempty"},), f"{ONE}Your City/town is empty"),
]


@pytest.mark.parametrize(("conditions", "text"), TEXTS)
async def test_what_is_in_the_way(gateway: Gateway, conditions: Any, text: str) -> None:
    add(gateway, groups, id=5, courseid=ALGEBRA, name="Reds", idnumber="")
    add(gateway, groupings, id=6, courseid=ALGEBRA, name="Teams", idnumber="")
    add(gateway, grade_items, id=7, courseid=ALGEBRA, itemname="Sum", itemtype="manual")
    add(gateway, user_info_category, id=1, name="c")
    add(gateway, user_info_field, id=1, shortname="hat", name="Hat size", datatype="text", categoryid=1)
    place(gateway, 900, "page", cm={"availability": stored(*conditions), "groupingid": 6})
    entry = (await shown(gateway))[900]
    assert (entry["availabilityinfo"], entry["uservisible"], "contents" in entry) == (text, False, False)
    assert await refused(gateway, "core_course_get_course_module", cmid=900) == "requireloginerror"


async def test_several_conditions_are_a_list(gateway: Gateway) -> None:
    nested = {"op": "|", "c": [NEVER, LATER]}
    place(gateway, 900, "page", cm={"availability": stored(LATER, nested)})
    place(gateway, 901, "page", cm={"availability": stored(NEVER, LATER, op="|")})
    entries = await shown(gateway)
    assert entries[900]["availabilityinfo"].startswith("Not available unless: <ul><li>Available from <strong>14 March")
    assert "<li>any of: <ul><li>Available until" in entries[900]["availabilityinfo"]
    assert entries[901]["availabilityinfo"].startswith("Not available unless any of: <ul><li>")


async def test_a_link_leads_to_the_activity_that_is_to_be_completed(gateway: Gateway) -> None:
    place(gateway, 900, "page", cm={"completion": 1})
    place(gateway, 901, "page", cm={"availability": stored({"type": "completion", "cm": 900, "e": 1})})
    link = '<a data-cm-name-for="900" href="http://127.0.0.1:8080/mod/page/view.php?id=900">page &amp; 900</a>'
    entries = await shown(gateway)
    assert entries[901]["availabilityinfo"] == f"{ONE}The activity <strong>{link}</strong> is marked complete"


async def test_what_nothing_is_told_of_is_not_shown(gateway: Gateway) -> None:
    place(gateway, 900, "page", cm={"availability": stored(LATER, showc=[False])})
    place(gateway, 901, "page", cm={"availability": stored(LATER), "visible": 0})
    assert not {900, 901} & set(await shown(gateway))
    of_teacher = await shown(gateway, "teacher")
    assert (of_teacher[900]["uservisible"], of_teacher[900]["availability"]) == (True, stored(LATER, showc=[False]))


async def test_a_section_that_is_not_available(gateway: Gateway) -> None:
    place(gateway, 900, "page")
    conditions = update(course_sections).where(course_sections.c.id == SECOND_SECTION)
    statement(gateway, conditions.values(availability=stored(LATER), summary="secret"))
    found = {entry["id"]: entry for entry in await told(gateway, "core_course_get_contents", courseid=ALGEBRA)}
    entry = found[SECOND_SECTION]
    assert (entry["uservisible"], entry["summary"], entry["modules"]) == (False, "", [])
    assert entry["availabilityinfo"].startswith("Available from")
    statement(gateway, conditions.values(availability=stored(LATER, showc=[False])))
    assert SECOND_SECTION not in {entry["id"] for entry in await told(gateway, "core_course_get_contents", courseid=ALGEBRA)}
    assert await refused(gateway, "core_course_get_course_module", cmid=900) == "requireloginerror"
    assert (await shown(gateway, "teacher"))[900]["uservisible"]
