"""What advanced grading goes by: the definition of a rubric or a marking guide for an area, with its criteria."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, RowMapping, Table, bindparam, select

from gateway.api import Context
from gateway.components.core_grading.tables import (
    grading_areas,
    grading_definitions,
    gradingform_guide_criteria,
    gradingform_guide_fillings,
    gradingform_rubric_criteria,
    gradingform_rubric_fillings,
    gradingform_rubric_levels,
)

__all__ = ["METHODS", "READY", "Definition", "InstanceStatus", "Method", "active"]


class InstanceStatus(IntEnum):
    """What a filled form is (the values of ``grading_instances.status``)."""

    INCOMPLETE = 0
    ACTIVE = 1
    TO_BE_UPDATED = 2
    ARCHIVED = 3


READY: Final = 20
"""The status of definitions that can be graded by."""


class Method(msgspec.Struct, frozen=True):
    """A way to grade: the tables of its criteria and of what is filled in, and the columns of what is filled in."""

    criteria: Table
    fillings: Table
    columns: tuple[str, ...]


METHODS: Final[Mapping[str, Method]] = {
    "rubric": Method(gradingform_rubric_criteria, gradingform_rubric_fillings, ("levelid", "remark", "remarkformat")),
    "guide": Method(gradingform_guide_criteria, gradingform_guide_fillings, ("score", "remark", "remarkformat")),
}
"""The ways to grade that there are, by name."""


class Definition(msgspec.Struct, frozen=True):
    """A rubric or marking guide: its row, its criteria by id and, for a rubric, the scores of the levels of each, by their ids."""

    row: RowMapping
    criteria: Mapping[int, RowMapping]
    levels: Mapping[int, Mapping[int, float]]

    @property
    def method(self) -> Method:
        """The way to grade."""
        return METHODS[self.row["method"]]

    def option(self, name: str, default: bool) -> bool:
        """An option of the definition."""
        try:
            options = msgspec.json.decode(self.row["options"] or "{}")
        except msgspec.DecodeError:
            return default
        return bool(options.get(name, default)) if isinstance(options, dict) else default


_ACTIVE = (
    select(grading_definitions)
    .join(
        grading_areas,
        (grading_areas.c.id == grading_definitions.c.areaid) & (grading_areas.c.activemethod == grading_definitions.c.method),
    )
    .where(
        grading_areas.c.contextid == bindparam("context"),
        grading_areas.c.component == bindparam("component"),
        grading_areas.c.areaname == bindparam("area"),
        grading_definitions.c.status == READY,
        grading_definitions.c.method.in_(METHODS),
    )
)


def active(db: Connection, place: Context, component: str, areaname: str) -> Definition | None:
    """The definition that an area is graded by; None where it is graded by a number or a word of a scale alone."""
    row = db.execute(_ACTIVE, {"context": place.id, "component": component, "area": areaname}).mappings().first()
    if row is None:
        return None
    table = METHODS[row["method"]].criteria
    query = select(table).where(table.c.definitionid == row["id"]).order_by(table.c.sortorder, table.c.id)
    criteria = {criterion["id"]: criterion for criterion in db.execute(query).mappings()}
    levels: dict[int, dict[int, float]] = {criterionid: {} for criterionid in criteria}
    cols: Any = gradingform_rubric_levels.c
    if row["method"] == "rubric" and criteria:
        for level in db.execute(select(cols.id, cols.criterionid, cols.score).where(cols.criterionid.in_(criteria))):
            levels[level.criterionid][level.id] = level.score
    return Definition(row, criteria, levels)
