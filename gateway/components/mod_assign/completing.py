"""What completes an assignment: submitting it, where it says so, besides viewing it and getting a grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from gateway.api import CallContext
from gateway.components.core_completion import states
from gateway.components.mod_assign.attempts import Attempts, Status
from gateway.components.mod_assign.submissions import Assignment
from gateway.components.mod_assign.tables import assign_submission
from gateway.components.mod_assign.teams import team_of

__all__ = ["has_submitted", "note"]


def note(ctx: CallContext, assignment: Assignment, attempts: Attempts) -> None:
    """Have the completion of a user, and of those who hand in with them, follow what they have done."""
    people = {attempts.userid, *(attempts.team.members if attempts.team is not None and attempts.team.groupid else ())}
    states.refresh(ctx, assignment.module, people)


def has_submitted(db: Connection, assignment: Mapping[Any, Any], userid: int) -> bool:
    """Whether a user, or the team of the user, has submitted the latest attempt at an assignment."""
    cols = assign_submission.c
    latest = select(cols.id).where(cols.assignment == assignment["id"], cols.latest == 1, cols.status == Status.SUBMITTED)
    if assignment["teamsubmission"]:
        latest = latest.where(cols.userid == 0, cols.groupid == team_of(db, assignment, userid))
    else:
        latest = latest.where(cols.userid == userid)
    return db.execute(latest.limit(1)).first() is not None
