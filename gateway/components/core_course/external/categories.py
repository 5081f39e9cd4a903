"""Web service functions for course categories."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    BOOL,
    INT,
    RAW,
    READ,
    SEQUENCE,
    SYSTEM,
    TEXT,
    THEME,
    WRITE,
    CallContext,
    CodedError,
    Context,
    Description,
    GatewayError,
    Level,
    List,
    ParamType,
    Struct,
    Value,
    clean,
    contexts,
    format_string,
    format_value,
    function,
    validate_format,
)
from gateway.components.core_course import categories as lib
from gateway.components.core_course import removal

_CATEGORY_ID = Value(INT, "id of the category")
_MANAGE = "moodle/category:manage"

_CATEGORY = Struct(
    {
        "id": _CATEGORY_ID,
        "name": Value(RAW, "name"),
        "idnumber": Value(RAW, "number in another system", optional=True),
        "description": Value(RAW, "description"),
        "descriptionformat": format_value("description"),
        "parent": Value(INT, "id of the category it lies in, 0 for none"),
        "sortorder": Value(INT, "place in the order of the site"),
        "coursecount": Value(INT, "number of courses directly in it"),
        "visible": Value(INT, "whether people see it", optional=True),
        "visibleold": Value(INT, "whether they did before a category above was hidden", optional=True),
        "timemodified": Value(INT, "when it was changed", optional=True),
        "depth": Value(INT, "how deep it lies, from 1"),
        "path": Value(TEXT, "ids from the topmost category down to it"),
        "theme": Value(THEME, "theme", optional=True),
    }
)

# The search criteria for categories: the type of the value, and the capability that the criterion requires, if any.
_CRITERIA: dict[str, tuple[ParamType, str]] = {
    "id": (INT, ""),
    "ids": (SEQUENCE, ""),
    "name": (TEXT, ""),
    "parent": (INT, ""),
    "idnumber": (RAW, _MANAGE),
    "visible": (INT, "moodle/category:viewhiddencategories"),
    "theme": (THEME, _MANAGE),
}

_TOLD: dict[str, Description] = {
    "description": Value(RAW, "description", optional=True),
    "descriptionformat": format_value("description", default="1"),
    "theme": Value(THEME, "theme, where the site allows that", optional=True),
}


@function(
    "core_course_get_categories",
    READ,
    params={
        "criteria": List(
            Struct({"key": Value(ALPHA, "id, ids, name, parent, idnumber, visible or theme"), "value": Value(RAW, "what it must be")}),
            "what all of them must have; all categories unless given",
            default=[],
        ),
        "addsubcategories": Value(BOOL, "whether to return what lies in those found as well", default=1),
    },
    returns=List(_CATEGORY),
    capabilities=["moodle/category:viewhiddencategories"],
    services=["moodle_mobile_app"],
)
def get_categories(ctx: CallContext, criteria: list[dict[str, str]], addsubcategories: bool) -> list[dict[str, Any]]:
    """Find categories, with those that lie in them; those that the caller may not see are left out."""
    wanted: dict[str, Any] = {}
    for criterion in criteria:
        kind, capability = _CRITERIA.get(criterion["key"], (None, ""))
        if kind is None or (capability and not ctx.has(capability, SYSTEM)):
            raise CodedError("criteriaerror", "webservice")
        wanted.setdefault(criterion["key"], clean(criterion["value"], kind, ctx.site))
    found = lib.categories(ctx.db, *lib.conditions(wanted))
    if wanted and addsubcategories:
        inherited = {name: value for name, value in wanted.items() if name in ("visible", "theme")}
        found = lib.with_subcategories(ctx.db, found, *lib.conditions(inherited))
    places = contexts.by_instances(ctx.db, Level.COURSECAT, [row["id"] for row in found])
    hidden: set[int] = set()
    results = []
    for row in found:
        place = places.get(row["id"])
        above = {int(part) for part in str(row["path"]).split("/") if part}
        if place is None or not _admits(ctx, place):
            continue
        if hidden & above or not lib.is_visible(ctx, row, place):
            hidden.add(row["id"])
            continue
        results.append(lib.category_result(ctx, row, place))
    return sorted(results, key=lambda entry: int(entry["sortorder"]))


@function(
    "core_course_create_categories",
    WRITE,
    params={
        "categories": List(
            Struct(
                {
                    "name": Value(TEXT, "name"),
                    "parent": Value(INT, "id of the category to lie in, 0 for none", default=0),
                    "idnumber": Value(RAW, "number in another system, unique in the site", optional=True),
                    **_TOLD,
                }
            ),
            "the categories to create",
        )
    },
    returns=List(Struct({"id": _CATEGORY_ID, "name": Value(RAW, "name")})),
    capabilities=[_MANAGE],
)
def create_categories(ctx: CallContext, categories: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Create categories: all of them, or none."""
    created = []
    for given in categories:
        if given["parent"] and not contexts.by_instances(ctx.db, Level.COURSECAT, [given["parent"]]):
            raise CodedError("unknowcategory")
        ctx.require(_MANAGE, ctx.validate(lib.place_of(ctx.db, given["parent"])))
        validate_format(int(given["descriptionformat"]))
        categoryid = lib.create(ctx.db, given, now=ctx.now)
        created.append({"id": categoryid, "name": format_string(given["name"], ctx.settings)})
    return created


@function(
    "core_course_update_categories",
    WRITE,
    params={
        "categories": List(
            Struct(
                {
                    "id": _CATEGORY_ID,
                    "name": Value(TEXT, "name", optional=True),
                    "idnumber": Value(RAW, "number in another system, unique in the site", optional=True),
                    "parent": Value(INT, "id of the category to lie in, 0 for none", optional=True),
                    **_TOLD,
                }
            ),
            "the categories to change",
        )
    },
    returns=None,
    capabilities=[_MANAGE],
)
def update_categories(ctx: CallContext, categories: list[dict[str, Any]]) -> None:
    """Change categories, or move them with all that lies in them."""
    for given in categories:
        row = lib.by_id(ctx.db, given["id"])
        ctx.require(_MANAGE, ctx.validate(lib.place_of(ctx.db, row["id"])))
        if given.get("parent") is not None and given["parent"] != row["parent"]:
            parent = lib.by_id(ctx.db, given["parent"])["id"] if given["parent"] else 0
            ctx.require(_MANAGE, ctx.validate(lib.place_of(ctx.db, parent)))
        validate_format(int(given["descriptionformat"]))
        lib.change(ctx.db, row, given, now=ctx.now)


@function(
    "core_course_delete_categories",
    WRITE,
    params={
        "categories": List(
            Struct(
                {
                    "id": _CATEGORY_ID,
                    "newparent": Value(INT, "id of the category that takes what lies in it; the one above unless given", optional=True),
                    "recursive": Value(BOOL, "whether what lies in it is deleted as well", default=0),
                }
            ),
            "the categories to delete",
        )
    },
    returns=None,
    capabilities=[_MANAGE],
)
def delete_categories(ctx: CallContext, categories: list[dict[str, Any]]) -> None:
    """Delete categories; what lies in them is deleted with them, or moved to another category."""
    for given in categories:
        row = lib.by_id(ctx.db, given["id"])
        place = lib.place_of(ctx.db, row["id"])
        ctx.require(_MANAGE, place)
        ctx.validate(place)
        ctx.validate(lib.place_of(ctx.db, row["parent"]))
        if given["recursive"]:
            if not removal.may_delete_all(ctx, row):
                raise CodedError("youcannotdeletecategory")
            removal.delete_all(ctx, row)
            continue
        target = given.get("newparent") or row["parent"]
        if not target:
            raise CodedError("movecatcontentstoroot")
        to = lib.by_id(ctx.db, target)
        if not removal.may_move_all(ctx, row, ctx.validate(lib.place_of(ctx.db, to["id"]))):
            raise CodedError("youcannotdeletecategory")
        lib.move_content(ctx.db, row, to)
        lib.delete_empty(ctx, lib.by_id(ctx.db, row["id"]))
        lib.renumber(ctx.db)


def _admits(ctx: CallContext, place: Context) -> bool:
    """Whether the caller may enter a category."""
    try:
        ctx.validate(place)
    except GatewayError:
        return False
    return True
