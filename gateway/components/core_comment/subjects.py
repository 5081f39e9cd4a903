"""Items that can be commented on, and the permission to read and write their comments."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from gateway.api import CallContext, Context
from gateway.api.tables import course_modules, groups_members
from gateway.components.mod_assign.tables import assign_submission

__all__ = ["CommentSubject", "is_open"]

# The types of plugins whose items can have comments. If the gateway does not know a plugin's permissions, its comments are
# closed; items of core components are open to all who may enter the context.
_ADDONS = ("mod_", "block_", "assignsubmission_", "assignfeedback_", "tool_", "local_", "report_", "qtype_", "format_")


class CommentSubject(msgspec.Struct, frozen=True):
    """An item that can be commented on: its context, component, comment area and item id."""

    context: Context
    component: str
    area: str
    itemid: int


def is_open(ctx: CallContext, subject: CommentSubject) -> bool:
    """Whether the component of an item lets the caller read and write comments on it."""
    if subject.component == "assignsubmission_comments":
        return _sees_submission(ctx, subject)
    return subject.component == "block_comments" or not subject.component.startswith(_ADDONS)


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
