"""The file areas of custom fields and their rule: files are readable like the values that they belong to."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext, contexts
from gateway.api.areas import FileArea, StoredFile
from gateway.components.core_customfield import lib
from gateway.components.core_customfield.tables import customfield_category, customfield_data, customfield_field

__all__ = ["AREAS"]


def of_shown_value(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the value, of a field of courses, that a file belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    query = (
        select(customfield_data.c.contextid, customfield_field.c.configdata)
        .join(customfield_field, customfield_field.c.id == customfield_data.c.fieldid)
        .join(customfield_category, customfield_category.c.id == customfield_field.c.categoryid)
        .where(customfield_data.c.id == file.itemid, customfield_category.c.component == "core_course")
    )
    row = ctx.db.execute(query).mappings().first()
    if context is None or row is None or row["contextid"] != context.id:
        return False
    return lib.is_shown(row, edits=ctx.has("moodle/course:update", context))


AREAS = {"customfield_textarea/value": FileArea(may_read=of_shown_value, download=False)}
"""The file areas of custom fields, each with the rule of who may read it."""
