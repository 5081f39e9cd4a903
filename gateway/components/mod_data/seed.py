"""Databases of a seed, with who has made entries."""

from __future__ import annotations

from typing import Any

from gateway.api.seeding import Activity, ActivitySeed, Event, Told, without_nothing
from gateway.components.mod_data.tables import data, data_records

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    for given in activity.given["entries"].each():
        at = given["time"].time(activity.now)
        activity.add(
            data_records,
            userid=given["by"].person(activity.teacher),
            groupid=activity.group(given["group"]),
            dataid=activity.id,
            timecreated=at,
            timemodified=at,
            approved=int(given["approved"].flag(True)),
        )
        given.close()


def _told(told: Told) -> dict[str, Any]:
    entries = [
        without_nothing(
            {
                "by": told.person(row["userid"]),
                "group": told.groups.get(row["groupid"]),
                "time": told.when(row["timecreated"]),
                "approved": None if row["approved"] else "no",
            }
        )
        for row in told.rows(data_records, dataid=told.row["id"])
        if told.person(row["userid"])
    ]
    return without_nothing({"entries": entries})


activity = ActivitySeed(
    table=data,
    named={"opens": "timeavailablefrom", "closes": "timeavailableto"},
    events=(Event("open", "timeavailablefrom", "opens", action=False), Event("close", "timeavailableto", "closes")),
    parts=_parts,
    told=_told,
)
