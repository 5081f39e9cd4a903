"""The file areas of advanced grading and their rule: who may enter an activity may see how it is graded."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext
from gateway.api.areas import FileArea, StoredFile
from gateway.components.core_grading.tables import grading_areas, grading_definitions

__all__ = ["AREAS"]


def of_definition(ctx: CallContext, file: StoredFile) -> bool:
    """Whether a file belongs to a definition for something that is graded in the file's context."""
    source = grading_definitions.join(grading_areas, grading_areas.c.id == grading_definitions.c.areaid)
    query = select(grading_areas.c.contextid).select_from(source).where(grading_definitions.c.id == file.itemid)
    return bool(ctx.db.execute(query).scalar_one_or_none() == file.contextid)


AREAS = {"grading/description": FileArea(may_read=of_definition, lifetime=3600, download=False)}
"""The file areas of advanced grading, each with the rule of who may read it."""
