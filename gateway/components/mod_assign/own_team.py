"""The team of one user: the group whose members hand in together with the user, and who they are."""

from __future__ import annotations

from gateway.api import CallContext
from gateway.components.core_course.lib import Course
from gateway.components.mod_assign.participants import visible_participants
from gateway.components.mod_assign.submissions import Assignment
from gateway.components.mod_assign.teams import Teams

__all__ = ["OwnTeam"]


class OwnTeam:
    """The team of a user: its group, 0 for the team of those who are in no group or in several, and its members."""

    def __init__(self, ctx: CallContext, assignment: Assignment, course: Course, userid: int) -> None:
        """Load the group and the members, of those participants whose work the caller may see."""
        participants = [row["id"] for row in visible_participants(ctx, assignment, course)]
        teams = Teams(ctx, assignment, [*participants, *([] if userid in participants else [userid])])
        group = teams.of(userid)
        self.groupid = int(group["id"]) if group else 0
        self.members = [member for member in teams.members(self.groupid) if member in participants]
        self.may_submit = bool(self.groupid or not assignment.row["preventsubmissionnotingroup"])
        """Whether the team may hand in: those without a group may be kept from it."""
