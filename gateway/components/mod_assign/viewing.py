"""Looking at an assignment, which is logged and may complete it."""

from __future__ import annotations

from gateway.api import CallContext
from gateway.components.core_course.lib import Course
from gateway.components.mod_assign import completing, happenings
from gateway.components.mod_assign.attempts import Attempts
from gateway.components.mod_assign.submissions import Assignment

__all__ = ["view"]


def view(ctx: CallContext, assignment: Assignment, course: Course) -> None:
    """Note that the caller looks at an assignment."""
    happenings.log(ctx, assignment, happenings.VIEWED)
    completing.view(ctx, assignment, Attempts(ctx, assignment, course, ctx.userid))
