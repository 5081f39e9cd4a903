"""The file areas of content packages and their rules: the package itself is for those who build the course."""

from __future__ import annotations

from gateway.api import CallContext, contexts
from gateway.api.areas import INTRO, FileArea, StoredFile, enterable

__all__ = ["AREAS"]

_MANIFEST = "imsmanifest.xml"


def for_managers(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller manages files in the course."""
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and enterable(ctx, file) and ctx.has("moodle/course:managefiles", context)


def of_content(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read a file of the content; what describes the content is for those who manage files."""
    return for_managers(ctx, file) if file.filename == _MANIFEST else enterable(ctx, file)


AREAS = {
    "intro": INTRO,
    "backup": FileArea(may_read=for_managers, label="Packages", lifetime=None, download=False),
    "content": FileArea(may_read=of_content, label="Content", lifetime=None, download=False),
}
"""The file areas of content packages, each with the rule of who may read it."""
