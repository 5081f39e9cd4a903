"""Grades, items and categories written from outside: what is stored, what follows from it, who may."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select

from gateway.components.core_grades.tables import grade_categories, grade_grades, grade_items, grade_settings, scale
from gateway.components.core_message.tables import notifications
from gateway.components.mod_forum.tables import forum_grades
from gateway.server.host import Gateway
from tests.unit.app_fixtures import statement
from tests.unit.components.site import ALGEBRA, STUDENT, STUDENT2, TEACHER, add, place, refused, told

ESSAY, TALK, OUTER, ITEM = 900, 901, 1, 910
POINTS = {"gradetype": 1, "grademin": 0.0, "multfactor": 1.0, "aggregationcoef2": 1.0, "sortorder": 3}
PANEL: dict[str, Any] = {"component": "mod_forum", "itemname": "forum", "gradeduserid": STUDENT}


def rows(gateway: Gateway, query: Any) -> list[Any]:
    return list(gateway.store.run_here(lambda transaction: transaction.db.execute(query).all(), write=False))


def final(gateway: Gateway, userid: int, itemtype: str = "mod") -> list[Any]:
    query = select(grade_grades.c.finalgrade).join(grade_items, grade_items.c.id == grade_grades.c.itemid)
    return [row[0] for row in rows(gateway, query.where(grade_grades.c.userid == userid, grade_items.c.itemtype == itemtype))]


@pytest.fixture
def essay(gateway: Gateway) -> None:
    """An assignment in up to 50 points."""
    place(gateway, ESSAY, "assign")
    of = {"courseid": ALGEBRA, "categoryid": OUTER, "itemtype": "mod", "itemmodule": "assign", "iteminstance": ESSAY, "itemnumber": 0}
    add(gateway, grade_items, **of, id=ITEM, itemname="Essay", grademax=50.0, **POINTS)
    statement(gateway, grade_items.update().where(grade_items.c.itemtype == "course").values(grademax=50.0))


async def update(gateway: Gateway, by: str = "teacher", **more: Any) -> Any:
    given = {"source": "test", "courseid": ALGEBRA, "component": "mod_assign", "activityid": ESSAY, "itemnumber": 0, **more}
    return await told(gateway, "core_grades_update_grades", by=by, **given)


@pytest.mark.usefixtures("essay")
async def test_grades_are_written_with_the_totals_that_follow(gateway: Gateway) -> None:
    grades = [{"studentid": STUDENT, "grade": 40}, {"studentid": STUDENT2, "grade": 70}, {"studentid": 9999, "grade": 1}]
    assert await update(gateway, grades=grades) == 0
    assert (final(gateway, STUDENT), final(gateway, STUDENT2)) == ([40.0], [50.0])
    assert (final(gateway, STUDENT, "course"), final(gateway, 9999)) == ([40.0], [])


@pytest.mark.usefixtures("essay")
async def test_another_range_moves_the_grades_and_their_totals(gateway: Gateway) -> None:
    await update(gateway, grades=[{"studentid": STUDENT, "grade": 40}])
    assert await update(gateway, itemdetails={"grademax": 100, "itemname": "Paper", "idnumber": 7}) == 0
    assert (final(gateway, STUDENT), final(gateway, STUDENT, "course")) == ([80.0], [80.0])
    ((name, idnumber, most),) = rows(
        gateway, select(grade_items.c.itemname, grade_items.c.idnumber, grade_items.c.grademax).where(grade_items.c.id == ITEM)
    )
    assert (name, idnumber, most) == ("Paper", "7", 100.0)


@pytest.mark.usefixtures("essay")
async def test_an_item_is_made_hidden_and_deleted(gateway: Gateway) -> None:
    add(gateway, scale, id=90, courseid=ALGEBRA, name="Words", scale="Poor, Fair, Good")
    assert (
        await update(gateway, itemnumber=1, grades=[{"studentid": STUDENT, "grade": 2}], itemdetails={"gradetype": 2, "scaleid": 90}) == 0
    )
    assert 2.0 in final(gateway, STUDENT)
    assert await update(gateway, itemnumber=1, itemdetails={"hidden": True}) == 0
    assert rows(gateway, select(grade_items.c.hidden, grade_items.c.grademax).where(grade_items.c.itemnumber == 1)) == [(1, 3.0)]
    assert await update(gateway, itemnumber=1, itemdetails={"deleted": True}) == 0
    assert rows(gateway, select(grade_items.c.id).where(grade_items.c.itemnumber == 1)) == []
    assert (final(gateway, STUDENT), final(gateway, STUDENT, "course")) == ([None], [None])


@pytest.mark.usefixtures("essay")
async def test_what_is_locked_stays_and_what_is_not_there_is_refused(gateway: Gateway) -> None:
    statement(gateway, grade_items.update().where(grade_items.c.id == ITEM).values(locked=5))
    assert await update(gateway, grades=[{"studentid": STUDENT, "grade": 40}]) == 4
    assert final(gateway, STUDENT) == []
    call: dict[str, Any] = {"source": "x", "courseid": ALGEBRA, "component": "mod_assign", "activityid": ESSAY, "itemnumber": 0}
    name = "core_grades_update_grades"
    assert await refused(gateway, name, by="teacher", **{**call, "component": "mod_quiz"}) == "invalidcoursemodule"
    assert await refused(gateway, name, by="teacher", **{**call, "activityid": 9999}) == "invalidcoursemodule"
    assert await refused(gateway, name, by="teacher", **{**call, "itemnumber": 3, "itemdetails": {"gradetype": 9}}) == "invalidparameter"
    for details in ({"itemdetails": {"hidden": False}}, {"itemdetails": {"grademax": 5}}, {"grades": [{"studentid": 4, "grade": 9}]}):
        assert await refused(gateway, name, **{**call, **details}) == "nopermissions"


async def create(gateway: Gateway, *categories: dict[str, Any]) -> list[int]:
    answer = await told(gateway, "core_grades_create_gradecategories", by="teacher", courseid=ALGEBRA, categories=list(categories))
    return list(answer["categoryids"])


@pytest.mark.usefixtures("essay")
async def test_categories_are_made_in_one_another_and_count_by_their_highest_grades(gateway: Gateway) -> None:
    await update(gateway, grades=[{"studentid": STUDENT, "grade": 40}])
    outer = {"fullname": "Written", "options": {"aggregation": 0, "grademax": 150, "idnumber": "W", "itemname": "All written"}}
    inner = {"fullname": "Inner", "options": {"parentcategoryidnumber": "W"}}
    first, second = await create(gateway, outer, inner)
    cols = grade_categories.c
    assert rows(gateway, select(cols.path, cols.depth).where(cols.id == second)) == [(f"/{OUTER}/{first}/{second}/", 3)]
    weights = dict(rows(gateway, select(grade_items.c.itemname, grade_items.c.aggregationcoef2).where(grade_items.c.courseid == ALGEBRA)))
    assert (weights["Essay"], weights["All written"]) == (0.25, 0.75)
    assert rows(gateway, select(grade_items.c.grademax).where(grade_items.c.itemtype == "course", grade_items.c.iteminstance == OUTER)) == [
        (200.0,)
    ]
    assert final(gateway, STUDENT, "course") == [40.0]
    by_hand = {"fullname": "Half", "options": {"weightoverride": True, "aggregationcoef2": "0.5", "parentcategoryid": OUTER}}
    await create(gateway, by_hand)
    shares = rows(gateway, select(grade_items.c.itemname, grade_items.c.aggregationcoef2).where(grade_items.c.itemname.is_not(None)))
    assert dict(shares) == {"Essay": 0.125, "All written": 0.375}


async def test_a_category_needs_a_place_and_a_way_to_count(gateway: Gateway) -> None:
    name, made = "core_grades_create_gradecategories", {"fullname": "x"}
    assert await refused(gateway, name, courseid=ALGEBRA, categories=[made]) == "nopermissions"
    for options in ({"parentcategoryid": 9999}, {"parentcategoryidnumber": "nosuch"}, {"aggregation": 7}):
        assert (
            await refused(gateway, name, by="teacher", courseid=ALGEBRA, categories=[made, {**made, "options": options}])
            == "invalidparameter"
        )
    assert rows(gateway, select(grade_categories.c.id).where(grade_categories.c.fullname == "x")) == []


async def test_the_first_category_of_a_course_brings_that_of_the_course(gateway: Gateway) -> None:
    statement(gateway, grade_categories.delete())
    statement(gateway, grade_items.delete())
    (made,) = await create(gateway, {"fullname": "Only"})
    found = rows(
        gateway, select(grade_categories.c.id, grade_categories.c.fullname, grade_categories.c.parent).order_by(grade_categories.c.id)
    )
    assert [(name, parent) for _, name, parent in found] == [("?", None), ("Only", found[0][0])]
    assert found[1][0] == made


async def test_the_single_view_has_what_is_graded_directly(gateway: Gateway) -> None:
    of = {"courseid": ALGEBRA, "categoryid": OUTER, "itemtype": "manual", "grademax": 50.0}
    add(gateway, grade_items, **of, id=911, itemname="Talk & <b>walk</b>", gradetype=1, sortorder=3)
    add(gateway, grade_items, **of, id=912, itemname="Nothing", gradetype=0, sortorder=4)
    name = "gradereport_singleview_get_grade_items_for_search_widget"
    assert (await told(gateway, name, by="teacher", courseid=ALGEBRA))["gradeitems"] == [{"id": 911, "name": "Talk &amp; walk"}]
    assert await refused(gateway, name, courseid=ALGEBRA) == "nopermissions"


def graded_forum(gateway: Gateway, **item: object) -> int:
    """A forum that is graded as a whole; returns the id of its context."""
    contextid = place(gateway, TALK, "forum", type="general", grade_forum=10)
    of = {"courseid": ALGEBRA, "categoryid": OUTER, "itemtype": "mod", "itemmodule": "forum", "iteminstance": TALK, "itemnumber": 1}
    statement(gateway, insert(grade_items).values(**{**of, **POINTS, "grademax": 10.0, "id": ITEM, "itemname": "Talk", **item}))
    statement(gateway, grade_items.update().where(grade_items.c.itemtype == "course").values(grademax=10.0))
    return contextid


async def test_a_panel_gives_points_and_tells_who_gave_them(gateway: Gateway) -> None:
    panel = {**PANEL, "contextid": graded_forum(gateway)}
    add(gateway, grade_settings, courseid=ALGEBRA, name="decimalpoints", value="1")
    empty = await told(gateway, "core_grades_grader_gradingpanel_point_fetch", by="teacher", **panel)
    assert (empty["hasgrade"], empty["grade"]["grade"], empty["grade"]["usergrade"], empty["grade"]["gradedby"]) == (
        False,
        None,
        "- / 10.0",
        None,
    )
    store = "core_grades_grader_gradingpanel_point_store"
    given = await told(gateway, store, by="teacher", **panel, formdata="grade=7,5", notifyuser=True)
    assert (given["hasgrade"], given["grade"]["usergrade"], given["grade"]["maxgrade"]) == (True, "7.5 / 10.0", 10)
    own = await told(gateway, "core_grades_grader_gradingpanel_point_fetch", **panel)
    assert own == given
    assert (final(gateway, STUDENT), final(gateway, STUDENT, "course")) == ([7.5], [7.5])
    told_of = rows(gateway, select(notifications.c.useridfrom, notifications.c.useridto, notifications.c.eventtype))
    assert told_of == [(TEACHER, STUDENT, "gradenotifications")]
    await told(gateway, store, by="teacher", **panel, formdata="grade=")
    assert rows(gateway, select(forum_grades.c.grade)) == [(None,)]
    for bad in ("grade=11", "grade=-2", "grade=x", "grade=nan"):
        assert await refused(gateway, store, by="teacher", **panel, formdata=bad) == "error:notinrange"
    assert await refused(gateway, store, **panel, formdata="grade=1") == "nopermissions"
    assert await refused(gateway, "core_grades_grader_gradingpanel_point_fetch", by="student2", **panel) == "nopermissions"
    assert await refused(gateway, "core_grades_grader_gradingpanel_scale_fetch", by="teacher", **panel) == "nopermissions"


async def test_a_panel_gives_words_of_a_scale(gateway: Gateway) -> None:
    add(gateway, scale, id=90, courseid=ALGEBRA, name="Words", scale="Poor, Fair, Good")
    panel = {**PANEL, "contextid": graded_forum(gateway, gradetype=2, scaleid=90, grademin=1.0, grademax=3.0)}
    given = await told(gateway, "core_grades_grader_gradingpanel_scale_store", by="teacher", **panel, formdata="grade=2")
    assert [(word["title"], word["selected"]) for word in given["grade"]["options"]] == [("Poor", False), ("Fair", True), ("Good", False)]
    assert (given["grade"]["usergrade"], final(gateway, STUDENT)) == ("Fair", [2.0])
    again = await told(gateway, "core_grades_grader_gradingpanel_scale_store", by="teacher", **panel, formdata="grade=0")
    assert (again["hasgrade"], final(gateway, STUDENT)) == (False, [None])


async def test_a_panel_is_there_for_forums_that_are_graded_as_a_whole(gateway: Gateway) -> None:
    fetch = "core_grades_grader_gradingpanel_point_fetch"
    elsewhere = {**PANEL, "contextid": place(gateway, TALK, "forum", type="general")}
    assert await refused(gateway, fetch, by="teacher", **elsewhere) == "nopermissions"
    assert await refused(gateway, fetch, by="teacher", **{**elsewhere, "itemname": "rating"}) == "codingerror"
    assert await refused(gateway, fetch, by="teacher", **{**elsewhere, "contextid": 1}) == "codingerror"
