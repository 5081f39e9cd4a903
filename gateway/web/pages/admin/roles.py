"""Roles: creating them, and the permissions of one as a table that can be searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access import contexts
from gateway.access.contexts import SYSTEM, Level
from gateway.access.permissions import Permission
from gateway.access.roles import Role, title
from gateway.admin import roles
from gateway.errors import CodedError, MissingRecord
from gateway.registry.declarations import Risk
from gateway.web.pages.admin.forms import administered, number, one_of
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["ROLE", "ROLES", "pages"]

ROLES, ROLE = "/admin/roles", "/admin/role"
_AT_ONCE: Final = 100
_PERMISSIONS: Final = {"allow": Permission.ALLOW, "prevent": Permission.PREVENT, "prohibit": Permission.PROHIBIT, "inherit": None}


def pages() -> list[Page]:
    """The pages."""
    return [administered(ROLES, _list, {"create": _create}), administered(ROLE, _show, {"permit": _permit})]


async def _list(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """All roles."""
    listed = [(role, title(role), [level.name.lower() for level in Level if level in role.levels]) for role in visit.site.roles.values()]
    return visit.show("admin_roles.html", status=422 if wrong else 200, wrong=wrong, roles=listed)


async def _create(visit: Visit) -> Response:
    """Create a role like another."""
    like = visit.site.roles.get(number(visit, "like"))
    shortname, name = visit.text("shortname").strip(), visit.text("name").strip()
    levels = () if like else (int(Level.SYSTEM),)
    roleid = await visit.gateway.store.write(
        roles.create, visit.site, shortname, name=name, levels=levels, like=like, now=visit.now, by=visit.by
    )
    return visit.go(ROLE, id=roleid, told="created")


def _asked(visit: Visit) -> Role:
    """The role that is asked for. Raises ``MissingRecord``."""
    role = visit.site.roles.get(number(visit, "id"))
    if role is None:
        raise MissingRecord(message="There is no such role.")
    return role


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """The permissions of a role: those that it is given, or the capabilities that a search finds."""
    role, site, search = _asked(visit), visit.site, visit.text("q").strip().lower()[:100]
    contextid = number(visit, "context", SYSTEM.id)
    given = site.permissions.get((role.id, contextid), {})
    names = [name for name in sorted(site.capabilities) if (search in name if search else name in given)]
    rows = [
        (name, Permission(given[name]).name.lower() if name in given else "inherit", _risks(site.capabilities[name].riskbitmask))
        for name in names
    ]
    assigned = await visit.gateway.store.read(roles.assigned, roleid=role.id, most=_AT_ONCE + 1)
    return visit.show(
        "admin_role.html",
        status=422 if wrong else 200,
        wrong=wrong,
        role=role,
        title=title(role),
        rows=rows[: 3 * _AT_ONCE],
        found=len(rows),
        search=search,
        context=contextid,
        permissions=list(_PERMISSIONS),
        assigned=assigned[:_AT_ONCE],
        more=len(assigned) > _AT_ONCE,
    )


def _risks(bits: int) -> str:
    return ", ".join((risk.name or "").lower() for risk in Risk if risk and risk & bits)


async def _permit(visit: Visit) -> Response:
    """Set one permission."""
    role = _asked(visit)
    await visit.gateway.store.write(_set, visit, role)
    return visit.go(
        ROLE, id=role.id, told="changed", context=number(visit, "context", SYSTEM.id), q=visit.text("q") or visit.text("capability")
    )


def _set(db: Connection, visit: Visit, role: Role) -> None:
    context = contexts.by_id(db, number(visit, "context", SYSTEM.id))
    if context is None:
        raise CodedError("invalidrecord", message="There is no such context.")
    permission = _PERMISSIONS[one_of(visit, "permission", list(_PERMISSIONS))]
    roles.permit(db, visit.site, role, context, visit.text("capability").strip(), permission, now=visit.now, by=visit.by)
