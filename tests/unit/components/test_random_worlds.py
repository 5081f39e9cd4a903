"""What holds in every school: who is listed to whom, what of a course is answered to whom, and that it is the same on every database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from gateway.access.groups import Visibility
from gateway.describe import MISSING, List, Value
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.wire.call import Outcome, Result
from tests.unit.app_fixtures import call, settings_on, started
from tests.unit.components.site import ALGEBRA, STUDENT, STUDENT2, TEACHER
from tests.unit.components.worlds import CALLERS, CMS, GROUPING, WALKERS, World, build, worlds
from tests.unit.databases import Databases

_SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
EXAMPLES = settings(max_examples=12, deadline=None, suppress_health_check=_SLOW)
FEW = settings(EXAMPLES, max_examples=4)
PEOPLE = (TEACHER, STUDENT, STUDENT2, *WALKERS)


async def answer(gateway: Gateway, function: str, arguments: dict[str, Any], by: str) -> Any:
    """What a function returns, or None where it refuses. An error that nobody expected is raised."""
    outcome: Outcome = await call(gateway, function, dict(arguments.items()), by=by)
    if isinstance(outcome, Result):
        return outcome.value
    assert outcome.error.errorcode != "internalerror", (function, arguments, by)
    return None


def ids(found: Any, *names: str) -> set[int]:
    """The ids of people under these names (``id`` unless given) anywhere in an answer."""
    names = names or ("id",)
    if isinstance(found, dict):
        mine = {found[name] for name in names if found.get(name) in PEOPLE}
        return mine.union(*(ids(part, *names) for part in found.values()))
    return set().union(*(ids(part, *names) for part in found)) if isinstance(found, list) else set()


# Functions that list people of the course, with their arguments. Profiles of participants whose ids one knows are told whatever
# groups they are in, as in the reference.
LISTS: dict[str, dict[str, Any]] = {
    "core_enrol_get_enrolled_users": {"courseid": ALGEBRA},
    "core_enrol_get_enrolled_users_with_capability": {
        "coursecapabilities": [{"courseid": ALGEBRA, "capabilities": ["moodle/course:viewparticipants"]}]
    },
    "core_enrol_search_users": {"courseid": ALGEBRA, "search": "e", "searchanywhere": True, "page": 0, "perpage": 50},
    "core_user_get_users": {"criteria": [{"key": "email", "value": "%"}]},
    "core_user_get_users_by_field": {"field": "id", "values": [str(userid) for userid in PEOPLE]},
}


@given(world=worlds())
@EXAMPLES
async def test_whoever_is_listed_may_be_seen(gateway: Gateway, world: World) -> None:
    build(gateway, world)
    for by, viewer in CALLERS.items():
        for function, arguments in LISTS.items():
            found = await answer(gateway, function, arguments, by)
            listed = ids([{**row, "enrolledcourses": [], "groups": []} for row in found["users"]] if isinstance(found, dict) else found)
            shown = {userid for userid in listed if world.may_see(viewer, userid) and world.takes_part(viewer)}
            # Teachers are contacts of their course, whose names are for all.
            assert listed <= shown | {viewer, TEACHER}, (function, by)


@given(world=worlds())
@EXAMPLES
async def test_members_are_listed_as_their_groups_let_them_be_seen(gateway: Gateway, world: World) -> None:
    build(gateway, world)
    for by, viewer in CALLERS.items():
        for number, team in zip(world.team_ids(), world.teams, strict=True):
            found = await answer(gateway, "core_group_get_group_members", {"groupids": [number]}, by)
            if found is None or world.knows_hidden(viewer):
                continue
            seen = {
                Visibility.ALL: team.members,
                Visibility.MEMBERS: team.members if viewer in team.members else frozenset(),
                Visibility.OWN: team.members & {viewer},
                Visibility.NOBODY: frozenset(),
            }
            assert set(found[0]["userids"]) <= seen[team.visibility], by


# The functions that list activities of one type, with the name of their list.
BY_COURSES = {
    "assign": ("mod_assign_get_assignments", "assignments"),
    "book": ("mod_book_get_books_by_courses", "books"),
    "choice": ("mod_choice_get_choices_by_courses", "choices"),
    "data": ("mod_data_get_databases_by_courses", "databases"),
    "feedback": ("mod_feedback_get_feedbacks_by_courses", "feedbacks"),
    "folder": ("mod_folder_get_folders_by_courses", "folders"),
    "forum": ("mod_forum_get_forums_by_courses", ""),
    "glossary": ("mod_glossary_get_glossaries_by_courses", "glossaries"),
    "label": ("mod_label_get_labels_by_courses", "labels"),
    "lesson": ("mod_lesson_get_lessons_by_courses", "lessons"),
    "page": ("mod_page_get_pages_by_courses", "pages"),
    "quiz": ("mod_quiz_get_quizzes_by_courses", "quizzes"),
    "wiki": ("mod_wiki_get_wikis_by_courses", "wikis"),
}


@given(world=worlds())
@EXAMPLES
async def test_what_contents_show_is_what_the_activity_answers(gateway: Gateway, world: World) -> None:
    build(gateway, world)
    for by in CALLERS:
        contents = await answer(gateway, "core_course_get_contents", {"courseid": ALGEBRA}, by)
        usable = {module["id"] for section in contents or () for module in section["modules"] if module["uservisible"]}
        assert usable <= set(range(CMS, CMS + len(world.activities)))
        for cmid, activity in enumerate(world.activities, start=CMS):
            told = await answer(gateway, "core_course_get_course_module", {"cmid": cmid}, by)
            # Whoever sees hidden activities may not see hidden sections: then the activity answers, and the course does not show it.
            assert (told is not None) == (cmid in usable) or (told is not None and world.closed_section), (cmid, by)
            function, name = BY_COURSES[activity.kind]
            listed = await answer(gateway, function, {"courseids": [ALGEBRA]}, by)
            rows = (
                listed
                if not name
                else listed["courses"][0][name]
                if activity.kind == "assign" and listed["courses"]
                else listed.get(name, [])
            )
            assert (cmid in {row["id"] for row in rows}) == (told is not None), (function, by)


def calls(registry: Registry, world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Calls of all reading functions whose parameters can be filled with what is in the course."""
    teams, cms = world.team_ids(), [CMS + number for number in range(len(world.activities))]
    known: dict[str, list[Any]] = {
        "courseid": [ALGEBRA], "course": [ALGEBRA], "courseids": [[ALGEBRA]], "cmid": cms, "cmids": [cms], "groupid": [0, *teams],
        "assignmentids": [cms], "filter": [""],
        "groupids": [teams], "groupingid": [GROUPING], "groupingids": [[GROUPING]], "userid": list(PEOPLE), "userids": [list(PEOPLE)],
        "since": [0], "search": ["e"], "searchtext": ["e"], "searchanywhere": [True], "page": [0], "perpage": [50],
    }  # fmt: skip
    for cmid, activity in enumerate(world.activities, start=CMS):
        for name in (f"{activity.kind}id", f"{activity.kind}instanceid"):
            known.setdefault(name, []).append(cmid)
    for function in registry:
        members = function.info.params.members
        if function.info.type != "read" or function.info.component.startswith(("local_", "tool_")):
            continue
        needed = [name for name, node in members.items() if node.default is MISSING and not node.optional]
        if any(not known.get(name) for name in needed) or not (needed or "courseid" in members or "courseids" in members):
            continue
        for number in range(max((len(known[name]) for name in needed), default=1)):
            filled = {name: known[name][number % len(known[name])] for name in needed}
            for name in ("courseid", "courseids"):
                if name in members and name not in filled and isinstance(members[name], (Value, List)):
                    filled[name] = known[name][0]
            yield function.info.name, filled


@given(world=worlds())
@FEW
async def test_nobody_reads_of_what_is_hidden_from_them(gateway: Gateway, registry: Registry, world: World) -> None:
    # Conditions of access name the groups that they ask for, whoever may see these.
    build(gateway, world)
    for by in ("student", "wsuser"):
        viewer = CALLERS[by]
        sees = world.people[viewer].role != 0 and world.knows_hidden(viewer)
        person = world.people[viewer]
        inside = person.enrolled and not person.suspended
        hidden = [f"Activity{CMS + number}" for number, activity in enumerate(world.activities) if not (inside and activity.visible)]
        hidden += [
            f"Team{number}"
            for number, team in zip(world.team_ids(), world.teams, strict=True)
            if not inside or (team.visibility != Visibility.ALL and (viewer not in team.members or team.visibility == Visibility.NOBODY))
        ]
        if sees and inside:
            continue
        for function, arguments in calls(registry, world):
            text = json.dumps(_without(await answer(gateway, function, arguments, by), ("availabilityinfo",)), default=str)
            assert not [name for name in hidden if name in text], (function, arguments, by)


# What differs from call to call: session keys, and times of the calls.
VOLATILE = ("date", "editurl", "_lastloaded", "last_time_enrolments_synced", "lastaccess", "timeaccess", "firstaccess", "lastcourseaccess")


@pytest.fixture
async def gateways(databases_of: Callable[[str], Databases], registry: Registry, tmp_path: Path) -> AsyncIterator[dict[str, Gateway]]:
    """Two gateways over the same site, on SQLite and on PostgreSQL."""
    async with AsyncExitStack() as stack:
        running = {}
        for kind in ("sqlite", "postgresql"):
            folder = tmp_path / kind
            folder.mkdir()
            running[kind] = await stack.enter_async_context(started(settings_on(databases_of(kind), registry, folder), registry))
        yield running


@given(world=worlds())
@FEW
async def test_answers_depend_neither_on_the_database_nor_on_the_order_of_rows(
    gateways: dict[str, Gateway], registry: Registry, world: World
) -> None:
    for kind, gateway in gateways.items():
        build(gateway, world, backwards=kind == "postgresql")
    for by in ("teacher", "student"):
        for function, arguments in calls(registry, world):
            one, other = [await answer(gateway, function, arguments, by) for gateway in gateways.values()]
            assert _without(one, VOLATILE) == _without(other, VOLATILE), (function, arguments, by)


def _without(found: Any, names: tuple[str, ...]) -> Any:
    """An answer without the members of these names, and without the preferences of these names."""
    if isinstance(found, dict):
        return {name: _without(part, names) for name, part in found.items() if name not in names}
    if isinstance(found, list):
        return [_without(part, names) for part in found if not (isinstance(part, dict) and part.get("name") in names)]
    return found
