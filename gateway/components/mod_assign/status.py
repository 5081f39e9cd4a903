"""The submission status of one user in an assignment: the last attempt, the feedback and, for graders, the grading summary.

Group submissions do not exist here, so results never have a ``teamsubmission``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, Level, MissingCapability, contexts, enrolments
from gateway.components.core_course import instances
from gateway.components.core_course.lib import Course
from gateway.components.core_grades import display, items
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.core_group import lib as groups
from gateway.components.mod_assign.participants import ParticipantStates, visible_participants
from gateway.components.mod_assign.submissions import Assignment, PluginContents, grading_status

__all__ = ["require_view", "submission_status_result"]

_PER = "&nbsp;/&nbsp;"

_GRADED = (
    select(grade_items, grade_grades.c.finalgrade, grade_grades.c.timemodified.label("dategraded"))
    .add_columns(grade_grades.c.overridden, grade_grades.c.hidden.label("own_hidden"))
    .join(grade_grades, grade_grades.c.itemid == grade_items.c.id)
    .where(
        grade_items.c.itemmodule == "assign",
        grade_items.c.iteminstance == bindparam("id"),
        grade_items.c.itemnumber == 0,
        grade_grades.c.userid == bindparam("user"),
    )
)


def require_view(ctx: CallContext, assignment: Assignment, userid: int) -> None:
    """Raise ``nopermission`` unless the user is enrolled and the caller is that user or may view grades."""
    grades = ctx.has("mod/assign:viewgrades", assignment.context) or ctx.has("mod/assign:grade", assignment.context)
    if not enrolments.is_enrolled(ctx.db, userid, assignment.row["course"], now=ctx.now) or not (grades or userid == ctx.userid):
        raise MissingCapability("mod/assign:viewgrades", "nopermission")


def submission_status_result(ctx: CallContext, assignment: Assignment, course: Course, userid: int, groupid: int) -> dict[str, Any]:
    """The result of ``get_submission_status``, without its warnings."""
    states = ParticipantStates(ctx, assignment.row["id"])
    submission, grade = states.submissions.get(userid), states.grades.get(userid)
    contents = PluginContents(ctx, [assignment], [submission] if submission is not None else [], [grade] if grade is not None else [])
    intro = instances.files_of(ctx, assignment.context, "mod_assign", "introattachment", itemid=0)
    result: dict[str, Any] = {"assignmentdata": {"attachments": {"intro": intro}}}
    if ctx.has("mod/assign:viewgrades", assignment.context) or ctx.has("mod/assign:grade", assignment.context):
        result["gradingsummary"] = _grading_summary(ctx, assignment, course, states, groupid, enabled=contents.takes_any(assignment))
    if ctx.has("mod/assign:submit", assignment.context, userid):
        result["lastattempt"] = _last_attempt(ctx, assignment, states, userid, contents)
    if feedback := _feedback(ctx, assignment, course, userid, grade, contents):
        result["feedback"] = feedback
    return result


def _grading_summary(
    ctx: CallContext, assignment: Assignment, course: Course, states: ParticipantStates, groupid: int, *, enabled: bool
) -> dict[str, Any]:
    """The member ``gradingsummary``: how many participants have drafts, have submitted and wait for a grade."""
    userids = [row["id"] for row in visible_participants(ctx, assignment, course, groupid)]
    drafts = [userid for userid in userids if userid in states.submissions and states.submissions[userid]["status"] == "draft"]
    return {
        "participantcount": len(userids),
        "submissiondraftscount": len(drafts) if assignment.row["submissiondrafts"] else 0,
        "submissionsenabled": enabled,
        "submissionssubmittedcount": sum(states.submitted(userid) for userid in userids),
        "submissionsneedgradingcount": sum(states.needs_grading(userid) for userid in userids),
        "warnofungroupedusers": "",
    }


def _last_attempt(
    ctx: CallContext, assignment: Assignment, states: ParticipantStates, userid: int, contents: PluginContents
) -> dict[str, Any]:
    """The member ``lastattempt``: the user's latest submission, and what the user and the caller may still do with it."""
    submission, grade, flags = states.submissions.get(userid), states.grades.get(userid), states.flags.get(userid)
    status = grading_status(grade)
    locked = flags is not None and bool(flags["locked"])
    is_open = not locked and _is_open(ctx, assignment, states, userid)
    draft = submission is not None and submission["status"] == "draft"
    by_caller = is_open if userid == ctx.userid else ctx.has("mod/assign:editothersubmission", assignment.context)
    course_context = contexts.by_instance(ctx.db, Level.COURSE, assignment.row["course"])
    found = {
        "submissiongroupmemberswhoneedtosubmit": [],
        "submissionsenabled": contents.takes_any(assignment),
        "locked": locked,
        "graded": status == "graded",
        "canedit": by_caller,
        "caneditowner": is_open,
        "cansubmit": bool(assignment.row["submissiondrafts"]) and draft and is_open,
        "extensionduedate": states.extension(userid),
        "timelimit": assignment.row["timelimit"],
        "blindmarking": bool(assignment.row["blindmarking"] and not assignment.row["revealidentities"]),
        "gradingstatus": status,
        "usergroups": [group["id"] for group in groups.groups_of_course(ctx, course_context, userid=userid)],
    }
    return (
        found if submission is None else {**found, "submission": {**submission, "plugins": contents.of_submission(assignment, submission)}}
    )


def _is_open(ctx: CallContext, assignment: Assignment, states: ParticipantStates, userid: int) -> bool:
    """Whether the user may still change the submission: between the dates, and not after submitting where there are drafts."""
    row = assignment.row
    until = row["cutoffdate"] and max(row["cutoffdate"], states.extension(userid))
    in_time = ctx.now >= row["allowsubmissionsfromdate"] and (not until or ctx.now <= until)
    return bool(in_time) and not (row["submissiondrafts"] and states.submitted(userid))


def _feedback(
    ctx: CallContext, assignment: Assignment, course: Course, userid: int, grade: RowMapping | None, contents: PluginContents
) -> dict[str, Any] | None:
    """The member ``feedback``: the grade in the gradebook and the comments; None if there is neither, or the grade is hidden."""
    graded = ctx.db.execute(_GRADED, {"id": assignment.row["id"], "user": userid}).mappings().first()
    has_grade = graded is not None and graded["finalgrade"] is not None
    plugins = contents.of_feedback(assignment, grade) if grade is not None else []
    written = any(field["text"] for plugin in plugins for field in plugin["editorfields"])
    hidden = graded is None or any(items.is_hidden(until, ctx.now) for until in (graded["hidden"], graded["own_hidden"]))
    if not (has_grade or written) or (hidden and not ctx.has("mod/assign:grade", assignment.context)):
        return None
    found: dict[str, Any] = {"plugins": plugins}
    if grade is not None:
        found["grade"] = {**grade, "grade": f"{grade['grade']:.5f}"}
    if graded is not None and has_grade:
        course_context = contexts.by_instance(ctx.db, Level.COURSE, course["id"])
        found["gradefordisplay"] = _grade_text(display.displays(ctx.db, ctx.site, [course_context])[course["id"]], graded)
        found["gradeddate"] = graded["overridden"] or graded["dategraded"]
    return found


def _grade_text(how: display.Display, graded: RowMapping) -> str:
    """A grade as text: points with the maximum, or the word of a scale."""
    grade = how.text(graded["finalgrade"], graded, display.DisplayType.REAL)
    if graded["gradetype"] != display.GradeType.VALUE:
        return grade
    return f"{grade}{_PER}{how.text(graded['grademax'], graded, display.DisplayType.REAL)}"
