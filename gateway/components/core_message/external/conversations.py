"""Web service functions that return conversations, their members and messages."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, READ, CallContext, List, Struct, UncodedRefusal, Value, function
from gateway.api.rows import window
from gateway.components.core_message import access, conversations, members
from gateway.components.core_message.external.schemas import CONVERSATION, MESSAGE, PERSON, WINDOW


@function(
    "core_message_get_conversations",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
        "type": Value(INT, "kind: 1 between two people, 2 of groups, 3 with oneself", default=None),
        "favourites": Value(BOOL, "true for favourites alone, false for all others alone", default=None),
        "mergeself": Value(BOOL, "whether the conversation with oneself counts as one between two people", default=False),
    },
    returns=Struct({"conversations": List(CONVERSATION, "the conversations")}),
    services=["moodle_mobile_app"],
    ajax=True,
)
async def get_conversations(
    ctx: CallContext, userid: int, limitfrom: int, limitnum: int, type: int | None, favourites: bool | None, mergeself: bool
) -> dict[str, Any]:
    """Return the conversations of somebody, the last one spoken in first."""
    await conversations.require_self_conversation(ctx, userid)
    found = await ctx.read(
        conversations.listed, userid, kind=type, starred=favourites, merge_self=mergeself, part=window(limitfrom, limitnum)
    )
    return {"conversations": found}


@function(
    "core_message_get_self_conversation",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
        "messagelimit": Value(INT, "how many messages to return at most, 0 for all", default=100),
        "messageoffset": Value(INT, "how many messages to skip", default=0),
        "newestmessagesfirst": Value(BOOL, "whether the newest come first", default=True),
    },
    returns=CONVERSATION,
    services=["moodle_mobile_app"],
    ajax=True,
)
async def get_self_conversation(
    ctx: CallContext, userid: int, messagelimit: int, messageoffset: int, newestmessagesfirst: bool
) -> dict[str, Any]:
    """Return the conversation of somebody with themselves."""
    found = await conversations.require_self_conversation(ctx, userid)
    part = window(messageoffset, messagelimit)
    return await ctx.read(conversations.conversation_result, userid, found, of_messages=part, newest_first=newestmessagesfirst)


@function(
    "core_message_get_conversation",
    READ,
    params={"userid": Value(INT, "id of the user"), "conversationid": Value(INT, "id of the conversation"), **WINDOW},
    returns=CONVERSATION,
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_conversation(ctx: CallContext, userid: int, conversationid: int, **wanted: Any) -> dict[str, Any]:
    """Return one conversation as somebody sees it."""
    access.require_messages_owner(ctx, userid)
    if conversations.existing(ctx.db, conversationid) is None:
        raise conversations.unknown()
    if not conversations.is_member(ctx.db, userid, conversationid) and not access.reads_all(ctx):
        raise UncodedRefusal("callernotinconversation", "You are not in this conversation.")
    return _conversation_result(ctx, userid, conversationid, **wanted)


@function(
    "core_message_get_conversation_between_users",
    READ,
    params={"userid": Value(INT, "id of the user"), "otheruserid": Value(INT, "id of the other user"), **WINDOW},
    returns=CONVERSATION,
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_conversation_between_users(ctx: CallContext, userid: int, otheruserid: int, **wanted: Any) -> dict[str, Any]:
    """Return the conversation of two people as the first sees it."""
    access.enter(ctx)
    found = conversations.between(ctx.db, userid, otheruserid)
    if not found:
        raise conversations.unknown()
    access.require_messages_owner(ctx, userid)
    return _conversation_result(ctx, userid, found, **wanted)


@function(
    "core_message_get_conversation_messages",
    READ,
    params={
        "currentuserid": Value(INT, "id of the user"),
        "convid": Value(INT, "id of the conversation"),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
        "newest": Value(BOOL, "whether the newest come first", default=False),
        "timefrom": Value(INT, "first moment at which they were sent, 0 for any", default=0),
    },
    returns=Struct({"id": Value(INT, "id"), "members": List(PERSON, "who has written them"), "messages": List(MESSAGE, "messages")}),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_conversation_messages(
    ctx: CallContext, currentuserid: int, convid: int, limitfrom: int, limitnum: int, newest: bool, timefrom: int
) -> dict[str, Any]:
    """Return messages of a conversation, with who has written them."""
    access.require_messages_owner(ctx, currentuserid)
    if not conversations.is_member(ctx.db, currentuserid, convid):
        raise UncodedRefusal("usernotinconversation", "The user is not in this conversation.")
    # Clients poll with the time of their last call. Messages of the current second are left for the next call, so that none is missed.
    until = ctx.now - 1 if timefrom else 0
    messages = conversations.message_results(
        ctx, currentuserid, convid, newest_first=newest, part=window(limitfrom, limitnum), since=timefrom, until=until
    )
    senders = list(dict.fromkeys(message["useridfrom"] for message in messages))
    return {"id": convid, "members": members.member_results(ctx, currentuserid, senders), "messages": messages}


@function(
    "core_message_get_conversation_members",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
        "conversationid": Value(INT, "id of the conversation"),
        "includecontactrequests": Value(BOOL, "whether to return requests for contact with the members", default=False),
        "includeprivacyinfo": Value(BOOL, "whether to return who may write to whom", default=False),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
    },
    returns=List(PERSON),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_conversation_members(
    ctx: CallContext,
    userid: int,
    conversationid: int,
    includecontactrequests: bool,
    includeprivacyinfo: bool,
    limitfrom: int,
    limitnum: int,
) -> list[dict[str, Any]]:
    """Return the people in a conversation, the user among them."""
    access.require_members_owner(ctx, userid)
    if not conversations.is_member(ctx.db, userid, conversationid):
        raise UncodedRefusal("usernotamongmembers", "The user is not in this conversation.")
    people = window(limitfrom, limitnum).items(conversations.member_ids(ctx.db, conversationid))
    return members.member_results(ctx, userid, people, requests=includecontactrequests, privacy=includeprivacyinfo)


def _conversation_result(
    ctx: CallContext,
    userid: int,
    conversationid: int,
    *,
    includecontactrequests: bool,
    includeprivacyinfo: bool,
    memberlimit: int,
    memberoffset: int,
    messagelimit: int,
    messageoffset: int,
    newestmessagesfirst: bool,
) -> dict[str, Any]:
    """A conversation with the members and messages that the parameters ask for."""
    return conversations.conversation_result(
        ctx,
        userid,
        conversationid,
        requests=includecontactrequests,
        privacy=includeprivacyinfo,
        of_members=window(memberoffset, memberlimit),
        of_messages=window(messageoffset, messagelimit),
        newest_first=newestmessagesfirst,
    )
