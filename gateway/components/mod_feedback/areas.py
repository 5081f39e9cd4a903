"""The file areas of feedback activities and their rules."""

from __future__ import annotations

from gateway.api import CallContext, contexts
from gateway.api.areas import INTRO, Areas, FileArea, ItemSegment, StoredFile

__all__ = ["AREAS"]


def of_participant(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may fill in or view the feedback that a file belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    if context is None:
        return False
    return ctx.has("mod/feedback:complete", context) or ctx.has("mod/feedback:view", context)


AREAS: Areas = {
    "intro": INTRO,
    "item": of_participant,
    "page_after_submit": FileArea(may_read=of_participant, item=ItemSegment.REVISION),
}
"""The file areas of feedback activities, each with the rule of who may read it."""
