"""The external functions about assignments as activities."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    CAPABILITY,
    INT,
    RAW,
    READ,
    TEXT,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.mod_assign import lib


@function(
    "mod_assign_get_assignments",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
        "capabilities": List(Value(CAPABILITY, "name of a capability"), "capabilities one of which somebody needs", default=[]),
        "includenotenrolledcourses": Value(BOOL, "whether courses count that the caller sees without being enrolled", default=False),
    },
    returns=Struct(
        {
            "courses": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "fullname": Value(RAW, "full name"),
                        "shortname": Value(RAW, "short name"),
                        "timemodified": Value(INT, "when it was changed"),
                        "assignments": List(
                            Struct(
                                {
                                    "id": Value(INT, "id"),
                                    "cmid": Value(INT, "id of the course module"),
                                    "course": Value(INT, "id of the course"),
                                    "name": Value(RAW, "name"),
                                    "nosubmissions": Value(INT, "whether nothing is submitted"),
                                    "submissiondrafts": Value(INT, "whether drafts are submitted by a button"),
                                    "sendnotifications": Value(INT, "whether graders are told of submissions"),
                                    "sendlatenotifications": Value(INT, "whether graders are told of late submissions"),
                                    "sendstudentnotifications": Value(INT, "whether students are told of grades"),
                                    "duedate": Value(INT, "when it is due, 0 for never"),
                                    "allowsubmissionsfromdate": Value(INT, "when submissions begin"),
                                    "grade": Value(INT, "highest grade"),
                                    "timemodified": Value(INT, "when it was changed"),
                                    "completionsubmit": Value(INT, "whether submitting completes the assignment"),
                                    "cutoffdate": Value(INT, "when it closes, 0 for never"),
                                    "gradingduedate": Value(INT, "when grading is due"),
                                    "teamsubmission": Value(INT, "whether groups submit together"),
                                    "requireallteammemberssubmit": Value(INT, "whether all of a group must submit"),
                                    "teamsubmissiongroupingid": Value(INT, "grouping of those groups"),
                                    "blindmarking": Value(INT, "whether graders do not see names"),
                                    "hidegrader": Value(INT, "whether graders are hidden"),
                                    "revealidentities": Value(INT, "whether names were revealed"),
                                    "attemptreopenmethod": Value(TEXT, "when a submission may be attempted again"),
                                    "maxattempts": Value(INT, "attempts allowed, -1 for any number"),
                                    "markingworkflow": Value(INT, "whether grades are released in steps"),
                                    "markingallocation": Value(INT, "whether graders are allotted"),
                                    "markinganonymous": Value(INT, "whether grading is anonymous"),
                                    "requiresubmissionstatement": Value(INT, "whether a statement must be agreed to"),
                                    "preventsubmissionnotingroup": Value(INT, "whether those in no group may not submit", optional=True),
                                    "submissionstatement": Value(RAW, "the statement", optional=True),
                                    "submissionstatementformat": format_value("submissionstatement", optional=True),
                                    "configs": List(
                                        Struct(
                                            {
                                                "id": Value(INT, "id", optional=True),
                                                "assignment": Value(INT, "id of the assignment", optional=True),
                                                "plugin": Value(TEXT, "name of the plugin"),
                                                "subtype": Value(TEXT, "kind of plugin"),
                                                "name": Value(TEXT, "name"),
                                                "value": Value(TEXT, "value"),
                                            }
                                        ),
                                        "settings of the plugins",
                                    ),
                                    "intro": Value(RAW, "introduction", optional=True),
                                    "introformat": format_value("intro", optional=True),
                                    "introfiles": files("files of the introduction", optional=True),
                                    "introattachments": files("files beside the introduction", optional=True),
                                    "activity": Value(RAW, "files of the activity", optional=True),
                                    "activityformat": format_value("activity", optional=True),
                                    "activityattachments": files("files of the activity", optional=True),
                                    "timelimit": Value(INT, "seconds that an attempt may take, 0 for any number", optional=True),
                                    "submissionattachments": Value(INT, "whether files are shown with the submission alone", optional=True),
                                }
                            ),
                            "assignments of the course",
                        ),
                    }
                ),
                "the courses",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_assignments(ctx: CallContext, courseids: list[int], capabilities: list[str], includenotenrolledcourses: bool) -> dict[str, Any]:
    """Return the assignments in the caller's courses, as far as the caller may see each."""
    found, warned = lib.courses_result(ctx, courseids, capabilities, others=includenotenrolledcourses)
    return {"courses": found, "warnings": warned}
