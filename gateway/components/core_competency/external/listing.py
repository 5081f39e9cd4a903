"""The external functions that list, count and search competencies, frameworks and templates."""

from __future__ import annotations

from typing import Any, Final

from gateway.api import ALPHA, ALPHANUMEXT, BOOL, INT, RAW, READ, TEXT, CallContext, List, Struct, Value, contexts, function
from gateway.api.rows import EVERYTHING, window
from gateway.components.core_competency import linking, listing, records
from gateway.components.core_competency.schemas import COMPETENCY, FRAMEWORK, MODULE_COMPETENCY, TEMPLATE
from gateway.components.core_competency.tables import competency_framework
from gateway.components.core_course import events
from gateway.components.core_course.events import Happening

_VIEW, _VIEW_IN_COURSE = ["moodle/competency:competencyview"], ["moodle/competency:coursecompetencyview"]
_VIEW_TEMPLATES = ["moodle/competency:templateview"]
# Databases refuse conditions that are deeper than about a thousand of them.
_MOST_FILTERS: Final = 100
_FILTERS = List(
    Struct({"column": Value(ALPHANUMEXT, "name of a column"), "value": Value(TEXT, "value of the column")}),
    "the columns to look at",
    most=_MOST_FILTERS,
)
_ORDER = Value(ALPHA, "ASC or DESC", default="")
_SKIP = Value(INT, "how many to leave out", default=0)
_LIMIT = Value(INT, "how many to return at most, 0 for all", default=0)
_CONTEXT = Struct(
    {
        "contextid": Value(INT, "id of the context", default=0),
        "contextlevel": Value(ALPHA, "level of the context, with instanceid", default=""),
        "instanceid": Value(INT, "id of what has the context", default=0),
    },
    "where to look",
)
_INCLUDES = Value(ALPHA, "which contexts besides: children, parents or self", default="children")
_VISIBLE = Value(BOOL, "whether to return those alone that can be used", default=False)
_COUNT = Value(INT, "how many there are")
_COMPETENCIES, _TEMPLATES = List(Struct(COMPETENCY), "the competencies"), List(Struct(TEMPLATE), "the templates")


def _results(ctx: CallContext, rows: list[Any]) -> list[dict[str, Any]]:
    """Competencies in the form of the result."""
    known = records.rows_of(ctx.db, competency_framework, {row["competencyframeworkid"] for row in rows})
    return [records.competency_result(ctx, row, known[row["competencyframeworkid"]]) for row in rows]


@function(
    "core_competency_list_competencies",
    READ,
    params={
        "filters": _FILTERS,
        "sort": Value(ALPHANUMEXT, "column to sort by", default=""),
        "order": _ORDER,
        "skip": _SKIP,
        "limit": _LIMIT,
    },
    returns=_COMPETENCIES,
    capabilities=_VIEW,
    ajax=True,
)
def list_competencies(
    ctx: CallContext, filters: list[dict[str, str]], sort: str, order: str, skip: int, limit: int
) -> list[dict[str, Any]]:
    """Return competencies by the values of their columns."""
    return _results(ctx, listing.competencies(ctx, filters, sort, order, window(skip, limit)))


@function("core_competency_count_competencies", READ, params={"filters": _FILTERS}, returns=_COUNT, capabilities=_VIEW, ajax=True)
def count_competencies(ctx: CallContext, filters: list[dict[str, str]]) -> int:
    """Count competencies by the values of their columns."""
    return len(listing.competencies(ctx, filters, "", "", EVERYTHING))


@function(
    "core_competency_search_competencies",
    READ,
    params={"searchtext": Value(RAW, "text to search for"), "competencyframeworkid": Value(INT, "id of the framework")},
    returns=_COMPETENCIES,
    capabilities=_VIEW,
    ajax=True,
)
def search_competencies(ctx: CallContext, searchtext: str, competencyframeworkid: int) -> list[dict[str, Any]]:
    """Search the competencies of a framework."""
    return _results(ctx, listing.searched(ctx, searchtext, competencyframeworkid))


@function(
    "core_competency_list_competency_frameworks",
    READ,
    params={
        "sort": Value(ALPHANUMEXT, "column to sort by", default="shortname"),
        "order": _ORDER,
        "skip": _SKIP,
        "limit": _LIMIT,
        "context": _CONTEXT,
        "includes": _INCLUDES,
        "onlyvisible": _VISIBLE,
        "query": Value(RAW, "text to search the names for", default=""),
    },
    returns=List(Struct(FRAMEWORK), "the frameworks"),
    capabilities=_VIEW,
    ajax=True,
)
def list_competency_frameworks(
    ctx: CallContext, sort: str, order: str, skip: int, limit: int, context: dict[str, Any], includes: str, onlyvisible: bool, query: str
) -> list[dict[str, Any]]:
    """Return the frameworks of a context and those around it."""
    places = listing.around(ctx, context, includes)
    rows = listing.frameworks(ctx, places, sort, order, window(skip, limit), visible=onlyvisible, text=query)
    return [records.framework_result(ctx, row) for row in rows]


@function(
    "core_competency_count_competency_frameworks",
    READ,
    params={"context": _CONTEXT, "includes": _INCLUDES},
    returns=_COUNT,
    capabilities=_VIEW,
    ajax=True,
)
def count_competency_frameworks(ctx: CallContext, context: dict[str, Any], includes: str) -> int:
    """Count the frameworks of a context and those around it."""
    return len(listing.frameworks(ctx, listing.around(ctx, context, includes), "", "", EVERYTHING))


@function(
    "core_competency_competency_framework_viewed",
    READ,
    params={"id": Value(INT, "id of the framework")},
    returns=Value(BOOL, "whether that was noted"),
    capabilities=_VIEW,
    ajax=True,
)
async def competency_framework_viewed(ctx: CallContext, id: int) -> bool:
    """Note that the caller looks at a framework of competencies."""
    # The contract declares this function as reading, so it has to open a writing transaction itself.
    return await ctx.write(_framework_viewed, id)


def _framework_viewed(ctx: CallContext, frameworkid: int) -> bool:
    records.require(ctx)
    row = records.row_of(ctx.db, competency_framework, frameworkid)
    place = ctx.validate(contexts.by_ids(ctx.db, [row["contextid"]])[row["contextid"]])
    records.require_any(ctx, place, "competencyview", "competencymanage")
    events.note(ctx, Happening("core", "competency_framework", "competency_framework"), place, objectid=frameworkid)
    return True


@function(
    "core_competency_count_courses_using_competency",
    READ,
    params={"id": Value(INT, "id of the competency")},
    returns=_COUNT,
    capabilities=_VIEW_IN_COURSE,
    ajax=True,
)
def count_courses_using_competency(ctx: CallContext, id: int) -> int:
    """Count the courses with a competency that the caller may enter."""
    records.readable(ctx, id)
    return len(listing.courses_with(ctx, id))


@function(
    "core_competency_count_competencies_in_course",
    READ,
    params={"id": Value(INT, "id of the course")},
    returns=_COUNT,
    capabilities=_VIEW_IN_COURSE,
    ajax=True,
)
def count_competencies_in_course(ctx: CallContext, id: int) -> int:
    """Count the competencies of a course."""
    linking.enter(ctx, id)
    return len(linking.of_course(ctx, id))


@function(
    "core_competency_list_course_module_competencies",
    READ,
    params={"cmid": Value(INT, "id of the course module")},
    returns=List(
        Struct(
            {
                "competency": Struct(COMPETENCY, "the competency"),
                "coursemodulecompetency": Struct(MODULE_COMPETENCY, "its place in the activity"),
            }
        ),
        "the competencies",
    ),
    capabilities=_VIEW_IN_COURSE,
    ajax=True,
)
def list_course_module_competencies(ctx: CallContext, cmid: int) -> list[dict[str, Any]]:
    """Return the competencies of an activity."""
    listing.enter_activity(ctx, cmid)
    found = listing.of_activity(ctx, cmid)
    results = _results(ctx, [row for row, _ in found])
    return [
        {
            "competency": entry,
            "coursemodulecompetency": {
                **records.stored(link, "cmid", "competencyid", "sortorder", "ruleoutcome"),
                "overridegrade": bool(link["overridegrade"]),
            },
        }
        for entry, (_, link) in zip(results, found, strict=True)
    ]


@function(
    "core_competency_count_course_module_competencies",
    READ,
    params={"cmid": Value(INT, "id of the course module")},
    returns=_COUNT,
    capabilities=_VIEW_IN_COURSE,
    ajax=True,
)
def count_course_module_competencies(ctx: CallContext, cmid: int) -> int:
    """Count the competencies of an activity."""
    listing.enter_activity(ctx, cmid)
    return len(listing.of_activity(ctx, cmid))


@function(
    "core_competency_list_templates",
    READ,
    params={
        "sort": Value(ALPHANUMEXT, "column to sort by", default=""),
        "order": _ORDER,
        "skip": _SKIP,
        "limit": _LIMIT,
        "context": _CONTEXT,
        "includes": _INCLUDES,
        "onlyvisible": _VISIBLE,
    },
    returns=_TEMPLATES,
    capabilities=_VIEW_TEMPLATES,
    ajax=True,
)
def list_templates(
    ctx: CallContext, sort: str, order: str, skip: int, limit: int, context: dict[str, Any], includes: str, onlyvisible: bool
) -> list[dict[str, Any]]:
    """Return the templates of a context and those around it."""
    places = listing.around(ctx, context, includes)
    rows = listing.templates(ctx, places, sort, order, window(skip, limit), visible=onlyvisible)
    return [records.template_result(ctx, row) for row in rows]


@function(
    "core_competency_count_templates",
    READ,
    params={"context": _CONTEXT, "includes": _INCLUDES},
    returns=_COUNT,
    capabilities=_VIEW_TEMPLATES,
    ajax=True,
)
def count_templates(ctx: CallContext, context: dict[str, Any], includes: str) -> int:
    """Count the templates of a context and those around it."""
    return len(listing.templates(ctx, listing.around(ctx, context, includes), "", "", EVERYTHING))


_TEMPLATE, _COMPETENCY = {"id": Value(INT, "id of the template")}, {"id": Value(INT, "id of the competency")}


@function("core_competency_list_competencies_in_template", READ, params=_TEMPLATE, returns=_COMPETENCIES, capabilities=_VIEW, ajax=True)
def list_competencies_in_template(ctx: CallContext, id: int) -> list[dict[str, Any]]:
    """Return the competencies of a template of learning plans."""
    return _results(ctx, listing.in_template(ctx, id))


@function("core_competency_count_competencies_in_template", READ, params=_TEMPLATE, returns=_COUNT, capabilities=_VIEW, ajax=True)
def count_competencies_in_template(ctx: CallContext, id: int) -> int:
    """Count the competencies of a template of learning plans."""
    return len(listing.in_template(ctx, id))


@function(
    "core_competency_template_has_related_data",
    READ,
    params=_TEMPLATE,
    returns=Value(BOOL, "whether it has any"),
    capabilities=_VIEW_TEMPLATES,
    ajax=True,
)
def template_has_related_data(ctx: CallContext, id: int) -> bool:
    """Return whether a template has plans or cohorts."""
    return listing.has_plans(ctx, id)


@function(
    "core_competency_list_templates_using_competency", READ, params=_COMPETENCY, returns=_TEMPLATES, capabilities=_VIEW_TEMPLATES, ajax=True
)
def list_templates_using_competency(ctx: CallContext, id: int) -> list[dict[str, Any]]:
    """Return the templates with a competency."""
    return [records.template_result(ctx, row) for row in listing.templates_with(ctx, id)]


@function(
    "core_competency_count_templates_using_competency", READ, params=_COMPETENCY, returns=_COUNT, capabilities=_VIEW_TEMPLATES, ajax=True
)
def count_templates_using_competency(ctx: CallContext, id: int) -> int:
    """Count the templates with a competency."""
    return len(listing.templates_with(ctx, id))
