"""Web service functions that send messages."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUMEXT,
    BOOL,
    INT,
    RAW,
    SYSTEM,
    TEXT,
    WRITE,
    CallContext,
    CodedError,
    List,
    Struct,
    Value,
    format_value,
    function,
)
from gateway.components.core_message import access, sending
from gateway.components.core_message.external.schemas import MESSAGE


@function(
    "core_message_send_instant_messages",
    WRITE,
    params={
        "messages": List(
            Struct(
                {
                    "touserid": Value(INT, "id of the receiver"),
                    "text": Value(RAW, "the message"),
                    "textformat": format_value("text", default="0"),
                    "clientmsgid": Value(ALPHANUMEXT, "id by which the client knows it", optional=True),
                }
            ),
            "the messages",
        )
    },
    returns=List(
        Struct(
            {
                "msgid": Value(INT, "id of the message, -1 where it was not sent"),
                "clientmsgid": Value(ALPHANUMEXT, "id by which the client knows it", optional=True),
                "errormessage": Value(TEXT, "why it was not sent", optional=True),
                "text": Value(RAW, "text in HTML", optional=True),
                "timecreated": Value(INT, "when it was sent", optional=True),
                "conversationid": Value(INT, "id of the conversation", optional=True),
                "useridfrom": Value(INT, "id of the sender", optional=True),
                "candeletemessagesforallusers": Value(BOOL, "whether the caller may delete it for everybody", default=False),
            }
        )
    ),
    capabilities=["moodle/site:sendmessage"],
    services=["moodle_mobile_app"],
    ajax=True,
    readonlysession=True,
)
async def send_instant_messages(ctx: CallContext, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Send messages to people."""
    results, some_failed = await ctx.write(_send, messages)
    if some_failed:
        # The contract: if only some of the messages could be sent, the call fails, but the sent ones stay sent.
        raise CodedError("formatnotsupported", "webservice", message="Some of these messages were sent, and others could not be.")
    return results


@function(
    "core_message_send_messages_to_conversation",
    WRITE,
    params={
        "conversationid": Value(INT, "id of the conversation"),
        "messages": List(
            Struct({"text": Value(RAW, "the message"), "textformat": format_value("text", default="0")}),
            "the messages",
        ),
    },
    returns=List(MESSAGE),
    capabilities=["moodle/site:sendmessage"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def send_messages_to_conversation(ctx: CallContext, conversationid: int, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say something in a conversation."""
    access.enter(ctx)
    ctx.require("moodle/site:sendmessage", SYSTEM)
    return sending.say(ctx, conversationid, messages)


def _send(ctx: CallContext, messages: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """The result of each message, and whether some but not all were sent."""
    access.enter(ctx)
    ctx.require("moodle/site:sendmessage", SYSTEM)
    return sending.send_to_users(ctx, messages)
