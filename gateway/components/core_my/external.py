"""The web service function about the pages of a person."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, TEXT, WRITE, CallContext, InvalidParameter, Level, Struct, Value, contexts, function, warnings
from gateway.components.core_course import events
from gateway.components.core_course.events import Happening

# The pages of a person, by the names that clients give them, with the names of what is logged.
_PAGES = {"my": "dashboard", "dashboard": "dashboard", "mycourses": "mycourses", "courses": "mycourses"}


@function(
    "core_my_view_page",
    WRITE,
    params={"page": Value(TEXT, "the page: my (or dashboard), or mycourses (or courses)")},
    returns=Struct({"status": Value(BOOL, "whether it was noted"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def view_page(ctx: CallContext, page: str) -> dict[str, Any]:
    """Note that the caller looks at the dashboard, or at the page of their courses."""
    if page not in _PAGES:
        raise InvalidParameter("must be my or mycourses", path="page")
    place = ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    events.note(ctx, Happening("core", _PAGES[page]), place)
    return {"status": True, "warnings": []}
