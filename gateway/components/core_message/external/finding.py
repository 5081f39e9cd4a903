"""Web service functions that search users and messages."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, NOTAGS, RAW, READ, URL, CallContext, List, ParamType, Struct, Value, function
from gateway.api.rows import window
from gateway.components.core_message import access, conversations, members, search
from gateway.components.core_message.external.schemas import PERSON


@function(
    "core_message_get_member_info",
    READ,
    params={
        "referenceuserid": Value(INT, "id of the user who asks"),
        "userids": List(Value(INT, "id of a user"), "whom to tell of"),
        "includecontactrequests": Value(BOOL, "whether to return requests for contact with them", default=False),
        "includeprivacyinfo": Value(BOOL, "whether to return who may write to whom", default=False),
    },
    returns=List(PERSON),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_member_info(
    ctx: CallContext, referenceuserid: int, userids: list[int], includecontactrequests: bool, includeprivacyinfo: bool
) -> list[dict[str, Any]]:
    """Return users with their relation to another user: contact, blocked, requests, permissions to message."""
    access.require_messages_owner(ctx, referenceuserid)
    people = list(dict.fromkeys(userids))
    return members.member_results(ctx, referenceuserid, people, requests=includecontactrequests, privacy=includeprivacyinfo)


@function(
    "core_message_message_search_users",
    READ,
    params={
        "userid": Value(INT, "id of the user who searches"),
        "search": Value(RAW, "part of the full name"),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
    },
    returns=Struct({"contacts": List(PERSON, "contacts of the user"), "noncontacts": List(PERSON, "other people")}),
    services=["moodle_mobile_app"],
    ajax=True,
)
async def message_search_users(ctx: CallContext, userid: int, search: str, limitfrom: int, limitnum: int) -> dict[str, Any]:
    """Find people to whom somebody might write."""
    self_conversation = await conversations.require_self_conversation(ctx, userid)
    return await ctx.read(found_people, userid, self_conversation, search, window(limitfrom, limitnum))


@function(
    "core_message_search_contacts",
    READ,
    params={
        "searchtext": Value(ParamType.CLEAN, "part of the full name"),
        "onlymycourses": Value(BOOL, "whether to look in the courses of the caller alone", default=False),
    },
    returns=List(
        Struct(
            {
                "id": Value(INT, "id"),
                "fullname": Value(NOTAGS, "full name"),
                "profileimageurl": Value(URL, "address of the picture", optional=True),
                "profileimageurlsmall": Value(URL, "address of the small picture", optional=True),
            }
        )
    ),
    services=["moodle_mobile_app"],
)
def search_contacts(ctx: CallContext, searchtext: str, onlymycourses: bool) -> list[dict[str, Any]]:
    """Find people who take messages from the caller."""
    access.enter(ctx)
    return search.contacts(ctx, searchtext, of_my_courses=onlymycourses)


@function(
    "core_message_data_for_messagearea_search_messages",
    READ,
    params={
        "userid": Value(INT, "id of the user who searches"),
        "search": Value(RAW, "part of the text"),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most, 0 for all", default=0),
    },
    returns=Struct(
        {
            "contacts": List(
                Struct(
                    {
                        "userid": Value(INT, "id of the other user"),
                        "fullname": Value(NOTAGS, "full name"),
                        "profileimageurl": Value(URL, "address of the picture"),
                        "profileimageurlsmall": Value(URL, "address of the small picture"),
                        "ismessaging": Value(BOOL, "whether the user is writing now"),
                        "sentfromcurrentuser": Value(BOOL, "whether the message is the user's own"),
                        "lastmessage": Value(NOTAGS, "the message"),
                        "lastmessagedate": Value(INT, "when it was sent", default=None),
                        "messageid": Value(INT, "id of the message", default=None),
                        "showonlinestatus": Value(BOOL, "whether the caller may know who is here"),
                        "isonline": Value(BOOL, "whether the other user was here moments ago"),
                        "isread": Value(BOOL, "whether the message was read"),
                        "isblocked": Value(BOOL, "whether the user has blocked the other"),
                        "unreadcount": Value(INT, "how many messages were not read", default=None),
                        "conversationid": Value(INT, "id of the conversation", default=None),
                    }
                ),
                "the messages",
            )
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def data_for_messagearea_search_messages(ctx: CallContext, userid: int, search: str, limitfrom: int, limitnum: int) -> dict[str, Any]:
    """Find messages by their text."""
    access.require_messages_owner(ctx, userid)
    return {"contacts": found_messages(ctx, userid, search, window(limitfrom, limitnum))}


# Aliases, because a parameter of the functions is called like the module ``search``.
found_people, found_messages = search.people, search.found_messages
