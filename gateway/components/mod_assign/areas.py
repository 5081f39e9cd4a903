"""The file areas of assignments and their rules: files handed in, feedback, and files that come with the task."""

from __future__ import annotations

from sqlalchemy import RowMapping, Table, select

from gateway.api import CallContext, contexts, enrolments
from gateway.api.areas import INTRO, Areas, FileArea, ItemSegment, StoredFile, enterable
from gateway.components.core_course import course_modules
from gateway.components.mod_assign.participants import enter
from gateway.components.mod_assign.submissions import Assignment, visible_userids
from gateway.components.mod_assign.tables import assign_grades, assign_submission, assign_user_flags
from gateway.components.mod_assign.teams import Teams

__all__ = ["AREAS"]

_RELEASED = "released"


def of_visible_submission(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the submission that a file belongs to: their own, their team's, or as a grader."""
    found = _with_row(ctx, file, assign_submission)
    if found is None:
        return False
    assignment, row = found
    if _sees_grades(ctx, assignment):
        return not row["userid"] or row["userid"] in visible_userids(ctx, assignment, [row["userid"]])
    if not enrolments.is_enrolled(ctx.db, ctx.userid, assignment.row["course"], now=ctx.now):
        return False
    if row["userid"]:
        return bool(row["userid"] == ctx.userid)
    team = Teams(ctx, assignment, [ctx.userid]).of(ctx.userid)
    return bool(row["groupid"] == (team["id"] if team else 0))


def of_visible_feedback(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the feedback that a file belongs to: their own, once it is released, or as a grader."""
    found = _with_row(ctx, file, assign_grades)
    if found is None:
        return False
    assignment, row = found
    if _sees_grades(ctx, assignment):
        return row["userid"] in visible_userids(ctx, assignment, [row["userid"]])
    if row["userid"] != ctx.userid:
        return False
    return not assignment.row["markingworkflow"] or _workflow_state(ctx, assignment) == _RELEASED


def of_shown_task(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the files that come with a task, which may be hidden until people can submit."""
    return _is_shown(ctx, file, always="alwaysshowdescription")


def of_open_task(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the files of what to do, which are hidden until people can submit."""
    return _is_shown(ctx, file)


def _is_shown(ctx: CallContext, file: StoredFile, always: str | None = None) -> bool:
    """Whether the caller may see files of a task: who grades it, others once they can submit, or if the column ``always`` says so."""
    context = contexts.by_id(ctx.db, file.contextid)
    if context is None or not enterable(ctx, file):
        return False
    row = enter(ctx, course_modules.by_id(ctx.db, context.instance)["instance"])[0].row
    shown = ctx.now > row["allowsubmissionsfromdate"] or (always is not None and row[always])
    return bool(shown) or ctx.has("mod/assign:manageallocations", context) or ctx.has("mod/assign:grade", context)


def _with_row(ctx: CallContext, file: StoredFile, table: Table) -> tuple[Assignment, RowMapping] | None:
    """The assignment and the row that a file belongs to, None if they are not those of the file's context."""
    row = ctx.db.execute(select(table).where(table.c.id == file.itemid)).mappings().first()
    if row is None:
        return None
    assignment, _ = enter(ctx, row["assignment"])
    return (assignment, row) if assignment.context.id == file.contextid else None


def _sees_grades(ctx: CallContext, assignment: Assignment) -> bool:
    """Whether the caller sees the work of others."""
    return ctx.has("mod/assign:viewgrades", assignment.context) or ctx.has("mod/assign:grade", assignment.context)


def _workflow_state(ctx: CallContext, assignment: Assignment) -> str | None:
    """How far the marking of the caller's work has come, None before it has begun."""
    cols = assign_user_flags.c
    query = select(cols.workflowstate).where(cols.assignment == assignment.row["id"], cols.userid == ctx.userid)
    return ctx.db.execute(query).scalar_one_or_none()


_SUBMITTED = FileArea(may_read=of_visible_submission, listed=of_visible_submission, label="Submission")
_FEEDBACK = FileArea(may_read=of_visible_feedback, listed=of_visible_feedback, label="Feedback")

AREAS: Areas = {
    "intro": INTRO,
    "introattachment": FileArea(may_read=of_shown_task, item=ItemSegment.REVISION, download=False),
    "activityattachment": FileArea(may_read=of_open_task, item=ItemSegment.REVISION, download=False),
    "assignsubmission_file/submission_files": _SUBMITTED,
    "assignsubmission_onlinetext/submissions_onlinetext": _SUBMITTED,
    "assignfeedback_file/feedback_files": _FEEDBACK,
    "assignfeedback_comments/feedback": _FEEDBACK,
    "assignfeedback_editpdf/download": _FEEDBACK,
}
"""The file areas of assignments and of their kinds of submission and feedback, each with the rule of who may read it."""
