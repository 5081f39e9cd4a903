"""Web service functions for contacts, contact requests and blocked users."""

from __future__ import annotations

from typing import Any

from gateway.api import INT, NOTAGS, READ, URL, WRITE, CallContext, List, Struct, Value, function, warnings
from gateway.api.rows import window
from gateway.components.core_message import access, contacts, lib, members
from gateway.components.core_message.external.schemas import PERSON


@function(
    "core_message_get_user_contacts",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
    },
    returns=List(PERSON),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_user_contacts(ctx: CallContext, userid: int, limitfrom: int, limitnum: int) -> list[dict[str, Any]]:
    """Return the contacts of somebody."""
    access.require_messages_owner(ctx, userid)
    return members.member_results(ctx, userid, window(limitfrom, limitnum).items(lib.contacts(ctx.db, userid)))


@function(
    "core_message_get_contact_requests",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
    },
    returns=List(PERSON),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_contact_requests(ctx: CallContext, userid: int, limitfrom: int, limitnum: int) -> list[dict[str, Any]]:
    """Return the users who have sent a contact request to a user."""
    owner = access.requests_owner(ctx, userid)
    return members.member_results(ctx, owner, window(limitfrom, limitnum).items(lib.contact_requests(ctx.db, owner)))


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
    """Return the users whom a user has blocked."""
    owner = access.contacts_owner(ctx, userid)
    return {"users": members.blocked_user_results(ctx, owner), "warnings": []}


@function(
    "core_message_block_user",
    WRITE,
    params={
        "userid": Value(INT, "id of the user"),
        "blockeduserid": Value(INT, "id of the user to block"),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def block_user(ctx: CallContext, userid: int, blockeduserid: int) -> list[dict[str, Any]]:
    """Block a user's messages."""
    access.require_contacts_owner(ctx, userid)
    contacts.block(ctx, userid, blockeduserid)
    return []


@function(
    "core_message_unblock_user",
    WRITE,
    params={
        "userid": Value(INT, "id of the user"),
        "unblockeduserid": Value(INT, "id of the user to unblock"),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def unblock_user(ctx: CallContext, userid: int, unblockeduserid: int) -> list[dict[str, Any]]:
    """Stop blocking a user's messages."""
    access.require_contacts_owner(ctx, userid)
    contacts.unblock(ctx, userid, unblockeduserid)
    return []


@function(
    "core_message_create_contact_request",
    WRITE,
    params={
        "userid": Value(INT, "id of the user who asks"),
        "requesteduserid": Value(INT, "id of the user who is asked"),
    },
    returns=Struct(
        {
            "request": Struct(
                {
                    "id": Value(INT, "id"),
                    "userid": Value(INT, "id of the user who asks"),
                    "requesteduserid": Value(INT, "id of the user who is asked"),
                    "timecreated": Value(INT, "when it was created"),
                },
                "the request",
                optional=True,
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def create_contact_request(ctx: CallContext, userid: int, requesteduserid: int) -> dict[str, Any]:
    """Send a contact request to a user."""
    access.require_contacts_owner(ctx, userid)
    if not contacts.may_ask(ctx, userid, requesteduserid):
        message = "You may not ask this user for contact."
        warning = {"item": "user", "itemid": requesteduserid, "warningcode": "cannotcreatecontactrequest", "message": message}
        return {"warnings": [warning]}
    return {"request": contacts.request(ctx, userid, requesteduserid), "warnings": []}


@function(
    "core_message_confirm_contact_request",
    WRITE,
    params={
        "userid": Value(INT, "id of the user who asks"),
        "requesteduserid": Value(INT, "id of the user who is asked"),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def confirm_contact_request(ctx: CallContext, userid: int, requesteduserid: int) -> list[dict[str, Any]]:
    """Accept a contact request."""
    access.require_contacts_owner(ctx, requesteduserid)
    contacts.confirm(ctx, userid, requesteduserid)
    return []


@function(
    "core_message_decline_contact_request",
    WRITE,
    params={
        "userid": Value(INT, "id of the user who asks"),
        "requesteduserid": Value(INT, "id of the user who is asked"),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def decline_contact_request(ctx: CallContext, userid: int, requesteduserid: int) -> list[dict[str, Any]]:
    """Decline a contact request."""
    access.require_contacts_owner(ctx, requesteduserid)
    contacts.decline(ctx, userid, requesteduserid)
    return []


@function(
    "core_message_delete_contacts",
    WRITE,
    params={
        "userids": List(Value(INT, "id of a user"), "whom to remove"),
        "userid": Value(INT, "id of the user, 0 for the caller", default=0),
    },
    returns=None,
    services=["moodle_mobile_app"],
    ajax=True,
)
def delete_contacts(ctx: CallContext, userids: list[int], userid: int) -> None:
    """Remove users from the contacts."""
    owner = userid or ctx.userid
    access.require_contacts_owner(ctx, owner)
    contacts.remove(ctx, owner, userids)
