"""Web service functions that return messages and notifications, or mark them as read."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHA, BOOL, INT, RAW, READ, TEXT, URL, WRITE, CallContext, List, Struct, Value, format_value, function, warnings
from gateway.api.rows import window
from gateway.components.core_message import access, correspondence, editing
from gateway.components.core_user import lib as users


@function(
    "core_message_get_messages",
    READ,
    params={
        "useridto": Value(INT, "id of the receiver"),
        "useridfrom": Value(INT, "id of the sender", default=0),
        "type": Value(ALPHA, "notifications, conversations or both", default="both"),
        "read": Value(INT, "whether to return read ones (1), unread ones (0) or both (2)", default=1),
        "newestfirst": Value(BOOL, "whether the newest come first", default=True),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
    },
    returns=Struct(
        {
            "messages": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "useridfrom": Value(INT, "id of the sender"),
                        "useridto": Value(INT, "id of the receiver"),
                        "subject": Value(TEXT, "subject"),
                        "text": Value(RAW, "text in HTML"),
                        "fullmessage": Value(RAW, "the message"),
                        "fullmessageformat": format_value("fullmessage"),
                        "fullmessagehtml": Value(RAW, "the message in HTML"),
                        "smallmessage": Value(RAW, "the message in short"),
                        "notification": Value(INT, "whether it is a notification"),
                        "contexturl": Value(RAW, "page that it is about"),
                        "contexturlname": Value(TEXT, "name of that page"),
                        "timecreated": Value(INT, "when it was created"),
                        "timeread": Value(INT, "when it was read, null for not yet"),
                        "usertofullname": Value(TEXT, "full name of the receiver"),
                        "userfromfullname": Value(TEXT, "full name of the sender"),
                        "component": Value(TEXT, "component", optional=True),
                        "eventtype": Value(TEXT, "kind of event", optional=True),
                        "customdata": Value(RAW, "further data, as JSON", optional=True),
                        "iconurl": Value(URL, "address of its icon", optional=True),
                    }
                ),
                "the messages",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_messages(
    ctx: CallContext, useridto: int, useridfrom: int, type: str, read: int, newestfirst: bool, limitfrom: int, limitnum: int
) -> dict[str, Any]:
    """Return messages and notifications that somebody got or sent."""
    access.require_correspondent(ctx, useridto, useridfrom)
    part = window(limitfrom, limitnum)
    found = correspondence.messages_and_notifications(ctx, useridto, useridfrom, type, read, newestfirst, part)
    return {"messages": found, "warnings": []}


@function(
    "core_message_mark_message_read",
    WRITE,
    params={
        "messageid": Value(INT, "id of the message"),
        "timeread": Value(INT, "when it was read, 0 for now", default=0),
    },
    returns=Struct({"messageid": Value(INT, "id of the message"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
    ajax=True,
)
def mark_message_read(ctx: CallContext, messageid: int, timeread: int) -> dict[str, Any]:
    """Note that the caller has read a message."""
    access.enter(ctx)
    editing.read_one(ctx, messageid, timeread)
    return {"messageid": messageid, "warnings": []}


@function(
    "core_message_mark_notification_read",
    WRITE,
    params={
        "notificationid": Value(INT, "id of the notification"),
        "timeread": Value(INT, "when it was read, 0 for now", default=0),
    },
    returns=Struct({"notificationid": Value(INT, "id of the notification"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
    ajax=True,
)
def mark_notification_read(ctx: CallContext, notificationid: int, timeread: int) -> dict[str, Any]:
    """Note that the caller has read a notification."""
    access.enter(ctx)
    editing.read_notification(ctx, notificationid, timeread)
    return {"notificationid": notificationid, "warnings": []}


@function(
    "core_message_mark_all_conversation_messages_as_read",
    WRITE,
    params={
        "userid": Value(INT, "id of the user"),
        "conversationid": Value(INT, "id of the conversation"),
    },
    returns=None,
    services=["moodle_mobile_app"],
    ajax=True,
)
def mark_all_conversation_messages_as_read(ctx: CallContext, userid: int, conversationid: int) -> None:
    """Note that somebody has read all of a conversation."""
    access.enter(ctx)
    users.active(ctx.db, ctx.site, userid)
    editing.read_conversation(ctx, userid, conversationid)


@function(
    "core_message_mark_all_notifications_as_read",
    WRITE,
    params={
        "useridto": Value(INT, "id of the receiver"),
        "useridfrom": Value(INT, "id of the sender, 0 for all", default=0),
        "timecreatedto": Value(INT, "last moment at which they were created, 0 for any", default=0),
    },
    returns=Value(BOOL, "true"),
    services=["moodle_mobile_app"],
    ajax=True,
)
def mark_all_notifications_as_read(ctx: CallContext, useridto: int, useridfrom: int, timecreatedto: int) -> bool:
    """Note that all notifications to somebody are read."""
    access.require_correspondent(ctx, useridto, useridfrom, named=False)
    editing.read_all_notifications(ctx, useridto, useridfrom, timecreatedto)
    return True
