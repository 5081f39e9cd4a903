"""Glossaries of a seed, with their entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api.seeding import HTML, Activity, ActivitySeed, Told, without_nothing
from gateway.components.mod_glossary.tables import glossary, glossary_entries

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    for given in activity.given["entries"].each():
        by, at = given["by"].person(activity.teacher), given["time"].time(activity.now)
        entry = activity.add(
            glossary_entries,
            glossaryid=activity.id,
            userid=by,
            concept=given["concept"].text(),
            definition=given["definition"].text(),
            definitionformat=HTML,
            attachment="",
            timecreated=at,
            timemodified=at,
            teacherentry=int(by == activity.teacher),
            approved=int(given["approved"].flag(True)),
        )
        stored = activity.rows.of(glossary_entries)[-1]
        if activity.add_files(given["attachments"], "attachment", itemid=entry, userid=by):
            stored["attachment"] = "1"
        given.close()


def _told(told: Told) -> dict[str, Any]:
    entries = [
        without_nothing(
            {
                "concept": row["concept"],
                "definition": row["definition"],
                "by": told.person(row["userid"]),
                "time": told.when(row["timecreated"]),
                "approved": None if row["approved"] else "no",
                "attachments": told.files("mod_glossary", "attachment", row["id"]),
            }
        )
        for row in told.rows(glossary_entries, glossaryid=told.row["id"])
        if told.person(row["userid"])
    ]
    return without_nothing({"entries": entries})


def _grades(row: Mapping[str, Any]) -> list[tuple[int, str, float]]:
    return [(0, "", float(row.get("scale", 0)) if row.get("assessed") else 0.0)]


activity = ActivitySeed(
    table=glossary,
    usual={
        "displayformat": "dictionary",
        "showspecial": 1,
        "showalphabet": 1,
        "showall": 1,
        "allowprintview": 1,
        "usedynalink": 1,
        "defaultapproval": 1,
        "approvaldisplayformat": "default",
        "entbypage": 10,
    },
    grades=_grades,
    parts=_parts,
    told=_told,
)
