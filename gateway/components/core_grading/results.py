"""Rubrics, marking guides and what was filled in of them, as functions return them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, CodedError, Context, MissingRecord, contexts, format_text
from gateway.components.core_grading.definitions import METHODS, READY, InstanceStatus, Method
from gateway.components.core_grading.tables import (
    grading_areas,
    grading_definitions,
    grading_instances,
    gradingform_guide_comments,
    gradingform_rubric_levels,
)

__all__ = ["area_result", "instance_results", "place_of"]

_MANAGE: Final = "moodle/grade:managegradingforms"

_AREA = select(grading_areas).where(
    grading_areas.c.contextid == bindparam("context"),
    grading_areas.c.component == bindparam("component"),
    grading_areas.c.areaname == bindparam("area"),
)
_PLACE = (
    select(grading_areas.c.contextid, grading_definitions.c.method)
    .join(grading_definitions, grading_definitions.c.areaid == grading_areas.c.id)
    .where(grading_definitions.c.id == bindparam("id"))
)
_MEMBERS: Final = (
    "id", "method", "name", "status", "copiedfromid", "timecreated", "usercreated", "timemodified", "usermodified", "timecopied",
)  # fmt: skip


def area_result(ctx: CallContext, place: Context, component: str, areaname: str, *, active_only: bool) -> dict[str, Any]:
    """How an area is graded: the members ``activemethod`` and ``definitions``, the latter of the active method alone if asked for.

    Drafts are for those who manage them. Raises ``invalid_method_name`` where the active method is asked for and there is none.
    """
    row = ctx.db.execute(_AREA, {"context": place.id, "component": component, "area": areaname}).mappings().first()
    active = row["activemethod"] if row is not None else None
    if active_only and active not in METHODS:
        raise CodedError("invalid_method_name", "core_grading", message="Nothing but grades is used to grade there.")
    query = select(grading_definitions).where(grading_definitions.c.areaid == (row["id"] if row is not None else 0))
    found = {definition["method"]: definition for definition in ctx.db.execute(query).mappings()}
    wanted = [active] if active_only else sorted(METHODS)
    manages = ctx.has(_MANAGE, place)
    chosen = [found[method] for method in wanted if method in found and (manages or found[method]["status"] == READY)]
    return {"activemethod": active, "definitions": [_definition(ctx, place, definition) for definition in chosen]}


def place_of(ctx: CallContext, definitionid: int) -> tuple[Context, str]:
    """The context of what is graded by a definition, and its method. Raises ``MissingRecord``, ``MissingCapability``."""
    row = ctx.db.execute(_PLACE, {"id": definitionid}).mappings().first()
    place = contexts.by_id(ctx.db, row["contextid"]) if row is not None else None
    if row is None or place is None or row["method"] not in METHODS:
        raise MissingRecord("grading_definitions")
    ctx.require(_MANAGE, place)
    return place, str(row["method"])


def instance_results(ctx: CallContext, place: Context, method: str, definitionid: int, since: int) -> list[dict[str, Any]]:
    """What is filled in of a definition and holds, as far as it was changed since then."""
    cols, kind = grading_instances.c, METHODS[method]
    states = InstanceStatus.ACTIVE, InstanceStatus.TO_BE_UPDATED
    query = select(grading_instances).where(cols.definitionid == definitionid, cols.status.in_(states), cols.timemodified >= since)
    rows = ctx.db.execute(query.order_by(cols.id)).mappings().all()
    filled = _fillings(ctx, place, kind, [row["id"] for row in rows])
    return [
        {
            **{name: row[name] for name in ("id", "raterid", "itemid", "rawgrade", "status", "timemodified")},
            **_text(ctx, place, "feedback", row["feedback"], row["feedbackformat"]),
            method: {"criteria": filled.get(row["id"], [])},
        }
        for row in rows
    ]


def _fillings(ctx: CallContext, place: Context, kind: Method, ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """What is filled in, by the ids of the forms."""
    table = kind.fillings
    found: dict[int, list[dict[str, Any]]] = {}
    for row in ctx.db.execute(select(table).where(table.c.instanceid.in_(list(ids))).order_by(table.c.id)).mappings():
        values = {name: row[name] for name in ("id", "criterionid", *kind.columns) if not name.startswith("remark")}
        found.setdefault(row["instanceid"], []).append({**values, **_text(ctx, place, "remark", row["remark"], row["remarkformat"])})
    return found


def _definition(ctx: CallContext, place: Context, row: RowMapping) -> dict[str, Any]:
    """The result of one definition."""
    table = METHODS[row["method"]].criteria
    criteria = (
        ctx.db.execute(select(table).where(table.c.definitionid == row["id"]).order_by(table.c.sortorder, table.c.id)).mappings().all()
    )
    details = _rubric(ctx, place, criteria) if row["method"] == "rubric" else _guide(ctx, place, row["id"], criteria)
    return {
        **{name: row[name] for name in _MEMBERS},
        **_text(ctx, place, "description", row["description"], row["descriptionformat"]),
        row["method"]: details,
    }


def _rubric(ctx: CallContext, place: Context, criteria: Iterable[RowMapping]) -> dict[str, Any]:
    """The criteria of a rubric, each with its levels by their scores."""
    cols, rows = gradingform_rubric_levels.c, list(criteria)
    query = select(gradingform_rubric_levels).where(cols.criterionid.in_([row["id"] for row in rows])).order_by(cols.score, cols.id)
    levels: dict[int, list[dict[str, Any]]] = {}
    for level in ctx.db.execute(query).mappings():
        text = _text(ctx, place, "definition", level["definition"], level["definitionformat"])
        levels.setdefault(level["criterionid"], []).append({"id": level["id"], "score": level["score"], **text})
    return {"rubric_criteria": [{**_criterion(ctx, place, row), "levels": levels.get(row["id"], [])} for row in rows]}


def _guide(ctx: CallContext, place: Context, definitionid: int, criteria: Iterable[RowMapping]) -> dict[str, Any]:
    """The criteria of a marking guide, and the comments that graders can choose from."""
    cols = gradingform_guide_comments.c
    query = select(gradingform_guide_comments).where(cols.definitionid == definitionid).order_by(cols.sortorder, cols.id)
    return {
        "guide_criteria": [
            {
                **_criterion(ctx, place, row),
                "shortname": row["shortname"],
                "maxscore": row["maxscore"],
                **_text(ctx, place, "descriptionmarkers", row["descriptionmarkers"], row["descriptionmarkersformat"]),
            }
            for row in criteria
        ],
        "guide_comments": [_criterion(ctx, place, row) for row in ctx.db.execute(query).mappings()],
    }


def _criterion(ctx: CallContext, place: Context, row: Mapping[Any, Any]) -> dict[str, Any]:
    """What criteria and comments have in common."""
    return {
        **{name: row[name] for name in ("id", "sortorder")},
        **_text(ctx, place, "description", row["description"], row["descriptionformat"]),
    }


def _text(ctx: CallContext, place: Context, name: str, text: str | None, text_format: int) -> dict[str, Any]:
    """A text and its format."""
    formatted, format_ = format_text(text, text_format, ctx.settings, ctx.site, place)
    return {name: formatted, f"{name}format": format_}
