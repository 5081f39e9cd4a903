"""Counting conversations and notifications, and finding contacts and contact requests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from gateway.api import CallContext
from gateway.components.core_favourites.tables import favourite
from gateway.components.core_message.tables import (
    message_contact_requests,
    message_contacts,
    message_conversation_members,
    message_conversations,
    message_user_actions,
    messages,
    notifications,
)

__all__ = [
    "DELETED",
    "READ",
    "contact_requests",
    "contacts",
    "conversation_counts",
    "has_deleted",
    "has_read",
    "unread_notifications",
]

# The types of conversations: between two users, of a group, with oneself.
_KINDS = (1, 2, 3)
# Actions of users on messages.
READ, DELETED = 1, 2


def conversation_counts(ctx: CallContext, userid: int, *, unread: bool) -> dict[str, Any]:
    """The number of a user's favourite conversations, and of the others by type.

    Only conversations with messages count that the user has not deleted (with ``unread``: not read). Without ``unread``,
    group and self-conversations count even without messages.
    """
    cols, with_messages = message_conversations.c, _messages(userid, unread=unread)
    starred = exists().where(
        favourite.c.component == "core_message",
        favourite.c.itemtype == "message_conversations",
        favourite.c.itemid == cols.id,
        favourite.c.userid == userid,
    )
    counted = with_messages if unread else or_(with_messages, cols.type != 1)
    query = (
        select(cols.type, starred.label("starred"), func.count().label("number"))
        .select_from(message_conversations.join(message_conversation_members, message_conversation_members.c.conversationid == cols.id))
        .where(message_conversation_members.c.userid == userid, cols.enabled == 1, counted)
        .group_by(cols.type, starred)
    )
    rows = ctx.db.execute(query).all()
    favourites = sum(int(row.number) for row in rows if row.starred)
    types = {str(kind): sum(int(row.number) for row in rows if row.type == kind and not row.starred) for kind in _KINDS}
    return {"favourites": favourites, "types": types}


def has_read(userid: int | ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a user has read a message."""
    return _has_done(userid, READ, messages.c.id)


def has_deleted(userid: int | ColumnElement[int], messageid: ColumnElement[int] = messages.c.id) -> ColumnElement[bool]:
    """The condition that a user has deleted a message for themselves."""
    return _has_done(userid, DELETED, messageid)


def _has_done(userid: int | ColumnElement[int], action: int, messageid: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a user has done an action on a message."""
    done = message_user_actions.c
    return exists().where(done.messageid == messageid, done.userid == userid, done.action == action)


def _messages(userid: int, *, unread: bool) -> ColumnElement[bool]:
    """The condition that a conversation has messages for a user (with ``unread``: unread ones from others)."""
    mine = messages.c.conversationid == message_conversations.c.id, ~has_deleted(userid)
    if not unread:
        return exists().where(*mine)
    return exists().where(*mine, messages.c.useridfrom != userid, ~has_read(userid))


def unread_notifications(db: Connection, userid: int) -> int:
    """The number of a user's unread notifications."""
    unread = notifications.c.useridto == userid, notifications.c.timeread.is_(None)
    return int(db.execute(select(func.count()).select_from(notifications).where(*unread)).scalar_one())


def contacts(db: Connection, userid: int) -> list[int]:
    """The ids of a user's contacts, whoever of the two asked the other."""
    cols = message_contacts.c
    rows = db.execute(select(cols.userid, cols.contactid).where(or_(cols.userid == userid, cols.contactid == userid)).order_by(cols.id))
    return [row.contactid if row.userid == userid else row.userid for row in rows]


def contact_requests(db: Connection, userid: int) -> list[int]:
    """The ids of the users who have sent a user a contact request, oldest request first."""
    cols = message_contact_requests.c
    return list(db.execute(select(cols.userid).where(cols.requesteduserid == userid).order_by(cols.timecreated, cols.id)).scalars())
