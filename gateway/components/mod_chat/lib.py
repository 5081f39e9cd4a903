"""The results of ``mod_chat_get_chats_by_courses``."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_chat.tables import chat

__all__ = ["TABLE", "chat_result"]

TABLE = chat

# Columns returned to callers who may chat (mod/chat:chat).
_FOR_CHATTERS = ("keepdays", "studentlogs", "chattime", "schedule")


def chat_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one chat; the capabilities of the caller decide which members it has."""
    result = instances.permitted_result(ctx, activity, "mod/chat:view")
    if ctx.has("mod/chat:chat", activity.context):
        result |= {"chatmethod": ctx.site.config["chat_method"], **instances.stored(activity, _FOR_CHATTERS)}
    if ctx.has(instances.MANAGE, activity.context):
        result["timemodified"] = activity.row["timemodified"]
    return result
