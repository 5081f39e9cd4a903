"""A marking guide as graders see it: its criteria with the points that are given, and comments to choose from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import format_text
from gateway.components.core_grades.panels import Panel
from gateway.components.core_grading import fillings
from gateway.components.core_grading.tables import gradingform_guide_comments

__all__ = ["result"]


def result(panel: Panel) -> dict[str, Any]:
    """The guide as the panel shows it, with what is filled in for the person; what graders are told is for them alone."""
    row, common = panel.shown()
    ctx, definition = panel.ctx, panel.advanced
    instanceid, filled = fillings.current(ctx, definition, row["id"]) if row is not None else (0, {})

    def text(words: str | None, format_: int) -> str:
        return format_text(words or "", format_, ctx.settings, ctx.site, panel.context)[0]

    criteria = [
        {
            "id": criterionid,
            "name": each["shortname"],
            "maxscore": each["maxscore"],
            "description": text(each["description"], each["descriptionformat"]),
            "descriptionmarkers": text(each["descriptionmarkers"], each["descriptionmarkersformat"]) if panel.may_grade else "",
            "score": filled.get(criterionid, {}).get("score"),
            "remark": filled.get(criterionid, {}).get("remark") or "",
        }
        for criterionid, each in definition.criteria.items()
    ]
    cols = gradingform_guide_comments.c
    query = select(gradingform_guide_comments).where(cols.definitionid == definition.row["id"]).order_by(cols.sortorder, cols.id)
    rows = ctx.db.execute(query).mappings().all() if panel.may_grade else []
    comments = [
        {"id": each["id"], "sortorder": each["sortorder"], "description": text(each["description"], each["descriptionformat"])}
        for each in rows
    ]
    grade = {"instanceid": instanceid, "criterion": criteria, "hascomments": bool(comments), "comments": comments, **common}
    given = row is not None and row["grade"] is not None
    return panel.answer("gradingform_guide/grades/grader/gradingpanel", grade, given=given)
