"""What completes an assignment: submitting it, where it says so, besides viewing it and getting a grade."""

from __future__ import annotations

from gateway.api import CallContext
from gateway.components.core_completion import states
from gateway.components.mod_assign.attempts import Attempts, Status
from gateway.components.mod_assign.submissions import Assignment

__all__ = ["note", "view"]


def note(ctx: CallContext, assignment: Assignment, attempts: Attempts) -> None:
    """Have the completion of a user, and of those who hand in with them, follow what they have done."""
    people = {attempts.userid, *(attempts.team.members if attempts.team is not None and attempts.team.groupid else ())}
    states.update(ctx, assignment.module, people, met=_is_met(assignment, attempts))


def view(ctx: CallContext, assignment: Assignment, attempts: Attempts) -> None:
    """Note for the completion of the caller that they have viewed an assignment."""
    states.view(ctx, assignment.module, met=_is_met(assignment, attempts))


def _is_met(assignment: Assignment, attempts: Attempts) -> bool:
    """Whether a user has done what the assignment itself asks for."""
    if not assignment.row["completionsubmit"]:
        return True
    latest = attempts.latest()
    return latest is not None and latest["status"] == Status.SUBMITTED
