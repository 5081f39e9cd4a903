"""The tables of cohorts and their members."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "cohort", "cohort_members"]

metadata = schema()

cohort = Table(
    "cohort",
    metadata,
    key(),
    number("contextid"),
    text("name"),
    text("idnumber"),
    long("description", null=True),
    number("descriptionformat"),
    number("visible", default=1),
    text("component"),
    number("timecreated"),
    number("timemodified"),
    text("theme"),
    Index("cohort_contextid", "contextid"),
)

cohort_members = Table(
    "cohort_members",
    metadata,
    key(),
    number("cohortid"),
    number("userid"),
    number("timeadded"),
    Index("cohort_members_userid", "userid"),
    UniqueConstraint("cohortid", "userid"),
)
