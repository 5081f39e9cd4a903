"""Packages of pages (IMS) of a seed: the files, and their order and titles."""

from __future__ import annotations

from typing import Any

from gateway.api.php import serialized
from gateway.api.seeding import Activity, ActivitySeed, Told, without_nothing
from gateway.components.mod_imscp.tables import imscp

__all__ = ["activity"]

_REVISION = 1


def _parts(activity: Activity) -> None:
    activity.add_files(activity.given["files"], "content", itemid=_REVISION)
    pages = {}
    for number, given in enumerate(activity.given["pages"].each()):
        pages[number] = {"href": given["file"].text(), "title": given["title"].text(), "level": 0, "subitems": {}}
        given.close()
    if pages:
        activity.row["structure"] = serialized.dumps(pages)


def _told(told: Told) -> dict[str, Any]:
    return without_nothing({"files": told.files("mod_imscp", "content", told.row["revision"])})


activity = ActivitySeed(
    table=imscp, usual={"revision": _REVISION, "keepold": -1, "structure": serialized.dumps({})}, parts=_parts, told=_told
)
