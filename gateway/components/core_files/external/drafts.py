"""The external functions about draft areas."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from typing import Any

from gateway.api import (
    ALPHA,
    AREA,
    COMPONENT,
    FILE,
    INT,
    PATH,
    TEXT,
    WRITE,
    CallContext,
    CodedError,
    CodingError,
    InvalidParameter,
    Level,
    List,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.api.areas import path_in_address
from gateway.api.stored_files import FOLDER, HEAD, Blob, ItemArea, drafts, of_file, rows
from gateway.components.core_files import lib

# What PHP passes over in a text in base64.
_NOT_BASE64 = re.compile("[^A-Za-z0-9+/]")


@function(
    "core_files_get_unused_draft_itemid",
    WRITE,
    params={},
    returns=Struct(
        {
            "component": Value(COMPONENT, "component of the area"),
            "contextid": Value(INT, "context of the caller"),
            "userid": Value(INT, "id of the caller"),
            "filearea": Value(ALPHA, "the area"),
            "itemid": Value(INT, "a number that no draft area of the caller has"),
            "warnings": warnings(),
        },
        "a draft area",
    ),
    services=["moodle_mobile_app"],
)
def get_unused_draft_itemid(ctx: CallContext) -> dict[str, Any]:
    """Return the number of a draft area that the caller has not used yet, to upload files to."""
    context = ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    if ctx.userid == ctx.site.guest_id:
        raise CodedError("noguest")
    itemid = drafts.unused_itemid(ctx.db, context)
    return {"component": "user", "contextid": context.id, "userid": ctx.userid, "filearea": "draft", "itemid": itemid, "warnings": []}


@function(
    "core_files_upload",
    WRITE,
    params={
        "contextid": Value(INT, "context of the caller", default=None),
        "component": Value(COMPONENT, "user: files are uploaded to draft areas alone"),
        "filearea": Value(AREA, "draft"),
        "itemid": Value(INT, "number of the draft area; 0 for a new one"),
        "filepath": Value(PATH, "a folder that exists in the draft area, from its slash on"),
        "filename": Value(FILE, "name of the file"),
        "filecontent": Value(TEXT, "the content, in base64"),
        "contextlevel": Value(ALPHA, "level of the context, by its short name, in place of the context", default=None),
        "instanceid": Value(INT, "instance that the context is of", default=None),
    },
    returns=Struct(
        {
            "contextid": Value(INT, "context of the file"),
            "component": Value(COMPONENT, "component that it belongs to"),
            "filearea": Value(AREA, "area of the component"),
            "itemid": Value(INT, "number of the draft area"),
            "filepath": Value(TEXT, "folder"),
            "filename": Value(FILE, "name"),
            "url": Value(TEXT, "where the file is read"),
        },
        "the file",
    ),
)
async def upload(
    ctx: CallContext,
    contextid: int | None,
    component: str,
    filearea: str,
    itemid: int,
    filepath: str,
    filename: str,
    filecontent: str,
    contextlevel: str | None,
    instanceid: int | None,
) -> dict[str, Any]:
    """Store a file in a draft area of the caller, and return its place."""

    def place(ctx: CallContext) -> ItemArea:
        context = ctx.validate(contexts.from_parameters(ctx.db, contextid or 0, contextlevel or "", instanceid))
        if (component, filearea) != ("user", "draft"):
            raise CodingError(
                "files are uploaded to draft areas alone", message="Upload files to a draft area: component user, area draft."
            )
        area = drafts.chosen(ctx.db, context, itemid)
        if (context.level, context.instance) != (Level.USER, ctx.userid) or not lib.has_folder(ctx.db, area, filepath):
            raise CodedError("nofile")
        return area

    area = await ctx.read(place)
    content = await asyncio.to_thread(_decoded, filecontent)
    blob = await ctx.blobs.put(content)
    await ctx.write(_add_uploaded, area, filepath, filename, blob, content[:HEAD])
    address = f"{ctx.site.wwwroot}/draftfile.php/{'/'.join(map(str, area))}"
    return {
        **area._asdict(),
        "filepath": filepath,
        "filename": filename,
        "url": address + path_in_address({"filepath": filepath, "filename": filename}),
    }


@function(
    "core_files_delete_draft_files",
    WRITE,
    params={
        "draftitemid": Value(INT, "number of a draft area of the caller"),
        "files": List(
            Struct(
                {
                    "filepath": Value(PATH, "folder, from the slash of the area on"),
                    "filename": Value(FILE, "name of a file; empty for the folder with all that is in it"),
                },
                "a file or a folder",
            ),
            "what to delete",
        ),
    },
    returns=Struct(
        {"parentpaths": List(Value(PATH, "folder"), "the folders in which something was deleted"), "warnings": warnings()},
        "what has changed",
    ),
    services=["moodle_mobile_app"],
)
def delete_draft_files(ctx: CallContext, draftitemid: int, files: list[dict[str, str]]) -> dict[str, Any]:
    """Delete files and folders in a draft area of the caller, and return the folders they were in; unknown ones are passed over."""
    ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    if ctx.userid == ctx.site.guest_id:
        raise CodedError("noguest")
    for number, file in enumerate(files):
        if (file["filepath"].strip("/"), file["filename"]) in (("", ""), ("", FOLDER)):
            raise InvalidParameter("the root of a draft area cannot be deleted", path=f"files[{number}]")
    area = drafts.draft_area(ctx.db, ctx.userid, draftitemid)
    return {"parentpaths": lib.delete(ctx.db, area, [(file["filepath"], file["filename"]) for file in files]), "warnings": []}


def _decoded(content: str) -> bytes:
    """The bytes of a text in base64; what base64 does not have in it is passed over, and a last character alone."""
    plain = _NOT_BASE64.sub("", content)
    plain = plain[:-1] if len(plain) % 4 == 1 else plain
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4))
    except binascii.Error:
        return b""


def _add_uploaded(ctx: CallContext, area: ItemArea, filepath: str, filename: str, blob: Blob, head: bytes) -> None:
    """Add the row of an uploaded file. Raises ``fileexist`` if its place is taken."""
    if not rows.add(ctx.db, area, filepath, filename, blob, now=ctx.now, userid=ctx.userid, mimetype=of_file(filename, head)):
        raise CodedError("fileexist")
