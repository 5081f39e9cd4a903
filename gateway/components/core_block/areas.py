"""The file areas of blocks and their rule: the texts of blocks are for who may enter the place that a block is in."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext, Level, contexts
from gateway.api.areas import FileArea, ItemSegment, StoredFile
from gateway.components.core_block.tables import block_instances

__all__ = ["AREAS"]


def of_shown_block(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the block of a file; blocks on somebody's own page are for that person."""
    context = contexts.by_id(ctx.db, file.contextid)
    if context is None or context.level != Level.BLOCK:
        return False
    query = select(block_instances.c.blockname, block_instances.c.parentcontextid).where(block_instances.c.id == context.instance)
    row = ctx.db.execute(query).first()
    place = contexts.by_id(ctx.db, row.parentcontextid) if row is not None and row.blockname == "html" else None
    if place is None or (place.level == Level.USER and place.instance != ctx.userid):
        return False
    ctx.validate(place)
    return ctx.has("moodle/block:view", context)


AREAS = {"block_html/content": FileArea(may_read=of_shown_block, item=ItemSegment.NONE, lifetime=None)}
"""The file areas of blocks, each with the rule of who may read it."""
