"""Web service functions that count conversations, notifications and contact requests."""

from __future__ import annotations

from typing import Any

from gateway.api import INT, READ, CallContext, Struct, Value, function
from gateway.components.core_message import access, conversations, lib


@function(
    "core_message_get_unread_conversations_count",
    READ,
    params={
        "useridto": Value(INT, "id of the receiver"),
    },
    returns=Value(INT, "how many there are"),
    services=["moodle_mobile_app"],
    ajax=True,
    readonlysession=True,
)
def get_unread_conversations_count(ctx: CallContext, useridto: int) -> int:
    """Tell in how many conversations somebody has unread messages."""
    reader = access.messages_owner(ctx, useridto)
    found = lib.conversation_counts(ctx, reader, unread=True)
    return int(found["favourites"] + sum(found["types"].values()))


@function(
    "core_message_get_unread_notification_count",
    READ,
    params={
        "useridto": Value(INT, "id of the receiver"),
    },
    returns=Value(INT, "how many there are"),
    services=["moodle_mobile_app"],
)
def get_unread_notification_count(ctx: CallContext, useridto: int) -> int:
    """Tell how many notifications somebody has not read."""
    return lib.unread_notifications(ctx.db, access.messages_owner(ctx, useridto))


@function(
    "core_message_get_unread_conversation_counts",
    READ,
    params={
        "userid": Value(INT, "id of the user", default=0),
    },
    returns=Struct(
        {
            "favourites": Value(INT, "among the favourites"),
            "types": Struct(
                {
                    "1": Value(INT, "between two people"),
                    "2": Value(INT, "of groups"),
                    "3": Value(INT, "with oneself"),
                },
                "by kind",
            ),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_unread_conversation_counts(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Tell in how many conversations of each kind somebody has unread messages."""
    owner = userid or ctx.userid
    access.require_messages_owner(ctx, owner)
    return lib.conversation_counts(ctx, owner, unread=True)


@function(
    "core_message_get_conversation_counts",
    READ,
    params={
        "userid": Value(INT, "id of the user", default=0),
    },
    returns=Struct(
        {
            "favourites": Value(INT, "among the favourites"),
            "types": Struct(
                {
                    "1": Value(INT, "between two people"),
                    "2": Value(INT, "of groups"),
                    "3": Value(INT, "with oneself"),
                },
                "by kind",
            ),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
async def get_conversation_counts(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Tell how many conversations of each kind somebody has."""
    owner = userid or ctx.userid
    await conversations.require_self_conversation(ctx, owner)
    return await ctx.read(lib.conversation_counts, owner, unread=False)


@function(
    "core_message_get_received_contact_requests_count",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
    },
    returns=Value(INT, "how many there are"),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_received_contact_requests_count(ctx: CallContext, userid: int) -> int:
    """Tell how many people have asked somebody for contact."""
    return len(lib.contact_requests(ctx.db, access.requests_owner(ctx, userid)))
