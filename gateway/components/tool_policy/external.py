"""The external functions about policies."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    LANG,
    NOTAGS,
    RAW,
    READ,
    SYSTEM,
    TEXT,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    format_value,
    function,
    warnings,
)
from gateway.components.tool_policy import lib
from gateway.components.tool_policy.lib import Rights

_MOBILE = ["moodle_mobile_app"]


@function(
    "tool_policy_get_policy_version",
    READ,
    params={
        "versionid": Value(INT, "id of the version"),
        "behalfid": Value(INT, "id of a user for whom it is read", default=0),
    },
    returns=Struct(
        {
            "result": Struct(
                {
                    "policy": Struct(
                        {
                            "name": Value(RAW, "name", optional=True),
                            "versionid": Value(INT, "id of the version", optional=True),
                            "content": Value(RAW, "text", optional=True),
                        },
                        "the policy",
                        optional=True,
                    )
                },
                "what was found",
            ),
            "warnings": warnings(),
        }
    ),
    ajax=True,
    loginrequired=False,
)
def get_policy_version(ctx: CallContext, versionid: int, behalfid: int) -> dict[str, Any]:
    """Return a version of a policy."""
    found = lib.version(ctx, versionid)
    if found is None:
        trouble = {"item": str(versionid), "warningcode": "errorpolicyversionnotfound", "message": "There is no such version of a policy."}
        return {"result": {}, "warnings": [trouble]}
    return {"result": {"policy": found}, "warnings": []}


@function(
    "tool_policy_get_user_acceptances",
    READ,
    params={"userid": Value(INT, "id of the user, 0 for the caller", default=0)},
    returns=Struct(
        {
            "policies": List(
                Struct(
                    {
                        "policyid": Value(INT, "id of the policy"),
                        "versionid": Value(INT, "id of the version in force"),
                        "agreementstyle": Value(INT, "0 on a page with others, 1 on a page of its own"),
                        "optional": Value(INT, "whether people need not agree"),
                        "revision": Value(TEXT, "name of the version"),
                        "status": Value(INT, "1: in force"),
                        "name": Value(TEXT, "name of the policy"),
                        "summary": Value(RAW, "summary", optional=True),
                        "summaryformat": format_value("summary"),
                        "content": Value(RAW, "text", optional=True),
                        "contentformat": format_value("content"),
                        "acceptance": Struct(
                            {
                                "status": Value(INT, "1 agreed, 0 declined"),
                                "lang": Value(LANG, "language in which it was read"),
                                "timemodified": Value(INT, "when that was said"),
                                "usermodified": Value(INT, "who has said it"),
                                "note": Value(TEXT, "note", optional=True),
                                "modfullname": Value(NOTAGS, "name of who has said it for the user", optional=True),
                            },
                            "what the user has said of it",
                            optional=True,
                        ),
                        "canaccept": Value(BOOL, "whether the caller may agree"),
                        "candecline": Value(BOOL, "whether the caller may decline"),
                        "canrevoke": Value(BOOL, "whether the caller may take an agreement back"),
                    }
                ),
                "the policies",
                optional=True,
            ),
            "warnings": warnings(),
        }
    ),
    services=_MOBILE,
)
def get_user_acceptances(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Return the policies in force, and what a user has said of them."""
    ctx.validate(SYSTEM)
    return {"policies": lib.policies_of(ctx, Rights.to(ctx, userid or ctx.userid)), "warnings": []}


@function(
    "tool_policy_set_acceptances_status",
    WRITE,
    params={
        "policies": List(
            Struct(
                {
                    "versionid": Value(INT, "id of the version"),
                    "status": Value(INT, "1 to agree, 0 to decline"),
                    "note": Value(NOTAGS, "note", optional=True),
                }
            ),
            "what is said of which versions",
        ),
        "userid": Value(INT, "id of the user, 0 for the caller", default=0),
    },
    returns=Struct(
        {
            "policyagreed": Value(INT, "whether the user has agreed to all that everybody must agree to"),
            "warnings": warnings(),
        }
    ),
    services=_MOBILE,
)
def set_acceptances_status(ctx: CallContext, policies: list[dict[str, Any]], userid: int) -> dict[str, Any]:
    """Agree to policies, or decline them."""
    ctx.validate(SYSTEM)
    return {"policyagreed": int(lib.accept(ctx, Rights.to(ctx, userid or ctx.userid), policies)), "warnings": []}
