"""Texts of a seed on the page of a course; without a name they are called by their first words."""

from __future__ import annotations

from gateway.api.php import strip_tags
from gateway.api.seeding import Activity, ActivitySeed
from gateway.components.mod_label.tables import label

__all__ = ["activity"]

_LONGEST = 50


def _parts(activity: Activity) -> None:
    if not activity.row["name"]:
        activity.row["name"] = " ".join(strip_tags(activity.row["intro"]).split())[:_LONGEST] or "Text and media"


activity = ActivitySeed(table=label, named={"text": "intro"}, parts=_parts)
