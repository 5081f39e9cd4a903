"""The results of ``mod_survey_get_surveys_by_courses``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_survey.tables import survey, survey_answers

__all__ = ["TABLE", "answered_surveys", "survey_result"]

TABLE = survey

_FOR_PARTICIPANTS = ("template", "days", "questions")
_FOR_MANAGERS = ("timecreated", "timemodified")


def survey_result(ctx: CallContext, activity: CourseActivity, answered: set[int]) -> dict[str, Any]:
    """The result of one survey; ``answered`` are the ids of the surveys that the caller has answered."""
    result = instances.permitted_result(ctx, activity, "mod/survey:participate")
    if ctx.has("mod/survey:participate", activity.context):
        result |= {**instances.stored(activity, _FOR_PARTICIPANTS), "surveydone": int(activity.row["id"] in answered)}
    return result | (instances.stored(activity, _FOR_MANAGERS) if ctx.has(instances.MANAGE, activity.context) else {})


def answered_surveys(ctx: CallContext) -> set[int]:
    """The ids of the surveys that the caller has answered."""
    query = select(survey_answers.c.survey).distinct().where(survey_answers.c.userid == ctx.userid)
    return set(ctx.db.execute(query).scalars())
