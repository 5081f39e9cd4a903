"""Who holds a capability where (``docs/contract/server.md 6.2``)."""

from __future__ import annotations

import msgspec
import pytest

from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM, Context, Level
from gateway.access.permissions import CapabilityRow, Permission, Subject
from tests.unit.campus import ADMIN, ANN, FRONT_ROLE, GUEST, GUEST_ROLE, STUDENT, TEACHER, USER_ROLE, make_site

# A category, a course in it, an activity in that; and the course that stands for the site.
CATEGORY = Context(3, Level.COURSECAT, 1, (1, 3))
COURSE = Context(4, Level.COURSE, 2, (1, 3, 4))
MODULE = Context(5, Level.MODULE, 1, (1, 3, 4, 5))
ELSEWHERE = Context(6, Level.COURSE, 3, (1, 3, 6))
FRONT = Context(2, Level.COURSE, 1, (1, 2))

ALLOW, PREVENT, PROHIBIT = Permission.ALLOW, Permission.PREVENT, Permission.PROHIBIT
CAPABILITY = "t/a:read"

Given = dict[tuple[int, int], Permission]


def holds(given: Given, subject: Subject, context: Context, name: str = CAPABILITY, *, doanything: bool = True, **config: str) -> bool:
    permissions = {place: {name: permission} for place, permission in given.items()}
    return has(make_site(permissions=permissions, config=config), subject, context, name, doanything=doanything)


def ann(*assignments: tuple[int, Context]) -> Subject:
    return Subject(ANN, tuple((role, context.id) for role, context in assignments))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, False),
        ({(STUDENT, 1): ALLOW}, True),
        ({(STUDENT, 3): ALLOW}, True),
        ({(STUDENT, 5): ALLOW}, True),
        ({(STUDENT, 6): ALLOW}, False),
        ({(TEACHER, 1): ALLOW}, False),
        ({(STUDENT, 1): PREVENT}, False),
        # The nearest permission counts ...
        ({(STUDENT, 1): ALLOW, (STUDENT, 4): PREVENT}, False),
        ({(STUDENT, 1): PREVENT, (STUDENT, 4): ALLOW}, True),
        ({(STUDENT, 1): ALLOW, (STUDENT, 3): PREVENT, (STUDENT, 5): ALLOW}, True),
        ({(STUDENT, 1): ALLOW, (STUDENT, 6): PREVENT}, True),
        # ... but a prohibition anywhere on the way beats everything.
        ({(STUDENT, 1): PROHIBIT, (STUDENT, 5): ALLOW}, False),
        ({(STUDENT, 1): ALLOW, (STUDENT, 3): PROHIBIT, (STUDENT, 4): ALLOW}, False),
        ({(STUDENT, 1): ALLOW, (STUDENT, 5): PROHIBIT}, False),
        ({(STUDENT, 1): ALLOW, (STUDENT, 6): PROHIBIT}, True),
    ],
)
def test_one_role_of_a_course(given: Given, expected: bool) -> None:
    assert holds(given, ann((STUDENT, COURSE)), MODULE) is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({(STUDENT, 1): ALLOW}, True),
        ({(STUDENT, 1): ALLOW, (TEACHER, 1): PREVENT}, True),
        ({(STUDENT, 5): PREVENT, (TEACHER, 1): ALLOW}, True),
        ({(STUDENT, 1): ALLOW, (TEACHER, 1): PROHIBIT}, False),
        ({(STUDENT, 5): ALLOW, (TEACHER, 3): PROHIBIT}, False),
    ],
)
def test_several_roles_at_different_depths(given: Given, expected: bool) -> None:
    assert holds(given, ann((STUDENT, COURSE), (TEACHER, CATEGORY)), MODULE) is expected


def test_a_role_counts_where_it_was_given_and_below() -> None:
    given = {(STUDENT, 1): ALLOW}
    student = ann((STUDENT, COURSE))
    assert [holds(given, student, place) for place in (SYSTEM, CATEGORY, COURSE, MODULE, ELSEWHERE)] == [False, False, True, True, False]


def test_a_prohibition_counts_only_for_those_who_have_the_role_there() -> None:
    given = {(STUDENT, 1): PROHIBIT, (USER_ROLE, 1): ALLOW}
    assert not holds(given, ann((STUDENT, COURSE)), COURSE)
    assert holds(given, ann((STUDENT, COURSE)), ELSEWHERE)


def test_everybody_has_the_default_role_everywhere() -> None:
    given = {(USER_ROLE, 1): ALLOW}
    assert holds(given, ann(), SYSTEM)
    assert holds(given, ann(), MODULE)
    assert not holds({**given, (USER_ROLE, 4): PREVENT}, ann(), MODULE)


def test_everybody_has_the_front_page_role_in_the_site_course_alone() -> None:
    given = {(FRONT_ROLE, 1): ALLOW}
    assert [holds(given, ann(), place) for place in (FRONT, SYSTEM, COURSE)] == [True, False, False]


def test_a_site_without_a_front_page_gives_nobody_its_role() -> None:
    site = make_site(permissions={(FRONT_ROLE, 1): {CAPABILITY: ALLOW}}, frontpage_context=0)
    assert not has(site, ann(), SYSTEM, CAPABILITY)


def test_administrators_hold_everything_whatever_is_prohibited() -> None:
    given = {(USER_ROLE, 1): PROHIBIT}
    assert holds(given, Subject(ADMIN), MODULE, "t/a:risky")
    assert not holds({}, Subject(ADMIN), MODULE, doanything=False)
    assert holds({(USER_ROLE, 1): ALLOW}, Subject(ADMIN), MODULE, doanything=False)


def test_nobody_holds_an_unknown_capability() -> None:
    assert not holds({(USER_ROLE, 1): ALLOW}, Subject(ADMIN), SYSTEM, "t/a:unheard")


def test_deleted_people_hold_nothing_not_even_administrators() -> None:
    given = {(USER_ROLE, 1): ALLOW}
    assert not holds(given, Subject(ANN, deleted=True), SYSTEM)
    assert not holds(given, Subject(ADMIN, deleted=True), SYSTEM)


@pytest.mark.parametrize("userid", [GUEST, 0])
def test_guests_and_nobody_have_their_own_role_alone(userid: int) -> None:
    assert holds({(GUEST_ROLE, 1): ALLOW}, Subject(userid), COURSE)
    assert not holds({(USER_ROLE, 1): ALLOW}, Subject(userid), COURSE)
    assert not holds({(STUDENT, 1): ALLOW}, Subject(userid, ((STUDENT, COURSE.id),)), COURSE)


def test_the_role_of_nobody_may_be_another_than_that_of_guests() -> None:
    site = make_site(permissions={(GUEST_ROLE, 1): {CAPABILITY: ALLOW}}, nobody_role=TEACHER)
    assert has(site, Subject(GUEST), SYSTEM, CAPABILITY)
    assert not has(site, Subject(0), SYSTEM, CAPABILITY)


@pytest.mark.parametrize("userid", [GUEST, 0])
@pytest.mark.parametrize("name", ["t/a:write", "t/a:risky"])
def test_guests_and_nobody_never_hold_what_writes_or_is_risky(userid: int, name: str) -> None:
    assert not holds({(GUEST_ROLE, 1): ALLOW}, Subject(userid), SYSTEM, name)


def test_a_site_that_forces_login_gives_nobody_anything_and_guests_their_role() -> None:
    given = {(GUEST_ROLE, 1): ALLOW}
    assert not holds(given, Subject(0), SYSTEM, forcelogin="1")
    assert holds(given, Subject(GUEST), SYSTEM, forcelogin="1")


def locked(name: str, subject: Subject, context: Context, *, at: Context = COURSE, **config: str) -> bool:
    """Whether a role that everybody has still gives the capability where a context is locked."""
    given = {(USER_ROLE, 1): {"t/a:read": ALLOW, "t/a:write": ALLOW, "moodle/site:managecontextlocks": ALLOW}}
    site = make_site(permissions=given, locked=frozenset({at.id}), config=config)
    unlocks = CapabilityRow("moodle/site:managecontextlocks", "write", Level.MODULE, "moodle", 0)
    site = msgspec.structs.replace(site, capabilities={**site.capabilities, unlocks.name: unlocks})
    return has(site, subject, context, name)


@pytest.mark.parametrize(("place", "writes"), [(SYSTEM, True), (CATEGORY, True), (COURSE, False), (MODULE, False), (ELSEWHERE, True)])
def test_in_a_locked_context_and_below_nobody_writes(place: Context, writes: bool) -> None:
    assert locked("t/a:write", ann(), place) is writes
    assert locked("t/a:read", ann(), place)


def test_what_unlocks_works_in_a_locked_context() -> None:
    assert locked("moodle/site:managecontextlocks", ann(), MODULE)


def test_administrators_write_in_locked_contexts_unless_the_site_says_otherwise() -> None:
    admin = Subject(ADMIN)
    assert locked("t/a:write", admin, MODULE)
    assert not locked("t/a:write", admin, MODULE, contextlockappliestoadmin="1")
    assert locked("t/a:read", admin, MODULE, contextlockappliestoadmin="1")
    assert locked("t/a:write", admin, SYSTEM, contextlockappliestoadmin="1")


def test_in_a_context_without_a_path_only_administrators_hold_anything() -> None:
    lost = Context(9, Level.COURSE, 9, ())
    given = {(USER_ROLE, 1): ALLOW, (STUDENT, 9): ALLOW}
    assert not holds(given, ann((STUDENT, lost)), lost)
    assert holds({}, Subject(ADMIN), lost)
    assert holds({}, Subject(ADMIN), lost, doanything=False)


def test_further_roles_count_like_those_assigned() -> None:
    given = {(TEACHER, 1): ALLOW}
    student = ann((STUDENT, COURSE))
    assert not holds(given, student, COURSE)
    assert holds(given, student.with_roles([(TEACHER, COURSE.id)]), COURSE)
    assert not holds(given, student.with_roles([(TEACHER, COURSE.id)]), ELSEWHERE)
    assert student.with_roles(()) == student
