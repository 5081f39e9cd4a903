"""Web service functions that return message and notification preferences."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUMEXT,
    BOOL,
    INT,
    PLUGIN,
    READ,
    SYSTEM,
    TEXT,
    CallContext,
    CodedError,
    Level,
    List,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.components.core_message import notices
from gateway.components.core_user import lib as users

__all__ = ["editable"]

_PROCESSOR = {"displayname": Value(TEXT, "name for people"), "name": Value(PLUGIN, "name")}

_PREFERENCES = Struct(
    {
        "userid": Value(INT, "id of the user"),
        "disableall": Value(INT, "whether nothing is sent at all"),
        "processors": List(
            Struct(
                {
                    **_PROCESSOR,
                    "hassettings": Value(BOOL, "whether there is something to set"),
                    "contextid": Value(INT, "id of the context"),
                    "userconfigured": Value(INT, "whether the user has set it up"),
                }
            ),
            "the ways in which things are sent",
        ),
        "components": List(
            Struct(
                {
                    "displayname": Value(TEXT, "name for people"),
                    "notifications": List(
                        Struct(
                            {
                                "displayname": Value(TEXT, "name for people"),
                                "preferencekey": Value(ALPHANUMEXT, "name of the preference"),
                                "processors": List(
                                    Struct(
                                        {
                                            **_PROCESSOR,
                                            "locked": Value(BOOL, "whether the site has decided"),
                                            "lockedmessage": Value(TEXT, "what the site says of that", optional=True),
                                            "userconfigured": Value(INT, "whether the user has set it up"),
                                            "enabled": Value(BOOL, "whether it is sent this way"),
                                        }
                                    ),
                                    "the ways in which it is sent",
                                ),
                            }
                        ),
                        "kinds of things that are sent",
                    ),
                }
            ),
            "components that send something",
        ),
    },
    "how things are sent to the user",
)


@function(
    "core_message_get_user_message_preferences",
    READ,
    params={"userid": Value(INT, "id of the user, 0 for the caller", default=0)},
    returns=Struct(
        {
            "preferences": _PREFERENCES,
            "blocknoncontacts": Value(INT, "from whom messages are taken: 0 members of courses, 1 contacts, 2 everybody"),
            "entertosend": Value(BOOL, "whether the enter key sends a message"),
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/user:editownmessageprofile"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_user_message_preferences(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Return the message preferences of a user."""
    row = editable(ctx, userid)
    return {**notices.of_messages(ctx, row), "warnings": []}


@function(
    "core_message_get_user_notification_preferences",
    READ,
    params={"userid": Value(INT, "id of the user, 0 for the caller", default=0)},
    returns=Struct({"preferences": _PREFERENCES, "warnings": warnings()}),
    capabilities=["moodle/user:editownmessageprofile"],
    services=["moodle_mobile_app"],
)
def get_user_notification_preferences(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Return the notification preferences of a user."""
    row = editable(ctx, userid)
    return {"preferences": notices.of_notifications(ctx, row), "warnings": []}


def editable(ctx: CallContext, userid: int) -> users.User:
    """The account (the caller's for 0) whose preferences the caller may change. Raises an error if the caller may not."""
    ctx.validate(SYSTEM)
    row = users.active(ctx.db, ctx.site, userid or ctx.userid)
    if row["id"] == ctx.userid:
        ctx.require("moodle/user:editownmessageprofile", SYSTEM)
        return row
    ctx.require("moodle/user:editmessageprofile", contexts.by_instance(ctx.db, Level.USER, row["id"]))
    if row["id"] in ctx.site.admins and ctx.userid not in ctx.site.admins:
        raise CodedError("useradmineditadmin")
    return row
