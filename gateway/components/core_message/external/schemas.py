"""Descriptions of users, conversations and messages that the message functions share."""

from __future__ import annotations

from gateway.api import BOOL, INT, NOTAGS, RAW, URL, List, Struct, Value

__all__ = ["CONVERSATION", "MESSAGE", "PERSON", "WINDOW"]

# A member of a conversation, or a contact.
PERSON = Struct(
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

MESSAGE = Struct(
    {
        "id": Value(INT, "id"),
        "useridfrom": Value(INT, "id of the sender"),
        "text": Value(RAW, "text in HTML"),
        "timecreated": Value(INT, "when it was sent"),
    }
)

CONVERSATION = Struct(
    {
        "id": Value(INT, "id"),
        "name": Value(RAW, "name", default=None),
        "subname": Value(RAW, "name of what it belongs to", default=None),
        "imageurl": Value(URL, "address of its picture", default=None),
        "type": Value(INT, "kind: 1 between two people, 2 of a group, 3 with oneself"),
        "membercount": Value(INT, "how many people are in it"),
        "ismuted": Value(BOOL, "whether the user hears nothing of it"),
        "isfavourite": Value(BOOL, "whether it is a favourite"),
        "isread": Value(BOOL, "whether all messages were read"),
        "unreadcount": Value(INT, "how many messages were not read", default=None),
        "members": List(PERSON, "people in it"),
        "messages": List(MESSAGE, "messages"),
        "candeletemessagesforallusers": Value(BOOL, "whether the caller may delete its messages for everybody", default=False),
    }
)

# The parameters that limit the members and messages of a conversation.
WINDOW = {
    "includecontactrequests": Value(BOOL, "whether to return requests for contact with the members"),
    "includeprivacyinfo": Value(BOOL, "whether to return who may write to whom"),
    "memberlimit": Value(INT, "how many members to return at most, 0 for all", default=0),
    "memberoffset": Value(INT, "how many members to skip", default=0),
    "messagelimit": Value(INT, "how many messages to return at most, 0 for all", default=100),
    "messageoffset": Value(INT, "how many messages to skip", default=0),
    "newestmessagesfirst": Value(BOOL, "whether the newest come first", default=True),
}
