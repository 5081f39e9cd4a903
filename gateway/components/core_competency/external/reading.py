"""The external functions that read competencies, frameworks, templates, and plans."""

from __future__ import annotations

from typing import Any

from gateway.api import INT, RAW, READ, CallContext, List, Struct, Value, contexts, function
from gateway.components.core_competency import linking, plans, ratings, records
from gateway.components.core_competency.schemas import (
    COMPETENCY,
    COURSE_COMPETENCY,
    FRAMEWORK,
    PLAN,
    TEMPLATE,
    USER_COMPETENCY,
    USER_COMPETENCY_PLAN,
)
from gateway.components.core_competency.tables import competency_framework, competency_template


@function(
    "core_competency_read_competency",
    READ,
    params={"id": Value(INT, "id of the competency")},
    returns=Struct(COMPETENCY),
    capabilities=["moodle/competency:competencyview"],
    ajax=True,
)
def read_competency(ctx: CallContext, id: int) -> dict[str, Any]:
    """Return a competency."""
    row, framework = records.readable(ctx, id)
    return records.competency_result(ctx, row, framework)


@function(
    "core_competency_read_competency_framework",
    READ,
    params={"id": Value(INT, "id of the framework")},
    returns=Struct(FRAMEWORK),
    capabilities=["moodle/competency:competencyview"],
    ajax=True,
)
def read_competency_framework(ctx: CallContext, id: int) -> dict[str, Any]:
    """Return a framework of competencies."""
    records.require(ctx)
    row = records.row_of(ctx.db, competency_framework, id)
    place = ctx.validate(contexts.by_ids(ctx.db, [row["contextid"]])[row["contextid"]])
    records.require_any(ctx, place, "competencyview", "competencymanage")
    return records.framework_result(ctx, row)


@function(
    "core_competency_read_template",
    READ,
    params={"id": Value(INT, "id of the template")},
    returns=Struct(TEMPLATE),
    capabilities=["moodle/competency:templateview"],
    ajax=True,
)
def read_template(ctx: CallContext, id: int) -> dict[str, Any]:
    """Return a template of learning plans."""
    records.require(ctx)
    row = records.row_of(ctx.db, competency_template, id)
    place = ctx.validate(contexts.by_ids(ctx.db, [row["contextid"]])[row["contextid"]])
    records.require_any(ctx, place, "templateview", "templatemanage")
    return records.template_result(ctx, row)


@function(
    "core_competency_read_plan",
    READ,
    params={"id": Value(INT, "id of the plan")},
    returns=Struct(PLAN),
    capabilities=["moodle/competency:planviewown"],
    ajax=True,
)
def read_plan(ctx: CallContext, id: int) -> dict[str, Any]:
    """Return a learning plan."""
    return plans.result(ctx, *plans.readable(ctx, id))


@function(
    "core_competency_list_user_plans",
    READ,
    params={"userid": Value(INT, "id of the user")},
    returns=List(Struct(PLAN), "the plans"),
    capabilities=["moodle/competency:planviewown"],
    ajax=True,
)
def list_user_plans(ctx: CallContext, userid: int) -> list[dict[str, Any]]:
    """Return the learning plans of a user."""
    return [plans.result(ctx, row) for row in plans.of_user(ctx, userid)]


@function(
    "core_competency_list_plan_competencies",
    READ,
    params={"id": Value(INT, "id of the plan")},
    returns=List(
        Struct(
            {
                "competency": Struct(COMPETENCY, "the competency"),
                "usercompetency": Struct(USER_COMPETENCY, "how its user is rated", optional=True),
                "usercompetencyplan": Struct(USER_COMPETENCY_PLAN, "how its user was rated when it was completed", optional=True),
            }
        ),
        "the competencies",
    ),
    capabilities=["moodle/competency:planviewown"],
    ajax=True,
)
async def list_plan_competencies(ctx: CallContext, id: int) -> list[dict[str, Any]]:
    """Return the competencies of a learning plan, and how its user is rated in them."""
    # The contract declares this function as reading, yet a rating that is asked for comes to be.
    return await ctx.write(_plan_competencies, id)


def _plan_competencies(ctx: CallContext, planid: int) -> list[dict[str, Any]]:
    """The competencies of a plan with how its user is rated, in the form of the result."""
    row, _ = plans.readable(ctx, planid)
    return ratings.in_plan(ctx, row)


@function(
    "core_competency_list_course_competencies",
    READ,
    params={"id": Value(INT, "id of the course")},
    returns=List(
        Struct(
            {
                "competency": Struct(COMPETENCY, "the competency"),
                "coursecompetency": Struct(COURSE_COMPETENCY, "its place in the course"),
            }
        ),
        "the competencies",
    ),
    capabilities=["moodle/competency:coursecompetencyview"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def list_course_competencies(ctx: CallContext, id: int) -> list[dict[str, Any]]:
    """Return the competencies of a course."""
    linking.enter(ctx, id)
    return [linking.entry_result(ctx, row, link) for row, link in linking.of_course(ctx, id)]


@function(
    "core_competency_get_scale_values",
    READ,
    params={"scaleid": Value(INT, "id of the scale")},
    returns=List(
        Struct({"id": Value(INT, "place of the value, from 1"), "name": Value(RAW, "value")}),
        "the values",
    ),
    capabilities=["moodle/competency:competencymanage"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_scale_values(ctx: CallContext, scaleid: int) -> list[dict[str, Any]]:
    """Return the values of a scale in which competencies are rated."""
    records.require(ctx)
    ctx.validate(contexts.SYSTEM)
    return [{"id": place, "name": name} for place, name in enumerate(records.scale_values(ctx.db, scaleid), start=1)]
