"""The tables of completion and view records."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import decimal, key, number, schema, text

__all__ = [
    "metadata",
    "course_modules_completion",
    "course_completions",
    "course_modules_viewed",
    "course_completion_criteria",
    "course_completion_crit_compl",
    "course_completion_aggr_methd",
]

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

course_completion_criteria = Table(
    "course_completion_criteria",
    metadata,
    key(),
    number("course"),
    number("criteriatype"),
    text("module", null=True),
    number("moduleinstance", null=True),
    text("courseinstance", null=True),
    text("enrolperiod", null=True),
    number("timeend", null=True),
    decimal("gradepass", null=True),
    text("role", null=True),
    Index("course_completion_criteria_course", "course"),
)

course_completion_crit_compl = Table(
    "course_completion_crit_compl",
    metadata,
    key(),
    number("userid"),
    number("course"),
    number("criteriaid"),
    number("gradefinal", null=True),
    text("unenroled", null=True),
    number("timecompleted"),
    Index("course_completion_crit_compl_userid", "userid"),
    Index("course_completion_crit_compl_course", "course"),
)

course_completion_aggr_methd = Table(
    "course_completion_aggr_methd",
    metadata,
    key(),
    number("course"),
    text("criteriatype", null=True),
    number("method"),
    text("value", null=True),
    Index("course_completion_aggr_methd_course", "course"),
)
