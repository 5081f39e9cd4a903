"""The external function that changes pictures of people."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    SYSTEM,
    URL,
    WRITE,
    CallContext,
    CodedError,
    Context,
    Level,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.components.core_user import lib, pictures


@function(
    "core_user_update_picture",
    WRITE,
    params={
        "draftitemid": Value(INT, "number of a draft area of the caller, with the picture"),
        "delete": Value(BOOL, "whether to remove the picture and put none in its place", default=False),
        "userid": Value(INT, "whose picture; the caller's unless given", default=0),
    },
    returns=Struct(
        {
            "success": Value(BOOL, "whether the picture has changed"),
            "profileimageurl": Value(URL, "address of the picture", optional=True),
            "warnings": warnings(),
        },
        "what has become of the picture",
    ),
    capabilities=["moodle/user:editownprofile", "moodle/user:editprofile"],
    services=["moodle_mobile_app"],
)
async def update_picture(ctx: CallContext, draftitemid: int, delete: bool, userid: int) -> dict[str, Any]:
    """Give a user the picture in a draft area, or none, and return the address of what is shown then; others' with a capability."""
    owner = userid or ctx.userid
    await ctx.read(_require_may, owner)
    if delete:
        changed = await ctx.write(pictures.remove, owner)
    else:
        drawn = await pictures.drawn(ctx, draftitemid)
        changed = bool(drawn)
        if drawn:
            await ctx.write(pictures.put, owner, drawn)
    result: dict[str, Any] = {"success": changed, "warnings": []}
    return result | {"profileimageurl": await ctx.read(_address, owner)} if changed else result


def _require_may(ctx: CallContext, owner: int) -> None:
    """Raise the refusal of a caller who may not change somebody's picture."""
    ctx.validate(SYSTEM)
    if ctx.site.config.flag("disableuserimages"):
        raise CodedError("userimagesdisabled", "admin")
    if owner == ctx.userid:
        ctx.require("moodle/user:editownprofile", SYSTEM)
        return
    lib.active(ctx.db, ctx.site, owner)
    ctx.require("moodle/user:editprofile", _context(ctx, owner))
    if owner in ctx.site.admins and ctx.userid not in ctx.site.admins:
        raise CodedError("useradmineditadmin")


def _address(ctx: CallContext, owner: int) -> str:
    """The address of the picture that a user has now."""
    (row,) = lib.by_field(ctx.db, "id", [owner])
    return lib.picture_url(ctx.site, row, _context(ctx, owner).id, "f1")


def _context(ctx: CallContext, owner: int) -> Context:
    """The context of a user."""
    return contexts.by_instance(ctx.db, Level.USER, owner)
