"""Items that can be commented on, and the permission to read and write their comments."""

from __future__ import annotations

import msgspec
from sqlalchemy import BindParameter, bindparam, literal, select

from gateway.api import CallContext, CodedError, Context
from gateway.api.tables import course_modules, groups_members
from gateway.components.mod_assign.tables import assign_submission
from gateway.components.mod_data.tables import data, data_records
from gateway.components.mod_glossary.tables import glossary, glossary_entries
from gateway.components.mod_wiki.tables import wiki_pages, wiki_subwikis

__all__ = ["CommentSubject", "CommentError", "is_open"]

# The types of plugins whose items can have comments. If the gateway does not know a plugin's permissions, its comments are
# closed; items of core components are open to all who may enter the context.
_ADDONS = ("mod_", "block_", "assignsubmission_", "assignfeedback_", "tool_", "local_", "report_", "qtype_", "format_")


class CommentSubject(msgspec.Struct, frozen=True):
    """An item that can be commented on: its context, component, comment area and item id."""

    context: Context
    component: str
    area: str
    itemid: int


class CommentError(CodedError):
    """Something is wrong with the item that is commented on, or not allowed there."""

    wire_class = "comment_exception"


def is_open(ctx: CallContext, subject: CommentSubject, *, writing: bool = False) -> bool:
    """Whether the component of an item lets the caller read or, if ``writing``, write comments on it.

    Raises ``invalidcommentitemid`` for an entry of a database or glossary, or a page of a wiki, that is not there.
    """
    if subject.component == "assignsubmission_comments":
        return _sees_submission(ctx, subject)
    if (subject.component, subject.area) in _ENTRIES:
        return _sees_entry(ctx, subject, writing=writing)
    return subject.component == "block_comments" or not subject.component.startswith(_ADDONS)


# The entries that can be commented on, by component and area: the statement that finds one in a course module, and the capabilities
# to read and to write comments on it ("" for none of their own).
_MODULE: BindParameter[int] = bindparam("module")
_ITEM: BindParameter[int] = bindparam("item")
_ENTRIES = {
    ("mod_data", "database_entry"): (
        select(data_records.c.userid, data_records.c.approved, data.c.comments.label("open"), data.c.approval)
        .select_from(
            data_records.join(data, data.c.id == data_records.c.dataid).join(course_modules, course_modules.c.instance == data.c.id)
        )
        .where(course_modules.c.id == _MODULE, data_records.c.id == _ITEM),
        ("", "mod/data:comment", "mod/data:approve"),
    ),
    ("mod_glossary", "glossary_entry"): (
        select(glossary_entries.c.userid, glossary_entries.c.approved, glossary.c.allowcomments.label("open"), literal(1).label("approval"))
        .select_from(
            glossary_entries.join(glossary, glossary.c.id == glossary_entries.c.glossaryid).join(
                course_modules, course_modules.c.instance == glossary.c.id
            )
        )
        .where(course_modules.c.id == _MODULE, glossary_entries.c.id == _ITEM),
        ("", "mod/glossary:comment", "mod/glossary:approve"),
    ),
    ("mod_wiki", "wiki_page"): (
        select(wiki_subwikis.c.userid, literal(1).label("approved"), literal(1).label("open"), literal(0).label("approval"))
        .select_from(
            wiki_pages.join(wiki_subwikis, wiki_subwikis.c.id == wiki_pages.c.subwikiid).join(
                course_modules, course_modules.c.instance == wiki_subwikis.c.wikiid
            )
        )
        .where(course_modules.c.id == _MODULE, wiki_pages.c.id == _ITEM),
        ("mod/wiki:viewcomment", "mod/wiki:editcomment", ""),
    ),
}


def _sees_entry(ctx: CallContext, subject: CommentSubject, *, writing: bool) -> bool:
    """Whether the caller may read, or write, comments on an entry: entries that wait for approval are for authors and approvers."""
    statement, (reads, writes, approves) = _ENTRIES[subject.component, subject.area]
    row = ctx.db.execute(statement, {"module": subject.context.instance, "item": subject.itemid}).first()
    if row is None:
        raise CommentError("invalidcommentitemid")
    waits = row.approval and not row.approved and row.userid != ctx.userid
    if not row.open or (waits and not ctx.has(approves, subject.context)):
        return False
    needed = writes if writing else reads
    return not needed or ctx.has(needed, subject.context)


def _sees_submission(ctx: CallContext, subject: CommentSubject) -> bool:
    """Whether the caller may see the submission: graders, its author, and the members of its group."""
    cols = assign_submission.c
    with_module = assign_submission.join(course_modules, course_modules.c.instance == cols.assignment)
    query = select(cols.userid, cols.groupid).select_from(with_module)
    row = ctx.db.execute(query.where(cols.id == subject.itemid, course_modules.c.id == subject.context.instance)).first()
    if row is None:
        return False
    if any(ctx.has(f"mod/assign:{name}", subject.context) for name in ("grade", "viewgrades")):
        return True
    if row.userid:
        return bool(row.userid == ctx.userid)
    member = groups_members.c
    mine = select(member.id).where(member.groupid == row.groupid, member.userid == ctx.userid)
    return ctx.db.execute(mine).first() is not None
