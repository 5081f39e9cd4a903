"""Folders of a seed, with their files."""

from __future__ import annotations

from typing import Any

from gateway.api.seeding import Activity, ActivitySeed, Told, without_nothing
from gateway.components.mod_folder.tables import folder

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    activity.add_files(activity.given["files"], "content")


def _told(told: Told) -> dict[str, Any]:
    return without_nothing({"files": told.files("mod_folder", "content")})


activity = ActivitySeed(
    table=folder,
    usual={"revision": 1, "showexpanded": 1, "showdownloadfolder": 1},
    parts=_parts,
    told=_told,
)
