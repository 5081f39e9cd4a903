"""The external functions of graders beside grading: locks, drafts, extensions, notes, revealing who users are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from gateway.api import ALPHA, INT, READ, TEXT, WRITE, CallContext, List, Struct, Value, function, warnings
from gateway.components.mod_assign import participants, user_marking, user_numbers
from gateway.components.mod_assign.external.refusals import refusals
from gateway.components.mod_assign.grading import Grading

_ASSIGNMENT: Final = Value(INT, "id of the assignment")
_USERS: Final = List(Value(INT, "id of a user"), "the users")


def _refused(assignid: int, code: str, userids: Iterable[int]) -> list[dict[str, Any]]:
    """A warning for each user about whom nothing was done."""
    return refusals(assignid, code, [f"user {userid}" for userid in userids])


@function(
    "mod_assign_lock_submissions",
    WRITE,
    params={"assignmentid": _ASSIGNMENT, "userids": _USERS},
    returns=warnings(),
    services=["moodle_mobile_app"],
)
def lock_submissions(ctx: CallContext, assignmentid: int, userids: list[int]) -> list[dict[str, Any]]:
    """Keep users from changing what they have handed in."""
    assignment, _ = participants.enter(ctx, assignmentid)
    return _refused(assignmentid, "couldnotlock", user_marking.set_lock(ctx, assignment, userids, locked=True))


@function(
    "mod_assign_unlock_submissions",
    WRITE,
    params={"assignmentid": _ASSIGNMENT, "userids": _USERS},
    returns=warnings(),
    services=["moodle_mobile_app"],
)
def unlock_submissions(ctx: CallContext, assignmentid: int, userids: list[int]) -> list[dict[str, Any]]:
    """Let users change again what they have handed in."""
    assignment, _ = participants.enter(ctx, assignmentid)
    return _refused(assignmentid, "couldnotunlock", user_marking.set_lock(ctx, assignment, userids, locked=False))


@function(
    "mod_assign_revert_submissions_to_draft",
    WRITE,
    params={"assignmentid": _ASSIGNMENT, "userids": _USERS},
    returns=warnings(),
    services=["moodle_mobile_app"],
)
def revert_submissions_to_draft(ctx: CallContext, assignmentid: int, userids: list[int]) -> list[dict[str, Any]]:
    """Make drafts again of what users have submitted."""
    assignment, course = participants.enter(ctx, assignmentid)
    grading = Grading(ctx, assignment, course)
    refused = [userid for userid in userids if not grading.revert(userid)]
    grading.finish()
    return _refused(assignmentid, "couldnotrevert", refused)


@function(
    "mod_assign_save_user_extensions",
    WRITE,
    params={
        "assignmentid": _ASSIGNMENT,
        "userids": _USERS,
        "dates": List(Value(INT, "until when the user has time, 0 for no extension"), "a time for each user"),
    },
    returns=warnings(),
    services=["moodle_mobile_app"],
)
def save_user_extensions(ctx: CallContext, assignmentid: int, userids: list[int], dates: list[int]) -> list[dict[str, Any]]:
    """Give users more time for an assignment."""
    assignment, _ = participants.enter(ctx, assignmentid)
    if len(userids) != len(dates):
        return refusals(assignmentid, "invalidparameters", ["There must be as many dates as users."])
    pairs = zip(userids, dates, strict=True)
    refused = [userid for userid, until in pairs if not user_marking.extend(ctx, assignment, userid, until)]
    return _refused(assignmentid, "couldnotgrantextensions", refused)


@function(
    "mod_assign_reveal_identities",
    WRITE,
    params={"assignmentid": _ASSIGNMENT},
    returns=warnings(),
    services=["moodle_mobile_app"],
)
def reveal_identities(ctx: CallContext, assignmentid: int) -> list[dict[str, Any]]:
    """Tell graders whose work is whose in an assignment with blind marking, and the gradebook the grades."""
    assignment, course = participants.enter(ctx, assignmentid)
    done = user_marking.reveal(ctx, assignment, course)
    return [] if done else refusals(assignmentid, "couldnotrevealidentities", ["There is nothing to reveal."])


@function(
    "mod_assign_set_user_flags",
    WRITE,
    params={
        "assignmentid": _ASSIGNMENT,
        "userflags": List(
            Struct(
                {
                    "userid": Value(INT, "id of the user"),
                    "locked": Value(INT, "whether nothing may be submitted any more", optional=True),
                    "mailed": Value(INT, "whether the user was told of the grade", optional=True),
                    "extensionduedate": Value(INT, "until when the user may submit, 0 for no extension", optional=True),
                    "workflowstate": Value(ALPHA, "how far marking is", optional=True),
                    "allocatedmarker": Value(INT, "id of the user who is to grade", optional=True),
                }
            ),
            "what is to be noted of users",
        ),
    },
    returns=List(
        Struct(
            {
                "id": Value(INT, "id of the flags, -1 for none"),
                "userid": Value(INT, "id of the user"),
                "errormessage": Value(TEXT, "why nothing was noted", optional=True),
            }
        )
    ),
    capabilities=["mod/assign:grade"],
    services=["moodle_mobile_app"],
)
def set_user_flags(ctx: CallContext, assignmentid: int, userflags: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Note something of users in an assignment."""
    assignment, _ = participants.enter(ctx, assignmentid)
    return user_marking.set_flags(ctx, assignment, userflags)


@function(
    "mod_assign_get_user_mappings",
    READ,
    params={"assignmentids": List(Value(INT, "id of an assignment"), "the assignments")},
    returns=Struct(
        {
            "assignments": List(
                Struct(
                    {
                        "assignmentid": Value(INT, "id of the assignment"),
                        "mappings": List(
                            Struct({"id": Value(INT, "number of the user"), "userid": Value(INT, "id of the user")}),
                            "the numbers that stand for users",
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
def get_user_mappings(ctx: CallContext, assignmentids: list[int]) -> dict[str, Any]:
    """Return the numbers that stand for users in assignments with blind marking."""
    found, warned = user_numbers.results(ctx, assignmentids)
    return {"assignments": found, "warnings": warned}
