"""The external functions about popup notifications."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, RAW, READ, TEXT, URL, CallContext, List, Struct, Value, function
from gateway.api.rows import window
from gateway.components.core_message import access
from gateway.components.core_message import lib as messages
from gateway.components.message_popup import lib


@function(
    "message_popup_get_popup_notifications",
    READ,
    params={
        "useridto": Value(INT, "id of the receiver, 0 for the caller"),
        "newestfirst": Value(BOOL, "whether the newest come first", default=True),
        "limit": Value(INT, "how many to return at most, 0 for all", default=0),
        "offset": Value(INT, "how many to skip", default=0),
    },
    returns=Struct(
        {
            "notifications": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "useridfrom": Value(INT, "id of the sender"),
                        "useridto": Value(INT, "id of the receiver"),
                        "subject": Value(TEXT, "subject"),
                        "shortenedsubject": Value(TEXT, "subject, not long"),
                        "text": Value(RAW, "text in HTML"),
                        "fullmessage": Value(RAW, "the message"),
                        "fullmessageformat": Value(INT, "format of the message"),
                        "fullmessagehtml": Value(RAW, "the message in HTML"),
                        "smallmessage": Value(RAW, "the message in short"),
                        "contexturl": Value(RAW, "page that it is about"),
                        "contexturlname": Value(TEXT, "name of that page"),
                        "timecreated": Value(INT, "when it was created"),
                        "timecreatedpretty": Value(TEXT, "how long ago, in words"),
                        "timeread": Value(INT, "when it was read, null for not yet"),
                        "read": Value(BOOL, "whether it was read"),
                        "deleted": Value(BOOL, "whether it was deleted"),
                        "iconurl": Value(URL, "address of its icon"),
                        "component": Value(TEXT, "component", optional=True),
                        "eventtype": Value(TEXT, "kind of event", optional=True),
                        "customdata": Value(RAW, "further data, as JSON", optional=True),
                    }
                ),
                "the notifications",
            ),
            "unreadcount": Value(INT, "how many were not read"),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_popup_notifications(ctx: CallContext, useridto: int, newestfirst: bool, limit: int, offset: int) -> dict[str, Any]:
    """Return the notifications to a user."""
    receiver = access.notifications_owner(ctx, useridto)
    found = lib.notification_results(ctx, receiver, newest_first=newestfirst, part=window(offset, limit))
    return {"notifications": found, "unreadcount": messages.unread_notifications(ctx.db, receiver)}


@function(
    "message_popup_get_unread_popup_notification_count",
    READ,
    params={
        "useridto": Value(INT, "id of the receiver"),
    },
    returns=Value(INT, "how many there are"),
    services=["moodle_mobile_app"],
    ajax=True,
    readonlysession=True,
)
def get_unread_popup_notification_count(ctx: CallContext, useridto: int) -> int:
    """Return how many notifications wait to pop up for a user."""
    return messages.unread_notifications(ctx.db, access.messages_owner(ctx, useridto))
