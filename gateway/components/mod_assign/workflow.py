"""The steps of marking, from the first look to the release of a grade (``assign_user_flags.workflowstate``)."""

from __future__ import annotations

from enum import StrEnum

from gateway.api import CallContext
from gateway.components.mod_assign.submissions import Assignment
from gateway.components.mod_assign.user_flags import Flags

__all__ = ["Step", "allowed", "is_released"]


class Step(StrEnum):
    """A step of marking."""

    NOT_MARKED = "notmarked"
    IN_MARKING = "inmarking"
    READY_FOR_REVIEW = "readyforreview"
    IN_REVIEW = "inreview"
    READY_FOR_RELEASE = "readyforrelease"
    RELEASED = "released"


_OF_REVIEWERS = (Step.IN_REVIEW, Step.READY_FOR_RELEASE)


def allowed(ctx: CallContext, assignment: Assignment) -> list[Step]:
    """The steps that the caller may say are reached."""

    def may(*names: str) -> bool:
        return any(ctx.has(f"mod/assign:{name}", assignment.context) for name in names)

    found = [Step.NOT_MARKED]
    if may("grade"):
        found += [Step.IN_MARKING, Step.READY_FOR_REVIEW]
    if may("reviewgrades", "managegrades"):
        found += _OF_REVIEWERS
    if may("releasegrades", "managegrades"):
        found.append(Step.RELEASED)
    return found


def is_released(assignment: Assignment, flags: Flags | None) -> bool:
    """Whether the grade of a user is final: at once, unless marking goes by steps."""
    return not assignment.row["markingworkflow"] or (flags is not None and flags["workflowstate"] == Step.RELEASED)
