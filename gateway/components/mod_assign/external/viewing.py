"""The external functions with which clients say that the caller looks at something."""

from __future__ import annotations

from typing import Any, Final

from gateway.api import BOOL, INT, WRITE, CallContext, Struct, Value, function, warnings
from gateway.components.mod_assign import happenings, participants, viewing

_ASSIGNMENT: Final = {"assignid": Value(INT, "id of the assignment")}
_DONE: Final = Struct({"status": Value(BOOL, "whether it was noted"), "warnings": warnings()})
_NOTED: Final[dict[str, Any]] = {"status": True, "warnings": []}


@function(
    "mod_assign_view_assign",
    WRITE,
    params=_ASSIGNMENT,
    returns=_DONE,
    capabilities=["mod/assign:view"],
    services=["moodle_mobile_app"],
)
def view_assign(ctx: CallContext, assignid: int) -> dict[str, Any]:
    """Note that the caller looks at an assignment, which may complete it."""
    assignment, _ = participants.enter(ctx, assignid)
    viewing.view(ctx, assignment)
    return _NOTED


@function(
    "mod_assign_view_submission_status",
    WRITE,
    params=_ASSIGNMENT,
    returns=_DONE,
    capabilities=["mod/assign:view"],
    services=["moodle_mobile_app"],
)
def view_submission_status(ctx: CallContext, assignid: int) -> dict[str, Any]:
    """Note that the caller looks at how what they handed in stands."""
    assignment, _ = participants.enter(ctx, assignid)
    happenings.log(ctx, assignment, happenings.STATUS_VIEWED)
    return _NOTED


@function(
    "mod_assign_view_grading_table",
    WRITE,
    params=_ASSIGNMENT,
    returns=_DONE,
    capabilities=["mod/assign:view", "mod/assign:viewgrades"],
    services=["moodle_mobile_app"],
)
def view_grading_table(ctx: CallContext, assignid: int) -> dict[str, Any]:
    """Note that the caller looks at the table of what was handed in."""
    assignment, _ = participants.enter(ctx, assignid)
    participants.require_view_grades(ctx, assignment)
    happenings.log(ctx, assignment, happenings.GRADING_TABLE_VIEWED)
    return _NOTED
