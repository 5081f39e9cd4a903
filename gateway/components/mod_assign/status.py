"""The submission status of one user in an assignment: last attempt, feedback and, for graders, the grading summary."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, Level, MissingCapability, contexts, enrolments
from gateway.components.core_course import instances
from gateway.components.core_course.lib import Course
from gateway.components.core_group import lib as groups
from gateway.components.mod_assign import lib, opening
from gateway.components.mod_assign.attempts import Attempts, Submission
from gateway.components.mod_assign.gradebook import Gradebook, PreviousAttempts
from gateway.components.mod_assign.participants import ParticipantStates, is_blind, visible_participants
from gateway.components.mod_assign.submissions import Assignment, PluginContents, grading_status, is_graded
from gateway.components.mod_assign.tables import assign_submission
from gateway.components.mod_assign.teams import Teams

__all__ = ["require_view", "submission_status_result"]

_TEAM_SUBMISSIONS = (
    select(assign_submission)
    .where(assign_submission.c.assignment == bindparam("id"), assign_submission.c.userid == 0, assign_submission.c.latest == 1)
    .order_by(assign_submission.c.attemptnumber)
)


def require_view(ctx: CallContext, assignment: Assignment, userid: int) -> None:
    """Raise ``nopermission`` unless the user is enrolled and the caller is that user or may view grades."""
    grades = ctx.has("mod/assign:viewgrades", assignment.context) or ctx.has("mod/assign:grade", assignment.context)
    if not enrolments.is_enrolled(ctx.db, userid, assignment.row["course"], now=ctx.now) or not (grades or userid == ctx.userid):
        raise MissingCapability("mod/assign:viewgrades", "nopermission")


def submission_status_result(ctx: CallContext, assignment: Assignment, course: Course, userid: int, groupid: int) -> dict[str, Any]:
    """The result of ``get_submission_status``, without its warnings."""
    assignment = opening.for_user(ctx, assignment, userid)
    row = assignment.row
    states = ParticipantStates(ctx, assignment.row["id"])
    submission, grade = states.submissions.get(userid), states.grades.get(userid)
    attempts = Attempts(ctx, assignment, course, userid)
    shared = attempts.latest() if attempts.team else submission
    previous = PreviousAttempts(ctx, assignment, userid, shared)
    submissions = [one for one in (submission, shared if attempts.team else None, *previous.submissions) if one is not None]
    grades = [one for one in (grade, *previous.grades.values()) if one is not None]
    contents = PluginContents(ctx, [assignment], submissions, grades)
    intro = instances.files_of(ctx, assignment.context, "mod_assign", "introattachment", itemid=0)
    data: dict[str, Any] = {"attachments": {"intro": intro}}
    files = instances.files_of(ctx, assignment.context, "mod_assign", "activityattachment", itemid=0)
    if activity := lib.activity_result(ctx, row, assignment.context, files):
        data = {"attachments": {"intro": intro, "activity": activity["activityattachments"]}, **activity}
    result: dict[str, Any] = {"assignmentdata": data}
    if ctx.has("mod/assign:viewgrades", assignment.context) or ctx.has("mod/assign:grade", assignment.context):
        result["gradingsummary"] = _grading_summary(ctx, assignment, course, states, groupid, enabled=contents.takes_any(assignment))
    if ctx.has("mod/assign:submit", assignment.context, userid):
        result["lastattempt"] = _last_attempt(ctx, assignment, states, contents, attempts, shared)
    flags = states.flags.get(userid)
    released = not row["markingworkflow"] or (flags is not None and flags["workflowstate"] == "released")
    gradebook = Gradebook(ctx, assignment, course, userid)
    if feedback := _feedback(ctx, assignment, gradebook, grade, contents, released=released):
        result["feedback"] = feedback
    if previous.submissions:
        result["previousattempts"] = previous.results(contents, gradebook)
    return result


def _grading_summary(
    ctx: CallContext, assignment: Assignment, course: Course, states: ParticipantStates, groupid: int, *, enabled: bool
) -> dict[str, Any]:
    """The member ``gradingsummary``: how many participants have drafts, have submitted and wait for a grade."""
    userids = [row["id"] for row in visible_participants(ctx, assignment, course, groupid)]
    if assignment.row["teamsubmission"]:
        return _teams_summary(ctx, assignment, course, userids, groupid, enabled=enabled)
    drafts = [userid for userid in userids if userid in states.submissions and states.submissions[userid]["status"] == "draft"]
    return {
        "participantcount": len(userids),
        "submissiondraftscount": len(drafts) if assignment.row["submissiondrafts"] else 0,
        "submissionsenabled": enabled,
        "submissionssubmittedcount": sum(states.submitted(userid) for userid in userids),
        "submissionsneedgradingcount": sum(states.needs_grading(userid) for userid in userids),
        "warnofungroupedusers": "",
    }


def _teams_summary(
    ctx: CallContext, assignment: Assignment, course: Course, userids: list[int], groupid: int, *, enabled: bool
) -> dict[str, Any]:
    """The member ``gradingsummary`` of an assignment of teams, which counts teams; ``userids`` are the participants of one group."""
    row = assignment.row
    required = bool(row["preventsubmissionnotingroup"])
    submissions = [
        submission
        for submission in ctx.db.execute(_TEAM_SUBMISSIONS, {"id": row["id"]}).mappings()
        if groupid in (0, submission["groupid"])
    ]
    drafts, submitted = (sum(submission["status"] == status for submission in submissions) for status in ("draft", "submitted"))
    everybody = [user["id"] for user in visible_participants(ctx, assignment, course)] if groupid else userids
    alone = Teams(ctx, assignment, everybody).members(0)
    return {
        "participantcount": Teams(ctx, assignment, userids).count(with_others=not required),
        "submissiondraftscount": drafts if row["submissiondrafts"] else 0,
        "submissionsenabled": enabled,
        "submissionssubmittedcount": submitted,
        # Submissions of teams are shared, so they are not counted.
        "submissionsneedgradingcount": 0,
        "warnofungroupedusers": ("warnrequired" if required else "warnoptional") if alone else "",
    }


def _last_attempt(
    ctx: CallContext,
    assignment: Assignment,
    states: ParticipantStates,
    contents: PluginContents,
    attempts: Attempts,
    shared: Submission | None,
) -> dict[str, Any]:
    """The member ``lastattempt``: the user's latest submission, and what the user and the caller may still do with it.

    ``shared`` is the latest attempt: the team's, where teams hand in together.
    """
    userid, team = attempts.userid, attempts.team
    submission, grade, flags = states.submissions.get(userid), states.grades.get(userid), states.flags.get(userid)
    status = grading_status(assignment, grade, flags["workflowstate"] if flags is not None else "")
    locked = flags is not None and bool(flags["locked"])
    is_open = contents.takes_any(assignment) and opening.is_open(ctx, assignment, userid, shared, flags)
    draft = shared is not None and shared["status"] != "submitted" and not contents.is_empty(assignment, shared)
    if team is not None:
        draft = draft and not states.submitted(userid) and team.may_submit
    by_caller = contents.takes_any(assignment) and ctx.has("mod/assign:editothersubmission", assignment.context)
    if userid == ctx.userid:
        by_caller = is_open
    course_context = contexts.by_instance(ctx.db, Level.COURSE, assignment.row["course"])
    waited_for = team.members if team is not None and assignment.row["requireallteammemberssubmit"] else []
    grouping = assignment.row["teamsubmissiongroupingid"]
    found: dict[str, Any] = {
        "submissiongroupmemberswhoneedtosubmit": [member for member in waited_for if not states.submitted(member)],
        "submissionsenabled": contents.takes_any(assignment),
        "locked": locked,
        "graded": is_graded(grade),
        "canedit": by_caller,
        "caneditowner": is_open,
        "cansubmit": bool(assignment.row["submissiondrafts"]) and draft and is_open,
        "extensionduedate": None if flags is None else flags["extensionduedate"],
        "timelimit": assignment.row["timelimit"],
        "blindmarking": is_blind(assignment),
        "gradingstatus": status,
        "usergroups": [
            group["id"] for group in groups.groups_of_course(ctx, course_context, userid=userid, groupingid=grouping, participation=True)
        ],
    }
    if team is not None and team.groupid:
        found["submissiongroup"] = team.groupid
    for name, row in (("submission", submission), ("teamsubmission", shared if team is not None else None)):
        if row is not None:
            found[name] = {**row, "plugins": contents.of_submission(assignment, row)}
    return found


def _feedback(
    ctx: CallContext,
    assignment: Assignment,
    gradebook: Gradebook,
    grade: RowMapping | None,
    contents: PluginContents,
    *,
    released: bool,
) -> dict[str, Any] | None:
    """The member ``feedback``: the grade in the gradebook and the comments; None if there is neither, or the grade is hidden.

    Unless ``released`` by the marking workflow, the comments alone are no reason for it.
    """
    plugins = contents.of_feedback(assignment, grade) if grade is not None else []
    texts = [field["text"] for plugin in plugins for field in plugin.get("editorfields", ())]
    stored = [area["files"] for plugin in plugins for area in plugin["fileareas"] if plugin["type"] == "file"]
    written = released and any([*texts, *stored])
    if not (gradebook.grade is not None or written) or (gradebook.hidden and not ctx.has("mod/assign:grade", assignment.context)):
        return None
    found: dict[str, Any] = {"gradefordisplay": None, "gradeddate": None}
    if grade is not None:
        found |= {"grade": {**grade, "grade": f"{grade['grade']:.5f}"}, "plugins": plugins}
    if gradebook.grade is not None:
        found |= {"gradefordisplay": gradebook.text(gradebook.grade), "gradeddate": gradebook.date}
    return found
