"""The external function about the places for which models can be made."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from gateway.api import (
    INT,
    NOTAGS,
    READ,
    SITE_COURSE,
    SYSTEM,
    CallContext,
    Level,
    List,
    MissingRecord,
    Struct,
    Value,
    format_string,
    function,
)
from gateway.api.rows import caseless
from gateway.api.tables import context, course, course_categories


@function(
    "tool_analytics_potential_contexts",
    READ,
    params={
        "query": Value(NOTAGS, "part of the name of a place", default=None),
        "modelid": Value(INT, "id of a model, to return those alone that it can have", default=None),
    },
    returns=List(Struct({"id": Value(INT, "id of the context"), "name": Value(NOTAGS, "name of the place")}), "the places"),
    services=["moodle_mobile_app"],
    ajax=True,
)
def potential_contexts(ctx: CallContext, query: str | None, modelid: int | None) -> list[dict[str, Any]]:
    """Return the categories and courses for which models can be made."""
    ctx.validate(SYSTEM)
    ctx.require("moodle/analytics:managemodels", SYSTEM)
    if modelid:
        # There are no models here, so a number is that of none.
        raise MissingRecord("analytics_models")
    cols, found = context.c, []
    kinds = (
        ("Category", Level.COURSECAT, course_categories, course_categories.c.name, (course_categories.c.name,)),
        ("Course", Level.COURSE, course, course.c.shortname, (course.c.shortname, course.c.fullname)),
    )
    for kind, level, table, shown, searched in kinds:
        places = select(cols.id, shown.label("name")).join(table, table.c.id == cols.instanceid).where(cols.contextlevel == level)
        if level is Level.COURSE:
            places = places.where(table.c.id != SITE_COURSE)
        if query:
            places = places.where(or_(*(caseless.contains(column, query) for column in searched)))
        rows = ctx.db.execute(places.order_by(cols.id)).all()
        found += [{"id": row.id, "name": f"{kind}: {format_string(row.name, ctx.settings)}"} for row in rows]
    return found
