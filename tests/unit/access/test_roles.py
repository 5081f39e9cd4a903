"""The standard roles, and who has which where."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, func, select

from gateway.access import contexts, delegation, roles
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM, Level
from gateway.access.permissions import CapabilityRow, Permission, Subject
from gateway.access.roles import Role
from gateway.registry.declarations import Capability, Risk
from gateway.store.changes import Change, ChangeKind, noted
from gateway.store.store import Store
from gateway.store.tables.access import capabilities, role, role_allow_assign, role_assignments, role_capabilities, role_context_levels
from gateway.store.tables.users import user
from gateway.wire.call import FunctionType
from tests.unit.campus import (
    ADMIN,
    ANN,
    CREATOR,
    EDITING,
    FRONT_ROLE,
    GUEST,
    GUEST_ROLE,
    HIDDEN,
    MANAGER,
    MAX,
    NOEL,
    NOW,
    SCIENCE,
    STUDENT,
    TEACHER,
    TOM,
    USER_ROLE,
    change,
    course_context,
    snapshot,
)


async def test_the_standard_roles_have_the_ids_of_the_reference(empty_store: Store) -> None:
    await empty_store.write(roles.install_standard)
    found = await empty_store.read(lambda db: [tuple(row) for row in db.execute(select(role.c.id, role.c.shortname, role.c.archetype))])
    names = ["manager", "coursecreator", "editingteacher", "teacher", "student", "guest", "user", "frontpage"]
    assert found == [(number, name, name) for number, name in enumerate(names, start=1)]


def test_roles_are_given_only_capabilities_that_exist_and_at_the_system(db: Connection) -> None:
    known = set(db.execute(select(capabilities.c.name)).scalars())
    given = db.execute(select(role_capabilities.c.capability, role_capabilities.c.contextid, role_capabilities.c.permission)).all()
    assert {row.capability for row in given} <= known
    assert {row.contextid for row in given} == {SYSTEM.id}
    assert {row.permission for row in given} == set(Permission)


def test_the_recorded_kind_in_capitals_is_no_writing_one(db: Connection) -> None:
    kinds = {capability.name: capability.captype for capability in snapshot(db).capabilities.values()}
    assert set(kinds.values()) == {"read", "READ", "write"}
    assert [name for name, kind in kinds.items() if kind == "READ"] == ["moodle/course:viewhiddengroups"]
    assert CapabilityRow("t/a:b", "READ", 10, "t_a", 0).for_guests


def test_where_standard_roles_are_given_and_by_whom(db: Connection) -> None:
    levels = {tuple(row) for row in db.execute(select(role_context_levels.c.roleid, role_context_levels.c.contextlevel))}
    assert (STUDENT, 50) in levels
    assert (STUDENT, 10) not in levels
    assert (MANAGER, 10) in levels
    may = {tuple(row) for row in db.execute(select(role_allow_assign.c.roleid, role_allow_assign.c.allowassign))}
    assert (EDITING, STUDENT) in may
    assert (EDITING, EDITING) not in may
    assert (TEACHER, STUDENT) not in may


def test_standard_roles_can_do_what_they_are_for(db: Connection) -> None:
    site, place = snapshot(db), course_context(db)
    teacher, student = Subject(50, ((EDITING, place.id),)), Subject(51, ((STUDENT, place.id),))
    assert has(site, teacher, place, "moodle/course:manageactivities")
    assert not has(site, student, place, "moodle/course:manageactivities")
    assert not has(site, teacher, SYSTEM, "moodle/course:manageactivities")
    assert has(site, student, place, "moodle/course:viewparticipants")
    for subject in (teacher, student, Subject(GUEST), Subject(0)):
        assert not has(site, subject, SYSTEM, "moodle/site:config")
        assert not has(site, subject, SYSTEM, "moodle/site:maintenanceaccess")
    assert has(site, Subject(ADMIN), SYSTEM, "moodle/site:config")


def test_a_role_is_given_once_and_noted(db: Connection) -> None:
    place = course_context(db)
    before = len(noted(db))
    for _ in range(2):
        roles.assign(db, TEACHER, ANN, place.id, now=NOW)
    count = select(func.count()).select_from(role_assignments).where(role_assignments.c.userid == ANN)
    assert db.execute(count).scalar_one() == 2
    assert noted(db)[before:] == [Change(ChangeKind.USER, str(ANN))]
    assert roles.subject(db, ANN) == Subject(ANN, ((STUDENT, place.id), (TEACHER, place.id)))


def test_a_role_is_taken_away_once_and_noted(db: Connection) -> None:
    place, before = course_context(db), len(noted(db))
    assert not roles.unassign(db, STUDENT, ANN, SYSTEM.id)
    assert noted(db)[before:] == []
    assert roles.unassign(db, STUDENT, ANN, place.id)
    assert not roles.unassign(db, STUDENT, ANN, place.id)
    assert noted(db)[before:] == [Change(ChangeKind.USER, str(ANN))]
    assert roles.subject(db, ANN) == Subject(ANN)


def test_what_has_given_a_role_takes_its_own_away_and_no_other(db: Connection) -> None:
    place = course_context(db)
    for itemid in (1, 2, 2):
        roles.assign(db, TEACHER, ANN, place.id, now=NOW, component="enrol_cohort", itemid=itemid, modifier=ADMIN)
    assert not roles.unassign(db, TEACHER, ANN, place.id)
    assert roles.unassign(db, TEACHER, ANN, place.id, component="enrol_cohort", itemid=1)
    own = role_assignments.c
    left = db.execute(select(own.itemid, own.modifierid).where(own.userid == ANN, own.roleid == TEACHER)).all()
    assert [tuple(row) for row in left] == [(2, ADMIN)]


@pytest.mark.parametrize("permission", [Permission.PREVENT, Permission.PROHIBIT])
def test_a_role_is_given_something_else_at_one_place(db: Connection, permission: Permission) -> None:
    capability, place = "moodle/course:viewparticipants", course_context(db)
    ann = roles.subject(db, ANN)
    assert has(snapshot(db), ann, place, capability)
    roles.permit(db, STUDENT, place.id, capability, Permission.ALLOW, now=NOW)
    roles.permit(db, STUDENT, place.id, capability, permission, now=NOW, modifier=ADMIN)
    assert not has(snapshot(db), ann, place, capability)
    assert Change(ChangeKind.SITE, "") in noted(db)
    roles.permit(db, STUDENT, place.id, capability, None, now=NOW)
    assert has(snapshot(db), ann, place, capability)


def test_the_roles_of_an_archetype(db: Connection) -> None:
    change(db, role, TEACHER, archetype="editingteacher")
    site = snapshot(db)
    assert [found.id for found in delegation.of_archetype(site, "editingteacher")] == [EDITING, TEACHER]
    assert delegation.of_archetype(site, "") == []


def test_roles_are_in_the_order_of_the_site(db: Connection) -> None:
    change(db, role, STUDENT, sortorder=0)
    assert list(snapshot(db).roles) == [STUDENT, MANAGER, CREATOR, EDITING, TEACHER, GUEST_ROLE, USER_ROLE, FRONT_ROLE]


def ids(found: list[Role]) -> list[int]:
    return [item.id for item in found]


ALL_ROLES = list(range(1, 9))


def test_whom_standard_roles_may_assign_override_assume_and_see(db: Connection) -> None:
    site, place = snapshot(db), course_context(db)
    teacher, tom, max_ = Subject(50, ((TEACHER, place.id),)), roles.subject(db, TOM), roles.subject(db, MAX)
    for subject, assign, override, switch, view in (
        (max_, [MANAGER, EDITING, TEACHER, STUDENT], ALL_ROLES, [EDITING, TEACHER, STUDENT, GUEST_ROLE], ALL_ROLES),
        (tom, [TEACHER, STUDENT], [TEACHER, STUDENT, GUEST_ROLE], [TEACHER, STUDENT, GUEST_ROLE], [CREATOR, EDITING, TEACHER, STUDENT]),
        # Whom a role names does not count without the capability.
        (teacher, [], [], [], [CREATOR, EDITING, TEACHER, STUDENT]),
        (roles.subject(db, ANN), [], [], [], [CREATOR, EDITING, TEACHER, STUDENT]),
        (roles.subject(db, NOEL), [], [], [], []),
    ):
        assert ids(delegation.assignable(site, subject, place)) == assign
        assert ids(delegation.overridable(site, subject, place)) == override
        assert ids(delegation.switchable(site, subject, place)) == switch
        assert ids(delegation.viewable(site, subject, place)) == view


def test_roles_are_assigned_at_their_levels_and_where_those_who_assign_have_theirs(db: Connection) -> None:
    site, max_, tom = snapshot(db), roles.subject(db, MAX), roles.subject(db, TOM)
    category = contexts.by_instance(db, Level.COURSECAT, SCIENCE)
    assert ids(delegation.assignable(site, max_, SYSTEM)) == ids(delegation.assignable(site, max_, category)) == [MANAGER, CREATOR]
    for place in (SYSTEM, category, course_context(db, HIDDEN)):
        assert delegation.assignable(site, tom, place) == delegation.viewable(site, tom, place) == []


def test_administrators_may_give_and_take_every_role_and_deleted_people_none(db: Connection) -> None:
    site, place = snapshot(db), course_context(db)
    admin, gone = Subject(ADMIN), Subject(ADMIN, deleted=True)
    assert ids(delegation.assignable(site, admin, place)) == [MANAGER, EDITING, TEACHER, STUDENT]
    for what in (delegation.overridable, delegation.switchable, delegation.viewable):
        assert ids(what(site, admin, place)) == ALL_ROLES
    for what in (delegation.assignable, delegation.overridable, delegation.switchable, delegation.viewable):
        assert what(site, gone, place) == []


def test_an_assignment_of_a_role_that_is_gone_grants_nothing(db: Connection) -> None:
    site, place = snapshot(db), course_context(db)
    assert delegation.viewable(site, Subject(50, ((99, place.id),)), place) == []


def test_a_new_capability_is_given_to_roles_by_their_archetype_once(db: Connection) -> None:
    use = Capability("local/lab:use", FunctionType.READ, Level.COURSE, Risk.SPAM | Risk.XSS, ("student", "teacher"), ("user",), ("guest",))
    assert roles.register(db, {"local_lab": [use]})
    assert Change(ChangeKind.SITE, "") in noted(db)
    roles.permit(db, STUDENT, SYSTEM.id, use.name, None, now=NOW)
    assert not roles.register(db, {"local_lab": [Capability(use.name, FunctionType.READ, Level.COURSE, archetypes=("manager",))]})
    site = snapshot(db)
    assert site.capabilities[use.name] == CapabilityRow("local/lab:use", "read", 50, "local_lab", 20)
    given = {roleid: given[use.name] for (roleid, _), given in site.permissions.items() if use.name in given}
    assert given == {TEACHER: Permission.ALLOW, USER_ROLE: Permission.PREVENT, GUEST_ROLE: Permission.PROHIBIT}


def test_unknown_and_deleted_people_hold_nothing(db: Connection) -> None:
    change(db, user, ADMIN, deleted=1)
    site = snapshot(db)
    for userid in (ADMIN, 99):
        subject = roles.subject(db, userid)
        assert subject.deleted
        assert not has(site, subject, SYSTEM, "moodle/site:config")
