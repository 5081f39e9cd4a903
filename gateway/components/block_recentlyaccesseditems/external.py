"""The external function of the block of activities that somebody has opened lately."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHA, BOOL, INT, PLUGIN, RAW, READ, URL, CallContext, Level, List, Struct, Value, contexts, function
from gateway.components.block_recentlyaccesseditems import lib


@function(
    "block_recentlyaccesseditems_get_recent_items",
    READ,
    params={"limit": Value(INT, "how many to return at most, 0 for all", default=0)},
    returns=List(
        Struct(
            {
                "id": Value(INT, "id", null=False),
                "courseid": Value(INT, "id of the course", null=False),
                "cmid": Value(INT, "id of the course module", null=False),
                "userid": Value(INT, "id of the user", null=False),
                "modname": Value(PLUGIN, "type of the activity", null=False),
                "name": Value(RAW, "name of the activity", null=False),
                "coursename": Value(RAW, "name of the course", null=False),
                "timeaccess": Value(INT, "when it was opened", null=False),
                "viewurl": Value(RAW, "address of the activity", null=False),
                "courseviewurl": Value(URL, "address of the course", null=False),
                "icon": Value(RAW, "icon, in HTML", null=False),
                "purpose": Value(ALPHA, "what the type of activity is for", null=False),
                "branded": Value(BOOL, "whether the icon has colours of its own", optional=True, null=False),
            }
        )
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_recent_items(ctx: CallContext, limit: int) -> list[dict[str, Any]]:
    """Return the activities that the caller has opened, the last one first."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    return lib.recent(ctx, limit)
