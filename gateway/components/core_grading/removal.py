"""Deleting advanced grading with the contexts that are graded: areas, their definitions, and what was graded by them."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
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

__all__ = ["forget_contexts"]


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the grading areas of contexts, with their definitions, rubrics, guides and instances."""
    areas = select(grading_areas.c.id).where(grading_areas.c.contextid.in_(contextids))
    definitions = select(grading_definitions.c.id).where(grading_definitions.c.areaid.in_(areas))
    criteria, guided = (
        select(table.c.id).where(table.c.definitionid.in_(definitions))
        for table in (gradingform_rubric_criteria, gradingform_guide_criteria)
    )
    for column, within in (  # what lies deepest goes first: the statements above find it by what it lies in
        (gradingform_rubric_fillings.c.criterionid, criteria),
        (gradingform_rubric_levels.c.criterionid, criteria),
        (gradingform_guide_fillings.c.criterionid, guided),
        (gradingform_rubric_criteria.c.definitionid, definitions),
        (gradingform_guide_criteria.c.definitionid, definitions),
        (gradingform_guide_comments.c.definitionid, definitions),
        (grading_instances.c.definitionid, definitions),
        (grading_definitions.c.areaid, areas),
    ):
        db.execute(delete(column.table).where(column.in_(within)))
    db.execute(delete(grading_areas).where(grading_areas.c.contextid.in_(contextids)))
