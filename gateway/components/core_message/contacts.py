"""Contacts and contact requests, and blocking users."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select

from gateway.api import CallContext
from gateway.api.rows import insert_row
from gateway.components.core_message import sending
from gateway.components.core_message.privacy import Privacy
from gateway.components.core_message.tables import message_contact_requests, message_contacts, message_users_blocked
from gateway.components.core_user import lib as users

__all__ = ["block", "confirm", "decline", "may_ask", "remove", "request", "unblock"]

_REQUEST = message_contact_requests.c


def may_ask(ctx: CallContext, userid: int, other: int) -> bool:
    """Whether a user may send a contact request to another."""
    return Privacy(ctx, userid, [other]).may_befriend(other)


def request(ctx: CallContext, userid: int, other: int) -> dict[str, Any]:
    """The contact request from ``userid`` to ``other``: a new one, or the pending one between the two users."""
    asked = ctx.db.execute(select(message_contact_requests).where(_between(userid, other)).order_by(_REQUEST.id)).mappings().first()
    if asked:
        return dict(asked)
    row = {"userid": userid, "requesteduserid": other, "timecreated": ctx.now}
    created = {"id": insert_row(ctx.db, message_contact_requests, row), **row}
    name = users.fullname(ctx.site, users.existing(ctx.db, userid))
    page, actions = "/message/index.php?view=contactrequests", {"accept": "Accept", "reject": "Refuse"}
    sending.notify(ctx, userid, other, "messagecontactrequests", f"{name} asks you for contact", page, actions)
    return created


def confirm(ctx: CallContext, userid: int, other: int) -> None:
    """Accept the contact request from ``userid`` to ``other``; no error if there is none."""
    if decline(ctx, userid, other):
        insert_row(ctx.db, message_contacts, {"userid": userid, "contactid": other, "timecreated": ctx.now})


def decline(ctx: CallContext, userid: int, other: int) -> bool:
    """Delete the contact request from ``userid`` to ``other``, and return whether there was one."""
    asked = _REQUEST.userid == userid, _REQUEST.requesteduserid == other
    return ctx.db.execute(delete(message_contact_requests).where(*asked)).rowcount > 0


def remove(ctx: CallContext, userid: int, others: Collection[int]) -> None:
    """Remove other users from a user's contacts."""
    cols = message_contacts.c
    either = or_(and_(cols.userid == userid, cols.contactid.in_(others)), and_(cols.contactid == userid, cols.userid.in_(others)))
    ctx.db.execute(delete(message_contacts).where(either))


def block(ctx: CallContext, userid: int, other: int) -> None:
    """Block another user's messages, unless that user may message everybody anyway."""
    users.existing(ctx.db, other)
    if Privacy(ctx, userid, [other]).may_send(other, userid, though_blocked=True):
        return
    cols = message_users_blocked.c
    if ctx.db.execute(select(cols.id).where(cols.userid == userid, cols.blockeduserid == other)).first() is None:
        insert_row(ctx.db, message_users_blocked, {"userid": userid, "blockeduserid": other, "timecreated": ctx.now})


def unblock(ctx: CallContext, userid: int, other: int) -> None:
    """Stop blocking another user's messages."""
    cols = message_users_blocked.c
    ctx.db.execute(delete(message_users_blocked).where(cols.userid == userid, cols.blockeduserid == other))


def _between(userid: int, other: int) -> ColumnElement[bool]:
    """The condition that a contact request is between these two users."""
    return or_(
        and_(_REQUEST.userid == userid, _REQUEST.requesteduserid == other),
        and_(_REQUEST.userid == other, _REQUEST.requesteduserid == userid),
    )
