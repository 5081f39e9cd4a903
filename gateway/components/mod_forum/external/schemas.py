"""Descriptions that several functions share: options, posts and discussions."""

from __future__ import annotations

from gateway.api import (
    ALPHANUM,
    AREA,
    BOOL,
    COMPONENT,
    FILE,
    INT,
    PATH,
    RAW,
    URL,
    List,
    Struct,
    Value,
)

__all__ = ["DISCUSSION", "OPTIONS", "POST"]

# The parameter ``options`` of functions that write.
OPTIONS = List(
    Struct({"name": Value(ALPHANUM, "name"), "value": Value(RAW, "value")}),
    "settings: discussionsubscribe, discussionpinned, private and others",
    default=[],
)

_FILE = {
    "contextid": Value(INT, "id of the context", null=False),
    "component": Value(COMPONENT, "component", null=False),
    "filearea": Value(AREA, "area", null=False),
    "itemid": Value(INT, "id of the post", null=False),
    "filepath": Value(PATH, "folder", null=False),
    "filename": Value(FILE, "name", null=False),
    "isdir": Value(BOOL, "whether it is a folder", null=False),
    "isimage": Value(BOOL, "whether it is a picture", null=False),
    "timemodified": Value(INT, "when it was last changed", null=False),
    "timecreated": Value(INT, "when it was created", null=False),
    "filesize": Value(INT, "size in bytes", null=False),
    "author": Value(RAW, "author", null=False),
    "license": Value(RAW, "licence", null=False),
    "filenameshort": Value(RAW, "name, not long", null=False),
    "filesizeformatted": Value(RAW, "size as text", null=False),
    "icon": Value(RAW, "name of its icon", null=False),
    "timecreatedformatted": Value(RAW, "when it was created, as text", null=False),
    "timemodifiedformatted": Value(RAW, "when it was last changed, as text", null=False),
    "url": Value(URL, "address of the file", null=False),
}

POST = Struct(
    {
        "id": Value(INT, "id", null=False),
        "subject": Value(RAW, "subject", null=False),
        "replysubject": Value(RAW, "subject of an answer", null=False),
        "message": Value(RAW, "the message", null=False),
        "messageformat": Value(INT, "format of the message"),
        "author": Struct(
            {
                "id": Value(INT, "id of the user", optional=True),
                "fullname": Value(RAW, "full name", optional=True),
                "isdeleted": Value(BOOL, "whether the account was deleted", optional=True),
                "groups": List(
                    Struct(
                        {
                            "id": Value(INT, "id", null=False),
                            "name": Value(RAW, "name", null=False),
                            "urls": Struct({"image": Value(URL, "address of the picture", optional=True)}, "addresses"),
                        },
                        optional=True,
                    ),
                    "groups of the author in the course",
                    optional=True,
                ),
                "urls": Struct(
                    {
                        "profile": Value(URL, "page of the author", optional=True),
                        "profileimage": Value(URL, "address of the picture", optional=True),
                    },
                    "addresses",
                ),
            },
            "who has written it",
        ),
        "discussionid": Value(INT, "id of the discussion", null=False),
        "hasparent": Value(BOOL, "whether it answers another post", null=False),
        "parentid": Value(INT, "id of the post that it answers", optional=True),
        "timecreated": Value(INT, "when it was written"),
        "timemodified": Value(INT, "when it was last changed"),
        "unread": Value(BOOL, "whether the caller has not read it", optional=True),
        "isdeleted": Value(BOOL, "whether it was deleted", null=False),
        "isprivatereply": Value(BOOL, "whether it is a private answer", null=False),
        "haswordcount": Value(BOOL, "whether its words are counted", null=False),
        "wordcount": Value(INT, "how many words it has", optional=True),
        "charcount": Value(INT, "how many characters it has", optional=True),
        "capabilities": Struct(
            {
                "view": Value(BOOL, "whether the caller may read it"),
                "edit": Value(BOOL, "whether the caller may change it"),
                "delete": Value(BOOL, "whether the caller may delete it"),
                "split": Value(BOOL, "whether the caller may make a discussion of it"),
                "reply": Value(BOOL, "whether the caller may answer it"),
                "selfenrol": Value(BOOL, "whether the caller could enrol to answer it"),
                "export": Value(BOOL, "whether the caller may export it"),
                "controlreadstatus": Value(BOOL, "whether the caller may mark it as read"),
                "canreplyprivately": Value(BOOL, "whether the caller may answer it privately"),
            },
            "what the caller may do with it",
        ),
        "urls": Struct(
            {
                "view": Value(URL, "page of the post", optional=True),
                "viewisolated": Value(URL, "page of the post alone", optional=True),
                "viewparent": Value(URL, "page of what it answers", optional=True),
                "edit": Value(URL, "page to change it", optional=True),
                "delete": Value(URL, "page to delete it", optional=True),
                "split": Value(URL, "page to make a discussion of it", optional=True),
                "reply": Value(URL, "page to answer it", optional=True),
                "export": Value(URL, "page to export it", optional=True),
                "markasread": Value(URL, "page to mark it as read", optional=True),
                "markasunread": Value(URL, "page to mark it as unread", optional=True),
                "discuss": Value(URL, "page of the discussion", optional=True),
            },
            "addresses",
            optional=True,
        ),
        "attachments": List(
            Struct(
                {
                    **_FILE,
                    "urls": Struct({"export": Value(URL, "page to export it", optional=True)}, "addresses"),
                    "html": Struct({"plagiarism": Value(RAW, "what is known of its origin, in HTML", optional=True)}, "parts of pages"),
                }
            ),
            "files attached to it",
        ),
        "messageinlinefiles": List(Struct(_FILE, optional=True), "files in its text", optional=True),
        "tags": List(
            Struct(
                {
                    "id": Value(INT, "id of its use", null=False),
                    "tagid": Value(INT, "id of the tag", null=False),
                    "isstandard": Value(BOOL, "whether it is a standard tag", null=False),
                    "displayname": Value(RAW, "name", null=False),
                    "flag": Value(BOOL, "whether it was reported as unfit", null=False),
                    "urls": Struct({"view": Value(URL, "page that shows what is tagged", null=False)}, "addresses"),
                },
                optional=True,
            ),
            "its tags",
            optional=True,
        ),
        "html": Struct(
            {
                "rating": Value(RAW, "its rating", optional=True),
                "taglist": Value(RAW, "its tags", optional=True),
                "authorsubheading": Value(RAW, "who has written it and when", optional=True),
            },
            "parts of pages",
            optional=True,
        ),
    },
    "the post",
)

DISCUSSION = Struct(
    {
        "id": Value(INT, "id", null=False),
        "forumid": Value(INT, "id of the forum", null=False),
        "pinned": Value(BOOL, "whether it is pinned to the top", null=False),
        "locked": Value(BOOL, "whether it is closed", null=False),
        "istimelocked": Value(BOOL, "whether it is closed because nobody has answered for long", null=False),
        "name": Value(RAW, "name", null=False),
        "firstpostid": Value(INT, "id of the first post", null=False),
        "group": Struct(
            {
                "name": Value(RAW, "name", null=False),
                "urls": Struct(
                    {
                        "picture": Value(URL, "address of the picture", optional=True, null=False),
                        "userlist": Value(URL, "page of the members", optional=True, null=False),
                    },
                    "addresses",
                ),
            },
            "the group it is for",
            optional=True,
        ),
        "times": Struct(
            {
                "modified": Value(INT, "when it was last written in", null=False),
                "start": Value(INT, "from when it is shown", null=False),
                "end": Value(INT, "until when it is shown", null=False),
                "locked": Value(INT, "since when it is closed", null=False),
            },
            "moments",
        ),
        "userstate": Struct(
            {
                "subscribed": Value(BOOL, "whether the caller is told of answers", null=False),
                "favourited": Value(BOOL, "whether it has the star of the caller", null=False),
            },
            "what it is to the caller",
        ),
        "capabilities": Struct(
            {
                "subscribe": Value(BOOL, "whether the caller may be told of answers", null=False),
                "move": Value(BOOL, "whether the caller may move it", null=False),
                "pin": Value(BOOL, "whether the caller may pin it", null=False),
                "post": Value(BOOL, "whether the caller may answer", null=False),
                "manage": Value(BOOL, "whether the caller may close it", null=False),
                "favourite": Value(BOOL, "whether the caller may star it", null=False),
            },
            "what the caller may do with it",
        ),
        "urls": Struct(
            {
                "view": Value(URL, "page of the discussion", null=False),
                "viewlatest": Value(URL, "page of the last post", optional=True, null=False),
                "viewfirstunread": Value(URL, "page of the first unread post", optional=True, null=False),
                "markasread": Value(URL, "page to mark it as read", null=False),
                "subscribe": Value(URL, "page to be told of answers", null=False),
                "pin": Value(URL, "page to pin it", optional=True, null=False),
            },
            "addresses",
        ),
        "timed": Struct(
            {
                "istimed": Value(BOOL, "whether it is shown for a time alone", optional=True),
                "visible": Value(BOOL, "whether it is shown now", optional=True),
            },
            "when it is shown",
        ),
    }
)
