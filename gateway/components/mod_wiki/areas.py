"""The file areas of wikis and their rules: files are readable like the pages beside them."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext, Level, contexts
from gateway.api.access import are_apart, mode_of, own_groups
from gateway.api.areas import INTRO, FileArea, StoredFile, enterable
from gateway.api.tables import course
from gateway.components.core_course import course_modules
from gateway.components.mod_wiki.tables import wiki_subwikis

__all__ = ["AREAS"]


def of_readable_wiki(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the wiki, of a group or of one person, that a file belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    row = ctx.db.execute(select(wiki_subwikis).where(wiki_subwikis.c.id == file.itemid)).mappings().first()
    if context is None or row is None or not enterable(ctx, file):
        return False
    module = course_modules.by_id(ctx.db, context.instance)
    if module["instance"] != row["wikiid"] or not ctx.has("mod/wiki:viewpage", context):
        return False
    if row["userid"] and row["userid"] != ctx.userid and not ctx.has("mod/wiki:managewiki", context):
        return False
    around = ctx.db.execute(select(course).where(course.c.id == module["course"])).mappings().one()
    if not row["groupid"] or not are_apart(ctx, mode_of(around, module), context):
        return True
    mine = own_groups(ctx, contexts.by_instance(ctx.db, Level.COURSE, module["course"]), module["groupingid"])
    return row["groupid"] in set(ctx.db.execute(mine).scalars())


def of_nobody(_ctx: CallContext, _file: StoredFile) -> bool:
    """Whether somebody is told which files a wiki has: its own functions tell, lists of files do not."""
    return False


AREAS = {"intro": INTRO, "attachments": FileArea(may_read=of_readable_wiki, lifetime=None, previews=False, listed=of_nobody)}
"""The file areas of wikis, each with the rule of who may read it."""
