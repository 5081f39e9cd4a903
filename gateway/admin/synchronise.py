"""Synchronising the stored functions, services and capabilities with what the components declare.

Done at start-up and after loading a state, as the reference does at an upgrade (``docs/contract/server.md 5.2 and 5.3``): decisions
of administrators (a service is enabled, a custom service has a function) stay; what components declare is stored; what they no
longer declare is deleted. Contexts that rows of other programs lack are made.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, delete, insert, select, update

from gateway.access import missing_contexts, roles
from gateway.registry.component import ComponentError, ServiceDeclaration
from gateway.registry.function import Function
from gateway.registry.registry import Registry
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.services import (
    external_functions,
    external_services,
    external_services_functions,
    external_services_users,
    external_tokens,
)

__all__ = ["synchronise"]

# The characters that the login script accepts in a short name: with any other, no client could ask for the service.
_SHORTNAME = re.compile(r"[A-Za-z0-9_-]+")


def synchronise(db: Connection, registry: Registry, *, now: int) -> bool:
    """Make the tables agree with ``registry``; returns whether anything changed. Raises ``ComponentError``."""
    services: dict[str, list[ServiceDeclaration]] = {}
    for component in registry.components:
        services.setdefault(component.name, []).extend(component.services)
    changed = _functions(db, registry)
    changed |= _services(db, services, registry, now=now)
    changed |= roles.register(db, registry.capabilities_of)
    changed |= bool(missing_contexts.make_all(db, registry))
    if changed:
        note(db, ChangeKind.SITE)
    return changed


def _functions(db: Connection, registry: Registry) -> bool:
    """Store the functions of the installed components; returns whether anything changed."""
    wanted = {function.info.name: _row(function) for function in registry}
    stored = {row["name"]: row for row in db.execute(select(external_functions)).mappings()}
    installed = {component.name for component in registry.components}
    gone = [name for name, row in stored.items() if name not in wanted and row["component"] in installed]
    if gone:
        db.execute(delete(external_functions).where(external_functions.c.name.in_(gone)))
    if new := [values for name, values in wanted.items() if name not in stored]:
        db.execute(insert(external_functions), new)
    changed = bool(gone or new)
    for name, values in wanted.items():
        if name in stored and any(stored[name][column] != value for column, value in values.items()):
            db.execute(update(external_functions).where(external_functions.c.name == name).values(**values))
            _part(db, name, _names(stored[name]["services"]) - _names(values["services"]))
            changed = True
    return changed


def _names(services: str | None) -> set[str]:
    """The short names of services in the stored, comma-separated list."""
    return set(services.split(",")) if services else set()


def _part(db: Connection, function: str, shortnames: set[str]) -> None:
    """Remove a function from the services that it no longer declares."""
    services, links = external_services, external_services_functions
    ids = select(services.c.id).where(services.c.shortname.in_(shortnames))
    db.execute(delete(links).where(links.c.functionname == function, links.c.externalserviceid.in_(ids)))


def _row(function: Function) -> dict[str, str | None]:
    """The row of a function, as the reference stores it."""
    info, implementation = function.info, function.implementation
    return {
        "name": info.name,
        "classname": implementation.__module__,
        "methodname": implementation.__name__,
        "component": info.component,
        "capabilities": ", ".join(info.capabilities),
        "services": ",".join(sorted(info.services)) or None,
    }


def _services(db: Connection, declared: dict[str, list[ServiceDeclaration]], registry: Registry, *, now: int) -> bool:
    """Store the built-in services of all components, and their functions."""
    changed = False
    for component, services in declared.items():
        stored = db.execute(select(external_services).where(external_services.c.component == component)).mappings().all()
        names = {service.name for service in services}
        for row in stored:
            if row["name"] not in names:
                _delete(db, row["id"])
                changed = True
        ids = {row["name"]: row["id"] for row in stored}
        for service in services:
            changed |= _service(db, component, service, ids.get(service.name), now=now)
    joining: dict[str, set[str]] = {}
    for function in registry:
        for shortname in function.info.services:
            joining.setdefault(shortname, set()).add(function.info.name)
    for services in declared.values():
        for service in services:
            changed |= _links(db, service, joining.get(service.shortname or "", set()))
    return changed


def _service(db: Connection, component: str, service: ServiceDeclaration, serviceid: int | None, *, now: int) -> bool:
    """Store one built-in service; whether an administrator has enabled it is left as it is."""
    values: dict[str, object] = {
        "shortname": service.shortname,
        "requiredcapability": service.requiredcapability,
        "restrictedusers": int(service.restrictedusers),
        "downloadfiles": int(service.downloadfiles),
        "uploadfiles": int(service.uploadfiles),
    }
    _require_free(db, service, serviceid)
    if serviceid is None:
        db.execute(
            insert(external_services).values(
                name=service.name, component=component, enabled=int(service.enabled), timecreated=now, **values
            )
        )
        return True
    stored = db.execute(select(external_services).where(external_services.c.id == serviceid)).mappings().one()
    if all(stored[column] == value for column, value in values.items()):
        return False
    db.execute(update(external_services).where(external_services.c.id == serviceid).values(timemodified=now, **values))
    return True


def _require_free(db: Connection, service: ServiceDeclaration, serviceid: int | None) -> None:
    """Raise ``ComponentError`` if another service has the name or short name, or the short name is invalid."""
    others = external_services.c.id != (serviceid or 0)
    if db.execute(select(external_services.c.id).where(external_services.c.name == service.name, others)).first():
        raise ComponentError(f"there is another service with the name {service.name!r}")
    if not service.shortname:
        return
    if not _SHORTNAME.fullmatch(service.shortname):
        raise ComponentError(f"the short name {service.shortname!r} of the service {service.name!r} may have letters, digits, - and _ only")
    if db.execute(select(external_services.c.id).where(external_services.c.shortname == service.shortname, others)).first():
        raise ComponentError(f"the short name {service.shortname} of the service {service.name!r} is taken by another service")


def _links(db: Connection, service: ServiceDeclaration, joining: set[str]) -> bool:
    """Link the functions of a built-in service: those that it names, and those that name it."""
    serviceid = db.execute(select(external_services.c.id).where(external_services.c.name == service.name)).scalar_one()
    links = external_services_functions
    stored = set(db.execute(select(links.c.functionname).where(links.c.externalserviceid == serviceid)).scalars())
    wanted = joining | set(service.functions)
    if gone := stored - wanted:
        db.execute(delete(links).where(links.c.externalserviceid == serviceid, links.c.functionname.in_(gone)))
    if new := wanted - stored:
        db.execute(insert(links), [{"externalserviceid": serviceid, "functionname": name} for name in sorted(new)])
    return bool(gone or new)


def _delete(db: Connection, serviceid: int) -> None:
    """Delete a service with its tokens, authorisations and links."""
    for table in (external_tokens, external_services_users, external_services_functions):
        db.execute(delete(table).where(table.c.externalserviceid == serviceid))
    db.execute(delete(external_services).where(external_services.c.id == serviceid))
    note(db, ChangeKind.USER)
