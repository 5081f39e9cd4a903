"""Subsections of a seed: each is an activity with a section of its own, which other activities name."""

from __future__ import annotations

from gateway.api.seeding import Activity, ActivitySeed
from gateway.components.mod_subsection.tables import subsection

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    activity.course.add_section(activity.rows, activity.row["name"], now=activity.now, component="mod_subsection", itemid=activity.id)


activity = ActivitySeed(table=subsection, parts=_parts)
