"""H5P activities of a seed, with their packages and attempts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api.seeding import Activity, ActivitySeed, Told, without_nothing
from gateway.components.mod_h5pactivity.tables import h5pactivity, h5pactivity_attempts

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    activity.add_files(activity.given["package"], "package")
    for userid, several in activity.given["attempts"].by_person():
        best = 0.0
        for number, given in enumerate(several.each(), start=1):
            score, most, at = given["score"].number(), given["of"].number(10), given["time"].time(activity.now)
            given.close()
            scaled = round(score / most, 5) if most > 0 else 0.0
            best = max(best, scaled)
            activity.add(
                h5pactivity_attempts,
                h5pactivityid=activity.id,
                userid=userid,
                timecreated=at,
                timemodified=at,
                attempt=number,
                rawscore=score,
                maxscore=most,
                scaled=scaled,
                duration=60,
                completion=1,
                success=int(score == most),
            )
        activity.grade(userid, best * float(activity.row["grade"] or 0), by=userid, at=activity.now)


def _told(told: Told) -> dict[str, Any]:
    attempts: dict[str, list[dict[str, Any]]] = {}
    for row in told.rows(h5pactivity_attempts, h5pactivityid=told.row["id"]):
        if name := told.person(row["userid"]):
            entry = {"score": row["rawscore"] or 0, "of": row["maxscore"] or 0, "time": told.when(row["timecreated"])}
            attempts.setdefault(name, []).append(entry)
    return without_nothing({"package": told.files("mod_h5pactivity", "package"), "attempts": attempts})


def _grades(row: Mapping[str, Any]) -> list[tuple[int, str, float]]:
    return [(0, "", float(row["grade"] or 0))]


activity = ActivitySeed(
    table=h5pactivity,
    usual={"grade": 100, "displayoptions": 15, "enabletracking": 1, "grademethod": 1, "reviewmode": 1},
    grades=_grades,
    parts=_parts,
    told=_told,
    grades_itself=True,
)
