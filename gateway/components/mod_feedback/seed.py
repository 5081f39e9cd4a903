"""Feedbacks of a seed, with who has given theirs."""

from __future__ import annotations

from typing import Any

from gateway.api.seeding import HTML, Activity, ActivitySeed, Event, Told, without_nothing
from gateway.components.mod_feedback.tables import feedback, feedback_completed

__all__ = ["activity"]

_ANONYMOUS = 1
_NAMED = 2


def _parts(activity: Activity) -> None:
    anonymous = activity.row.get("anonymous") == _ANONYMOUS
    for number, userid in enumerate(activity.given["completed"].each_person(), start=1):
        activity.add(
            feedback_completed,
            feedback=activity.id,
            userid=userid,
            timemodified=activity.now,
            random_response=number,
            anonymous_response=_ANONYMOUS if anonymous else _NAMED,
            courseid=0,
        )


def _told(told: Told) -> dict[str, Any]:
    rows = told.rows(feedback_completed, feedback=told.row["id"])
    return without_nothing({"completed": [name for row in rows if (name := told.person(row["userid"]))]})


activity = ActivitySeed(
    table=feedback,
    usual={"anonymous": _ANONYMOUS, "autonumbering": 0, "page_after_submit": "", "page_after_submitformat": HTML},
    named={"opens": "timeopen", "closes": "timeclose"},
    events=(Event("open", "timeopen", "opens", action=False), Event("close", "timeclose", "closes")),
    parts=_parts,
    told=_told,
)
