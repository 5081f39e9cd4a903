"""What clients read of grades: the reports, the items, the people who are graded."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from gateway.access.contexts import Level
from gateway.access.site import SITE_COURSE
from gateway.components.core_grades.tables import grade_categories, grade_grades, grade_items, grade_letters, grade_settings, scale
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import context, role_assignments, role_capabilities
from gateway.store.tables.courses import course
from gateway.store.tables.site import logstore_standard_log
from tests.unit.app_fixtures import call, counted, set_config, statement, value
from tests.unit.components.site import ALGEBRA, STUDENT, STUDENT2, TEACHER, add, refused, told

TOTAL, ESSAY, EXAM, OUTER, INNER = 2, 901, 902, 1, 900


@pytest.fixture
def grades(gateway: Gateway) -> None:
    """An essay in a category of its own and an exam by a scale; the student has been graded in both."""
    add(gateway, scale, id=90, courseid=ALGEBRA, name="Words", scale="Poor, Fair, Good")
    add(gateway, grade_categories, id=INNER, courseid=ALGEBRA, parent=OUTER, depth=2, path=f"/{OUTER}/{INNER}/", fullname="Written")
    common = {"courseid": ALGEBRA, "gradetype": 1, "grademin": 0.0, "itemtype": "manual"}
    add(gateway, grade_items, **common | {"id": 903, "iteminstance": INNER, "grademax": 50.0, "sortorder": 2, "itemtype": "category"})
    add(gateway, grade_items, **common, id=ESSAY, categoryid=INNER, itemname="Essay", grademax=50.0, sortorder=3)
    exam = {"gradetype": 2, "grademin": 1.0, "scaleid": 90}
    add(gateway, grade_items, **common | exam, id=EXAM, categoryid=OUTER, itemname="Exam", grademax=3.0, sortorder=4)
    for itemid, final, top in ((TOTAL, 43.0, 53.0), (903, 40.0, 50.0), (ESSAY, 40.0, 50.0), (EXAM, 3.0, 3.0)):
        add(gateway, grade_grades, itemid=itemid, userid=STUDENT, finalgrade=final, rawgrademax=top, aggregationstatus="used")


async def items(gateway: Gateway, by: str = "student", userid: int = STUDENT) -> dict[int, dict[str, Any]]:
    answer = await told(gateway, "gradereport_user_get_grade_items", by=by, courseid=ALGEBRA, userid=userid)
    (person,) = answer["usergrades"]
    assert person["userid"] == userid
    return {item["id"]: item for item in person["gradeitems"]}


@pytest.mark.usefixtures("grades")
async def test_totals_stand_behind_what_is_in_them_and_grades_are_shown_as_the_course_says(gateway: Gateway) -> None:
    shown = await items(gateway)
    assert list(shown) == [ESSAY, 903, EXAM, TOTAL]
    assert [item["gradeformatted"] for item in shown.values()] == ["40.00", "40.00", "Good", "43.00"]
    assert [item["percentageformatted"] for item in shown.values()] == ["80.00 %", "80.00 %", "100.00 %", "81.13 %"]
    assert (shown[EXAM]["rangeformatted"], shown[TOTAL]["rangeformatted"]) == ("Poor&ndash;Good", "0&ndash;53")
    add(gateway, grade_settings, courseid=ALGEBRA, name="displaytype", value="31")
    add(gateway, grade_settings, courseid=ALGEBRA, name="aggregationposition", value="0")
    add(gateway, grade_letters, contextid=1, lowerboundary=90.0, letter="top")
    add(gateway, grade_letters, contextid=1, lowerboundary=0.0, letter="fair")
    shown = await items(gateway)
    assert list(shown) == [TOTAL, 903, ESSAY, EXAM]
    assert [item["gradeformatted"] for item in shown.values()] == ["fair (43.00)", "fair (40.00)", "fair (40.00)", "top (Good)"]


async def table(gateway: Gateway, by: str = "student") -> list[dict[str, Any]]:
    answer = await told(gateway, "gradereport_user_get_grades_table", by=by, courseid=ALGEBRA, userid=STUDENT)
    rows: list[dict[str, Any]] = answer["tables"][0]["tabledata"]
    return rows


@pytest.mark.usefixtures("grades")
async def test_the_table_has_a_row_for_each_item_and_category(gateway: Gateway) -> None:
    statement(gateway, update(grade_items).where(grade_items.c.id == ESSAY).values(gradepass=45))
    statement(gateway, update(grade_grades).where(grade_grades.c.itemid == ESSAY).values(aggregationweight=0.5))
    statement(gateway, update(grade_grades).where(grade_grades.c.itemid == 903).values(aggregationweight=0.5, aggregationstatus="extra"))
    rows = await table(gateway)
    heads = [row["itemname"]["id"] for row in rows if "itemname" in row]
    total, part = f"cat_{OUTER}_{STUDENT}", f"cat_{INNER}_{STUDENT}"
    assert heads == [total, part, *(f"row_{item}_{STUDENT}" for item in (ESSAY, 903, EXAM, TOTAL))]
    assert [row["leader"]["rowspan"] for row in rows if "leader" in row] == [7, 3]
    assert [row["parentcategories"] for row in rows[:4]] == [[], [OUTER], [OUTER], [OUTER, INNER]]
    essay, written = rows[4], rows[5]
    assert "gradefail" in essay["grade"]["class"]
    # Four fifths of the grade, by half the weight in a category of half the weight.
    assert essay["contributiontocoursetotal"]["content"] == "20.00 %"
    assert written["weight"]["content"] == "50.00 %<br>( Extra credit )"
    assert written["contributiontocoursetotal"]["content"] == "-"
    statement(gateway, update(grade_items).where(grade_items.c.id == ESSAY).values(hidden=1))
    assert (await table(gateway))[4] == {"parentcategories": [OUTER, INNER]}
    assert "dimmed_text" in (await table(gateway, by="teacher"))[4]["grade"]["class"]
    set_config(gateway, grade_report_user_showcontributiontocoursetotal="0", grade_report_user_showweight="0")
    assert {"weight", "contributiontocoursetotal"}.isdisjoint((await table(gateway))[5])


@pytest.mark.usefixtures("grades")
async def test_what_is_hidden_is_kept_from_students_with_the_totals_it_is_in(gateway: Gateway) -> None:
    statement(gateway, update(grade_items).where(grade_items.c.id == ESSAY).values(hidden=1))
    own, teachers = await items(gateway), await items(gateway, by="teacher")
    assert list(own) == [903, EXAM, TOTAL]
    assert [item["graderaw"] for item in own.values()] == [None, 3, None]
    assert (teachers[ESSAY]["gradeishidden"], teachers[ESSAY]["graderaw"], teachers[TOTAL]["graderaw"]) == (True, 40, 43)
    assert (own[EXAM]["locked"], teachers[EXAM]["locked"]) == (None, False)
    statement(gateway, update(grade_items).where(grade_items.c.id == ESSAY).values(hidden=4_000_000_000))
    assert (await items(gateway))[ESSAY]["gradeformatted"] == "-"
    set_config(gateway, grade_report_user_showhiddenitems="0")
    assert ESSAY not in await items(gateway)


@pytest.mark.usefixtures("grades")
async def test_a_rank_is_the_place_among_all_grades(gateway: Gateway) -> None:
    add(gateway, grade_grades, itemid=ESSAY, userid=TEACHER, finalgrade=45.0, rawgrademax=50.0)
    add(gateway, grade_grades, itemid=ESSAY, userid=STUDENT2, finalgrade=46.0, rawgrademax=50.0, hidden=1)
    assert "rank" not in (await items(gateway))[ESSAY]
    set_config(gateway, grade_report_user_showrank="1")
    people = (await told(gateway, "core_grades_get_gradable_users", courseid=ALGEBRA))["users"]
    assert [person["id"] for person in people] == sorted(person["id"] for person in people)
    assert {name: (await items(gateway))[ESSAY][name] for name in ("rank", "numusers")} == {"rank": 2, "numusers": len(people)}
    statement(gateway, update(grade_grades).where(grade_grades.c.userid == STUDENT).values(finalgrade=None))
    assert (await items(gateway))[ESSAY]["rank"] == 0
    assert "numusers" not in (await items(gateway))[ESSAY]


@pytest.mark.usefixtures("grades")
async def test_weights_are_kept_from_those_who_could_tell_a_hidden_total_by_them(gateway: Gateway) -> None:
    statement(gateway, update(grade_grades).values(aggregationweight=0.5))
    assert {itemid: item.get("weightraw") for itemid, item in (await items(gateway)).items()} == dict.fromkeys(
        (ESSAY, 903, EXAM, TOTAL), 0.5
    )
    statement(gateway, update(grade_items).where(grade_items.c.id == ESSAY).values(hidden=4_000_000_000))
    assert [(item["id"], item.get("weightraw")) for item in (await items(gateway)).values()] == [
        (ESSAY, 0.5),
        (903, 0.5),
        (EXAM, None),
        (TOTAL, 0.5),
    ]
    assert (await items(gateway, by="teacher"))[EXAM]["weightraw"] == 0.5
    statement(gateway, update(grade_grades).where(grade_grades.c.itemid == ESSAY).values(excluded=1))
    assert (await items(gateway))[EXAM]["weightraw"] == 0.5
    set_config(gateway, grade_report_user_showtotalsifcontainhidden="2")
    statement(gateway, update(grade_grades).where(grade_grades.c.itemid == ESSAY).values(excluded=0))
    assert (await items(gateway))[TOTAL]["graderaw"] == 43


@pytest.mark.usefixtures("grades")
async def test_the_overview_hides_totals_with_hidden_grades_and_tells_ranks_where_it_is_to(gateway: Gateway) -> None:
    async def total(by: str = "student") -> dict[str, Any]:
        listed = (await told(gateway, "gradereport_overview_get_course_grades", by=by, userid=STUDENT))["grades"]
        found: dict[str, Any] = next(grade for grade in listed if grade["courseid"] == ALGEBRA)
        return found

    assert await total() == {"courseid": ALGEBRA, "grade": "43.00", "rawgrade": "43.00000"}
    add(gateway, grade_settings, courseid=ALGEBRA, name="report_overview_showrank", value="1")
    add(gateway, grade_grades, itemid=TOTAL, userid=STUDENT2, finalgrade=45.0, rawgrademax=53.0)
    assert (await total())["rank"] == 2
    statement(gateway, update(grade_items).where(grade_items.c.id == ESSAY).values(hidden=1))
    assert await total() == {"courseid": ALGEBRA, "grade": "-", "rawgrade": None}
    assert (await total(by="admin"))["grade"] == "43.00"
    set_config(gateway, grade_report_overview_showtotalsifcontainhidden="2", grade_report_overview_showrank="1")
    assert (await total())["grade"] == "43.00"


@pytest.mark.usefixtures("grades")
async def test_the_grades_of_others_are_for_teachers(gateway: Gateway) -> None:
    function = "gradereport_user_get_grade_items"
    assert await refused(gateway, function, courseid=ALGEBRA, userid=TEACHER) == "nopermissiontoviewgrades"
    assert await refused(gateway, function, courseid=ALGEBRA) == "nopermissions"
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(showgrades=0))
    assert await refused(gateway, function, courseid=ALGEBRA, userid=STUDENT) == "nopermissiontoviewgrades"
    access = await told(gateway, "gradereport_user_get_access_information", courseid=ALGEBRA)
    assert access == {"canviewusergradereport": True, "canviewmygrades": False, "canviewallgrades": False, "warnings": []}


@pytest.mark.usefixtures("grades")
async def test_separate_groups_keep_people_apart(gateway: Gateway) -> None:
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=1))
    function = "gradereport_user_get_grade_items"
    assert await refused(gateway, function, courseid=ALGEBRA, userid=STUDENT2) == "notingroup"
    everybody = await told(gateway, function, by="admin", courseid=ALGEBRA)
    assert STUDENT in [person["userid"] for person in everybody["usergrades"]]
    assert await refused(gateway, "core_grades_get_gradable_users", courseid=ALGEBRA, groupid=77) == "notingroup"
    assert (await told(gateway, "core_grades_get_gradable_users", courseid=ALGEBRA))["users"]


@pytest.mark.usefixtures("grades")
async def test_items_and_people_are_listed_without_totals_and_teachers(gateway: Gateway) -> None:
    listed = (await told(gateway, "core_grades_get_gradeitems", courseid=ALGEBRA))["gradeItems"]
    assert [(item["itemname"], item["category"]) for item in listed] == [("Essay", "Written"), ("Exam", "Algebra I")]
    people = (await told(gateway, "core_grades_get_gradable_users", by="teacher", courseid=ALGEBRA))["users"]
    ids = [person["id"] for person in people]
    assert STUDENT in ids
    assert TEACHER not in ids


@pytest.mark.usefixtures("grades")
async def test_the_report_of_many_takes_as_many_statements_as_that_of_few(gateway: Gateway) -> None:
    await told(gateway, "gradereport_user_get_access_information", by="admin", courseid=ALGEBRA)
    with counted(gateway.store) as few:
        value(await call(gateway, "gradereport_user_get_grade_items", {"courseid": ALGEBRA}, by="admin"))
    for number in range(910, 930):
        common = {"courseid": ALGEBRA, "gradetype": 1, "itemtype": "manual", "categoryid": OUTER, "grademax": 9.0}
        add(gateway, grade_items, **common, id=number, itemname=f"{number}", sortorder=number)
    with counted(gateway.store) as many:
        value(await call(gateway, "gradereport_user_get_grade_items", {"courseid": ALGEBRA}, by="admin"))
    assert len(few) == len(many)


@pytest.mark.parametrize("report", ["user", "overview"])
async def test_looking_at_a_report_is_noted(gateway: Gateway, report: str) -> None:
    function = f"gradereport_{report}_view_grade_report"
    assert (await told(gateway, function, courseid=ALGEBRA, userid=STUDENT))["status"] is True
    own = logstore_standard_log.c
    noted = select(own.relateduserid).where(own.component == f"gradereport_{report}")
    assert statement(gateway, noted) == STUDENT
    assert await refused(gateway, function, courseid=ALGEBRA, userid=TEACHER) == "nopermissiontoviewgrades"
    assert await refused(gateway, function, courseid=999) == "invalidrecord"


async def test_everybody_may_look_at_the_own_overview_from_the_front_page(gateway: Gateway) -> None:
    function = "gradereport_overview_view_grade_report"
    assert await told(gateway, function, courseid=SITE_COURSE) == {"status": True, "warnings": []}
    assert await told(gateway, function, courseid=SITE_COURSE, userid=STUDENT) == {"status": True, "warnings": []}
    assert await refused(gateway, function, courseid=SITE_COURSE, userid=TEACHER) == "nopermissiontoviewgrades"
    assert (await told(gateway, function, by="admin", courseid=SITE_COURSE, userid=STUDENT))["status"] is True


async def test_who_may_see_what_somebody_does_may_look_at_the_overview(gateway: Gateway) -> None:
    function = "gradereport_overview_view_grade_report"
    place = select(context.c.id).where(context.c.contextlevel == Level.USER, context.c.instanceid == TEACHER)
    role = {"roleid": 3, "userid": STUDENT, "contextid": statement(gateway, place), "timemodified": 1}
    allowed = {"roleid": 3, "contextid": 1, "capability": "moodle/user:viewuseractivitiesreport", "permission": 1, "timemodified": 1}

    def grant(db: Any) -> None:
        db.execute(insert(role_assignments).values(**role))
        db.execute(delete(role_capabilities).where(role_capabilities.c.capability == allowed["capability"]))
        db.execute(insert(role_capabilities).values(**allowed))
        for kind in ChangeKind:
            note(db, kind)

    assert await refused(gateway, function, courseid=SITE_COURSE, userid=TEACHER) == "nopermissiontoviewgrades"
    await gateway.store.write(grant)
    assert (await told(gateway, function, courseid=SITE_COURSE, userid=TEACHER))["status"] is True
