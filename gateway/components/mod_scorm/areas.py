"""The file areas of SCORM packages and their rules."""

from __future__ import annotations

from gateway.api import CallContext, contexts
from gateway.api.areas import INTRO, FileArea, ItemSegment, StoredFile, enterable

__all__ = ["AREAS"]

_DAY = 24 * 3600


def of_package(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may take the package away; a site may leave that to those who build courses."""
    if not ctx.site.config.flag("scorm/protectpackagedownloads"):
        return enterable(ctx, file)
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and ctx.has("moodle/course:manageactivities", context)


def of_content(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller has entered the activity, which is all that its content asks for."""
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and bool(ctx.validate(context))


AREAS = {
    "intro": INTRO,
    "package": FileArea(may_read=of_package, item=ItemSegment.REVISION, download=False),
    "content": FileArea(may_read=of_content, item=ItemSegment.REVISION, lifetime=90 * _DAY, immutable=True, download=False),
}
"""The file areas of SCORM packages, each with the rule of who may read it."""
