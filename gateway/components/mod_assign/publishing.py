"""What an assignment tells the gradebook: when something was handed in, and the grades that are released.

Nothing is told as long as nobody may know whose work was graded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gateway.api import CallContext
from gateway.components.core_grades import raw_grades
from gateway.components.core_grades.raw_grades import Given
from gateway.components.mod_assign.attempts import Attempts, Submission
from gateway.components.mod_assign.participants import is_blind
from gateway.components.mod_assign.submissions import Assignment

__all__ = ["item_of", "note_submission", "publish"]


def note_submission(ctx: CallContext, assignment: Assignment, attempts: Attempts, row: Submission) -> None:
    """Tell the gradebook when an attempt was last changed, for the user or for all members of the team that has a group."""
    people = [attempts.userid] if attempts.team is None else attempts.team.members if attempts.team.groupid else []
    publish(ctx, assignment, [Given(userid=userid, by=userid, submitted=row["timemodified"]) for userid in people])


def publish(ctx: CallContext, assignment: Assignment, given: Collection[Given]) -> None:
    """Write what users are given into the gradebook, and make the totals anew that follow from it."""
    if (item := item_of(ctx, assignment)) is not None:
        raw_grades.write(ctx, item, given)


def item_of(ctx: CallContext, assignment: Assignment) -> Mapping[Any, Any] | None:
    """The item of an assignment in the gradebook; None if there is none, or if it may not be told anything."""
    return None if is_blind(assignment) else raw_grades.item_of(ctx, "assign", assignment.row["id"])
