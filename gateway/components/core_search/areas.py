"""What can be searched: courses, and the activities of each type that has a name and an introduction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Table

from gateway.api import CallContext
from gateway.components.core_course.activities import activity_type

__all__ = ["COURSES", "Area", "areas", "chosen"]

_ALL, _CONTENT, _COURSES = "core-all", "core-course-content", "core-courses"
_CATEGORIES = {_CONTENT: "Course content", _COURSES: "Courses"}
_NEEDED = frozenset({"course", "name", "intro", "timemodified"})


class Area(msgspec.Struct, frozen=True):
    """An area: its component, its name in it, its category, what people call it, and the table of the activities (None: courses)."""

    component: str
    name: str
    category: str
    title: str
    table: Table | None = None

    @property
    def id(self) -> str:
        """The id, by which clients choose it."""
        return f"{self.component}-{self.name}"

    def result(self) -> dict[str, str]:
        """The area in the form of the result."""
        return {"id": self.id, "categoryid": self.category, "categoryname": _CATEGORIES[self.category], "name": self.title}


COURSES = Area("core_course", "course", _COURSES, "Courses")
"""The area of courses."""


def areas(ctx: CallContext, category: str = "") -> list[Area]:
    """The areas of a category, of all unless given."""
    found = [COURSES]
    for component in ctx.registry.components:
        kind = component.name.removeprefix("mod_")
        table = component.tables.tables.get(kind) if component.name.startswith("mod_") and component.tables is not None else None
        if table is not None and set(table.c.keys()) >= _NEEDED:
            found.append(Area(component.name, "activity", _CONTENT, f"{activity_type(kind).name} - activity information", table))
    return [area for area in found if category in ("", _ALL, area.category)]


def chosen(ctx: CallContext, filters: dict[str, Any]) -> Collection[Area]:
    """The areas that the filters of a search leave."""
    wanted = set(filters["areaids"])
    return [area for area in areas(ctx, filters["cat"]) if not wanted or area.id in wanted]
