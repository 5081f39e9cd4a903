"""The file areas of databases and their rules: files are readable like the entries that they belong to."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext, Level, contexts
from gateway.api.access import are_apart, mode_of, own_groups
from gateway.api.areas import INTRO, Areas, StoredFile, enterable
from gateway.api.tables import course
from gateway.components.core_course import course_modules
from gateway.components.mod_data.tables import data, data_content, data_records

__all__ = ["AREAS"]


def of_readable_entry(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the entry that a file belongs to: approved where that is needed, and of a group they may see."""
    context = contexts.by_id(ctx.db, file.contextid)
    query = (
        select(data_records, data.c.approval, data.c.course)
        .join(data_content, data_content.c.recordid == data_records.c.id)
        .join(data, data.c.id == data_records.c.dataid)
        .where(data_content.c.id == file.itemid)
    )
    row = ctx.db.execute(query).mappings().first()
    if context is None or row is None or not enterable(ctx, file):
        return False
    module = course_modules.by_id(ctx.db, context.instance)
    if module["instance"] != row["dataid"]:
        return False
    own = row["userid"] == ctx.userid
    if row["approval"] and not row["approved"] and not own and not ctx.has("mod/data:approve", context):
        return False
    around = ctx.db.execute(select(course).where(course.c.id == row["course"])).mappings().one()
    if not row["groupid"] or not are_apart(ctx, mode_of(around, module), context):
        return True
    mine = own_groups(ctx, contexts.by_instance(ctx.db, Level.COURSE, row["course"]), module["groupingid"])
    return row["groupid"] in set(ctx.db.execute(mine).scalars())


AREAS: Areas = {"intro": INTRO, "content": of_readable_entry}
"""The file areas of databases, each with the rule of who may read it."""
