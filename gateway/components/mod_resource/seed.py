"""Files of a seed that are activities; the first of several is the one that is shown."""

from __future__ import annotations

from typing import Any

from gateway.api.php import serialized
from gateway.api.seeding import Activity, ActivitySeed, Told, without_nothing
from gateway.api.tables import files
from gateway.components.mod_resource.tables import resource

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    before = len(activity.rows.of(files))
    activity.add_files(activity.given["files"], "content")
    first = next((row for row in activity.rows.of(files)[before:] if row["filename"] != "."), None)
    if first is not None:
        first["sortorder"] = 1


def _told(told: Told) -> dict[str, Any]:
    return without_nothing({"files": told.files("mod_resource", "content")})


activity = ActivitySeed(
    table=resource,
    usual={"displayoptions": serialized.dumps({"printintro": 1}), "revision": 1},
    parts=_parts,
    told=_told,
)
