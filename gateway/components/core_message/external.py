"""What is offered of messages."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    BOOL,
    INT,
    NOTAGS,
    RAW,
    READ,
    TEXT,
    URL,
    CallContext,
    List,
    Struct,
    Value,
    format_value,
    function,
    warnings,
)
from gateway.components.core_message import access, correspondence, lib, members

# Somebody to whom the caller may write, or not.
_PERSON = Struct(
    {
        "id": Value(INT, "id"),
        "fullname": Value(NOTAGS, "full name"),
        "profileurl": Value(URL, "page of the user"),
        "profileimageurl": Value(URL, "address of the picture"),
        "profileimageurlsmall": Value(URL, "address of the small picture"),
        "isonline": Value(BOOL, "whether the user was here moments ago"),
        "showonlinestatus": Value(BOOL, "whether the caller may know"),
        "isblocked": Value(BOOL, "whether the caller has blocked the user"),
        "iscontact": Value(BOOL, "whether the user is a contact"),
        "isdeleted": Value(BOOL, "whether the account was deleted"),
        "canmessageevenifblocked": Value(BOOL, "whether the caller may write even where they are blocked"),
        "canmessage": Value(BOOL, "whether the caller may write to the user"),
        "requirescontact": Value(BOOL, "whether the user is written to by contacts alone"),
        "cancreatecontact": Value(BOOL, "whether the caller may make contacts"),
        "contactrequests": List(
            Struct(
                {
                    "id": Value(INT, "id"),
                    "userid": Value(INT, "id of the user"),
                    "requesteduserid": Value(INT, "id of the user who is asked"),
                    "timecreated": Value(INT, "when it was created"),
                }
            ),
            "requests for contact between the two",
            optional=True,
        ),
        "conversations": List(
            Struct(
                {
                    "id": Value(INT, "id"),
                    "type": Value(INT, "kind"),
                    "name": Value(RAW, "name"),
                    "timecreated": Value(INT, "when it was created"),
                },
                optional=True,
            ),
            "the conversations",
            optional=True,
        ),
    }
)


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
    reader = access.reader(ctx, useridto)
    return sum(lib.conversation_counts(ctx, reader, unread=True)["types"].values())


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
    return lib.unread_notifications(ctx.db, access.reader(ctx, useridto))


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
    return lib.conversation_counts(ctx, access.owner(ctx, userid), unread=True)


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
def get_conversation_counts(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Tell how many conversations of each kind somebody has."""
    return lib.conversation_counts(ctx, access.owner(ctx, userid), unread=False)


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
    return len(lib.contact_requests(ctx.db, access.keeper(ctx, userid)))


@function(
    "core_message_get_user_contacts",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
    },
    returns=List(_PERSON),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_user_contacts(ctx: CallContext, userid: int, limitfrom: int, limitnum: int) -> list[dict[str, Any]]:
    """Return the contacts of somebody."""
    owner = access.owner(ctx, userid)
    return members.told(ctx, owner, lib.contacts(ctx.db, owner)[limitfrom : limitfrom + limitnum if limitnum else None])


@function(
    "core_message_get_contact_requests",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
    },
    returns=List(_PERSON),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_contact_requests(ctx: CallContext, userid: int, limitfrom: int, limitnum: int) -> list[dict[str, Any]]:
    """Return those who have asked somebody for contact."""
    owner = access.keeper(ctx, userid)
    return members.told(ctx, owner, lib.contact_requests(ctx.db, owner)[limitfrom : limitfrom + limitnum if limitnum else None])


@function(
    "core_message_get_blocked_users",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
    },
    returns=Struct(
        {
            "users": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "fullname": Value(NOTAGS, "full name"),
                        "profileimageurl": Value(URL, "address of the picture", optional=True),
                    }
                ),
                "the users",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_blocked_users(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Return those whose messages somebody does not take."""
    owner = access.keeper(ctx, userid)
    return {"users": members.blocked(ctx, owner), "warnings": []}


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
    return {"messages": correspondence.found(ctx, useridto, useridfrom, type, read, newestfirst, limitfrom, limitnum), "warnings": []}
