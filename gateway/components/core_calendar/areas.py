"""The file areas of calendars and their rule: files are readable like the events that they belong to."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext
from gateway.api.areas import FileArea, StoredFile
from gateway.components.core_calendar import permissions
from gateway.components.core_calendar.tables import event

__all__ = ["AREAS"]


def of_shown_event(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the event that a file belongs to."""
    row = ctx.db.execute(select(event).where(event.c.id == file.itemid)).mappings().first()
    return row is not None and permissions.place_of(ctx.db, row).id == file.contextid and permissions.may_see(ctx, row)


AREAS = {"calendar/event_description": FileArea(may_read=of_shown_event)}
"""The file areas of calendars, each with the rule of who may read it."""
