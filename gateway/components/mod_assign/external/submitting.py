"""The external functions with which people hand in."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, RAW, WRITE, CallContext, Struct, Value, function, warnings
from gateway.components.mod_assign import participants
from gateway.components.mod_assign.external.refusals import refusals
from gateway.components.mod_assign.submission_saving import Handing


def _handing(ctx: CallContext, assignid: int, userid: int = 0) -> Handing:
    """What can be done about what the caller, or the user given, hands in for an assignment, which the caller may view."""
    assignment, course = participants.enter(ctx, assignid)
    return Handing(ctx, assignment, course, userid or ctx.userid)


@function(
    "mod_assign_save_submission",
    WRITE,
    params={
        "assignmentid": Value(INT, "id of the assignment"),
        "plugindata": Struct(
            {
                "onlinetext_editor": Struct(
                    {
                        "text": Value(RAW, "text"),
                        "format": Value(INT, "format of the text"),
                        "itemid": Value(INT, "draft area with the files in the text"),
                    },
                    "the text",
                    optional=True,
                ),
                "files_filemanager": Value(INT, "draft area with the files, 0 for none", optional=True),
            },
            "what is handed in",
        ),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
)
def save_submission(ctx: CallContext, assignmentid: int, plugindata: dict[str, Any]) -> list[dict[str, Any]]:
    """Save what the caller hands in for an assignment, as a draft where there are drafts."""
    return refusals(assignmentid, "couldnotsavesubmission", _handing(ctx, assignmentid).save(plugindata))


@function(
    "mod_assign_submit_for_grading",
    WRITE,
    params={
        "assignmentid": Value(INT, "id of the assignment"),
        "acceptsubmissionstatement": Value(BOOL, "whether the caller agrees to the statement of the assignment"),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
)
def submit_for_grading(ctx: CallContext, assignmentid: int, acceptsubmissionstatement: bool) -> list[dict[str, Any]]:
    """Submit for good what the caller has handed in for an assignment."""
    reasons = _handing(ctx, assignmentid).submit(stated=acceptsubmissionstatement)
    return refusals(assignmentid, "couldnotsubmitforgrading", reasons)


@function(
    "mod_assign_copy_previous_attempt",
    WRITE,
    params={"assignmentid": Value(INT, "id of the assignment")},
    returns=warnings(),
    capabilities=["mod/assign:view", "mod/assign:submit"],
)
def copy_previous_attempt(ctx: CallContext, assignmentid: int) -> list[dict[str, Any]]:
    """Begin the caller's reopened attempt at an assignment with what they handed in before."""
    return refusals(assignmentid, "couldnotcopyprevioussubmission", _handing(ctx, assignmentid).copy())


@function(
    "mod_assign_remove_submission",
    WRITE,
    params={
        "userid": Value(INT, "id of the user who handed in"),
        "assignid": Value(INT, "id of the assignment"),
    },
    returns=Struct({"status": Value(BOOL, "whether it was removed"), "warnings": warnings()}),
    capabilities=["mod/assign:submit"],
    services=["moodle_mobile_app"],
)
def remove_submission(ctx: CallContext, userid: int, assignid: int) -> dict[str, Any]:
    """Remove what a user has handed in for an assignment."""
    refused = _handing(ctx, assignid, userid).remove()
    return {"status": not refused, "warnings": refusals(assignid, refused, ["assign"]) if refused else []}


@function(
    "mod_assign_start_submission",
    WRITE,
    params={"assignid": Value(INT, "id of the assignment")},
    returns=Struct({"submissionid": Value(INT, "id of the attempt, 0 if none was begun"), "warnings": warnings()}),
    capabilities=["mod/assign:view"],
    services=["moodle_mobile_app"],
)
def start_submission(ctx: CallContext, assignid: int) -> dict[str, Any]:
    """Begin the caller's attempt at an assignment with a time limit."""
    submissionid, codes = _handing(ctx, assignid).start()
    return {"submissionid": submissionid, "warnings": [entry for code in codes for entry in refusals(assignid, code, ["assign"])]}
