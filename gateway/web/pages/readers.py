"""Which functions a reader of the documentation is told of: those that they may call, and all for who administers the site.

Without signing in, those of services that are open to everybody, if the site says so (``enablewsdocumentation``).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from gateway.access import tokens
from gateway.access.callers import authorisations
from gateway.access.site import Service
from gateway.errors import CodedError
from gateway.web.pages.visit import Visit
from gateway.wire.call import FunctionInfo

__all__ = ["ADMINISTERS", "functions_of", "services_of"]

ADMINISTERS = "moodle/site:config"
"""What who administers the site holds."""


async def functions_of(visit: Visit) -> list[FunctionInfo]:
    """The functions that the reader is told of, by name."""
    registry = visit.site.registry
    if visit.holds(ADMINISTERS):
        return [function.info for function in registry]
    names: set[str] = set()
    for service in await services_of(visit):
        names |= service.functions
    return [function.info for function in registry if function.info.name in names]


async def services_of(visit: Visit) -> Collection[Service]:
    """The enabled services that the reader may use; all of them for who administers the site."""
    services = [service for service in visit.site.services.values() if service.enabled]
    if visit.holds(ADMINISTERS):
        return services
    if visit.person is not None:
        return await visit.gateway.store.read(_usable, visit, services)
    if not visit.site.config.flag("enablewsdocumentation"):
        return []
    return [service for service in services if not service.restrictedusers and not service.requiredcapability]


def _usable(db: Connection, visit: Visit, services: Collection[Service]) -> list[Service]:
    """The services that who has signed in may use from where they are."""
    given = authorisations(db, visit.me.id)
    usable = []
    for service in services:
        try:
            tokens.require_admitted(visit.site, visit.me, service, given.get(service.id), address=visit.peer.address, now=visit.now)
        except CodedError:
            continue
        usable.append(service)
    return usable
