"""The web service function that renames what is named where it stands."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHA, COMPONENT, INT, NOTAGS, RAW, WRITE, CallContext, Struct, Value, function
from gateway.components.core_courseformat import renaming


@function(
    "core_update_inplace_editable",
    WRITE,
    params={
        "component": Value(COMPONENT, "component of what is edited"),
        "itemtype": Value(NOTAGS, "kind of what is edited"),
        "itemid": Value(RAW, "its id"),
        "value": Value(RAW, "new value"),
    },
    returns=Struct(
        {
            "displayvalue": Value(RAW, "what is shown, in HTML"),
            "component": Value(NOTAGS, "component", optional=True),
            "itemtype": Value(NOTAGS, "kind", optional=True),
            "value": Value(RAW, "value", optional=True),
            "itemid": Value(RAW, "id", optional=True),
            "edithint": Value(NOTAGS, "what is said of editing it", optional=True),
            "editlabel": Value(RAW, "label of the field in which it is edited", optional=True),
            "editicon": Struct(
                {
                    "key": Value(RAW, "name", optional=True),
                    "component": Value(COMPONENT, "component", optional=True),
                    "title": Value(NOTAGS, "title", optional=True),
                },
                "icon of editing",
                optional=True,
            ),
            "type": Value(ALPHA, "kind of field", optional=True),
            "options": Value(RAW, "what there is to choose from", optional=True),
            "linkeverything": Value(INT, "whether all of it leads to editing", optional=True),
        }
    ),
    ajax=True,
)
def update_inplace_editable(ctx: CallContext, component: str, itemtype: str, itemid: str, value: str) -> dict[str, Any]:
    """Give an activity, a section or a tag another name."""
    return renaming.rename(ctx, component, itemtype, itemid, value)
