"""Surveys of a seed: each asks the questions of one of the standard surveys."""

from __future__ import annotations

from typing import Any, Final

from gateway.api.seeding import Activity, ActivitySeed, Told
from gateway.components.mod_survey.tables import survey

__all__ = ["activity"]

# The standard surveys: their numbers, and those of their questions.
_SURVEYS: Final = {
    "colles actual": (1, (25, 26, 27, 28, 29, 30, 43, 44)),
    "colles preferred": (2, (31, 32, 33, 34, 35, 36, 43, 44)),
    "colles both": (3, (37, 38, 39, 40, 41, 42, 43, 44)),
    "attls": (4, (65, 67, 68)),
    "critical incidents": (5, (69, 70, 71, 72, 73)),
}


def _parts(activity: Activity) -> None:
    number, questions = activity.given["survey"].choice(_SURVEYS, _SURVEYS["colles actual"])
    activity.row |= {"template": number, "questions": ",".join(map(str, questions))}


def _told(told: Told) -> dict[str, Any]:
    return {"survey": next((name for name, (number, _) in _SURVEYS.items() if number == told.row["template"]), "colles actual")}


activity = ActivitySeed(table=survey, usual={"template": 1, "questions": ""}, parts=_parts, told=_told, hidden=("template", "questions"))
