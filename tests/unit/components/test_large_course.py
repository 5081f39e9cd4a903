"""A course with thousands of participants, hundreds of activities and tens of thousands of grades: what it costs does not grow with it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.mod_assign.tables import assign
from gateway.components.mod_page.tables import page
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_many
from gateway.store.tables.access import context, role_assignments
from gateway.store.tables.courses import course, course_modules, course_sections, modules
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.users import user
from tests.unit.app_fixtures import counted
from tests.unit.components.site import ALGEBRA, SECOND_SECTION, STUDENT, told

SMALL, LARGE = 20_000, 40_000  # the first ids of what is put in


def enlarge(gateway: Gateway, first: int, people: int, activities: int, grades: int) -> None:
    """Put people, activities (half of them pages, half assignments), grades and completions into the algebra course."""

    def work(transaction: Any) -> None:
        db = transaction.db
        who, what = range(first, first + people), range(first, first + activities)
        names = ("id", "username", "firstname", "lastname", "email")
        insert_many(db, user, {"confirmed": 1, "mnethostid": 1}, names, [[n, f"u{n}", "U", f"N{n}", f"u{n}@example.com"] for n in who])
        manual = db.execute(select(enrol.c.id).where(enrol.c.courseid == ALGEBRA, enrol.c.enrol == "manual")).scalar_one()
        insert_many(db, user_enrolments, {"enrolid": manual}, ("userid",), [[n] for n in who])
        insert_many(db, role_assignments, {"roleid": 5, "contextid": 13}, ("userid",), [[n] for n in who])
        kinds = [db.execute(select(modules.c.id).where(modules.c.name == name)).scalar() for name in ("page", "assign")]
        for number, name in enumerate(("page", "assign")):
            if kinds[number] is None:
                kinds[number] = db.execute(insert(modules).values(name=name)).inserted_primary_key[0]
        for number, table in enumerate((page, assign)):
            insert_many(
                db, table, {"course": ALGEBRA, "intro": "", "introformat": 1}, ("id", "name"), [[n, f"A{n}"] for n in what[number::2]]
            )
        placed = {"course": ALGEBRA, "section": SECOND_SECTION, "completion": 1}
        insert_many(db, course_modules, placed, ("id", "module", "instance"), [[n, kinds[n % 2], n] for n in what])
        places = [[200_000 + n, n, f"/1/11/13/{200_000 + n}"] for n in what]
        insert_many(db, context, {"contextlevel": 70, "depth": 4}, ("id", "instanceid", "path"), places)
        listed = update(course_sections).where(course_sections.c.id == SECOND_SECTION)
        db.execute(listed.values(sequence=",".join(map(str, what))))
        db.execute(update(course).where(course.c.id == ALGEBRA).values(enablecompletion=1))
        item = {"courseid": ALGEBRA, "categoryid": 1, "itemtype": "mod", "itemmodule": "assign", "gradetype": 1, "grademax": 100.0}
        insert_many(db, grade_items, item, ("id", "itemname", "iteminstance", "sortorder"), [[n, f"A{n}", n, n] for n in what[1::2]])
        every = [(item, person) for item in what[1::2] for person in (STUDENT, *who)][:grades]
        given = [[itemid, userid, 70 + userid % 30, 70 + userid % 30] for itemid, userid in every]
        insert_many(db, grade_grades, {"rawgrademax": 100}, ("itemid", "userid", "rawgrade", "finalgrade"), given)
        done = [[n, person] for n in what for person in (STUDENT, *who[:50])]
        insert_many(db, course_modules_completion, {"completionstate": 1, "timemodified": 5}, ("coursemoduleid", "userid"), done)
        note(db, ChangeKind.SITE)

    gateway.store.run_here(work, write=True)


ASKED: list[tuple[str, str, dict[str, Any]]] = [
    ("core_course_get_contents", "student", {"courseid": ALGEBRA}),
    ("core_course_get_contents", "teacher", {"courseid": ALGEBRA}),
    ("core_completion_get_activities_completion_status", "student", {"courseid": ALGEBRA, "userid": STUDENT}),
    ("gradereport_user_get_grade_items", "student", {"courseid": ALGEBRA, "userid": STUDENT}),
    ("gradereport_user_get_grades_table", "teacher", {"courseid": ALGEBRA, "userid": STUDENT}),
    ("gradereport_overview_get_course_grades", "student", {"userid": STUDENT}),
    ("gradereport_grader_get_users_in_report", "teacher", {"courseid": ALGEBRA}),
    ("core_enrol_get_enrolled_users", "teacher", {"courseid": ALGEBRA, "options": [{"name": "limitnumber", "value": "100"}]}),
    ("core_courseformat_get_state", "teacher", {"courseid": ALGEBRA}),
]


@pytest.mark.parametrize(("function", "by", "arguments"), ASKED, ids=[f"{function}-{by}" for function, by, _ in ASKED])
async def test_what_a_course_costs_does_not_grow_with_it(gateway: Gateway, function: str, by: str, arguments: dict[str, Any]) -> None:
    async def cost() -> int:
        await told(gateway, function, by=by, **arguments)
        with counted(gateway.store) as seen:
            await told(gateway, function, by=by, **arguments)
        return len(seen)

    enlarge(gateway, SMALL, 4, 4, 8)
    small = await cost()
    # Filling PostgreSQL, and putting it back, takes longer; the statements are the same.
    embedded = gateway.store.url.get_backend_name() == "sqlite"
    enlarge(gateway, LARGE, *((2000, 300, 40_000) if embedded else (200, 60, 2000)))
    assert await cost() <= small
    assert small < 40
