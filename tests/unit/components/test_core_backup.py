"""Copies of courses and what one course takes over from another: all that teachers made, nothing that others did."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from gateway.components.core_backup.conditions import renamed
from gateway.components.core_customfield.tables import customfield_category, customfield_data, customfield_field
from gateway.components.core_grades.tables import grade_categories, grade_items
from gateway.components.mod_forum.tables import forum_discussions
from gateway.server.host import Gateway
from gateway.store.tables.courses import course, course_modules, course_sections
from gateway.store.tables.groups import groupings, groupings_groups, groups, groups_members
from tests.unit.app_fixtures import statement
from tests.unit.components.site import ALGEBRA, SECOND_SECTION, STUDENT, add, place, refused, told

TALK, TASK, OTHER = 900, 901, 3


def rows(gateway: Gateway, query: Any) -> list[Any]:
    return list(gateway.store.run_here(lambda transaction: transaction.db.execute(query).all(), write=False))


@pytest.fixture
def filled(gateway: Gateway) -> int:
    """A forum, and a task for a group in a grade category; returns the id of the group."""
    statement(gateway, delete(groups_members))
    (group,) = rows(gateway, select(groups.c.id).where(groups.c.courseid == ALGEBRA).order_by(groups.c.id).limit(1))[0]
    add(gateway, groupings, id=50, courseid=ALGEBRA, name="Lab")
    add(gateway, groupings_groups, groupingid=50, groupid=group)
    place(gateway, TALK, "forum", type="general")
    condition = {"op": "&", "c": [{"type": "group", "id": group}, {"type": "completion", "cm": TALK, "e": 1}], "showc": [True, False]}
    place(gateway, TASK, "assign", cm={"availability": json.dumps(condition), "groupingid": 50})
    sequence = f"{TALK},{TASK}"
    statement(gateway, update(course_sections).where(course_sections.c.id == SECOND_SECTION).values(sequence=sequence, name="Work"))
    add(gateway, forum_discussions, course=ALGEBRA, forum=TALK, firstpost=1, userid=STUDENT, name="d")
    add(gateway, grade_categories, id=60, courseid=ALGEBRA, parent=1, depth=2, path="/1/60/", fullname="Written", aggregation=0)
    of = {"courseid": ALGEBRA, "gradetype": 1, "grademax": 50.0, "multfactor": 1.0}
    add(gateway, grade_items, **of, id=61, itemtype="category", iteminstance=60, sortorder=2)
    task = {"itemtype": "mod", "itemmodule": "assign", "iteminstance": TASK, "itemnumber": 0, "itemname": "Task"}
    add(gateway, grade_items, **of, **task, id=62, categoryid=60, sortorder=3)
    add(gateway, grade_items, **of, id=63, itemtype="manual", itemname="Oral", categoryid=60, sortorder=4)
    return int(group)


async def contents(gateway: Gateway, courseid: int) -> list[tuple[str, list[str]]]:
    found = await told(gateway, "core_course_get_contents", by="admin", courseid=courseid)
    return [(section["name"], [module["name"] for module in section["modules"]]) for section in found]


async def test_a_copy_of_a_course_has_its_sections_activities_groups_and_gradebook(gateway: Gateway, filled: int) -> None:
    wish = {"courseid": ALGEBRA, "fullname": "Copy & more", "shortname": "COP", "categoryid": 2, "visible": 0}
    made = await told(gateway, "core_course_duplicate_course", by="admin", **wish)
    assert made["shortname"] == "COP"
    copy = made["id"]
    assert await contents(gateway, copy) == await contents(gateway, ALGEBRA)
    assert rows(gateway, select(course.c.fullname, course.c.visible).where(course.c.id == copy)) == [("Copy & more", 0)]
    assert len(rows(gateway, select(forum_discussions.c.id))) == 1
    own = select(groups.c.id).join(groupings_groups, groupings_groups.c.groupid == groups.c.id)
    ((group,),) = rows(gateway, own.join(groupings, groupings.c.id == groupings_groups.c.groupingid).where(groupings.c.courseid == copy))
    assert group != filled
    copied = select(course_modules.c.id, course_modules.c.availability).where(course_modules.c.course == copy)
    (talk, task) = rows(gateway, copied.order_by(course_modules.c.id))[-2:]
    assert [condition[name] for condition, name in zip(json.loads(task.availability)["c"], ("id", "cm"), strict=True)] == [group, talk.id]
    cats, cols = grade_categories.c, grade_items.c
    ((category,),) = rows(gateway, select(cats.id).where(cats.courseid == copy, cats.fullname == "Written"))
    inside = rows(gateway, select(cols.itemname).where(cols.categoryid == category).order_by(cols.sortorder))
    assert inside == [("Task",), ("Oral",)]


@pytest.mark.usefixtures("filled")
async def test_a_course_takes_over_another_behind_or_in_place_of_what_it_has(gateway: Gateway) -> None:
    statement(gateway, update(course_sections).where(course_sections.c.course == OTHER, course_sections.c.section == 1).values(name="Kept"))
    wish = {"importfrom": ALGEBRA, "importto": OTHER}
    for times in (1, 2):
        assert await told(gateway, "core_course_import_course", by="admin", **wish) is None
        found = await contents(gateway, OTHER)
        assert found[1] == ("Kept", ["forum &amp; 900", "assign &amp; 901"] * times)
    assert len(rows(gateway, select(groupings.c.id).where(groupings.c.courseid == OTHER))) == 1
    await told(gateway, "core_course_import_course", by="admin", **wish, deletecontent=1)
    assert (await contents(gateway, OTHER))[1] == ("Work", ["forum &amp; 900", "assign &amp; 901"])
    off = [{"name": "activities", "value": "0"}]
    await told(gateway, "core_course_import_course", by="admin", **wish, deletecontent=1, options=off)
    assert [modules for _, modules in await contents(gateway, OTHER) if modules] == []


async def test_who_may_not_copy_and_what_cannot_be_copied_is_refused(gateway: Gateway) -> None:
    wish: dict[str, Any] = {"courseid": ALGEBRA, "fullname": "x", "shortname": "y", "categoryid": 2}
    name = "core_course_duplicate_course"
    assert await refused(gateway, name, by="admin", **{**wish, "courseid": 9999}) == "invalidcourseid"
    assert await refused(gateway, name, by="teacher", **wish) == "nopermissions"
    ((taken,),) = rows(gateway, select(course.c.shortname).where(course.c.id == ALGEBRA))
    assert await refused(gateway, name, by="admin", **{**wish, "shortname": taken}) == "shortnametaken"
    assert await refused(gateway, name, by="admin", **wish, options=[{"name": "x", "value": "1"}]) == "invalidextparam"
    assert await refused(gateway, "core_course_import_course", importfrom=ALGEBRA, importto=OTHER) in ("nopermissions", "requireloginerror")
    assert (
        await refused(gateway, "core_course_import_course", by="admin", importfrom=ALGEBRA, importto=OTHER, deletecontent=2)
        == "invalidextparam"
    )


def test_conditions_name_copies_and_lose_what_was_not_copied() -> None:
    numbers = {"module": {1: 11}, "group": {2: 12}, "grouping": {}, "item": {3: 13}}
    tree = {
        "op": "&",
        "c": [{"type": "completion", "cm": 1}, {"type": "group", "id": 9}, {"type": "date", "t": 5}],
        "showc": [True, False, True],
    }
    assert json.loads(renamed(json.dumps(tree), numbers) or "") == {
        "op": "&",
        "c": [{"type": "completion", "cm": 11}, {"type": "date", "t": 5}],
        "showc": [True, True],
    }
    nested = {"op": "|", "show": True, "c": [{"op": "&", "c": [{"type": "grade", "id": 3}]}, {"type": "group"}]}
    assert json.loads(renamed(json.dumps(nested), numbers) or "")["c"] == [
        {"op": "&", "c": [{"type": "grade", "id": 13}]},
        {"type": "group"},
    ]
    assert [renamed(text, numbers) for text in (None, "", "{", "[]", '{"op":"&","c":[{"type":"grouping","id":4}]}')] == [None] * 5


async def test_the_custom_fields_of_a_course_are_stored_by_their_types_and_copied(gateway: Gateway) -> None:
    add(gateway, customfield_category, id=1, name="c", component="core_course", area="course", contextid=1)
    for number, kind in enumerate(("text", "checkbox", "date", "select", "number", "textarea"), 1):
        config = json.dumps({"visibility": 2, "options": "a\nb", "locked": int(kind == "date")})
        add(gateway, customfield_field, id=number, shortname=kind, name=kind, type=kind, categoryid=1, sortorder=number, configdata=config)
    values = {"text": "L1", "checkbox": "1", "date": "1900000000", "select": "2", "number": "6,5", "textarea": "<p>x</p>", "nosuch": "1"}
    given = [{"shortname": name, "value": value} for name, value in values.items()]
    new = {"fullname": "New", "shortname": "NEW", "categoryid": 2, "numsections": 1}
    made = await told(gateway, "core_course_create_courses", by="admin", courses=[{**new, "customfields": given}])
    courseid = made[0]["id"]

    async def shown(of: int) -> dict[str, Any]:
        (found,) = await told(gateway, "core_course_get_courses", by="admin", options={"ids": [of]})
        return {field["shortname"]: field["valueraw"] for field in found["customfields"]}

    stored = {"text": "L1", "checkbox": 1, "date": 1900000000, "select": 2, "number": 6.5, "textarea": "<p>x</p>"}
    assert await shown(courseid) == stored
    again = {"id": courseid, "customfields": [{"shortname": "text", "value": "L2"}, {"shortname": "number", "value": ""}]}
    assert (await told(gateway, "core_course_update_courses", by="admin", courses=[again]))["warnings"] == []
    assert await shown(courseid) == {**stored, "text": "L2", "number": None}
    wrong = {"id": courseid, "customfields": [{"shortname": "number", "value": "many"}]}
    assert (await told(gateway, "core_course_update_courses", by="admin", courses=[wrong]))["warnings"][0][
        "warningcode"
    ] == "invalidparameter"
    wish = {"courseid": courseid, "fullname": "Copy", "shortname": "COP", "categoryid": 2}
    copy = await told(gateway, "core_course_duplicate_course", by="admin", **wish)
    assert (await shown(copy["id"]))["text"] == "L2"
    assert len(rows(gateway, select(customfield_data.c.id).where(customfield_data.c.instanceid == copy["id"]))) == 6


async def test_a_new_course_has_a_forum_for_announcements_where_the_site_has_forums(gateway: Gateway) -> None:
    place(gateway, TALK, "forum", type="general")
    new = {"fullname": "New", "shortname": "NEW", "categoryid": 2, "numsections": 1}
    (made,) = await told(gateway, "core_course_create_courses", by="admin", courses=[new])
    assert (await contents(gateway, made["id"]))[0][1] == ["Announcements"]
    quiet = {**new, "shortname": "QUIET", "newsitems": 0}
    (made,) = await told(gateway, "core_course_create_courses", by="admin", courses=[quiet])
    assert (await contents(gateway, made["id"]))[0][1] == []
