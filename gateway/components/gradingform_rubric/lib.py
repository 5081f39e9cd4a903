"""A rubric as graders see it: its criteria with their levels, and which of them is chosen."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import format_text
from gateway.components.core_grades.panels import Panel
from gateway.components.core_grading import fillings
from gateway.components.core_grading.tables import gradingform_rubric_levels

__all__ = ["result"]


def result(panel: Panel) -> dict[str, Any]:
    """The rubric as the panel shows it, with what is filled in for the person."""
    row, common = panel.shown()
    ctx, definition = panel.ctx, panel.advanced
    instanceid, filled = fillings.current(ctx, definition, row["id"]) if row is not None else (0, {})
    cols = gradingform_rubric_levels.c
    query = select(gradingform_rubric_levels).where(cols.criterionid.in_(definition.criteria)).order_by(cols.score, cols.id)
    levels: defaultdict[int, list[RowMapping]] = defaultdict(list)
    for level in ctx.db.execute(query).mappings():
        levels[level["criterionid"]].append(level)

    def text(words: str | None, format_: int) -> str:
        return format_text(words or "", format_, ctx.settings, ctx.site, panel.context)[0]

    criteria = [
        {
            "id": criterionid,
            "description": text(criterion["description"], criterion["descriptionformat"]),
            "remark": filled.get(criterionid, {}).get("remark") or "",
            "levels": [
                {
                    "id": level["id"],
                    "criterionid": criterionid,
                    "score": f"{level['score']:g}",
                    "definition": text(level["definition"], level["definitionformat"]),
                    "checked": filled.get(criterionid, {}).get("levelid") == level["id"],
                }
                for level in levels[criterionid]
            ],
        }
        for criterionid, criterion in definition.criteria.items()
    ]
    mode = "evaluate editable" if panel.may_grade else "view"
    grade = {"instanceid": instanceid, "rubricmode": mode, "canedit": panel.may_grade, "criteria": criteria, **common}
    given = row is not None and row["grade"] is not None
    return panel.answer("gradingform_rubric/grades/grader/gradingpanel", grade, given=given)
