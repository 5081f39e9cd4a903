"""The tables of completion and view records."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import key, number, schema

__all__ = ["metadata", "course_modules_completion", "course_completions", "course_modules_viewed"]

metadata = schema()

course_modules_completion = Table(
    "course_modules_completion",
    metadata,
    key(),
    number("coursemoduleid"),
    number("userid"),
    number("completionstate"),
    number("overrideby", null=True),
    number("timemodified"),
    Index("course_modules_completion_coursemoduleid", "coursemoduleid"),
    UniqueConstraint("userid", "coursemoduleid"),
)

course_completions = Table(
    "course_completions",
    metadata,
    key(),
    number("userid"),
    number("course"),
    number("timeenrolled"),
    number("timestarted"),
    number("timecompleted", null=True),
    number("reaggregate"),
    UniqueConstraint("userid", "course"),
    Index("course_completions_course", "course"),
)

course_modules_viewed = Table(
    "course_modules_viewed",
    metadata,
    key(),
    number("coursemoduleid"),
    number("userid"),
    number("timecreated"),
    Index("course_modules_viewed_coursemoduleid", "coursemoduleid"),
)
