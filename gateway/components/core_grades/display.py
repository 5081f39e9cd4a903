"""Formatting grades: as numbers or words of a scale, as percentages, as letters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, select

from gateway.api import Context, SiteData
from gateway.components.core_grades.tables import grade_items, grade_letters, grade_settings, scale

__all__ = ["NO_GRADE", "Display", "GradeType", "Item", "DisplayType", "displays"]

NO_GRADE = "-"
"""The text shown for a missing grade."""

Item = RowMapping | Mapping[str, Any]
"""A row of ``grade_items``, or of ``grade_grades``."""


class GradeType(IntEnum):
    """The type of an item's grades (the values of ``grade_items.gradetype``)."""

    NONE = 0
    VALUE = 1
    SCALE = 2
    TEXT = 3


class DisplayType(IntEnum):
    """A way to display grades. A number of two digits is two ways: the second is shown in brackets after the first."""

    REAL = 1
    PERCENTAGE = 2
    LETTER = 3


# The default grade letters: the lowest percentage of each.
_LETTERS = (
    (93.0, "A"), (90.0, "A-"), (87.0, "B+"), (83.0, "B"), (80.0, "B-"), (77.0, "C+"), (73.0, "C"), (70.0, "C-"), (67.0, "D+"),
    (60.0, "D"), (0.0, "F"),
)  # fmt: skip

_COURSES: BindParameter[int] = bindparam("courses", expanding=True)
_SETTINGS = select(grade_settings.c.courseid, grade_settings.c.name, grade_settings.c.value).where(grade_settings.c.courseid.in_(_COURSES))
_SCALES = (
    select(scale.c.id, scale.c.scale).join(grade_items, grade_items.c.scaleid == scale.c.id).where(grade_items.c.courseid.in_(_COURSES))
)
_LETTERS_IN = (
    select(grade_letters)
    .where(grade_letters.c.contextid.in_(bindparam("places", expanding=True)))
    .order_by(grade_letters.c.lowerboundary.desc())
)


class Display(msgspec.Struct, frozen=True):
    """The grade display settings of a course (with the site's as defaults), its scales and its letters."""

    site: SiteData
    settings: Mapping[str, str]
    scales: Mapping[int, Sequence[str]]
    letters: Collection[tuple[float, str]]

    def number(self, name: str, default: str) -> int:
        """The course's setting ``name`` as a number or, if it is not set, the site's setting ``default``."""
        course_value = self.settings.get(name, "")
        return int(course_value) if course_value.lstrip("-").isdecimal() and course_value != "-1" else self.site.config.number(default)

    def text(self, value: float | None, item: Item, how: int | None = None, places: int | None = None) -> str:
        """A grade as text; without ``how`` and ``places``, with the item's display type and number of decimal places."""
        if item["gradetype"] not in (GradeType.VALUE, GradeType.SCALE):
            return ""
        if value is None:
            return NO_GRADE
        first, second = divmod(how or item["display"] or self.number("displaytype", "grade_displaytype"), 10)
        if places is None:
            item_places = item["decimals"]
            places = item_places if item_places is not None else self.number("decimalpoints", "grade_decimalpoints")
        if not first:
            return self._in_type(second, value, item, places)
        return f"{self._in_type(first, value, item, places)} ({self._in_type(second, value, item, places)})"

    def range(self, item: Item, places: int) -> str:
        """The grade range of an item as text."""
        low, high = (self.text(item[name], item, DisplayType.REAL, places) for name in ("grademin", "grademax"))
        return f"{low}&ndash;{high}"

    def _in_type(self, how: int, value: float, item: Item, places: int) -> str:
        """A grade as text in a single display type."""
        low, high = item["grademin"], item["grademax"]
        if how == DisplayType.REAL:
            return self._word(value, item) if item["gradetype"] == GradeType.SCALE else _fixed(value, places)
        if low == high:
            return ""
        percentage = (value - low) * 100 / (high - low)
        if how == DisplayType.PERCENTAGE:
            return f"{_fixed(percentage, places)} %"
        bounded = min(max(percentage, 0.0), 100.0)
        return next((letter for boundary, letter in self.letters if bounded >= boundary), NO_GRADE)

    def _word(self, value: float, item: Item) -> str:
        """The scale's word for a grade, where the first word is 1; grades outside of the scale get its nearest word."""
        words = self.scales.get(item["scaleid"], ())
        if not words:
            return NO_GRADE
        nearest = int(value + 0.5)
        return words[min(max(nearest, 1), len(words)) - 1]


def _fixed(value: float, places: int) -> str:
    """A number with so many decimal places; halves are rounded away from zero."""
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def displays(db: Connection, site: SiteData, places: Collection[Context]) -> dict[int, Display]:
    """The grade display settings of the given courses' contexts, by course id."""
    asked = {"courses": [place.instance for place in places]}
    settings: dict[int, dict[str, str]] = {}
    for row in db.execute(_SETTINGS, asked):
        settings.setdefault(row.courseid, {})[row.name] = row.value or ""
    scales = {row.id: [word.strip() for word in (row.scale or "").split(",")] for row in db.execute(_SCALES, asked)}
    letters: dict[int, list[tuple[float, str]]] = {}
    for row in db.execute(_LETTERS_IN, {"places": list({contextid for place in places for contextid in place.ids})}):
        letters.setdefault(row.contextid, []).append((row.lowerboundary, row.letter))
    found = {}
    for place in places:
        nearest = next((letters[contextid] for contextid in reversed(place.ids) if contextid in letters), _LETTERS)
        found[place.instance] = Display(site, settings.get(place.instance, {}), scales, tuple(nearest))
    return found
