"""How one person stands in an assignment, with all that they handed in and were told.

Submissions that groups make together are told as those of nobody: no one has made any here.
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
from gateway.components.mod_assign.participants import Standing, people
from gateway.components.mod_assign.submissions import Assignment, Contents, grading_status

__all__ = ["require_view", "told"]

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


def require_view(ctx: CallContext, one: Assignment, userid: int) -> None:
    """Raise ``nopermission`` unless the caller may see how somebody stands, who must be in the course."""
    grades = ctx.has("mod/assign:viewgrades", one.place) or ctx.has("mod/assign:grade", one.place)
    if not enrolments.is_enrolled(ctx.db, userid, one.row["course"], now=ctx.now) or not (grades or userid == ctx.userid):
        raise MissingCapability("mod/assign:viewgrades", "nopermission")


def told(ctx: CallContext, one: Assignment, course: Course, userid: int, groupid: int) -> dict[str, Any]:
    """How somebody stands and, for those who grade, how far grading is."""
    standing = Standing(ctx, one.row["id"])
    own, grade = standing.submissions.get(userid), standing.grades.get(userid)
    contents = Contents(ctx, [one], [own] if own is not None else [], [grade] if grade is not None else [])
    intro = instances.files_of(ctx, one.place, "mod_assign", "introattachment", itemid=0)
    found: dict[str, Any] = {"assignmentdata": {"attachments": {"intro": intro}}}
    if ctx.has("mod/assign:viewgrades", one.place) or ctx.has("mod/assign:grade", one.place):
        found["gradingsummary"] = _summary(ctx, one, course, standing, groupid, enabled=contents.takes_any(one))
    if ctx.has("mod/assign:submit", one.place, userid):
        found["lastattempt"] = _attempt(ctx, one, standing, userid, contents)
    if feedback := _feedback(ctx, one, course, userid, grade, contents):
        found["feedback"] = feedback
    return found


def _summary(ctx: CallContext, one: Assignment, course: Course, standing: Standing, groupid: int, *, enabled: bool) -> dict[str, Any]:
    """How far grading is."""
    who = [row["id"] for row in people(ctx, one, course, groupid)]
    drafts = [userid for userid in who if userid in standing.submissions and standing.submissions[userid]["status"] == "draft"]
    return {
        "participantcount": len(who),
        "submissiondraftscount": len(drafts) if one.row["submissiondrafts"] else 0,
        "submissionsenabled": enabled,
        "submissionssubmittedcount": sum(standing.submitted(userid) for userid in who),
        "submissionsneedgradingcount": sum(standing.waits(userid) for userid in who),
        "warnofungroupedusers": "",
    }


def _attempt(ctx: CallContext, one: Assignment, standing: Standing, userid: int, contents: Contents) -> dict[str, Any]:
    """The last attempt of somebody, and what may still be done with it."""
    own, grade, flags = standing.submissions.get(userid), standing.grades.get(userid), standing.flags.get(userid)
    status = grading_status(grade)
    locked = flags is not None and bool(flags["locked"])
    is_open = not locked and _is_open(ctx, one, standing, userid)
    draft = own is not None and own["status"] == "draft"
    by_caller = is_open if userid == ctx.userid else ctx.has("mod/assign:editothersubmission", one.place)
    place = contexts.by_instance(ctx.db, Level.COURSE, one.row["course"])
    found = {
        "submissiongroupmemberswhoneedtosubmit": [],
        "submissionsenabled": contents.takes_any(one),
        "locked": locked,
        "graded": status == "graded",
        "canedit": by_caller,
        "caneditowner": is_open,
        "cansubmit": bool(one.row["submissiondrafts"]) and draft and is_open,
        "extensionduedate": standing.extension(userid),
        "timelimit": one.row["timelimit"],
        "blindmarking": bool(one.row["blindmarking"] and not one.row["revealidentities"]),
        "gradingstatus": status,
        "usergroups": [group["id"] for group in groups.groups_of_course(ctx, place, userid=userid)],
    }
    return found if own is None else {**found, "submission": {**own, "plugins": contents.of_submission(one, own)}}


def _is_open(ctx: CallContext, one: Assignment, standing: Standing, userid: int) -> bool:
    """Whether somebody may change what they handed in: in the time for that, and not once it is handed in for good."""
    row = one.row
    until = row["cutoffdate"] and max(row["cutoffdate"], standing.extension(userid))
    in_time = ctx.now >= row["allowsubmissionsfromdate"] and (not until or ctx.now <= until)
    return bool(in_time) and not (row["submissiondrafts"] and standing.submitted(userid))


def _feedback(
    ctx: CallContext, one: Assignment, course: Course, userid: int, grade: RowMapping | None, contents: Contents
) -> dict[str, Any] | None:
    """The grade as the grade book has it and what was written with it; None where there is none, or none to be seen yet."""
    graded = ctx.db.execute(_GRADED, {"id": one.row["id"], "user": userid}).mappings().first()
    has_grade = graded is not None and graded["finalgrade"] is not None
    plugins = contents.of_feedback(one, grade) if grade is not None else []
    written = any(field["text"] for plugin in plugins for field in plugin["editorfields"])
    hidden = graded is None or any(items.is_hidden(until, ctx.now) for until in (graded["hidden"], graded["own_hidden"]))
    if not (has_grade or written) or (hidden and not ctx.has("mod/assign:grade", one.place)):
        return None
    found: dict[str, Any] = {"plugins": plugins}
    if grade is not None:
        found["grade"] = {**grade, "grade": f"{grade['grade']:.5f}"}
    if graded is not None and has_grade:
        place = contexts.by_instance(ctx.db, Level.COURSE, course["id"])
        found["gradefordisplay"] = _shown(display.displays(ctx.db, ctx.site, [place])[course["id"]], graded)
        found["gradeddate"] = graded["overridden"] or graded["dategraded"]
    return found


def _shown(how: display.Display, graded: RowMapping) -> str:
    """A grade of a number of points, or in the words of a scale."""
    own = how.text(graded["finalgrade"], graded, display.DisplayType.REAL)
    if graded["gradetype"] != display.GradeType.VALUE:
        return own
    return f"{own}{_PER}{how.text(graded['grademax'], graded, display.DisplayType.REAL)}"
