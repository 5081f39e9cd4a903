"""Web service functions with which custom fields and their categories are arranged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import (
    ALPHANUMEXT,
    BOOL,
    COMPONENT,
    INT,
    NOTAGS,
    RAW,
    READ,
    WRITE,
    CallContext,
    Description,
    List,
    Struct,
    Value,
    function,
)
from gateway.components.core_customfield import arranging

_AREA: Final[Mapping[str, Description]] = {
    "component": Value(COMPONENT, "component of the things that have the fields"),
    "area": Value(ALPHANUMEXT, "kind of those things"),
    "itemid": Value(INT, "0, or the id of what the fields are for"),
}
_FIELD: Final = Struct(
    {
        "name": Value(NOTAGS, "name"),
        "shortname": Value(NOTAGS, "short name"),
        "type": Value(NOTAGS, "type, for people"),
        "id": Value(INT, "id"),
    }
)
_CATEGORY: Final = Struct(
    {
        "id": Value(INT, "id"),
        "nameeditable": Value(RAW, "name, in HTML"),
        "addfieldmenu": Value(RAW, "the types of fields that can be added, in HTML"),
        "fields": List(_FIELD, "the fields", optional=True),
    }
)
_BEFORE: Final = Value(INT, "id of what it is to stand before, 0 for behind all", default=0)


@function(
    "core_customfield_reload_template",
    READ,
    params=_AREA,
    returns=Struct(
        {
            **_AREA,
            "usescategories": Value(BOOL, "whether fields are in categories"),
            "categories": List(_CATEGORY, "the categories"),
        }
    ),
    ajax=True,
)
def reload_template(ctx: CallContext, component: str, area: str, itemid: int) -> dict[str, Any]:
    """Return the custom fields of an area by their categories."""
    return arranging.template(ctx, component, area, itemid)


@function("core_customfield_create_category", WRITE, params=_AREA, returns=Value(INT, "id of the category"), ajax=True)
def create_category(ctx: CallContext, component: str, area: str, itemid: int) -> int:
    """Add a category of custom fields to an area."""
    return arranging.add_category(ctx, component, area, itemid)


@function("core_customfield_delete_category", WRITE, params={"id": Value(INT, "id of the category")}, ajax=True)
def delete_category(ctx: CallContext, id: int) -> None:
    """Delete a category with its fields and all that stands in them."""
    arranging.remove_category(ctx, id)


@function("core_customfield_delete_field", WRITE, params={"id": Value(INT, "id of the field")}, ajax=True)
def delete_field(ctx: CallContext, id: int) -> None:
    """Delete a field with all that stands in it."""
    arranging.remove_field(ctx, id)


@function(
    "core_customfield_move_category",
    WRITE,
    params={"id": Value(INT, "id of the category"), "beforeid": _BEFORE},
    ajax=True,
)
def move_category(ctx: CallContext, id: int, beforeid: int) -> None:
    """Move a category before another one."""
    arranging.move_category(ctx, id, beforeid)


@function(
    "core_customfield_move_field",
    WRITE,
    params={"id": Value(INT, "id of the field"), "categoryid": Value(INT, "id of the category"), "beforeid": _BEFORE},
    ajax=True,
)
def move_field(ctx: CallContext, id: int, categoryid: int, beforeid: int) -> None:
    """Move a field into a category."""
    arranging.move_field(ctx, id, categoryid, beforeid)
