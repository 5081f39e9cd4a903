"""Pages of a seed; the files in their texts are in the area ``content``."""

from __future__ import annotations

from typing import Any

from gateway.api.php import serialized
from gateway.api.seeding import HTML, Activity, ActivitySeed, Told, without_nothing
from gateway.components.mod_page.tables import page

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    activity.add_files(activity.given["files"], "content")


def _told(told: Told) -> dict[str, Any]:
    return without_nothing({"files": told.files("mod_page", "content")})


activity = ActivitySeed(
    table=page,
    usual={
        "content": "",
        "contentformat": HTML,
        "display": 5,
        "displayoptions": serialized.dumps({"printintro": 0, "printlastmodified": 1}),
        "revision": 1,
    },
    parts=_parts,
    told=_told,
)
