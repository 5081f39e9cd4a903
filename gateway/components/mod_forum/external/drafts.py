"""The external function about the files of posts that are being edited."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    FILE,
    INT,
    PATH,
    RAW,
    WRITE,
    CallContext,
    CodedError,
    InvalidParameter,
    List,
    Struct,
    Value,
    files,
    function,
    warnings,
)
from gateway.api.stored_files import drafts
from gateway.components.mod_forum import attachments, posts


@function(
    "mod_forum_prepare_draft_area_for_post",
    WRITE,
    params={
        "postid": Value(INT, "id of the post"),
        "area": Value(ALPHA, "which files: attachment, or post for those in its message"),
        "draftitemid": Value(INT, "number of the draft area; 0 for a new one with copies of the files", default=0),
        "filestokeep": List(
            Struct({"filename": Value(FILE, "name of the file"), "filepath": Value(PATH, "folder of the file")}),
            "the files to keep in the draft area; none of them to keep all",
            default=[],
        ),
    },
    returns=Struct(
        {
            "draftitemid": Value(INT, "number of the draft area"),
            "files": files("files in the draft area", optional=True),
            "areaoptions": List(
                Struct({"name": Value(RAW, "name of the limit"), "value": Value(RAW, "value of the limit")}), "what the area may hold"
            ),
            "messagetext": Value(RAW, "message with the addresses of the drafts"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def prepare_draft_area_for_post(
    ctx: CallContext, postid: int, area: str, draftitemid: int, filestokeep: list[dict[str, str]]
) -> dict[str, Any]:
    """Put the files of a post into a draft area, to be edited there."""
    if area not in (attachments.ATTACHED, attachments.INLINE):
        raise InvalidParameter(f"area: {area}")
    access, discussion, post = posts.enter_post(ctx, postid)
    if not posts.PostRights(access, discussion).edit(post):
        raise CodedError("cannotupdatepost", "forum")
    kept = {(wanted["filepath"], wanted["filename"]) for wanted in filestokeep} or None
    draft = attachments.to_draft(access, postid, area, draftitemid, kept)
    limits = attachments.limits_of(access, area)
    options = {"maxbytes": limits.file_bytes or 0, "maxfiles": -1 if limits.files is None else limits.files, "subdirs": limits.folders}
    return {
        "draftitemid": draft.itemid,
        "files": attachments.draft_results(access, draft),
        "areaoptions": [{"name": name, "value": str(int(value))} for name, value in options.items()],
        "messagetext": drafts.into_text(ctx, post["message"], draft.itemid) if area == attachments.INLINE else post["message"],
        "warnings": [],
    }
