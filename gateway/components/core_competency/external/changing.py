"""The external functions that rate users, complete plans, and add competencies to courses."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, NOTAGS, WRITE, CallContext, Struct, Value, function
from gateway.components.core_competency import linking, plans, ratings
from gateway.components.core_competency.schemas import EVIDENCE

_NOTE = Value(NOTAGS, "note about the rating", default=None)
_COURSE = {"courseid": Value(INT, "id of the course"), "competencyid": Value(INT, "id of the competency")}
_PLAN = {"planid": Value(INT, "id of the plan")}


@function(
    "core_competency_grade_competency",
    WRITE,
    params={
        "userid": Value(INT, "id of the user"),
        "competencyid": Value(INT, "id of the competency"),
        "grade": Value(INT, "rating, as the place of a value in the scale"),
        "note": _NOTE,
    },
    returns=Struct(EVIDENCE),
    capabilities=["moodle/competency:competencygrade"],
    ajax=True,
)
def grade_competency(ctx: CallContext, userid: int, competencyid: int, grade: int, note: str | None) -> dict[str, Any]:
    """Rate a user in a competency."""
    return ratings.rate(ctx, userid, competencyid, grade, note)


@function(
    "core_competency_grade_competency_in_course",
    WRITE,
    params={
        "courseid": Value(INT, "id of the course"),
        "userid": Value(INT, "id of the user"),
        "competencyid": Value(INT, "id of the competency"),
        "grade": Value(INT, "rating, as the place of a value in the scale"),
        "note": _NOTE,
    },
    returns=Struct(EVIDENCE),
    capabilities=["moodle/competency:competencygrade"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def grade_competency_in_course(
    ctx: CallContext, courseid: int, userid: int, competencyid: int, grade: int, note: str | None
) -> dict[str, Any]:
    """Rate a user in a competency of a course."""
    return ratings.rate_in_course(ctx, courseid, userid, competencyid, grade, note)


@function(
    "core_competency_delete_evidence",
    WRITE,
    params={"id": Value(INT, "id of the evidence")},
    returns=Value(BOOL, "whether it was deleted"),
    capabilities=["moodle/competency:evidencedelete"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def delete_evidence(ctx: CallContext, id: int) -> bool:
    """Delete a piece of evidence for a competency of a user."""
    ratings.delete_evidence(ctx, id)
    return True


@function(
    "core_competency_complete_plan",
    WRITE,
    params=_PLAN,
    returns=Value(BOOL, "whether it was completed"),
    capabilities=["moodle/competency:planmanage"],
    ajax=True,
)
def complete_plan(ctx: CallContext, planid: int) -> bool:
    """Complete a learning plan."""
    plans.complete(ctx, planid)
    return True


@function(
    "core_competency_reopen_plan",
    WRITE,
    params=_PLAN,
    returns=Value(BOOL, "whether it was opened again"),
    capabilities=["moodle/competency:planmanage"],
    ajax=True,
)
def reopen_plan(ctx: CallContext, planid: int) -> bool:
    """Open a completed learning plan again."""
    plans.reopen(ctx, planid)
    return True


@function(
    "core_competency_add_competency_to_course",
    WRITE,
    params=_COURSE,
    returns=Value(BOOL, "whether it was added"),
    capabilities=["moodle/competency:coursecompetencymanage"],
    ajax=True,
)
def add_competency_to_course(ctx: CallContext, courseid: int, competencyid: int) -> bool:
    """Add a competency to a course."""
    return linking.add_to_course(ctx, courseid, competencyid)


@function(
    "core_competency_remove_competency_from_course",
    WRITE,
    params=_COURSE,
    returns=Value(BOOL, "whether it was removed"),
    capabilities=["moodle/competency:coursecompetencymanage"],
    ajax=True,
)
def remove_competency_from_course(ctx: CallContext, courseid: int, competencyid: int) -> bool:
    """Remove a competency from a course."""
    return linking.remove_from_course(ctx, courseid, competencyid)
