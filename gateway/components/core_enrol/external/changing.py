"""Web service functions with which pages change and end single enrolments."""

from __future__ import annotations

from typing import Any, Final

from gateway.api import BOOL, INT, RAW, TEXT, WRITE, CallContext, List, Struct, Value, function
from gateway.components.core_enrol import single

_INVALID: Final = {"key": "invalidrequest", "message": "Invalid request"}


@function(
    "core_enrol_unenrol_user_enrolment",
    WRITE,
    params={"ueid": Value(INT, "id of the enrolment")},
    returns=Struct(
        {
            "result": Value(BOOL, "whether it was ended"),
            "errors": List(Struct({"key": Value(TEXT, "what is wrong"), "message": Value(TEXT, "the same, for people")}), "what is wrong"),
        }
    ),
    ajax=True,
)
def unenrol_user_enrolment(ctx: CallContext, ueid: int) -> dict[str, Any]:
    """End an enrolment; what cannot be ended is told as an error in the answer."""
    done = single.end(ctx, ueid)
    return {"result": done, "errors": [] if done else [_INVALID]}


@function(
    "core_enrol_submit_user_enrolment_form",
    WRITE,
    params={"formdata": Value(RAW, "the fields of the form, as a query")},
    returns=Struct(
        {
            "result": Value(BOOL, "whether the enrolment was changed"),
            "validationerror": Value(BOOL, "whether the fields are wrong", default=False),
        }
    ),
    ajax=True,
)
def submit_user_enrolment_form(ctx: CallContext, formdata: str) -> dict[str, Any]:
    """Change when an enrolment holds, and whether it is suspended."""
    done = single.submit(ctx, formdata)
    return {"result": bool(done), "validationerror": done is None}
