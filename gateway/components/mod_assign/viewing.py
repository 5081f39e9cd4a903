"""Looking at an assignment, which is logged and may complete it."""

from __future__ import annotations

from gateway.api import CallContext
from gateway.components.core_completion import states
from gateway.components.mod_assign import happenings
from gateway.components.mod_assign.submissions import Assignment

__all__ = ["view"]


def view(ctx: CallContext, assignment: Assignment) -> None:
    """Note that the caller looks at an assignment."""
    happenings.log(ctx, assignment, happenings.VIEWED)
    states.viewed(ctx, assignment.module)
