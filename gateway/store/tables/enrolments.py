"""Enrolment methods of courses and the people enrolled through them."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.store.columns import key, long, metadata, number, text

__all__ = ["enrol", "user_enrolments"]

enrol = Table(
    "enrol",
    metadata,
    key(),
    text("enrol"),
    number("status"),
    number("courseid"),
    number("sortorder"),
    text("name", null=True),
    number("enrolperiod"),
    number("enrolstartdate"),
    number("enrolenddate"),
    number("expirynotify"),
    number("expirythreshold"),
    number("notifyall"),
    text("password", null=True),
    text("cost", null=True),
    text("currency", null=True),
    number("roleid"),
    number("customint1", null=True),
    number("customint2", null=True),
    number("customint3", null=True),
    number("customint4", null=True),
    number("customint5", null=True),
    number("customint6", null=True),
    number("customint7", null=True),
    number("customint8", null=True),
    text("customchar1", null=True),
    text("customchar2", null=True),
    text("customchar3", null=True),
    number("customdec1", null=True),
    number("customdec2", null=True),
    long("customtext1", null=True),
    long("customtext2", null=True),
    long("customtext3", null=True),
    long("customtext4", null=True),
    number("timecreated"),
    number("timemodified"),
    Index("enrol_courseid", "courseid"),
    Index("enrol_roleid", "roleid"),
    Index("enrol_enrol", "enrol"),
)

user_enrolments = Table(
    "user_enrolments",
    metadata,
    key(),
    number("status"),
    number("enrolid"),
    number("userid"),
    number("timestart"),
    number("timeend"),
    number("modifierid"),
    number("timecreated"),
    number("timemodified"),
    Index("user_enrolments_userid", "userid"),
    UniqueConstraint("enrolid", "userid"),
)
