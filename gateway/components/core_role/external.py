"""Web service functions for role assignments."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHA, INT, WRITE, CallContext, Context, InvalidParameter, List, Struct, Value, contexts, function
from gateway.components.core_role import lib

_ROLE_IN_CONTEXT = Struct(
    {
        "roleid": Value(INT, "id of the role"),
        "userid": Value(INT, "id of the user"),
        "contextid": Value(INT, "id of the context", optional=True),
        "contextlevel": Value(ALPHA, "its level, where there is no id: system, coursecat, course …", optional=True),
        "instanceid": Value(INT, "id of what the context is of", optional=True),
    }
)


@function(
    "core_role_assign_roles",
    WRITE,
    params={"assignments": List(_ROLE_IN_CONTEXT, "who, which role, and where", most=5_000)},
    returns=None,
    capabilities=["moodle/role:assign"],
)
def assign_roles(ctx: CallContext, assignments: list[dict[str, Any]]) -> None:
    """Assign roles to users in contexts: all of them, or none."""
    for index, given in enumerate(assignments):
        context = _assignable(ctx, given, f"assignments[{index}].roleid")
        lib.assign(ctx.db, given["roleid"], given["userid"], context, now=ctx.now, modifier=ctx.userid)


@function(
    "core_role_unassign_roles",
    WRITE,
    params={"unassignments": List(_ROLE_IN_CONTEXT, "who, which role, and where", most=5_000)},
    returns=None,
    capabilities=["moodle/role:assign"],
)
def unassign_roles(ctx: CallContext, unassignments: list[dict[str, Any]]) -> None:
    """Unassign roles of users in contexts; no error for a role that a user does not have."""
    for index, given in enumerate(unassignments):
        context = _assignable(ctx, given, f"unassignments[{index}].roleid")
        lib.unassign(ctx.db, given["roleid"], given["userid"], context)


def _assignable(ctx: CallContext, given: dict[str, Any], path: str) -> Context:
    """The context of an assignment, in which the caller may assign the role."""
    found = contexts.from_parameters(ctx.db, given.get("contextid") or 0, given.get("contextlevel") or "", given.get("instanceid"))
    context = ctx.validate(found)
    ctx.require("moodle/role:assign", context)
    if given["roleid"] not in lib.assignable(ctx, context):
        raise InvalidParameter("is no role that you may give there", path=path)
    return context
