"""Grading by a rubric or a marking guide: what a grader fills in is kept, and a grade follows from it.

Each time a form is filled in anew, with what it held before and what is changed, and takes the place of the one before, which is
kept, too (``grading_instances``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import insert, select, update

from gateway.api import CallContext, InvalidParameter, validate_format
from gateway.api.rows import insert_row
from gateway.components.core_grading.definitions import Definition, InstanceStatus
from gateway.components.core_grading.tables import grading_instances

__all__ = ["Filled", "current", "fill"]

Filled = Mapping[int, Mapping[str, Any]]
"""What is filled in for criteria, by their ids: ``levelid`` of a rubric, ``score`` of a guide, ``remark`` and ``remarkformat``."""

_NO_GRADE: Final = -1.0
_INSTANCES = grading_instances.c


def fill(ctx: CallContext, definition: Definition, itemid: int, filled: Filled, grades: Sequence[int], *, whole: bool) -> float:
    """Keep what the caller fills in about something that is graded, and return the grade, -1 where nothing is filled in.

    ``grades`` are the lowest and the highest grade; with ``whole`` there are none between the whole ones. Raises
    ``InvalidParameter`` for criteria and levels that the definition does not have.
    """
    _require_known(definition, filled)
    before = _current(ctx, definition, itemid)
    given = {criterionid: _values(definition, values) for criterionid, values in filled.items()}
    is_empty = not any(values.get("levelid") or values.get("score") is not None or values.get("remark") for values in filled.values())
    if is_empty:
        kept = {criterionid: values for criterionid, values in before.items() if criterionid not in filled}
    else:
        kept = {criterionid: {**before.get(criterionid, {}), **values} for criterionid, values in given.items()}
    _store(ctx, definition, itemid, kept)
    return _NO_GRADE if is_empty else _grade(definition, kept, grades, whole=whole)


def _require_known(definition: Definition, filled: Filled) -> None:
    """Raise ``InvalidParameter`` for criteria and levels that the definition does not have."""
    for criterionid, values in filled.items():
        if criterionid not in definition.criteria:
            raise InvalidParameter("is no criterion of the form that is used here", path="criterionid")
        level = values.get("levelid")
        if definition.row["method"] == "rubric" and level and level not in definition.levels[criterionid]:
            raise InvalidParameter("is no level of the criterion", path="levelid")


def _values(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that are filled in of a criterion."""
    found = {name: values[name] for name in definition.method.columns if values.get(name) is not None}
    if "remarkformat" in found:
        validate_format(found["remarkformat"])
    return found


def current(ctx: CallContext, definition: Definition, itemid: int) -> tuple[int, dict[int, dict[str, Any]]]:
    """The id of the form that holds for something that is graded, 0 for none, and what is filled in, by criterion."""
    return ctx.db.execute(_active(definition, itemid)).scalar() or 0, _current(ctx, definition, itemid)


def _current(ctx: CallContext, definition: Definition, itemid: int) -> dict[int, dict[str, Any]]:
    """What is filled in now, by criterion."""
    table, columns = definition.method.fillings, definition.method.columns
    ids = _active(definition, itemid)
    rows = ctx.db.execute(select(table).where(table.c.instanceid.in_(ids)).order_by(table.c.id)).mappings()
    return {row["criterionid"]: {name: row[name] for name in columns} for row in rows}


def _active(definition: Definition, itemid: int) -> Any:
    """A subquery of the id of the form that holds for something that is graded."""
    states = InstanceStatus.ACTIVE, InstanceStatus.TO_BE_UPDATED
    return select(_INSTANCES.id).where(
        _INSTANCES.definitionid == definition.row["id"], _INSTANCES.itemid == itemid, _INSTANCES.status.in_(states)
    )


def _store(ctx: CallContext, definition: Definition, itemid: int, filled: Filled) -> None:
    """Store a form with what is filled in, in the place of the one that held before."""
    db = ctx.db
    db.execute(update(grading_instances).where(_INSTANCES.id.in_(_active(definition, itemid))).values(status=InstanceStatus.ARCHIVED))
    row = {"definitionid": definition.row["id"], "raterid": ctx.userid, "itemid": itemid, "status": InstanceStatus.ACTIVE.value}
    instanceid = insert_row(db, grading_instances, {**row, "feedbackformat": 0, "timemodified": ctx.now})
    nothing = {name: "" if name == "remark" else 0 for name in definition.method.columns}
    rows = [{**nothing, **values, "instanceid": instanceid, "criterionid": criterionid} for criterionid, values in filled.items()]
    if rows:
        db.execute(insert(definition.method.fillings), rows)


def _grade(definition: Definition, filled: Filled, grades: Sequence[int], *, whole: bool) -> float:
    """The grade that follows from what is filled in, as the part of the highest possible score; -1 where no score is possible."""
    lowest, highest = grades
    if definition.row["method"] == "rubric":
        least = sum(min(scores.values(), default=0.0) for scores in definition.levels.values())
        most = sum(max(scores.values(), default=0.0) for scores in definition.levels.values())
        score = sum(definition.levels[criterionid].get(values.get("levelid") or 0, 0.0) for criterionid, values in filled.items())
    else:
        least, most = 0.0, sum(row["maxscore"] for row in definition.criteria.values())
        score = sum(values.get("score") or 0.0 for values in filled.values())
    if most <= least or highest <= 0:
        return _NO_GRADE
    if definition.row["method"] == "rubric" and definition.option("lockzeropoints", True):
        grade = max(float(lowest), score / most * highest)
        return float(_rounded(grade)) if whole else grade
    above = (score - least) / (most - least) * (highest - lowest)
    return lowest + (_rounded(above) if whole else above)


def _rounded(value: float) -> int:
    """The nearest whole number; halves are rounded up."""
    return int(value + 0.5)
