"""Managing services: creating and changing them, their functions, and the authorised users of restricted ones.

A component's service follows its declaration (``synchronise``): only whether it is enabled, and who may use it, can be changed
(``docs/contract/server.md 7.3 and 7.4``). Everything works inside the caller's transaction and is recorded in the audit; ``by`` is
who does it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from gateway.access import tokens
from gateway.access.permissions import Permission
from gateway.access.site import Service, SiteData
from gateway.errors import CodedError
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_row, upsert
from gateway.store.tables.access import role_assignments
from gateway.store.tables.services import (
    external_functions,
    external_services,
    external_services_functions,
    external_services_users,
    external_tokens,
)
from gateway.store.tables.users import user
from gateway.telemetry import audit
from gateway.telemetry.audit import COMMAND, Action, Actor, Event

__all__ = [
    "Authorised",
    "add",
    "authorise",
    "authorised",
    "change",
    "copy",
    "create",
    "delete_service",
    "find",
    "lacking",
    "remove",
    "unauthorise",
]

# The columns that can be changed, and those that can be set. Clients know a service by its short name, so it cannot change.
_CHANGEABLE = frozenset({"name", "enabled", "requiredcapability", "restrictedusers", "downloadfiles", "uploadfiles"})
_SETTABLE = _CHANGEABLE | {"shortname"}

# The characters that the login script accepts in a short name (docs/contract/server.md 1.1).
_SHORTNAME = re.compile(r"[A-Za-z0-9_-]{1,255}")


class Authorised(msgspec.Struct, frozen=True, kw_only=True):
    """A user who is authorised to use a service, from which addresses and until when (0: for ever)."""

    userid: int
    username: str
    iprestriction: str | None
    validuntil: int


def find(site: SiteData, reference: str) -> Service | None:
    """The service with this short name, or else with this id; None if there is none."""
    for service in site.services.values():
        if service.shortname == reference:
            return service
    return site.services.get(int(reference)) if reference.isdecimal() and len(reference) < 19 else None


def create(db: Connection, site: SiteData, values: Mapping[str, object], *, now: int, by: Actor = COMMAND) -> int:
    """Create a custom service and return its id; ``name`` must be among ``values``. Raises ``CodedError``."""
    _require_fine(site, values, except_service=None)
    row = {"enabled": 0, "restrictedusers": 1, "downloadfiles": 0, "uploadfiles": 0, **values, "timecreated": now}
    serviceid = insert_row(db, external_services, row)
    _note_change(db, audit.SERVICE_CREATED, serviceid, by)
    return serviceid


def change(db: Connection, site: SiteData, service: Service, values: Mapping[str, object], *, now: int, by: Actor = COMMAND) -> None:
    """Change a service. Raises ``CodedError`` for invalid values, and for values that may not be changed."""
    if unknown := values.keys() - _CHANGEABLE:
        raise TypeError(f"the {sorted(unknown)[0]} of a service cannot be changed")
    if values.keys() != {"enabled"}:
        _require_own(service)
    _require_fine(site, values, except_service=service)
    db.execute(update(external_services).where(external_services.c.id == service.id).values(**values, timemodified=now))
    _note_change(db, audit.SERVICE_UPDATED, service.id, by)


def delete_service(db: Connection, service: Service, *, by: Actor = COMMAND) -> None:
    """Delete a service with its tokens and authorisations. Raises ``CodedError`` for one that a component declares."""
    _require_own(service)
    for tokenid in db.execute(select(external_tokens.c.id).where(external_tokens.c.externalserviceid == service.id)).scalars().all():
        tokens.revoke(db, tokenid, by=by, reason="service deleted")
    for person in authorised(db, service):
        note(db, ChangeKind.USER, str(person.userid))
    for table in (external_services_users, external_services_functions):
        db.execute(delete(table).where(table.c.externalserviceid == service.id))
    db.execute(delete(external_services).where(external_services.c.id == service.id))
    _note_change(db, audit.SERVICE_DELETED, service.id, by)


def copy(db: Connection, site: SiteData, service: Service, values: Mapping[str, object], *, now: int, by: Actor = COMMAND) -> int:
    """Create a custom service like another, with its functions and without its users and tokens; returns its id. Raises ``CodedError``.

    ``values`` must have another ``name``.
    """
    same = {name: getattr(service, name) for name in _CHANGEABLE - {"name"}}
    like = {name: int(value) if isinstance(value, bool) else value for name, value in same.items()}
    serviceid = create(db, site, {**like, **values}, now=now, by=by)
    if service.functions:
        links = [{"externalserviceid": serviceid, "functionname": name} for name in sorted(service.functions)]
        db.execute(insert(external_services_functions), links)
    return serviceid


def lacking(db: Connection, site: SiteData, service: Service, userids: Collection[int]) -> dict[int, list[str]]:
    """The capabilities that functions of a service declare and users are given by no role anywhere, by user, in one statement.

    What every user is given does not count, nor where a role is assigned or its permission holds: this is a hint for who makes
    accounts for programs (``docs/contract/server.md 6.6``). Administrators lack nothing.
    """
    allowing: dict[int, set[str]] = {}
    for (roleid, _), given in site.permissions.items():
        allowing.setdefault(roleid, set()).update(name for name, permission in given.items() if permission == Permission.ALLOW)
    known = (site.registry.get(name) for name in service.functions)
    needed = {name for function in known if function is not None for name in function.info.capabilities}
    needed -= allowing.get(site.user_role, set())
    cols, held = role_assignments.c, {userid: set[str]() for userid in userids}
    for row in db.execute(select(cols.userid, cols.roleid).where(cols.userid.in_(userids)).distinct()):
        held[row.userid] |= allowing.get(row.roleid, set())
    return {userid: [] if userid in site.admins else sorted(needed - names) for userid, names in held.items()}


def add(db: Connection, service: Service, functions: Collection[str], *, by: Actor = COMMAND) -> None:
    """Add functions to a service; those that it has stay. Raises ``CodedError`` for an unknown function."""
    _require_own(service)
    known = set(db.execute(select(external_functions.c.name).where(external_functions.c.name.in_(functions))).scalars())
    if unknown := sorted(set(functions) - known):
        raise CodedError("invalidrecord", message=f"There is no function {unknown[0]}.")
    if new := sorted(set(functions) - service.functions):
        db.execute(insert(external_services_functions), [{"externalserviceid": service.id, "functionname": name} for name in new])
        note(db, ChangeKind.SITE)
        audit.write(db, Event(action=audit.SERVICE_FUNCTIONS_ADDED, actor=by, objectid=service.id, other={"functions": new}))


def remove(db: Connection, service: Service, functions: Collection[str], *, by: Actor = COMMAND) -> None:
    """Remove functions from a service. Raises ``CodedError`` for one that is not in it."""
    _require_own(service)
    if missing := sorted(set(functions) - service.functions):
        raise CodedError("invalidrecord", message=f"The function {missing[0]} is not in this service.")
    links = external_services_functions
    db.execute(delete(links).where(links.c.externalserviceid == service.id, links.c.functionname.in_(functions)))
    note(db, ChangeKind.SITE)
    removed = sorted(set(functions))
    audit.write(db, Event(action=audit.SERVICE_FUNCTIONS_REMOVED, actor=by, objectid=service.id, other={"functions": removed}))


def authorise(
    db: Connection,
    service: Service,
    userid: int,
    *,
    iprestriction: str | None = None,
    validuntil: int | None = None,
    now: int,
    by: Actor = COMMAND,
) -> None:
    """Authorise a user for a restricted service, replacing an earlier authorisation."""
    cols = external_services_users.c
    same = (cols.externalserviceid == service.id, cols.userid == userid)
    new = db.execute(select(cols.id).where(*same)).first() is None
    values = {"iprestriction": iprestriction or None, "validuntil": validuntil, "timecreated": now}
    upsert(db, external_services_users, {"externalserviceid": service.id, "userid": userid}, values)
    note(db, ChangeKind.USER, str(userid))
    if new:
        audit.write(db, Event(action=audit.SERVICE_USER_ADDED, actor=by, objectid=service.id, relateduserid=userid))


def unauthorise(db: Connection, service: Service, userid: int, *, by: Actor = COMMAND) -> bool:
    """Revoke a user's authorisation for a service; returns whether there was one."""
    authorisations = external_services_users
    if not db.execute(
        delete(authorisations).where(authorisations.c.externalserviceid == service.id, authorisations.c.userid == userid)
    ).rowcount:
        return False
    note(db, ChangeKind.USER, str(userid))
    audit.write(db, Event(action=audit.SERVICE_USER_REMOVED, actor=by, objectid=service.id, relateduserid=userid))
    return True


def authorised(db: Connection, service: Service, *, most: int | None = None) -> list[Authorised]:
    """The authorised users of a service, by user name; at ``most`` so many."""
    authorisations = external_services_users
    columns = (authorisations.c.userid, user.c.username, authorisations.c.iprestriction, authorisations.c.validuntil)
    query = (
        select(*columns)
        .select_from(authorisations.join(user, user.c.id == authorisations.c.userid))
        .where(authorisations.c.externalserviceid == service.id)
    )
    rows = db.execute(query.order_by(user.c.username).limit(most))
    return [
        Authorised(userid=row.userid, username=row.username, iprestriction=row.iprestriction, validuntil=row.validuntil or 0)
        for row in rows
    ]


def _note_change(db: Connection, action: Action, serviceid: int, by: Actor) -> None:
    """Invalidate the site snapshot, and record in the audit that a service was created, changed or deleted."""
    note(db, ChangeKind.SITE)
    audit.write(db, Event(action=action, actor=by, objectid=serviceid))


def _require_own(service: Service) -> None:
    """Raise ``CodedError`` for a service that a component declares."""
    if service.component:
        raise CodedError("servicefixed", "triglot", message=f"This service is declared by {service.component}: it can be enabled or not.")


def _require_fine(site: SiteData, values: Mapping[str, object], *, except_service: Service | None) -> None:
    """Raise ``CodedError`` for an invalid value, or one that another service than ``except_service`` has."""
    if unknown := values.keys() - _SETTABLE:
        raise TypeError(f"a service has no {sorted(unknown)[0]}")
    others = [service for service in site.services.values() if except_service is None or service.id != except_service.id]
    name = values.get("name", except_service.name if except_service else "")
    if not name:
        raise CodedError("missingparam", message="A service must have a name.")
    if any(service.name == name for service in others):
        raise CodedError("nameexists", "webservice", message="Another service has this name.")
    shortname = values.get("shortname") or ""
    if shortname and not _SHORTNAME.fullmatch(str(shortname)):
        raise CodedError("invalidparameter", message="A short name has letters, digits, - and _ only.")
    if shortname and any(service.shortname == shortname for service in others):
        raise CodedError("shortnametaken", "webservice", message="Another service has this short name.")
    capability = values.get("requiredcapability")
    if capability and not site.has_capability(str(capability)):
        raise CodedError("invalidparameter", message=f"There is no capability {capability}.")
