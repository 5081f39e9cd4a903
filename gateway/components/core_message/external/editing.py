"""Web service functions that delete messages, and mute or star conversations."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, WRITE, CallContext, List, Struct, Value, function, warnings
from gateway.components.core_message import access, editing
from gateway.components.core_user import lib as users


@function(
    "core_message_delete_message",
    WRITE,
    params={
        "messageid": Value(INT, "id of the message"),
        "userid": Value(INT, "id of the user"),
        "read": Value(BOOL, "whether it was read; no longer used", default=True),
    },
    returns=Struct({"status": Value(BOOL, "whether it was deleted"), "warnings": warnings()}),
    capabilities=["moodle/site:deleteownmessage"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def delete_message(ctx: CallContext, messageid: int, userid: int, read: bool) -> dict[str, Any]:
    """Delete a message for one person."""
    access.enter(ctx)
    users.active(ctx.db, ctx.site, userid)
    return {"status": editing.delete_one(ctx, userid, messageid), "warnings": []}


@function(
    "core_message_delete_message_for_all_users",
    WRITE,
    params={
        "messageid": Value(INT, "id of the message"),
        "userid": Value(INT, "id of the user"),
    },
    returns=warnings(),
    capabilities=["moodle/site:deleteanymessage"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def delete_message_for_all_users(ctx: CallContext, messageid: int, userid: int) -> list[dict[str, Any]]:
    """Delete a message for everybody."""
    access.enter(ctx)
    users.active(ctx.db, ctx.site, userid)
    editing.delete_for_all(ctx, userid, messageid)
    return []


@function(
    "core_message_delete_conversations_by_id",
    WRITE,
    params={
        "userid": Value(INT, "id of the user"),
        "conversationids": List(Value(INT, "id of a conversation"), "which conversations"),
    },
    returns=warnings(),
    capabilities=["moodle/site:deleteownmessage"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def delete_conversations_by_id(ctx: CallContext, userid: int, conversationids: list[int]) -> list[dict[str, Any]]:
    """Delete conversations for one person."""
    access.enter(ctx)
    users.active(ctx.db, ctx.site, userid)
    editing.delete_conversations(ctx, userid, conversationids)
    return []


@function(
    "core_message_mute_conversations",
    WRITE,
    params={
        "userid": Value(INT, "id of the user"),
        "conversationids": List(Value(INT, "id of a conversation"), "which conversations"),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def mute_conversations(ctx: CallContext, userid: int, conversationids: list[int]) -> list[dict[str, Any]]:
    """Mute conversations for a user."""
    access.require_contacts_owner(ctx, userid)
    editing.mute(ctx, userid, conversationids)
    return []


@function(
    "core_message_unmute_conversations",
    WRITE,
    params={
        "userid": Value(INT, "id of the user"),
        "conversationids": List(Value(INT, "id of a conversation"), "which conversations"),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def unmute_conversations(ctx: CallContext, userid: int, conversationids: list[int]) -> list[dict[str, Any]]:
    """Unmute conversations for a user."""
    access.require_contacts_owner(ctx, userid)
    editing.unmute(ctx, userid, conversationids)
    return []


@function(
    "core_message_set_favourite_conversations",
    WRITE,
    params={
        "userid": Value(INT, "id of the user, 0 for the caller", default=0),
        "conversations": List(Value(INT, "id of a conversation", default=0), "which conversations"),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def set_favourite_conversations(ctx: CallContext, userid: int, conversations: list[int]) -> list[dict[str, Any]]:
    """Add conversations to the favourites of a user."""
    owner = userid or ctx.userid
    access.require_messages_owner(ctx, owner)
    for conversationid in conversations:
        editing.set_favourite(ctx, owner, conversationid)
    return []


@function(
    "core_message_unset_favourite_conversations",
    WRITE,
    params={
        "userid": Value(INT, "id of the user, 0 for the caller", default=0),
        "conversations": List(Value(INT, "id of a conversation", default=0), "which conversations"),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def unset_favourite_conversations(ctx: CallContext, userid: int, conversations: list[int]) -> list[dict[str, Any]]:
    """Remove conversations from the favourites of a user."""
    owner = userid or ctx.userid
    access.require_messages_owner(ctx, owner)
    for conversationid in conversations:
        editing.unset_favourite(ctx, owner, conversationid)
    return []
