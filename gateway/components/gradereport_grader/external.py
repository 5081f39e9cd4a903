"""The external function of the grader report."""

from __future__ import annotations

from typing import Any

from gateway.api import INT, READ, CallContext, List, Struct, Value, function, warnings
from gateway.components.core_grades import choices
from gateway.components.core_user.schemas import USER

_VIEW = "gradereport/grader:view"


@function(
    "gradereport_grader_get_users_in_report",
    READ,
    params={"courseid": Value(INT, "id of the course")},
    returns=Struct({"users": List(USER, "the users"), "warnings": warnings()}),
    capabilities=[_VIEW],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_users_in_report(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """Return those whom the grader report of a course has."""
    course, place = choices.enter(ctx, courseid)
    ctx.require(_VIEW, place)
    return {"users": choices.person_results(ctx, course, place, 0, by_id=True), "warnings": []}
