"""The tables of badges and of the users they were issued to."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "badge", "badge_issued", "badge_criteria", "badge_criteria_param"]

metadata = schema()

badge = Table(
    "badge",
    metadata,
    key(),
    text("name"),
    long("description", null=True),
    number("timecreated"),
    number("timemodified"),
    number("usercreated"),
    number("usermodified"),
    text("issuername"),
    text("issuerurl"),
    text("issuercontact", null=True),
    number("expiredate", null=True),
    number("expireperiod", null=True),
    number("type", default=1),
    number("courseid", null=True),
    long("message"),
    long("messagesubject"),
    number("attachment", default=1),
    number("notification", default=1),
    number("status"),
    number("nextcron", null=True),
    text("version", null=True),
    text("language", null=True),
    text("imageauthorname", null=True),
    text("imageauthoremail", null=True),
    text("imageauthorurl", null=True),
    text("imagecaption", null=True),
    Index("badge_courseid", "courseid"),
)

badge_issued = Table(
    "badge_issued",
    metadata,
    key(),
    number("badgeid"),
    number("userid"),
    text("uniquehash"),
    number("dateissued"),
    number("dateexpire", null=True),
    number("visible"),
    number("issuernotified", null=True),
    Index("badge_issued_userid", "userid"),
    Index("badge_issued_uniquehash", "uniquehash"),
    UniqueConstraint("badgeid", "userid"),
)

badge_criteria = Table(
    "badge_criteria",
    metadata,
    key(),
    number("badgeid"),
    number("criteriatype"),
    number("method"),
    long("description", null=True),
    number("descriptionformat"),
    Index("badge_criteria_badgeid", "badgeid"),
)

badge_criteria_param = Table(
    "badge_criteria_param",
    metadata,
    key(),
    number("critid"),
    text("name"),
    long("value", null=True),
    Index("badge_criteria_param_critid", "critid"),
)
