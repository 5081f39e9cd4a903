"""The site snapshot."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert

from gateway.access import site as site_data
from gateway.access.contexts import SYSTEM
from gateway.access.permissions import Permission
from gateway.store.store import Store
from gateway.store.tables.access import context, role_capabilities
from gateway.store.tables.services import external_services_functions
from tests.unit.campus import (
    ADMIN,
    CLOSED,
    FRONT_ROLE,
    GUARD,
    GUARDED,
    GUEST,
    OFF,
    OPEN,
    REGISTRY,
    STUDENT,
    USER_ROLE,
    WWWROOT,
    course_context,
    set_config,
    snapshot,
)


def test_the_snapshot_holds_the_site(db: Connection) -> None:
    site = snapshot(db)
    assert (site.wwwroot, site.name, site.admins, site.guest_id) == (WWWROOT, "Campus", frozenset({ADMIN}), GUEST)
    assert (site.user_role, site.frontpage_role, site.frontpage_context) == (USER_ROLE, FRONT_ROLE, course_context(db, 1).id)
    assert site.protocols == {"rest", "soap"}
    assert site.required_fields == ()


def test_services_come_with_their_functions(db: Connection) -> None:
    db.execute(insert(external_services_functions).values(externalserviceid=OPEN, functionname="campus_other"))
    services = snapshot(db).services
    assert services[OPEN].functions == {"campus_ping", "campus_other"}
    assert (services[OPEN].enabled, services[OPEN].restrictedusers, services[OPEN].requiredcapability) == (True, False, None)
    assert services[CLOSED].restrictedusers
    assert not services[OFF].enabled
    assert services[GUARDED].requiredcapability == GUARD
    db.execute(delete(external_services_functions))
    assert snapshot(db).services[OPEN].functions == frozenset()


def test_permissions_are_by_role_and_context(db: Connection) -> None:
    place = course_context(db)
    values = {"contextid": place.id, "roleid": STUDENT, "capability": "moodle/course:view", "permission": Permission.PROHIBIT}
    db.execute(insert(role_capabilities).values(**values))
    site = snapshot(db)
    assert site.permissions[STUDENT, place.id] == {"moodle/course:view": Permission.PROHIBIT}
    assert site.permissions[STUDENT, SYSTEM.id]["moodle/course:viewparticipants"] == Permission.ALLOW


def test_switching_web_services_off_switches_every_protocol_off(db: Connection) -> None:
    set_config(db, enablewebservices="0")
    assert snapshot(db).protocols == frozenset()


def test_settings_that_name_nothing_are_read_all_the_same(db: Connection) -> None:
    set_config(db, siteadmins="2,x, 5,", siteguest="", defaultuserroleid="none")
    site = snapshot(db)
    assert (site.admins, site.guest_id, site.user_role) == (frozenset({2, 5}), 0, 0)


def test_a_site_without_its_own_course_has_no_front_page(db: Connection) -> None:
    db.execute(delete(context).where(context.c.id == course_context(db, 1).id))
    site = snapshot(db)
    assert (site.frontpage_context, site.name) == (0, "")


async def test_an_empty_database_is_a_site_without_anything(empty_store: Store) -> None:
    site = await empty_store.read(site_data.load, WWWROOT, REGISTRY)
    assert (site.services, site.capabilities, site.admins, site.protocols) == ({}, {}, frozenset(), frozenset())


def test_what_is_installed_and_enabled(db: Connection) -> None:
    site = snapshot(db)
    assert site.has_capability("moodle/site:config")
    assert not site.has_capability("moodle/site:conf")
    assert (site.has_language("en"), site.has_language("xx")) == (True, False)
    assert (site.has_theme("boost"), site.has_theme("")) == (True, False)
    assert (site.has_auth("ldap"), site.has_auth("none of them")) == (True, False)
    assert (site.auth_enabled("webservice"), site.auth_enabled("ldap")) == (True, False)
    set_config(db, auth="ldap")
    site = snapshot(db)
    assert [name for name in ("manual", "nologin", "ldap", "email", "webservice") if site.auth_enabled(name)] == [
        "manual",
        "nologin",
        "ldap",
    ]
