"""The tables of assignments, submissions and their grades."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = [
    "metadata",
    "assign",
    "assign_plugin_config",
    "assign_submission",
    "assignsubmission_onlinetext",
    "assignsubmission_file",
    "assign_grades",
    "assignfeedback_comments",
    "assign_user_flags",
    "assign_user_mapping",
    "assign_overrides",
    "assignfeedback_file",
]

metadata = schema()

assign = Table(
    "assign",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("alwaysshowdescription"),
    number("nosubmissions"),
    number("submissiondrafts"),
    number("sendnotifications"),
    number("sendlatenotifications"),
    number("duedate"),
    number("allowsubmissionsfromdate"),
    number("grade"),
    number("timemodified"),
    number("requiresubmissionstatement"),
    number("completionsubmit"),
    number("cutoffdate"),
    number("gradingduedate"),
    number("teamsubmission"),
    number("requireallteammemberssubmit"),
    number("teamsubmissiongroupingid"),
    number("blindmarking"),
    number("hidegrader"),
    number("revealidentities"),
    text("attemptreopenmethod"),
    number("maxattempts"),
    number("markingworkflow"),
    number("markingallocation"),
    number("markinganonymous"),
    number("sendstudentnotifications"),
    number("preventsubmissionnotingroup"),
    long("activity", null=True),
    number("activityformat"),
    number("timelimit"),
    number("submissionattachments"),
    Index("assign_course", "course"),
)

assign_plugin_config = Table(
    "assign_plugin_config",
    metadata,
    key(),
    number("assignment"),
    text("plugin"),
    text("subtype"),
    text("name"),
    long("value"),
    Index("assign_plugin_config_assignment", "assignment"),
)

assign_submission = Table(
    "assign_submission",
    metadata,
    key(),
    number("assignment"),
    number("userid"),
    number("timecreated"),
    number("timemodified"),
    number("timestarted", null=True),
    text("status"),
    number("groupid"),
    number("attemptnumber"),
    number("latest"),
    UniqueConstraint("assignment", "userid", "groupid", "attemptnumber"),
    Index("assign_submission_userid", "userid"),
    Index("assign_submission_groupid", "groupid"),
)

assignsubmission_onlinetext = Table(
    "assignsubmission_onlinetext",
    metadata,
    key(),
    number("assignment"),
    number("submission"),
    long("onlinetext", null=True),
    number("onlineformat"),
    Index("assignsubmission_onlinetext_assignment", "assignment"),
    Index("assignsubmission_onlinetext_submission", "submission"),
)

assignsubmission_file = Table(
    "assignsubmission_file",
    metadata,
    key(),
    number("assignment"),
    number("submission"),
    number("numfiles"),
    Index("assignsubmission_file_assignment", "assignment"),
    Index("assignsubmission_file_submission", "submission"),
)

assign_grades = Table(
    "assign_grades",
    metadata,
    key(),
    number("assignment"),
    number("userid"),
    number("timecreated"),
    number("timemodified"),
    number("grader"),
    decimal("grade"),
    number("attemptnumber"),
    UniqueConstraint("assignment", "userid", "attemptnumber"),
    Index("assign_grades_userid", "userid"),
)

assignfeedback_comments = Table(
    "assignfeedback_comments",
    metadata,
    key(),
    number("assignment"),
    number("grade"),
    long("commenttext", null=True),
    number("commentformat"),
    Index("assignfeedback_comments_assignment", "assignment"),
    Index("assignfeedback_comments_grade", "grade"),
)

assign_user_flags = Table(
    "assign_user_flags",
    metadata,
    key(),
    number("userid"),
    number("assignment"),
    number("locked"),
    number("mailed"),
    number("extensionduedate"),
    text("workflowstate"),
    number("allocatedmarker"),
    UniqueConstraint("assignment", "userid"),
    Index("assign_user_flags_userid", "userid"),
)

assign_user_mapping = Table(
    "assign_user_mapping",
    metadata,
    key(),
    number("assignment"),
    number("userid"),
    UniqueConstraint("assignment", "userid"),
    Index("assign_user_mapping_userid", "userid"),
)

assign_overrides = Table(
    "assign_overrides",
    metadata,
    key(),
    number("assignid"),
    number("groupid", null=True),
    number("userid", null=True),
    number("sortorder", null=True),
    number("allowsubmissionsfromdate", null=True),
    number("duedate", null=True),
    number("cutoffdate", null=True),
    number("timelimit", null=True),
    Index("assign_overrides_assignid", "assignid"),
    Index("assign_overrides_userid", "userid"),
)

assignfeedback_file = Table(
    "assignfeedback_file",
    metadata,
    key(),
    number("assignment"),
    number("grade"),
    number("numfiles"),
    Index("assignfeedback_file_assignment", "assignment"),
)
