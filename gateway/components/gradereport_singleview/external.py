"""The external function of the single view of grades."""

from __future__ import annotations

from typing import Any

from gateway.api import INT, READ, TEXT, CallContext, List, Struct, Value, format_string, function, warnings
from gateway.components.core_grades import choices, items
from gateway.components.core_grades.display import GradeType

_VIEW = "gradereport/singleview:view"


@function(
    "gradereport_singleview_get_grade_items_for_search_widget",
    READ,
    params={"courseid": Value(INT, "id of the course")},
    returns=Struct(
        {
            "gradeitems": List(Struct({"id": Value(INT, "id", optional=True), "name": Value(TEXT, "name", optional=True)}), "the items"),
            "warnings": warnings(),
        }
    ),
    capabilities=[_VIEW],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_grade_items_for_search_widget(ctx: CallContext, courseid: int) -> dict[str, Any]:
    """Return the grade items of a course that are graded directly, to choose one of them."""
    _, place = choices.enter(ctx, courseid)
    ctx.require(_VIEW, place)
    graded = [
        item
        for item in items.book(ctx.db, courseid).items
        if item["itemtype"] not in items.AGGREGATES and item["gradetype"] != GradeType.NONE
    ]
    named = [{"id": item["id"], "name": format_string(item["itemname"] or "", ctx.settings)} for item in graded]
    return {"gradeitems": named, "warnings": []}
