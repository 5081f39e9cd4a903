"""The file areas of backups, which are for who may download them, and their rules.

Who may not is told so before it is known whether there is a file, as the contract has it (``docs/contract/server.md 3.2``).
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.api import CallContext, Context, Level, contexts
from gateway.api.areas import FileArea, ItemSegment, StoredFile

__all__ = ["AREAS"]

_HOUR = 3600
_DOWNLOAD, _PEOPLE = "moodle/backup:downloadfile", "moodle/restore:userinfo"


def require_download(ctx: CallContext, context: Context, _rest: Sequence[str]) -> None:
    """Raise ``MissingCapability`` for who may not download backups."""
    ctx.require(_DOWNLOAD, context)


def require_people(ctx: CallContext, context: Context, _rest: Sequence[str]) -> None:
    """Raise ``MissingCapability`` for who may not download backups, or may not see the people that are in them."""
    ctx.require(_DOWNLOAD, context)
    ctx.require(_PEOPLE, context)


def of_course(ctx: CallContext, file: StoredFile) -> bool:
    """Whether a backup is that of a course. Who may download it has been asked before."""
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and context.level == Level.COURSE


def of_activity(ctx: CallContext, file: StoredFile) -> bool:
    """Whether a backup is that of an activity."""
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and context.level == Level.MODULE


_NONE = ItemSegment.NONE

AREAS = {
    "backup/course": FileArea(may_read=of_course, gate=require_download, item=_NONE, download=False),
    "backup/section": FileArea(may_read=of_course, gate=require_download, lifetime=_HOUR, download=False),
    "backup/activity": FileArea(may_read=of_activity, gate=require_download, item=_NONE, lifetime=_HOUR, download=False),
    "backup/automated": FileArea(may_read=of_course, gate=require_people, item=_NONE, download=False),
}
"""The file areas of backups, each with the rule of who may read it."""
