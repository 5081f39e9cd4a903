"""Assigning and unassigning roles."""

from __future__ import annotations

from sqlalchemy import Connection, select

from gateway.api import CallContext, CodingError, Context
from gateway.api.access import delegation, roles
from gateway.api.tables import user

__all__ = ["assign", "assignable", "unassign"]


def assignable(ctx: CallContext, context: Context) -> dict[int, str]:
    """The names of the roles that the caller may assign in a context, by role id, in sort order."""
    return {role.id: roles.title(role) for role in delegation.assignable(ctx.site, ctx.subject, context)}


def assign(db: Connection, roleid: int, userid: int, context: Context, *, now: int, modifier: int) -> None:
    """Assign a role to a user; no error if the user has it. Raises ``CodingError`` for an unknown user."""
    if db.execute(select(user.c.id).where(user.c.id == userid, user.c.deleted == 0)).first() is None:
        raise CodingError("the user does not exist", message="There is no such user.")
    roles.assign(db, roleid, userid, context.id, now=now, modifier=modifier)


def unassign(db: Connection, roleid: int, userid: int, context: Context) -> None:
    """Unassign a role that was assigned manually."""
    roles.unassign(db, roleid, userid, context.id)
