"""Seeds that are added to a site that is running."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.admin import state as states
from gateway.api.seed_values import SeedError
from gateway.double.seeds.adding import addition, make_room, to_be_added
from gateway.double.seeds.seed import base
from gateway.double.template import HASHER
from gateway.registry.registry import Registry
from tests.unit.double.seeds.site import Seeded, seeded

HOUR = 3600
MORE = """
people:
  new: {firstname: Nina, roles: {site: manager}}
courses:
  ALG1:
    people: {new: editingteacher, ravi: student, sam: student}
    groups: {Morning: [ravi], Night: [ravi]}
    sections: [Late]
    activities:
      - {type: assign, name: Later, section: Late, due: +9d, submissions: {sam: {text: x, grade: 100}, ravi: {grade: 50}}}
      - {type: page, name: Also, section: Numbers}
  NEW: {category: Science, people: [new]}
  OTHER: {category: Science / Chemistry}
services: {reader: {functions: [core_course_get_*]}}
tokens: {new: {user: new, service: reader}}
cohorts: {Second year: [sam]}
settings: {forcelogin: 1}
files: {sam: [{name: mine.txt, content: mine}]}
generate: {people: 2, courses: 1, enrolments_per_course: 2}
"""


@pytest.fixture
async def school(registry: Registry, tmp_path: Path) -> AsyncIterator[Seeded]:
    async with seeded(base("school"), registry, tmp_path) as site:
        yield site


async def add(school: Seeded, text: str) -> None:
    """Add a seed to the site, an hour after it was made."""
    host = school.world.host

    def store(db: object) -> None:
        added = addition(db, to_be_added(text, host.registry), host.registry, now=int(school.world.clock()) + HOUR)  # type: ignore[arg-type]
        prepared = states.prepare(added.state, vault=host.vault, hashed=HASHER.hash)
        make_room(db, added, host.registry.tables)  # type: ignore[arg-type]
        states.add(db, prepared, registry=host.registry)  # type: ignore[arg-type]

    await host.store.write(store)


async def test_a_course_gets_more_people_and_activities(school: Seeded) -> None:
    await add(school, MORE)
    algebra = school.course("ALG1")
    sections = await school.call("teacher", "core_course_get_contents", courseid=algebra)
    assert [row["name"] for row in sections] == ["General", "Numbers", "Equations", "In preparation", "Late"]
    assert [row["name"] for row in sections[4]["modules"]] == ["Later"]
    assert sections[1]["modules"][-1]["name"] == "Also"
    people = {row["username"]: row for row in await school.call("admin", "core_enrol_get_enrolled_users", courseid=algebra)}
    assert [row["shortname"] for row in people["new"]["roles"]] == ["editingteacher"]
    assert [row["shortname"] for row in people["sam"]["roles"]] == ["student"]
    assert sorted(row["name"] for row in people["ravi"]["groups"]) == ["Morning", "Night"]


async def test_new_grades_are_part_of_the_totals(school: Seeded) -> None:
    await add(school, MORE)
    for name, total, most in (("sam", 290, 310), ("ravi", 50, 100), ("zoe", 4.44444, 10)):
        arguments = {"courseid": school.course("ALG1"), "userid": school.site.people[name]}
        answer = await school.call("admin", "gradereport_user_get_grade_items", **arguments)
        (whole,) = (row for row in answer["usergrades"][0]["gradeitems"] if row["itemtype"] == "course")
        assert (whole["graderaw"], whole["grademax"]) == (total, most)


async def test_all_else_is_there_too(school: Seeded) -> None:
    await add(school, MORE)
    courses = {row["shortname"]: row for row in (await school.call("admin", "core_course_get_courses_by_field"))["courses"]}
    assert courses.keys() == {"school", "ALG1", "PHYS", "DRAFT", "NEW", "OTHER", "GEN0001"}
    categories = {row["name"]: row for row in await school.call("admin", "core_course_get_categories")}
    assert (categories["Science"]["coursecount"], categories["Chemistry"]["coursecount"]) == (2, 1)
    cohorts = {row["name"]: row["id"] for row in await school.call("admin", "core_cohort_get_cohorts")}
    members = await school.call("admin", "core_cohort_get_cohort_members", **{"cohortids[0]": cohorts["Second year"]})
    assert school.site.people["sam"] in members[0]["userids"]
    form = {"username": "new", "password": "secret", "service": "reader"}
    token = (await school.client.post("/login/token.php", data=form)).json()["token"]
    assert (await school.call(token, "core_course_get_courses"))[0]["shortname"] == "school"
    files = await school.call("student", "core_user_get_private_files_info")
    assert files["filecount"] == 1


async def test_more_can_be_added_again_and_again(school: Seeded) -> None:
    for number in range(3):
        await add(school, f"courses: {{ALG1: {{activities: [{{type: page, name: P{number}}}]}}}}\ngenerate: {{people: 2}}\n")
    sections = await school.call("teacher", "core_course_get_contents", courseid=school.course("ALG1"))
    assert [row["name"] for row in sections[0]["modules"]] == ["Announcements", "P0", "P1", "P2"]
    found = await school.call("admin", "core_user_get_users_by_field", field="username", **{"values[0]": "person00006"})
    assert len(found) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("base: empty", "seed:1: base: is nothing that can be added to a site"),
        ("clock: real", "seed:1: clock: is nothing that can be added to a site"),
        ("people: {sam: {city: Oslo}}", "seed:1: people.sam: is there already: only roles can be added"),
        ("services: {everything: {}}", "seed:1: services.everything: is there already"),
        ("courses: {ALG1: {fullname: x}}", "seed:1: courses.ALG1.fullname: unknown member 'fullname'"),
        ("courses: {ALG1: {activities: [{type: label, name: Begin here.}]}}", "there are two activities of the type label with this name"),
    ],
)
async def test_what_cannot_be_added_is_refused(school: Seeded, text: str, message: str) -> None:
    with pytest.raises(SeedError, match=message.replace("(", "\\(").replace(".", "\\.")):
        await add(school, text)
