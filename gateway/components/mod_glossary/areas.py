"""The file areas of glossaries and their rules: files are readable like the entries that they belong to."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext, contexts
from gateway.api.areas import INTRO, Areas, FileArea, StoredFile
from gateway.components.core_course import course_modules
from gateway.components.mod_glossary.tables import glossary_entries

__all__ = ["AREAS"]


def of_readable_entry(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the entry that a file belongs to: one that is approved, their own, or as who approves."""
    context = contexts.by_id(ctx.db, file.contextid)
    row = ctx.db.execute(select(glossary_entries).where(glossary_entries.c.id == file.itemid)).mappings().first()
    if context is None or row is None:
        return False
    if course_modules.by_id(ctx.db, ctx.validate(context).instance)["instance"] not in (row["glossaryid"], row["sourceglossaryid"]):
        return False
    return bool(row["approved"] or row["userid"] == ctx.userid) or ctx.has("mod/glossary:approve", context)


AREAS: Areas = {
    "intro": INTRO,
    "entry": FileArea(may_read=of_readable_entry, label="Definitions"),
    "attachment": FileArea(may_read=of_readable_entry, label="Attachments"),
}
"""The file areas of glossaries, each with the rule of who may read it."""
