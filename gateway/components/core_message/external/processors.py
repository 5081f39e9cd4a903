"""The external functions about the ways in which notifications reach people."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, RAW, READ, SAFEDIR, SYSTEM, TEXT, WRITE, CallContext, List, Struct, Value, function
from gateway.components.core_message import processors
from gateway.components.core_message.external.preferences import editable
from gateway.components.core_user import lib as users

_USER = Value(INT, "id of the user")
_NAME = Value(SAFEDIR, "name of the way, such as popup")


@function(
    "core_message_get_message_processor",
    READ,
    params={"userid": _USER, "name": _NAME},
    returns=Struct(
        {
            "systemconfigured": Value(BOOL, "whether the site can send that way"),
            "userconfigured": Value(BOOL, "whether the user can be reached that way"),
        }
    ),
    ajax=True,
)
def get_message_processor(ctx: CallContext, userid: int, name: str) -> dict[str, Any]:
    """Return whether a way of sending notifications is set up."""
    ctx.validate(SYSTEM)
    processors.require(name)
    row = users.active(ctx.db, ctx.site, userid or ctx.userid)
    return {"systemconfigured": processors.is_ready(ctx, name), "userconfigured": processors.reaches(ctx, name, row)}


@function(
    "core_message_message_processor_config_form",
    WRITE,
    params={
        "userid": _USER,
        "name": _NAME,
        "formvalues": List(Struct({"name": Value(TEXT, "name of the field"), "value": Value(RAW, "value of the field")}), "the fields"),
    },
    returns=None,
    services=["moodle_mobile_app"],
    ajax=True,
)
def message_processor_config_form(ctx: CallContext, userid: int, name: str, formvalues: list[dict[str, str]]) -> None:
    """Store what a user sets for a way of sending notifications."""
    row = editable(ctx, userid)
    processors.require(name)
    processors.store(ctx, name, row["id"], {field["name"]: field["value"] for field in formvalues})
