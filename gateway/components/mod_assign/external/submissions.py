"""The external functions about submissions, grades and flags of assignments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    INT,
    RAW,
    READ,
    TEXT,
    CallContext,
    Description,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_user import lib as users
from gateway.components.mod_assign import participants, status, submissions

_PLUGINS = List(
    Struct(
        {
            "type": Value(TEXT, "type of plugin"),
            "name": Value(TEXT, "name of the plugin"),
            "fileareas": List(
                Struct(
                    {
                        "area": Value(TEXT, "area of files"),
                        "files": files("files", optional=True),
                    }
                ),
                "its files",
                optional=True,
            ),
            "editorfields": List(
                Struct(
                    {
                        "name": Value(TEXT, "name of the text"),
                        "description": Value(RAW, "what the text is"),
                        "text": Value(RAW, "text"),
                        "format": Value(INT, "format of the description"),
                    }
                ),
                "its texts",
                optional=True,
            ),
        }
    ),
    "what it consists of",
    optional=True,
)

_SUBMISSION_MEMBERS: Mapping[str, Description] = {
    "id": Value(INT, "id"),
    "userid": Value(INT, "id of the user"),
    "attemptnumber": Value(INT, "number of the attempt, from 0"),
    "timecreated": Value(INT, "when it was created"),
    "timemodified": Value(INT, "when it was changed"),
    "timestarted": Value(INT, "when it was begun", optional=True),
    "status": Value(TEXT, "status: new, draft, submitted or reopened"),
    "groupid": Value(INT, "id of the group"),
    "assignment": Value(INT, "id of the assignment", optional=True),
    "latest": Value(INT, "whether it is the latest attempt", optional=True),
    "plugins": _PLUGINS,
    "gradingstatus": Value(ALPHANUMEXT, "whether it is graded, and how far", optional=True),
}

_SUBMISSION = Struct(_SUBMISSION_MEMBERS, "the submission", optional=True)

_GRADE_MEMBERS = {
    "id": Value(INT, "id"),
    "assignment": Value(INT, "id of the assignment", optional=True),
    "userid": Value(INT, "id of the user"),
    "attemptnumber": Value(INT, "number of the attempt, from 0"),
    "timecreated": Value(INT, "when it was created"),
    "timemodified": Value(INT, "when it was changed"),
    "grader": Value(INT, "id of the user who graded"),
    "grade": Value(TEXT, "the grade, -1 for none"),
    "gradefordisplay": Value(RAW, "the grade, as it is shown", optional=True),
}

_GRADE = Struct(_GRADE_MEMBERS, "the grade", optional=True)


@function(
    "mod_assign_get_submissions",
    READ,
    params={
        "assignmentids": List(Value(INT, "id of an assignment"), "the assignments"),
        "status": Value(ALPHA, "status", default=""),
        "since": Value(INT, "time from which on", default=0),
        "before": Value(INT, "time until which, 0 for now", default=0),
    },
    returns=Struct(
        {
            "assignments": List(
                Struct(
                    {
                        "assignmentid": Value(INT, "id of the assignment"),
                        "submissions": List(
                            Struct(_SUBMISSION_MEMBERS),
                            "the submissions",
                        ),
                    }
                ),
                "the assignments",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_submissions(ctx: CallContext, assignmentids: list[int], status: str, since: int, before: int) -> dict[str, Any]:
    """Return the submissions in assignments."""
    found, warned = submissions.submissions_result(ctx, assignmentids, status, since, before)
    return {"assignments": found, "warnings": warned}


@function(
    "mod_assign_get_grades",
    READ,
    params={
        "assignmentids": List(Value(INT, "id of an assignment"), "the assignments"),
        "since": Value(INT, "time from which on", default=0),
    },
    returns=Struct(
        {
            "assignments": List(
                Struct(
                    {
                        "assignmentid": Value(INT, "id of the assignment"),
                        "grades": List(
                            Struct(_GRADE_MEMBERS),
                            "the grades",
                        ),
                    }
                ),
                "the assignments",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_grades(ctx: CallContext, assignmentids: list[int], since: int) -> dict[str, Any]:
    """Return the grades of assignments."""
    found, warned = submissions.grades_result(ctx, assignmentids, since)
    return {"assignments": found, "warnings": warned}


@function(
    "mod_assign_get_user_flags",
    READ,
    params={
        "assignmentids": List(Value(INT, "id of an assignment"), "the assignments"),
    },
    returns=Struct(
        {
            "assignments": List(
                Struct(
                    {
                        "assignmentid": Value(INT, "id of the assignment"),
                        "userflags": List(
                            Struct(
                                {
                                    "id": Value(INT, "id"),
                                    "userid": Value(INT, "id of the user"),
                                    "locked": Value(INT, "whether nothing may be submitted any more"),
                                    "mailed": Value(INT, "whether the user was told of the grade"),
                                    "extensionduedate": Value(INT, "until when the user may submit, 0 for no extension"),
                                    "workflowstate": Value(ALPHA, "how far grading is", optional=True),
                                    "allocatedmarker": Value(INT, "id of the user who is to grade"),
                                }
                            ),
                            "the flags",
                        ),
                    }
                ),
                "the assignments",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_user_flags(ctx: CallContext, assignmentids: list[int]) -> dict[str, Any]:
    """Return the flags that graders have set for users in assignments."""
    found, warned = submissions.flags_result(ctx, assignmentids)
    return {"assignments": found, "warnings": warned}


@function(
    "mod_assign_get_submission_status",
    READ,
    params={
        "assignid": Value(INT, "id of the assignment"),
        "userid": Value(INT, "id of the user", default=0),
        "groupid": Value(INT, "id of the group", default=0),
    },
    returns=Struct(
        {
            "gradingsummary": Struct(
                {
                    "participantcount": Value(INT, "how many take part"),
                    "submissiondraftscount": Value(INT, "how many submissions are drafts"),
                    "submissionsenabled": Value(BOOL, "whether anything can be submitted"),
                    "submissionssubmittedcount": Value(INT, "how many have submitted"),
                    "submissionsneedgradingcount": Value(INT, "how many submissions wait for a grade"),
                    "warnofungroupedusers": Value(ALPHA, "why a warning of people without a group is due"),
                },
                "how far grading is",
                optional=True,
            ),
            "lastattempt": Struct(
                {
                    "submission": _SUBMISSION,
                    "teamsubmission": Struct(
                        _SUBMISSION_MEMBERS,
                        "the submission of the group",
                        optional=True,
                    ),
                    "submissiongroup": Value(INT, "id of the group", optional=True),
                    "submissiongroupmemberswhoneedtosubmit": List(
                        Value(INT, "id of a member"), "who of the group has to submit yet", optional=True
                    ),
                    "submissionsenabled": Value(BOOL, "whether anything can be submitted"),
                    "locked": Value(BOOL, "whether nothing may be submitted any more"),
                    "graded": Value(BOOL, "whether it is graded"),
                    "canedit": Value(BOOL, "whether the caller may change it"),
                    "caneditowner": Value(BOOL, "whether the user may change it"),
                    "cansubmit": Value(BOOL, "whether it can be submitted"),
                    "extensionduedate": Value(INT, "until when the user may submit, 0 for no extension"),
                    "timelimit": Value(INT, "seconds there are for it", optional=True),
                    "blindmarking": Value(BOOL, "whether graders do not see who submitted"),
                    "gradingstatus": Value(ALPHANUMEXT, "whether it is graded, and how far"),
                    "usergroups": List(Value(INT, "id of a group"), "the groups of the user"),
                },
                "the last attempt",
                optional=True,
            ),
            "feedback": Struct(
                {
                    "grade": _GRADE,
                    "gradefordisplay": Value(RAW, "the grade, as it is shown"),
                    "gradeddate": Value(INT, "when it was graded"),
                    "plugins": _PLUGINS,
                },
                "the feedback",
                optional=True,
            ),
            "previousattempts": List(
                Struct(
                    {
                        "attemptnumber": Value(INT, "number of the attempt, from 0"),
                        "submission": _SUBMISSION,
                        "grade": _GRADE,
                        "feedbackplugins": _PLUGINS,
                    }
                ),
                "the attempts before",
                optional=True,
            ),
            "assignmentdata": Struct(
                {
                    "attachments": Struct(
                        {
                            "intro": files("introduction", optional=True),
                            "activity": files("instructions", optional=True),
                        },
                        "files of the assignment",
                        optional=True,
                    ),
                    "activity": Value(RAW, "instructions", optional=True),
                    "activityformat": format_value("activity", optional=True),
                },
                "the assignment",
                optional=True,
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/assign:view"],
    services=["moodle_mobile_app"],
)
def get_submission_status(ctx: CallContext, assignid: int, userid: int, groupid: int) -> dict[str, Any]:
    """Return the status of a user's submission in an assignment, with the last attempt and the feedback."""
    assignment, course = participants.enter(ctx, assignid)
    owner = userid or ctx.userid
    users.require_person(ctx.db, ctx.site, owner)
    status.require_view(ctx, assignment, owner)
    return {**status.submission_status_result(ctx, assignment, course, owner, groupid), "warnings": []}
