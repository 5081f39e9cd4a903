"""The public entry of courses in lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gateway.api import CallContext, Context, format_string
from gateway.components.core_course.lib import Course, category_names, contacts, course_names, enrolment_methods, files_of, picture
from gateway.components.core_customfield.lib import Fields
from gateway.components.core_user.lib import fullname

__all__ = ["Public"]


class Public:
    """The public entries of several courses."""

    def __init__(self, ctx: CallContext, courses: Collection[Course], places: Mapping[int, Context]) -> None:
        """Load what the entries need, with a fixed number of statements."""
        self._ctx = ctx
        self._places = places
        self._categories = category_names(ctx.db, {course["category"] for course in courses})
        self._contacts = contacts(ctx.db, ctx.site, places, now=ctx.now)
        self._methods = enrolment_methods(ctx.db, places)
        self._files = {area: files_of(ctx.db, ctx.site, places, area) for area in ("summary", "overviewfiles")}
        self._fields = Fields(ctx, "core_course", "course", places)

    def of(self, course: Course) -> dict[str, Any]:
        """The public entry of a course."""
        ctx, context = self._ctx, self._places[course["id"]]
        overview = self._files["overviewfiles"][course["id"]]
        complete = ctx.has("moodle/site:viewfullnames", context)
        fields = self._fields.of(course["id"], context, edits=ctx.has("moodle/course:update", context))
        found = course_names(ctx, course, context) | {
            "courseimage": picture(ctx.site, context, overview),
            "categoryname": format_string(self._categories.get(course["category"], ""), ctx.settings),
            "sortorder": course["sortorder"],
            "summaryfiles": self._files["summary"][course["id"]],
            "overviewfiles": overview,
            "showactivitydates": course["showactivitydates"],
            "showcompletionconditions": course["showcompletionconditions"],
            "contacts": [{"id": row["id"], "fullname": fullname(ctx.site, row, complete=complete)} for row in self._contacts[course["id"]]],
            "enrollmentmethods": self._methods[course["id"]],
        }
        return found | {"customfields": fields} if fields else found
