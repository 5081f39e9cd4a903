"""The tables of mod_scorm."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "scorm", "scorm_attempt", "scorm_scoes_value"]

metadata = schema()

scorm = Table(
    "scorm",
    metadata,
    key(),
    number("course"),
    text("name"),
    text("scormtype"),
    text("reference"),
    long("intro", null=True),
    number("introformat"),
    text("version"),
    number("maxgrade"),
    number("grademethod"),
    number("whatgrade"),
    number("maxattempt"),
    number("forcecompleted"),
    number("forcenewattempt"),
    number("lastattemptlock"),
    number("masteryoverride"),
    number("displayattemptstatus"),
    number("displaycoursestructure"),
    number("updatefreq"),
    text("sha1hash", null=True),
    text("md5hash"),
    number("revision"),
    number("launch"),
    number("skipview"),
    number("hidebrowse"),
    number("hidetoc"),
    number("nav"),
    number("navpositionleft"),
    number("navpositiontop"),
    number("auto"),
    number("popup"),
    text("options"),
    number("width"),
    number("height"),
    number("timeopen"),
    number("timeclose"),
    number("timemodified"),
    number("completionstatusrequired", null=True),
    number("completionscorerequired", null=True),
    number("completionstatusallscos"),
    number("autocommit"),
    Index("scorm_course", "course"),
)

scorm_attempt = Table(
    "scorm_attempt",
    metadata,
    key(),
    number("userid"),
    number("scormid"),
    number("attempt"),
    Index("scorm_attempt_scormid", "scormid"),
    Index("scorm_attempt_userid", "userid"),
)

scorm_scoes_value = Table(
    "scorm_scoes_value",
    metadata,
    key(),
    number("scoid"),
    number("attemptid"),
    number("elementid"),
    long("value", null=True),
    number("timemodified"),
    Index("scorm_scoes_value_attemptid", "attemptid"),
)
