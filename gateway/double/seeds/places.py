"""The site that a seed is made into: its rows, its contexts, and the ids of what it has, by the names that a seed gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Table

from gateway.access.contexts import SYSTEM, Level
from gateway.api.seed_values import Given
from gateway.api.seeding import ActivitySeed, GradeBook, Rows, SeededCourse
from gateway.store.tables.access import context
from gateway.store.tables.courses import course_categories

__all__ = ["GENERATED", "GUEST", "Category", "Site", "names_in", "path_of"]

GENERATED: Final = 100_000
"""The ids of generated people, courses and what belongs to them are greater than this."""
GUEST: Final = 1
"""The id of the account of guests in a site that is made anew."""

# In a site that is made anew, the id of a context follows from that of its instance, so that it stays when others are added.
_STEP: Final = 10
_OFFSETS: Final = {Level.USER: 3, Level.COURSECAT: 4, Level.COURSE: 5, Level.MODULE: 7}
# How deep categories may lie in each other.
_DEEPEST: Final = 50
_SLASH: Final = re.compile(r"\s*/\s*")


class Category:
    """A category of courses: its id, its context, and its row."""

    def __init__(self, id_: int, contextid: int, path: str, depth: int, row: dict[str, Any], *, stored: bool = False) -> None:
        """The category at a path of ids, with its row; ``stored`` says that the row is in the database."""
        self.id = id_
        self.contextid = contextid
        self.path = path
        self.depth = depth
        self.row = row
        self.stored = stored


class Site:
    """What a site has up to now, by name, and the rows that are added to it."""

    def __init__(
        self,
        rows: Rows,
        tables: Mapping[str, Table],
        kinds: Mapping[str, ActivitySeed],
        gradebook: Callable[..., GradeBook],
        *,
        new: bool,
    ) -> None:
        """``kinds`` are the types of activities, and ``gradebook`` makes those of courses; ``new``: the site is made from nothing."""
        self.rows = rows
        self.tables = tables
        self.kinds = kinds
        self.gradebook = gradebook
        self.new = new
        self.people: dict[str, int] = {}
        self.admins: list[int] = []
        self.roles: dict[str, int] = {}
        self.archetypes: dict[int, str] = {}
        self.categories: dict[str, Category] = {}
        self.cohorts: dict[str, int] = {}
        self.courses: dict[str, SeededCourse] = {}
        self.services: dict[str, int] = {}
        self.modules: dict[str, int] = {}
        self.tokens: list[dict[str, Any]] = []
        self.config: dict[str, str] = {}
        self._paths: dict[int, str] = {SYSTEM.id: f"/{SYSTEM.id}"}

    @property
    def admin(self) -> int:
        """The id of the first administrator; of the guest where there is none."""
        return self.admins[0] if self.admins else GUEST

    def role(self, shortname: str) -> int:
        """The id of a standard role; 0 on a site that has it no longer."""
        return self.roles.get(shortname, 0)

    def know(self, contextid: int, path: str) -> None:
        """Let a context that exists be one that others lie in."""
        self._paths[contextid] = path

    def context_of(self, level: Level, instance: int) -> int:
        """The id of the context of an instance in a site that is made anew."""
        return instance * _STEP + _OFFSETS[level]

    def add_context(self, level: Level, instance: int, within: int = SYSTEM.id) -> int:
        """Add the context of an instance; returns its id."""
        above = self._paths[within]
        row: dict[str, Any] = {
            "id": self.context_of(level, instance) if self.new else None,
            "contextlevel": int(level),
            "instanceid": instance,
            "path": None,
            "depth": above.count("/") + 1,
        }
        if not self.new:
            del row["id"]
        number = self.rows.add(context, row)
        self.rows.of(context)[-1]["path"] = self._paths[number] = f"{above}/{number}"
        return number

    def count_course(self, category: Category) -> None:
        """Let a category have one more course."""
        if category.stored:
            self.rows.bring(course_categories, category.row)
            category.stored = False
        category.row["coursecount"] += 1

    def category(self, given: Given, *, now: int) -> Category:
        """The category at a path of names, as ``Science / Maths``; it is made, with those that it lies in, if it is missing."""
        return self.category_at(names_in(given.text(), given), now=now)

    def category_at(self, names: list[str], *, now: int) -> Category:
        """The category at a path of names; it is made, with those that it lies in, if it is missing."""
        path = path_of(names)
        known = self.categories.get(path)
        if known is not None:
            return known
        above = self.category_at(names[:-1], now=now) if len(names) > 1 else None
        row: dict[str, Any] = {
            "name": names[-1],
            "idnumber": "",
            "description": "",
            "descriptionformat": 1,
            "parent": above.id if above else 0,
            "sortorder": 0,
            "coursecount": 0,
            "visible": 1,
            "visibleold": 1,
            "timemodified": now,
            "depth": above.depth + 1 if above else 1,
            "path": "",
        }
        number = self.rows.add(course_categories, row)
        stored = self.rows.of(course_categories)[-1]
        stored["path"] = f"{above.path if above else ''}/{number}"
        contextid = self.add_context(Level.COURSECAT, number, above.contextid if above else SYSTEM.id)
        made = self.categories[path] = Category(number, contextid, stored["path"], stored["depth"], stored)
        return made


def names_in(path: str, at: Given) -> list[str]:
    """The names of categories in a path, which stands at a place of a seed. Raises ``SeedError``."""
    names = [name for name in _SLASH.split(path.strip()) if name]
    if not names:
        raise at.error("expected the name of a category")
    if len(names) > _DEEPEST:
        raise at.error(f"categories lie at most {_DEEPEST} levels deep")
    return names


def path_of(names: list[str]) -> str:
    """The path of a category as it is told."""
    return " / ".join(names)
