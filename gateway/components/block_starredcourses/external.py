"""The external function of the block of starred courses."""

from __future__ import annotations

from typing import Any

from gateway.api import INT, READ, CallContext, Level, List, Value, contexts, function
from gateway.api.rows import window
from gateway.components.core_course import favourites, timeline
from gateway.components.core_course.summary import SUMMARY


@function(
    "block_starredcourses_get_starred_courses",
    READ,
    params={
        "limit": Value(INT, "how many to return at most, 0 for all", default=0),
        "offset": Value(INT, "how many to skip", default=0),
    },
    returns=List(SUMMARY),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_starred_courses(ctx: CallContext, limit: int, offset: int) -> list[dict[str, Any]]:
    """Return the courses that the caller has starred, the last one first."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    return timeline.summaries(ctx, window(offset, limit).items(favourites.starred(ctx)))
