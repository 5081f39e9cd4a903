"""Saving rubrics and marking guides: the definitions that areas are graded by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Table, delete, select, update

from gateway.api import CallContext, Context, InvalidParameter, validate_format
from gateway.api.rows import insert_row
from gateway.components.core_grading.definitions import METHODS, READY, InstanceStatus
from gateway.components.core_grading.tables import (
    grading_areas,
    grading_definitions,
    grading_instances,
    gradingform_guide_comments,
    gradingform_guide_criteria,
    gradingform_guide_fillings,
    gradingform_rubric_criteria,
    gradingform_rubric_fillings,
    gradingform_rubric_levels,
)

__all__ = ["save"]

_DRAFT: Final = 10
_HTML: Final = 1
_CRITERION: Final = ("description", "descriptionformat")
_GUIDE_CRITERION: Final = (*_CRITERION, "shortname", "descriptionmarkers", "descriptionmarkersformat", "maxscore")
_LEVEL: Final = ("score", "definition", "definitionformat")

Given = Mapping[str, Any]


def save(ctx: CallContext, place: Context, component: str, areaname: str, area: Given) -> None:
    """Save how an area is graded: its definitions, and which of them is used. Raises ``InvalidParameter``."""
    active = area.get("activemethod") or ""
    if active and active not in METHODS:
        raise InvalidParameter("is no way to grade", path="activemethod")
    cols = grading_areas.c
    of = cols.contextid == place.id, cols.component == component, cols.areaname == areaname
    areaid = ctx.db.execute(select(cols.id).where(*of)).scalars().first()
    if areaid is None:
        areaid = insert_row(ctx.db, grading_areas, {"contextid": place.id, "component": component, "areaname": areaname})
    if "activemethod" in area:
        ctx.db.execute(update(grading_areas).where(cols.id == areaid).values(activemethod=active))
    for definition in area["definitions"]:
        _save_definition(ctx, areaid, definition)


def _save_definition(ctx: CallContext, areaid: int, given: Given) -> None:
    """Save one definition: the one of its method, if the area has one."""
    method, status = given["method"], given["status"]
    if method not in METHODS:
        raise InvalidParameter("is no way to grade", path="method")
    if status not in (_DRAFT, READY):
        raise InvalidParameter("is neither 10 (draft) nor 20 (ready)", path="status")
    db, cols = ctx.db, grading_definitions.c
    values = {"name": given["name"], "status": status, "timemodified": ctx.now, "usermodified": ctx.userid}
    values |= {"description": given.get("description") or "", "descriptionformat": _format(given, "descriptionformat")}
    known = db.execute(select(cols.id).where(cols.areaid == areaid, cols.method == method)).scalars().first()
    if known is None:
        made = {"areaid": areaid, "method": method, "timecreated": ctx.now, "usercreated": ctx.userid}
        known = insert_row(db, grading_definitions, {**made, **values})
    else:
        db.execute(update(grading_definitions).where(cols.id == known).values(**values))
        own = grading_instances.c
        filled = own.definitionid == known, own.status == InstanceStatus.ACTIVE
        db.execute(update(grading_instances).where(*filled).values(status=int(InstanceStatus.TO_BE_UPDATED)))
    if method == "rubric":
        _save_rubric(ctx, known, (given.get("rubric") or {}).get("rubric_criteria") or [])
    else:
        _save_guide(ctx, known, given.get("guide") or {})


def _save_rubric(ctx: CallContext, definitionid: int, criteria: Collection[Given]) -> None:
    """Save the criteria of a rubric with their levels."""
    if not criteria or any(not criterion.get("levels") for criterion in criteria):
        raise InvalidParameter("has a criterion with levels at least", path="rubric")
    kept = _save_rows(ctx, gradingform_rubric_criteria, "definitionid", definitionid, criteria, _CRITERION)
    for criterionid, criterion in zip(kept, criteria, strict=True):
        _save_rows(ctx, gradingform_rubric_levels, "criterionid", criterionid, criterion["levels"], _LEVEL)
    gone = _others(ctx, gradingform_rubric_criteria, "definitionid", definitionid, kept)
    for table in (gradingform_rubric_levels, gradingform_rubric_fillings):
        ctx.db.execute(delete(table).where(table.c.criterionid.in_(gone)))
    ctx.db.execute(delete(gradingform_rubric_criteria).where(gradingform_rubric_criteria.c.id.in_(gone)))


def _save_guide(ctx: CallContext, definitionid: int, guide: Given) -> None:
    """Save the criteria and the comments of a marking guide."""
    criteria = guide.get("guide_criteria") or []
    if not criteria:
        raise InvalidParameter("has a criterion at least", path="guide")
    kept = _save_rows(ctx, gradingform_guide_criteria, "definitionid", definitionid, criteria, _GUIDE_CRITERION)
    gone = _others(ctx, gradingform_guide_criteria, "definitionid", definitionid, kept)
    ctx.db.execute(delete(gradingform_guide_fillings).where(gradingform_guide_fillings.c.criterionid.in_(gone)))
    ctx.db.execute(delete(gradingform_guide_criteria).where(gradingform_guide_criteria.c.id.in_(gone)))
    said = _save_rows(ctx, gradingform_guide_comments, "definitionid", definitionid, guide.get("guide_comments") or [], _CRITERION)
    gone = _others(ctx, gradingform_guide_comments, "definitionid", definitionid, said)
    ctx.db.execute(delete(gradingform_guide_comments).where(gradingform_guide_comments.c.id.in_(gone)))


def _save_rows(ctx: CallContext, table: Table, column: str, owner: int, given: Collection[Given], names: Collection[str]) -> list[int]:
    """Save rows of an owner: those whose ids it has are changed, all others added. Returns the ids in the order given."""
    known = set(_others(ctx, table, column, owner, ()))
    found = []
    for position, one in enumerate(given, 1):
        values = {name: _format(one, name) if name.endswith("format") else one.get(name) or _empty(name) for name in names}
        if "sortorder" in table.c:
            values["sortorder"] = one.get("sortorder") or position
        if one.get("id") in known:
            ctx.db.execute(update(table).where(table.c.id == one["id"]).values(**values))
            found.append(int(one["id"]))
        else:
            found.append(insert_row(ctx.db, table, {**values, column: owner}))
    if table is gradingform_rubric_levels:
        ctx.db.execute(delete(table).where(table.c[column] == owner, table.c.id.not_in(found)))
    return found


def _others(ctx: CallContext, table: Table, column: str, owner: int, kept: Collection[int]) -> list[int]:
    """The ids of the rows of an owner but those that are kept."""
    return [one for one in ctx.db.execute(select(table.c.id).where(table.c[column] == owner)).scalars() if one not in kept]


def _format(given: Given, name: str) -> int:
    """The format of a text: HTML unless given."""
    return validate_format(_HTML if given.get(name) is None else given[name])


def _empty(name: str) -> object:
    """What is stored where nothing is given."""
    return 0.0 if name in ("score", "maxscore") else ""
