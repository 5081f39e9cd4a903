"""The file areas of folders, whose files are seen from the folder and not kept: they are changed without a new address."""

from __future__ import annotations

from gateway.api.areas import INTRO, FileArea, ItemSegment, enterable

__all__ = ["AREAS"]

_CONTENT = FileArea(
    may_read=enterable, listed=enterable, label="Files and subfolders", item=ItemSegment.REVISION, download=False, isolated=True
)

AREAS = {"intro": INTRO, "content": _CONTENT}
"""The file areas of folders, each with the rule of who may read it."""
