"""Installing a new site: roles, capabilities, the front page, the guest account, enabled web services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select

from gateway.access import config, contexts, roles
from gateway.access.contexts import SYSTEM, Level
from gateway.access.site import SITE_COURSE
from gateway.registry.declarations import Capability
from gateway.registry.registry import Registry
from gateway.store.rows import insert_row, number_on
from gateway.store.tables.access import context, role
from gateway.store.tables.courses import course
from gateway.store.tables.users import user
from gateway.wire.call import FunctionType

__all__ = ["install", "register_protocols"]


def install(db: Connection, registry: Registry, *, protocols: Sequence[str], name: str, now: int) -> bool:
    """Make an empty database a site; returns whether it was empty. A database with a site is left as it is."""
    if db.execute(select(role.c.id)).first() is not None:
        return False
    roles.install_standard(db)
    roles.register(db, registry.capabilities_of)
    db.execute(insert(context).values(id=SYSTEM.id, contextlevel=SYSTEM.level, instanceid=SYSTEM.instance, path=SYSTEM.path, depth=1))
    db.execute(
        insert(course).values(
            id=SITE_COURSE, fullname=name, shortname="site", format="site", sortorder=1, timecreated=now, timemodified=now
        )
    )
    number_on(db, [role, context, course])
    contexts.create(db, Level.COURSE, SITE_COURSE, SYSTEM)
    guest = {"username": "guest", "firstname": "Guest", "lastname": " ", "email": "guest@localhost", "confirmed": 1, "timecreated": now}
    guestid = insert_row(db, user, guest)
    contexts.create(db, Level.USER, guestid, SYSTEM)
    config.put(db, "siteguest", str(guestid))
    config.put(db, "enablewebservices", "1")
    config.put(db, "webserviceprotocols", ",".join(protocols))
    register_protocols(db, protocols)
    return True


def register_protocols(db: Connection, names: Iterable[str]) -> None:
    """Register the capability to use each protocol (``webservice/NAME:use``), granted to all users for a new protocol.

    Registering does not enable a protocol on an existing site.
    """
    roles.register(
        db,
        {
            f"webservice_{name}": [Capability(f"webservice/{name}:use", FunctionType.READ, Level.COURSE, archetypes=("user",))]
            for name in names
        },
    )
