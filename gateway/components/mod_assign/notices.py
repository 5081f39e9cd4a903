"""What people are told of an assignment: that they have handed in something, and graders that somebody has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select

from gateway.api import CallContext, format_string
from gateway.api.access import GroupMode, fullname, in_grouping, mode_of
from gateway.api.tables import groups, groups_members
from gateway.components.core_course.lib import Course
from gateway.components.core_enrol.participants import ParticipantQuery, participants
from gateway.components.core_message import sending
from gateway.components.core_message.sending import NOBODY, Notice
from gateway.components.core_user import lib as users
from gateway.components.mod_assign import user_numbers
from gateway.components.mod_assign.participants import is_blind
from gateway.components.mod_assign.submissions import Assignment

__all__ = ["notice", "submitted"]

_KIND: Final = "assign_notification"
_RECEIPT, _FOR_GRADERS = "submissionreceipt", "gradersubmissionupdated"


def submitted(ctx: CallContext, assignment: Assignment, course: Course, userid: int) -> None:
    """Tell a user that they have submitted something, and the graders, as far as the site and the assignment want that."""
    name = format_string(assignment.row["name"], ctx.settings)
    if ctx.site.config.flag("assign/submissionreceipts"):
        notice = _notice(ctx, assignment, course, userid, _RECEIPT, f"You have handed in your work for {name}")
        sending.send_notice(ctx, notice, NOBODY, userid)
    row = assignment.row
    late = row["duedate"] and row["duedate"] < ctx.now
    if not row["sendnotifications"] and not (late and row["sendlatenotifications"]):
        return
    who = "Somebody" if is_blind(assignment) else fullname(ctx.site, users.existing(ctx.db, userid), complete=True)
    notice = _notice(ctx, assignment, course, userid, _FOR_GRADERS, f"{who} has handed in work for {name}")
    for grader in _graders(ctx, assignment, course, userid):
        sending.send_notice(ctx, notice, NOBODY if is_blind(assignment) else userid, grader)


def notice(
    assignid: int, cmid: int, name: str, course: tuple[int, str], *, kind: str, subject: str, number: int | None, blind: bool
) -> Notice:
    """A notification of an assignment, given with its course by id and name; ``number`` stands for the user it is about."""
    courseid, coursename = course
    data = {
        "cmid": str(cmid),
        "instance": str(assignid),
        "messagetype": kind,
        "blindmarking": blind,
        "uniqueidforuser": str(number or ""),
        "courseid": str(courseid),
    }
    return Notice(
        component="mod_assign",
        kind=_KIND,
        subject=subject,
        text=f"{subject} ({coursename}).",
        small=subject,
        page=f"/mod/assign/view.php?id={cmid}",
        page_name=name,
        data=data,
    )


def _notice(ctx: CallContext, assignment: Assignment, course: Course, userid: int, kind: str, subject: str) -> Notice:
    """A notification about what a user has done."""
    return notice(
        assignment.row["id"],
        assignment.module["id"],
        format_string(assignment.row["name"], ctx.settings),
        (course["id"], format_string(course["fullname"], ctx.settings)),
        kind=kind,
        subject=subject,
        number=user_numbers.ensured(ctx, assignment.row["id"], userid),
        blind=is_blind(assignment),
    )


def _graders(ctx: CallContext, assignment: Assignment, course: Course, userid: int) -> Iterable[int]:
    """The ids of those who are told of what a user hands in: with separate groups, those who share one with the user.

    For a user in no group, they are those in no group either.
    """
    wanted = ParticipantQuery(capability="mod/assign:receivegradernotifications", across_groups=True, onlyactive=True)
    found = [row["id"] for row in participants(ctx, course, assignment.context, wanted) if row["id"] != userid]
    if mode_of(course, assignment.module) != GroupMode.SEPARATE:
        return found
    query = select(groups_members.c.userid, groups_members.c.groupid).join(groups, groups.c.id == groups_members.c.groupid)
    query = query.where(groups.c.courseid == course["id"], groups_members.c.userid.in_([userid, *found]))
    grouping = assignment.module["groupingid"]
    if grouping:
        query = query.where(in_grouping(grouping))
    member: dict[int, set[int]] = {}
    for row in ctx.db.execute(query):
        member.setdefault(row.userid, set()).add(row.groupid)
    own = member.get(userid, set())
    return [one for one in found if (member.get(one, set()) & own if own else one not in member)]
