"""The external functions about the private files of people."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    READ,
    SYSTEM,
    WRITE,
    CallContext,
    CodedError,
    CodingError,
    Context,
    InvalidParameter,
    Level,
    List,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.api.stored_files import AreaLimits, ItemArea, drafts
from gateway.components.core_user import lib

_MANAGE = "moodle/user:manageownfiles"
_QUOTA_IGNORED = -1


@function(
    "core_user_get_private_files_info",
    READ,
    params={"userid": Value(INT, "whose files; the caller's unless given", default=0)},
    returns=Struct(
        {
            "filecount": Value(INT, "how many files there are"),
            "foldercount": Value(INT, "how many folders"),
            "filesize": Value(INT, "bytes in all"),
            "filesizewithoutreferences": Value(INT, "bytes in all that lie on this site"),
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/user:manageownfiles"],
    services=["moodle_mobile_app"],
)
def get_private_files_info(ctx: CallContext, userid: int) -> dict[str, Any]:
    """Return the number and size of a user's private files; administrators may ask for those of others."""
    mine = not userid or userid == ctx.userid
    if not mine:
        lib.active(ctx.db, ctx.site, userid)
        ctx.require("moodle/site:config", SYSTEM)
    user_context = contexts.by_instance(ctx.db, Level.USER, ctx.userid if mine else userid)
    if mine:
        ctx.require("moodle/user:manageownfiles", user_context)
    ctx.validate(user_context)
    held = drafts.contents(ctx.db, _private(user_context))
    return {
        "filecount": held.files,
        "foldercount": held.folders,
        "filesize": held.size,
        "filesizewithoutreferences": held.size_here,
        "warnings": [],
    }


@function(
    "core_user_add_user_private_files",
    WRITE,
    params={"draftid": Value(INT, "number of a draft area of the caller")},
    returns=None,
    capabilities=[_MANAGE],
    services=["moodle_mobile_app"],
)
def add_user_private_files(ctx: CallContext, draftid: int) -> None:
    """Add the files of a draft area to the caller's private files, and empty the draft area."""
    if ctx.userid == ctx.site.guest_id:
        raise InvalidParameter("guests have no private files", path="draftid")
    user_context = _own(ctx)
    added = drafts.contents(ctx.db, drafts.draft_area(ctx.db, ctx.userid, draftid))
    if not added.files:
        raise CodingError("the draft area is empty", message="There are no files in this draft area.")
    quota = _quota(ctx, user_context)
    if quota is not None and drafts.contents(ctx.db, _private(user_context)).size_here + added.size > quota:
        raise CodedError("maxareabytes")
    drafts.merge(ctx, draftid, _private(user_context))


@function(
    "core_user_prepare_private_files_for_edition",
    WRITE,
    params={},
    returns=Struct(
        {
            "draftitemid": Value(INT, "number of the draft area"),
            "areaoptions": List(
                Struct({"name": Value(RAW, "name"), "value": Value(RAW, "value")}, "an option"), "what the caller's private files may be"
            ),
            "warnings": warnings(),
        },
        "a draft area",
    ),
    capabilities=[_MANAGE],
    services=["moodle_mobile_app"],
)
def prepare_private_files_for_edition(ctx: CallContext) -> dict[str, Any]:
    """Return the number of a new draft area with the caller's private files, which can be edited there, and the bounds on them."""
    user_context = _own(ctx)
    itemid = drafts.prepare(ctx, _private(user_context), AreaLimits(folders=True))
    quota = _quota(ctx, user_context)
    # The contract has the setting as the text that it is stored as.
    most: object = _QUOTA_IGNORED if quota is None else str(quota)
    options = {"subdirs": 1, "maxbytes": most, "maxfiles": -1, "accepted_types": "*", "areamaxbytes": most}
    return {"draftitemid": itemid, "areaoptions": [{"name": name, "value": value} for name, value in options.items()], "warnings": []}


@function(
    "core_user_update_private_files",
    WRITE,
    params={"draftitemid": Value(INT, "number of a draft area of the caller")},
    returns=Struct({"status": Value(BOOL, "whether the files are stored"), "warnings": warnings()}, "what became of the files"),
    capabilities=[_MANAGE],
    services=["moodle_mobile_app"],
)
def update_private_files(ctx: CallContext, draftitemid: int) -> dict[str, Any]:
    """Make the caller's private files those of a draft area, unless they are too large together; a warning says so then."""
    user_context = _own(ctx)
    if not drafts.exists(ctx.db, drafts.draft_area(ctx.db, ctx.userid, draftitemid)):
        raise CodedError("invaliddraftitemid")
    if drafts.save(ctx, draftitemid, _private(user_context), AreaLimits(folders=True, area_bytes=_quota(ctx, user_context))):
        return {"status": True, "warnings": []}
    message = ctx.message(CodedError("maxareabytes"))
    return {"status": False, "warnings": [{"item": "files_filemanager", "itemid": 0, "warningcode": "fielderror", "message": message}]}


def _own(ctx: CallContext) -> Context:
    """The caller's context, who is no guest and may have private files."""
    user_context = ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    if ctx.userid == ctx.site.guest_id:
        raise CodedError("noguest")
    ctx.require(_MANAGE, user_context)
    return user_context


def _private(user_context: Context) -> ItemArea:
    """The area of the private files of a user."""
    return ItemArea(user_context.id, "user", "private")


def _quota(ctx: CallContext, user_context: Context) -> int | None:
    """The bytes that the caller's private files may have; None for any number."""
    return None if ctx.has("moodle/user:ignoreuserquota", user_context) else ctx.site.config.number("userquota")
