"""The file areas of tags and their rule: what describes tags is for everybody."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import SYSTEM, CallContext
from gateway.api.areas import FileArea, StoredFile
from gateway.components.core_tag.tables import tag

__all__ = ["AREAS"]


def of_tag(ctx: CallContext, file: StoredFile) -> bool:
    """Whether there is the tag that a file belongs to."""
    return file.contextid == SYSTEM.id and ctx.db.execute(select(tag.c.id).where(tag.c.id == file.itemid)).first() is not None


AREAS = {"tag/description": FileArea(may_read=of_tag, lifetime=3600, open=True)}
"""The file areas of tags, each with the rule of who may read it."""
