"""A small site for the tests of the rooms below the pipeline: who is there, what there is, and what is made of it.

``fill`` writes it into a new site, so every test knows the ids; ``make_site`` and ``make_account`` put
together snapshots and accounts that no database has seen.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, insert, update

from gateway.access import accounts, config, contexts, roles
from gateway.access import site as site_data
from gateway.access.accounts import Account
from gateway.access.config import Config
from gateway.access.contexts import SYSTEM, Context, Level
from gateway.access.permissions import CapabilityRow, Subject
from gateway.access.secrets import Vault
from gateway.access.site import Service, SiteData
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.store.tables.courses import course, course_categories
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.services import external_services, external_services_functions
from gateway.store.tables.users import user

NOW = 1_700_000_000
REGISTRY = Registry(discover())
WWWROOT = "https://campus.test"
KEY = bytes(range(32))

# People: the guest of every site, an administrator, a student and a teacher of ALGEBRA, a manager, and one without any role.
GUEST, ADMIN, ANN, TOM, MAX, NOEL = 1, 2, 3, 4, 5, 6

# The standard roles, with the ids of every new site.
MANAGER, CREATOR, EDITING, TEACHER, STUDENT, GUEST_ROLE, USER_ROLE, FRONT_ROLE = range(1, 9)

# A category with a course that people can see and one that they cannot.
SCIENCE = 1
ALGEBRA, HIDDEN = 2, 3

# Services: for all, for those authorised, switched off, for those with a capability, and that of the mobile app.
OPEN, CLOSED, OFF, GUARDED, MOBILE = 1, 2, 3, 4, 5
GUARD = "moodle/site:configview"


def fill(db: Connection) -> None:
    """Write the campus into a site that was just installed."""
    people = {ADMIN: "adm", ANN: "ann", TOM: "tom", MAX: "max", NOEL: "noel"}
    for userid, name in people.items():
        names = {"username": name, "firstname": name.title(), "lastname": "Campus", "email": f"{name}@campus.test"}
        db.execute(insert(user).values(id=userid, confirmed=1, timecreated=NOW, **names))
        contexts.create(db, Level.USER, userid, SYSTEM)
    db.execute(insert(course_categories).values(id=SCIENCE, name="Science", depth=1, path=f"/{SCIENCE}"))
    science = contexts.create(db, Level.COURSECAT, SCIENCE, SYSTEM)
    for courseid, shortname, visible in ((ALGEBRA, "algebra", 1), (HIDDEN, "hidden", 0)):
        db.execute(insert(course).values(id=courseid, category=SCIENCE, shortname=shortname, fullname=shortname.title(), visible=visible))
        contexts.create(db, Level.COURSE, courseid, science)
        db.execute(insert(enrol).values(id=courseid, enrol="manual", courseid=courseid))
    for roleid, userid in ((STUDENT, ANN), (EDITING, TOM)):
        db.execute(insert(user_enrolments).values(enrolid=ALGEBRA, userid=userid, timestart=NOW - 100))
        roles.assign(db, roleid, userid, course_context(db).id, now=NOW)
    roles.assign(db, MANAGER, MAX, SYSTEM.id, now=NOW)
    set_config(db, siteadmins=str(ADMIN))
    services: dict[int, dict[str, object]] = {
        OPEN: {"shortname": "open"},
        CLOSED: {"shortname": "closed", "restrictedusers": 1},
        OFF: {"shortname": "off", "enabled": 0},
        GUARDED: {"shortname": "guarded", "requiredcapability": GUARD},
        MOBILE: {"shortname": "moodle_mobile_app"},
    }
    for serviceid, values in services.items():
        row = {"id": serviceid, "name": f"Service {serviceid}", "enabled": 1, "timecreated": NOW, **values}
        db.execute(insert(external_services).values(**row))
        db.execute(insert(external_services_functions).values(externalserviceid=serviceid, functionname="campus_ping"))


def set_config(db: Connection, **settings: str) -> None:
    """Store settings of the site."""
    for name, value in settings.items():
        config.put(db, name, value)


def change(db: Connection, table: Table, rowid: int, /, **values: object) -> None:
    """Change one row."""
    db.execute(update(table).where(table.c.id == rowid).values(**values))


def course_context(db: Connection, courseid: int = ALGEBRA) -> Context:
    """The context of a course."""
    return contexts.by_instance(db, Level.COURSE, courseid)


def person(db: Connection, userid: int) -> Account:
    """The account with that id."""
    account = accounts.by_id(db, userid)
    assert account is not None
    return account


def snapshot(db: Connection) -> SiteData:
    """The site as it is now."""
    return site_data.load(db, WWWROOT, REGISTRY)


def vault(*, keep: bool = True) -> Vault:
    """What seals the secrets of the campus."""
    return Vault(KEY, keep=keep)


def make_site(**changes: Any) -> SiteData:
    """A site with three capabilities, of which no role is given any; ``config`` holds settings by name."""
    kinds = {"t/a:read": ("read", 0), "t/a:write": ("write", 0), "t/a:risky": ("read", 4)}
    facts: dict[str, Any] = {
        "wwwroot": WWWROOT,
        "registry": REGISTRY,
        "services": {},
        "capabilities": {name: CapabilityRow(name, kind, Level.SYSTEM, "t_a", risk) for name, (kind, risk) in kinds.items()},
        "permissions": {},
        "admins": frozenset({ADMIN}),
        "guest_id": GUEST,
        "user_role": USER_ROLE,
        "guest_role": GUEST_ROLE,
        "nobody_role": GUEST_ROLE,
        "frontpage_role": FRONT_ROLE,
        "frontpage_context": 2,
        "extended_usernames": False,
        "protocols": frozenset({"rest"}),
        "required_fields": (),
        "roles": {},
        "locked": frozenset(),
        **changes,
    }
    return SiteData(config=Config(facts.pop("config", {})), **facts)


def make_account(userid: int = ANN, **changes: Any) -> Account:
    """An account in good order."""
    facts: dict[str, Any] = {
        "id": userid,
        "username": "ann",
        "auth": "manual",
        "confirmed": True,
        "suspended": False,
        "deleted": False,
        "firstname": "Ann",
        "lastname": "Campus",
        "email": "ann@campus.test",
        "lang": "en",
        "timezone": "99",
        "policyagreed": 0,
        "forced_password_change": False,
        "password_changed": NOW,
        "subject": Subject(userid),
        **changes,
    }
    return Account(**facts)


def make_service(serviceid: int = OPEN, **changes: Any) -> Service:
    """A service that is open to all and holds one function."""
    facts: dict[str, Any] = {
        "id": serviceid,
        "name": f"Service {serviceid}",
        "shortname": f"service{serviceid}",
        "enabled": True,
        "requiredcapability": None,
        "restrictedusers": False,
        "component": None,
        "downloadfiles": False,
        "uploadfiles": False,
        "functions": frozenset({"campus_ping"}),
        **changes,
    }
    return Service(**facts)
