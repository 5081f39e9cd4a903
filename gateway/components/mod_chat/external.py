"""The external functions about chats."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    PLUGIN,
    RAW,
    READ,
    SAFEDIR,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_completion.viewing import view_function
from gateway.components.core_course import instances
from gateway.components.mod_chat import lib


@function(
    "mod_chat_get_chats_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "chats": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "coursemodule": Value(INT, "id of the course module"),
                        "course": Value(INT, "id of the course"),
                        "name": Value(RAW, "name"),
                        "intro": Value(RAW, "introduction"),
                        "introformat": format_value("intro"),
                        "introfiles": files("files of the introduction", optional=True),
                        "section": Value(INT, "number of the section", optional=True),
                        "visible": Value(BOOL, "whether it is shown", optional=True),
                        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
                        "groupingid": Value(INT, "id of the grouping", optional=True),
                        "lang": Value(SAFEDIR, "forced language", optional=True),
                        "chatmethod": Value(PLUGIN, "how the chat works: ajax, sockets or basic", optional=True),
                        "keepdays": Value(INT, "for how many days it is kept", optional=True),
                        "studentlogs": Value(INT, "whether everybody sees past sessions", optional=True),
                        "chattime": Value(INT, "when the next chat begins", optional=True),
                        "schedule": Value(INT, "how the next chat is planned: 0 not at all, 1 once, 2 daily, 3 weekly", optional=True),
                        "timemodified": Value(INT, "when it was changed", optional=True),
                    }
                ),
                "the chats",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_chats_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the chats in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"chats": [lib.chat_result(ctx, activity) for activity in found], "warnings": warned}


view_chat = view_function("chat", "a chat", "mod/chat:chat")
