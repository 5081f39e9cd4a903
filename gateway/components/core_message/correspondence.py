"""Lists of the messages and notifications that a user has received or sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, func, select

from gateway.api import CallContext, InvalidParameter
from gateway.api.rows import Window
from gateway.components.core_message import notices, texts
from gateway.components.core_message.conversations import INDIVIDUAL
from gateway.components.core_message.lib import READ, has_read
from gateway.components.core_message.tables import (
    message_conversation_members,
    message_conversations,
    message_user_actions,
    messages,
    notifications,
)
from gateway.components.core_user import lib as users

__all__ = ["messages_and_notifications"]

_NOTIFICATIONS, _CONVERSATIONS, _BOTH = "notifications", "conversations", "both"
# The values of the parameter ``read``; any other value means both.
_UNREAD, _READ = 0, 1
# The user ids that stand for the site as sender.
_SITE = (-10, -20)

_DONE = message_user_actions.c
_WHEN_READ = (
    select(func.min(_DONE.timecreated))
    .where(_DONE.messageid == messages.c.id, _DONE.userid == message_conversation_members.c.userid, _DONE.action == READ)
    .correlate(messages, message_conversation_members)
    .scalar_subquery()
)


def messages_and_notifications(
    ctx: CallContext, receiver: int, sender: int, kind: str, read: int, newest_first: bool, part: Window
) -> list[dict[str, Any]]:
    """A part of the messages, the notifications, or first those and then these, from a sender to a receiver (0: any).

    Raises ``InvalidParameter`` for a wrong type.
    """
    if kind not in (_NOTIFICATIONS, _CONVERSATIONS, _BOTH):
        raise InvalidParameter("must be notifications, conversations or both", path="type")
    of_messages = _messages(ctx, receiver, sender, read) if kind != _NOTIFICATIONS else []
    of_notifications = _notifications(ctx, receiver, sender, read) if kind != _CONVERSATIONS else []
    for listed in (of_messages, of_notifications):
        listed.sort(key=lambda entry: (entry["timecreated"], entry["id"]), reverse=newest_first)
    results = part.items([*of_messages, *of_notifications])
    ids = {entry[name] for entry in results for name in ("useridfrom", "useridto")}
    names = {row["id"]: users.fullname(ctx.site, row) for row in users.by_field(ctx.db, "id", ids, deleted=True)}
    for entry in results:
        entry["usertofullname"] = names.get(entry["useridto"], "")
        entry["userfromfullname"] = names.get(entry["useridfrom"], ctx.site.name)
    return results


def _messages(ctx: CallContext, receiver: int, sender: int, read: int) -> list[dict[str, Any]]:
    """Messages of conversations between two users in the form of the result."""
    member, seen = message_conversation_members.c, has_read(message_conversation_members.c.userid)
    query = (
        select(messages, member.userid.label("useridto"), _WHEN_READ.label("timeread"))
        .select_from(
            messages.join(message_conversation_members, member.conversationid == messages.c.conversationid).join(
                message_conversations, message_conversations.c.id == messages.c.conversationid
            )
        )
        .where(member.userid != messages.c.useridfrom, message_conversations.c.type == INDIVIDUAL)
    )
    if receiver:
        query = query.where(member.userid == receiver)
    if sender:
        query = query.where(messages.c.useridfrom == sender)
    if read in (_UNREAD, _READ):
        query = query.where(seen if read == _READ else ~seen)
    return [{**_common(ctx, row, notification=False), "contexturl": "", "contexturlname": ""} for row in ctx.db.execute(query).mappings()]


def _notifications(ctx: CallContext, receiver: int, sender: int, read: int) -> list[dict[str, Any]]:
    """Notifications in the form of the result."""
    cols = notifications.c
    query = select(notifications)
    if receiver:
        query = query.where(cols.useridto == receiver)
    if sender:
        query = query.where(cols.useridfrom.in_(_SITE) if sender < 0 else cols.useridfrom == sender)
    if read in (_UNREAD, _READ):
        query = query.where(cols.timeread.is_not(None) if read == _READ else cols.timeread.is_(None))
    return [
        {
            **_common(ctx, row, notification=True),
            **{name: row[name] or "" for name in ("contexturl", "contexturlname", "component", "eventtype")},
            "iconurl": notices.icon(ctx.site, row["component"]),
        }
        for row in ctx.db.execute(query).mappings()
    ]


def _common(ctx: CallContext, row: RowMapping, *, notification: bool) -> dict[str, Any]:
    """The keys that messages and notifications have in common."""
    return {
        **{name: row[name] for name in ("id", "useridfrom", "useridto", "fullmessageformat", "timecreated")},
        **{name: row[name] or "" for name in ("subject", "fullmessage", "fullmessagehtml", "smallmessage")},
        "text": texts.formatted(ctx.site, row, notification=notification),
        "notification": int(notification),
        "timeread": row["timeread"],
        "customdata": row["customdata"],
    }
