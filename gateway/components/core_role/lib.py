"""Giving roles to people and taking them away."""

from __future__ import annotations

from sqlalchemy import Connection, select

from gateway.api import CallContext, CodingError, Context
from gateway.api.access import delegation, roles
from gateway.api.tables import user

__all__ = ["assign", "assignable", "unassign"]


def assignable(ctx: CallContext, context: Context) -> dict[int, str]:
    """The roles that the caller may give in a context: what people read for each, by id, in their order."""
    return {role.id: roles.title(role) for role in delegation.assignable(ctx.site, ctx.subject, context)}


def assign(db: Connection, roleid: int, userid: int, context: Context, *, now: int, modifier: int) -> None:
    """Give somebody a role; having it already is no error. Raises ``CodingError`` for somebody who does not exist."""
    if db.execute(select(user.c.id).where(user.c.id == userid, user.c.deleted == 0)).first() is None:
        raise CodingError("the user does not exist", message="There is no such user.")
    roles.assign(db, roleid, userid, context.id, now=now, modifier=modifier)


def unassign(db: Connection, roleid: int, userid: int, context: Context) -> None:
    """Take from somebody a role that a person gave them."""
    roles.unassign(db, roleid, userid, context.id)
