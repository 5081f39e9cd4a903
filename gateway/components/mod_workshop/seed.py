"""Workshops of a seed, with what people have handed in and how they have assessed each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api.seeding import HTML, Activity, ActivitySeed, Event, Told, without_nothing
from gateway.components.mod_workshop.tables import workshop, workshop_assessments, workshop_submissions

__all__ = ["activity"]

_PHASES: Final = {"setup": 10, "submission": 20, "assessment": 30, "evaluation": 40, "closed": 50}


def _parts(activity: Activity) -> None:
    given = activity.given
    activity.row["phase"] = given["stage"].choice(_PHASES, _PHASES["submission"])
    for userid, handed_in in given["submissions"].by_person():
        at = handed_in["time"].time(activity.now)
        submission = activity.add(
            workshop_submissions,
            workshopid=activity.id,
            authorid=userid,
            timecreated=at,
            timemodified=at,
            title=handed_in["title"].text(),
            content=handed_in["content"].text(),
            contentformat=HTML,
            attachment=0,
        )
        stored = activity.rows.of(workshop_submissions)[-1]
        if activity.add_files(handed_in["files"], "submission_attachment", itemid=submission, userid=userid):
            stored["attachment"] = 1
        for reviewer, assessment in handed_in["assessments"].by_person():
            activity.add(
                workshop_assessments,
                submissionid=submission,
                reviewerid=reviewer,
                weight=1,
                timecreated=at,
                timemodified=at,
                grade=assessment["grade"].decimal() if assessment["grade"] else None,
                feedbackauthor=assessment["feedback"].text(),
                feedbackauthorformat=HTML,
            )
            assessment.close()
        handed_in.close()


def _told(told: Told) -> dict[str, Any]:
    submissions = {}
    for row in told.rows(workshop_submissions, workshopid=told.row["id"]):
        if name := told.person(row["authorid"]):
            assessments = {
                reviewer: without_nothing({"grade": given["grade"], "feedback": given["feedbackauthor"]})
                for given in told.rows(workshop_assessments, submissionid=row["id"])
                if (reviewer := told.person(given["reviewerid"]))
            }
            entry = {"title": row["title"], "content": row["content"], "time": told.when(row["timecreated"]), "assessments": assessments}
            submissions[name] = without_nothing({**entry, "files": told.files("mod_workshop", "submission_attachment", row["id"])})
    stage = next((name for name, phase in _PHASES.items() if phase == told.row["phase"]), "setup")
    return without_nothing({"stage": stage, "submissions": submissions})


def _grades(row: Mapping[str, Any]) -> list[tuple[int, str, float]]:
    return [(0, "(submission)", float(row["grade"])), (1, "(assessment)", float(row["gradinggrade"]))]


activity = ActivitySeed(
    table=workshop,
    usual={
        "instructauthors": "",
        "instructauthorsformat": HTML,
        "instructreviewers": "",
        "instructreviewersformat": HTML,
        "grade": 80.0,
        "gradinggrade": 20.0,
        "strategy": "accumulative",
        "evaluation": "best",
        "submissiontypetext": 1,
        "submissiontypefile": 1,
        "nattachments": 1,
        "usepeerassessment": 1,
        "conclusion": "",
        "conclusionformat": HTML,
        "overallfeedbackmode": 1,
        "phase": 20,
    },
    events=(
        Event("opensubmission", "submissionstart", "opens for submissions", action=False),
        Event("closesubmission", "submissionend", "deadline for submissions"),
        Event("openassessment", "assessmentstart", "opens for assessment", action=False),
        Event("closeassessment", "assessmentend", "deadline for assessment"),
    ),
    grades=_grades,
    parts=_parts,
    told=_told,
    hidden=("phase",),
)
