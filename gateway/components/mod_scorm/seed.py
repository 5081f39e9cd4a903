"""SCORM packages of a seed, with how often people have tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api.seeding import Activity, ActivitySeed, Event, Told, without_nothing
from gateway.api.tables import files
from gateway.components.mod_scorm.tables import scorm, scorm_attempt

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    if activity.add_files(activity.given["package"], "package"):
        stored = activity.rows.of(files)[-1]
        activity.row |= {"reference": stored["filename"], "sha1hash": stored["contenthash"]}
    for userid, given in activity.given["attempts"].by_person():
        for number in range(1, min(given.number(), 100) + 1):
            activity.add(scorm_attempt, userid=userid, scormid=activity.id, attempt=number)


def _told(told: Told) -> dict[str, Any]:
    attempts: dict[str, int] = {}
    for row in told.rows(scorm_attempt, scormid=told.row["id"]):
        if name := told.person(row["userid"]):
            attempts[name] = attempts.get(name, 0) + 1
    return without_nothing({"package": told.files("mod_scorm", "package"), "attempts": attempts})


def _grades(row: Mapping[str, Any]) -> list[tuple[int, str, float]]:
    return [(0, "", float(row["maxgrade"]))]


activity = ActivitySeed(
    table=scorm,
    usual={
        "scormtype": "local",
        "reference": "",
        "version": "SCORM_1.2",
        "maxgrade": 100,
        "grademethod": 1,
        "maxattempt": 0,
        "displayattemptstatus": 1,
        "md5hash": "",
        "revision": 1,
        "nav": 1,
        "navpositionleft": -100,
        "navpositiontop": -100,
        "options": "",
        "width": 100,
        "height": 500,
    },
    named={"opens": "timeopen", "closes": "timeclose"},
    events=(Event("open", "timeopen", "opens", action=False), Event("close", "timeclose", "closes")),
    grades=_grades,
    parts=_parts,
    told=_told,
    hidden=("reference", "sha1hash"),
)
