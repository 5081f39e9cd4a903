"""The file areas of workshops and their rules: files are readable like the submissions that they belong to."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from gateway.api import CallContext, Level, contexts
from gateway.api.access import are_apart, members_of, mode_of, own_groups
from gateway.api.areas import INTRO, Areas, FileArea, ItemSegment, StoredFile, enterable
from gateway.api.tables import course
from gateway.components.core_course import course_modules
from gateway.components.mod_workshop.tables import workshop, workshop_assessments, workshop_submissions

__all__ = ["AREAS"]

# The forms for assessments, each with descriptions of what is assessed.
_FORMS = ("accumulative", "comments", "numerrors", "rubric")
# The phase in which submissions are published.
_CLOSED = 50


def of_readable_submission(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the submission that a file belongs to.

    Authors may, and who assesses it; anybody once it is published; and those who see all submissions, within their groups.
    """
    context = contexts.by_id(ctx.db, file.contextid)
    row = ctx.db.execute(select(workshop_submissions).where(workshop_submissions.c.id == file.itemid)).mappings().first()
    if context is None or row is None or not enterable(ctx, file):
        return False
    module = course_modules.by_id(ctx.db, context.instance)
    if module["instance"] != row["workshopid"]:
        return False
    if row["example"] or row["authorid"] == ctx.userid:
        return True
    cols = workshop_assessments.c
    if ctx.db.execute(select(cols.id).where(cols.submissionid == row["id"], cols.reviewerid == ctx.userid)).first():
        return True
    phase = ctx.db.execute(select(workshop.c.phase).where(workshop.c.id == row["workshopid"])).scalar_one()
    if row["published"] and phase == _CLOSED and ctx.has("mod/workshop:viewpublishedsubmissions", context):
        return True
    if not ctx.has("mod/workshop:viewallsubmissions", context):
        return False
    around = ctx.db.execute(select(course).where(course.c.id == module["course"])).mappings().one()
    if not are_apart(ctx, mode_of(around, module), context):
        return True
    mine = own_groups(ctx, contexts.by_instance(ctx.db, Level.COURSE, module["course"]), module["groupingid"])
    return row["authorid"] in set(ctx.db.execute(members_of(mine)).scalars())


def of_readable_assessment(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the assessment that a file belongs to.

    Who has written it may; the author of what it assesses, once all is over; and who sees all assessments, as far as they may read
    what is assessed.
    """
    context = contexts.by_id(ctx.db, file.contextid)
    row = ctx.db.execute(select(workshop_assessments).where(workshop_assessments.c.id == file.itemid)).mappings().first()
    if context is None or row is None or not enterable(ctx, file):
        return False
    query = select(workshop_submissions.c.workshopid, workshop_submissions.c.authorid).where(
        workshop_submissions.c.id == row["submissionid"]
    )
    assessed = ctx.db.execute(query).mappings().first()
    if assessed is None or course_modules.by_id(ctx.db, context.instance)["instance"] != assessed["workshopid"]:
        return False
    if row["reviewerid"] == ctx.userid:
        return True
    phase = ctx.db.execute(select(workshop.c.phase).where(workshop.c.id == assessed["workshopid"])).scalar_one()
    if phase == _CLOSED and assessed["authorid"] == ctx.userid:
        return True
    if not ctx.has("mod/workshop:viewallassessments", context):
        return False
    return of_readable_submission(ctx, msgspec.structs.replace(file, itemid=row["submissionid"]))


_TEXT = FileArea(may_read=enterable, item=ItemSegment.NONE, lifetime=None, download=False)

AREAS: Areas = {
    "intro": INTRO,
    "instructauthors": _TEXT,
    "instructreviewers": _TEXT,
    "conclusion": _TEXT,
    "submission_content": of_readable_submission,
    "submission_attachment": of_readable_submission,
    "overallfeedback_content": of_readable_assessment,
    "overallfeedback_attachment": of_readable_assessment,
    **{f"workshopform_{form}/description": FileArea(may_read=enterable, download=False) for form in _FORMS},
}
"""The file areas of workshops, each with the rule of who may read it."""
