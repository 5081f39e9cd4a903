"""Text filters, and where they are on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import CallContext, Level
from gateway.store.tables.access import context
from gateway.store.tables.content import filter_active

__all__ = ["STANDARD", "states"]

STANDARD = ("displayh5p", "activitynames", "mathjaxloader", "emoticon", "urltolink", "mediaplugin")
"""The filters of a standard installation, in their order: all on."""

_ON = 1


def states(ctx: CallContext) -> list[dict[str, Any]]:
    """The state of each filter in each context where it was set; those of a standard installation where none was for the site."""
    own = filter_active.c
    query = (
        select(filter_active, context.c.contextlevel, context.c.instanceid)
        .select_from(filter_active.join(context, context.c.id == own.contextid))
        .order_by(own.sortorder, own.contextid, own.id)
    )
    rows = ctx.db.execute(query).mappings().all()
    told = [
        _told(Level(row["contextlevel"]), row["instanceid"], row["contextid"], row["filter"], row["active"], row["sortorder"])
        for row in rows
    ]
    if not any(row["contextlevel"] == Level.SYSTEM for row in rows):
        told = [*(_told(Level.SYSTEM, 0, 1, name, _ON, place) for place, name in enumerate(STANDARD, start=1)), *told]
    return told


def _told(level: Level, instance: int, contextid: int, name: str, state: int, place: int) -> dict[str, Any]:
    """The state of a filter in a context."""
    where = {"contextlevel": level.name.lower(), "instanceid": instance, "contextid": contextid}
    return {**where, "filter": name, "state": state, "sortorder": place}
