"""Actions on messages, conversations and notifications: marking as read, deleting, muting, adding to favourites."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, insert, literal, select, update

from gateway.api import SYSTEM, CallContext, CodedError, InvalidParameter, Level, MissingRecord, UncodedRefusal, contexts
from gateway.api.rows import insert_missing
from gateway.components.core_favourites.tables import favourite
from gateway.components.core_message import conversations, lib
from gateway.components.core_message.tables import (
    message_conversation_actions,
    message_conversation_members,
    message_user_actions,
    messages,
    notifications,
)

__all__ = [
    "delete_conversations",
    "delete_for_all",
    "delete_one",
    "mute",
    "read_all_notifications",
    "read_conversation",
    "read_notification",
    "read_one",
    "set_favourite",
    "unmute",
    "unset_favourite",
]

_DELETES_ANY, _DELETES_OWN = "moodle/site:deleteanymessage", "moodle/site:deleteownmessage"


def read_one(ctx: CallContext, messageid: int, moment: int) -> None:
    """Mark a message to the caller as read. Raises ``MissingRecord`` or ``InvalidParameter``."""
    query = select(messages.c.conversationid, messages.c.useridfrom).where(messages.c.id == messageid, ~lib.has_read(ctx.userid))
    row = ctx.db.execute(query).first()
    if row is None:
        raise MissingRecord
    if row.useridfrom == ctx.userid or not conversations.is_member(ctx.db, ctx.userid, row.conversationid):
        raise InvalidParameter("is no message to you", path="messageid")
    _note(ctx, ctx.userid, lib.READ, messages.c.id == messageid, moment=moment)


def read_conversation(ctx: CallContext, userid: int, conversationid: int) -> None:
    """Mark all messages of a conversation as read by a user. Raises ``accessdenied`` if the caller may not."""
    mine = userid == ctx.userid and conversations.is_member(ctx.db, userid, conversationid)
    if not mine and not ctx.has("moodle/site:readallmessages", SYSTEM):
        raise CodedError("accessdenied", "admin")
    from_others = messages.c.conversationid == conversationid, messages.c.useridfrom != userid
    _note(ctx, userid, lib.READ, *from_others, ~lib.has_read(userid))


def read_notification(ctx: CallContext, notificationid: int, moment: int) -> None:
    """Mark a notification to the caller as read. Raises ``MissingRecord`` or ``InvalidParameter``."""
    cols = notifications.c
    receiver = ctx.db.execute(select(cols.useridto).where(cols.id == notificationid)).scalar()
    if receiver is None:
        raise MissingRecord("notifications")
    if receiver != ctx.userid:
        raise InvalidParameter("is no notification to you", path="notificationid")
    ctx.db.execute(update(notifications).where(cols.id == notificationid).values(timeread=moment or ctx.now))


def read_all_notifications(ctx: CallContext, receiver: int, sender: int, until: int) -> None:
    """Mark all notifications as read that match the receiver, the sender (0: any) and the latest time (0: none)."""
    cols = notifications.c
    query = update(notifications).where(cols.timeread.is_(None))
    if receiver:
        query = query.where(cols.useridto == receiver)
    if sender:
        query = query.where(cols.useridfrom == sender)
    if until:
        query = query.where(cols.timecreated <= until)
    ctx.db.execute(query.values(timeread=ctx.now))


def delete_one(ctx: CallContext, userid: int, messageid: int) -> bool:
    """Delete a message for one user, and return whether it was not deleted before. Raises ``UncodedRefusal`` if the caller may not."""
    conversationid = _conversation_of(ctx, messageid)
    if not _may_delete(ctx, userid, conversationid):
        raise UncodedRefusal("messagenotdeletable", "You may not delete this message.")
    not_deleted = messages.c.id == messageid, ~lib.has_deleted(userid)
    if ctx.db.execute(select(messages.c.id).where(*not_deleted)).first() is None:
        return False
    _note(ctx, userid, lib.DELETED, *not_deleted)
    return True


def delete_for_all(ctx: CallContext, userid: int, messageid: int) -> None:
    """Delete a message for all members of its conversation. Raises ``UncodedRefusal`` if ``userid`` may not."""
    conversationid = _conversation_of(ctx, messageid)
    row = conversations.existing(ctx.db, conversationid)
    if row is None or not ctx.has(_DELETES_ANY, conversations.conversation_context(ctx, row), userid):
        raise UncodedRefusal("messagenotdeletableforall", "You may not delete this message for everybody.")
    member = message_conversation_members.c
    done = message_user_actions.c
    query = (
        select(member.userid, literal(messageid), literal(lib.DELETED), literal(ctx.now))
        .where(member.conversationid == conversationid)
        .where(member.userid.not_in(select(done.userid).where(done.messageid == messageid, done.action == lib.DELETED)))
    )
    ctx.db.execute(insert(message_user_actions).from_select(["userid", "messageid", "action", "timecreated"], query))


def delete_conversations(ctx: CallContext, userid: int, ids: Collection[int]) -> None:
    """Delete all present messages of conversations for one user. Raises ``UncodedRefusal`` if the caller may not."""
    for conversationid in ids:
        if not _may_delete(ctx, userid, conversationid):
            raise UncodedRefusal("actionnotpermitted", "You may not delete this conversation.")
    _note(ctx, userid, lib.DELETED, messages.c.conversationid.in_(ids), ~lib.has_deleted(userid))


def mute(ctx: CallContext, userid: int, ids: Collection[int]) -> None:
    """Mute conversations for a user who is a member of them."""
    member = message_conversation_members.c
    mine = ctx.db.execute(select(member.conversationid).where(member.userid == userid, member.conversationid.in_(ids))).scalars().all()
    for conversationid in mine:
        key = {"userid": userid, "conversationid": conversationid, "action": conversations.MUTED}
        insert_missing(ctx.db, message_conversation_actions, key, {"timecreated": ctx.now})


def unmute(ctx: CallContext, userid: int, ids: Collection[int]) -> None:
    """Unmute conversations for a user."""
    cols = message_conversation_actions.c
    ctx.db.execute(
        delete(message_conversation_actions).where(cols.userid == userid, cols.conversationid.in_(ids), cols.action == conversations.MUTED)
    )


def set_favourite(ctx: CallContext, userid: int, conversationid: int) -> None:
    """Add a conversation to a user's favourites. Raises ``UncodedRefusal`` if the user is not a member of it."""
    _require_member(ctx, userid, conversationid)
    if ctx.db.execute(select(favourite.c.id).where(*_starred(userid, conversationid))).first() is None:
        row = conversations.existing(ctx.db, conversationid)
        linked = row is not None and row["contextid"]
        place = conversations.conversation_context(ctx, row) if row and linked else contexts.by_instance(ctx.db, Level.USER, userid)
        conversations.star(ctx, place, conversationid, userid)


def unset_favourite(ctx: CallContext, userid: int, conversationid: int) -> None:
    """Remove a conversation from a user's favourites. Raises ``UncodedRefusal``, or ``MissingRecord`` if it is no favourite."""
    _require_member(ctx, userid, conversationid)
    if not ctx.db.execute(delete(favourite).where(*_starred(userid, conversationid))).rowcount:
        raise MissingRecord("favourite")


def _starred(userid: int, conversationid: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a favourite is this user's of this conversation."""
    cols = favourite.c
    of_kind = cols.component == "core_message", cols.itemtype == "message_conversations"
    return *of_kind, cols.itemid == conversationid, cols.userid == userid


def _require_member(ctx: CallContext, userid: int, conversationid: int) -> None:
    """Raise ``UncodedRefusal`` unless the user is a member of the conversation."""
    if not conversations.is_member(ctx.db, userid, conversationid):
        raise UncodedRefusal("conversationnotofuser", "There is no such conversation, or the user is not in it.")


def _conversation_of(ctx: CallContext, messageid: int) -> int:
    """The id of a message's conversation. Raises ``MissingRecord``."""
    found = ctx.db.execute(select(messages.c.conversationid).where(messages.c.id == messageid)).scalar()
    if found is None:
        raise MissingRecord("messages")
    return int(found)


def _may_delete(ctx: CallContext, userid: int, conversationid: int) -> bool:
    """Whether the caller may delete a conversation's messages for a user."""
    if ctx.has(_DELETES_ANY, SYSTEM):
        return True
    return userid == ctx.userid and ctx.has(_DELETES_OWN, SYSTEM) and conversations.is_member(ctx.db, userid, conversationid)


def _note(ctx: CallContext, userid: int, action: int, *which: ColumnElement[bool], moment: int = 0) -> None:
    """Store an action (read, deleted) of a user on messages."""
    query = select(literal(userid), messages.c.id, literal(action), literal(moment or ctx.now)).where(*which)
    ctx.db.execute(insert(message_user_actions).from_select(["userid", "messageid", "action", "timecreated"], query))
