"""The external functions that list files."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    AREA,
    BOOL,
    COMPONENT,
    INT,
    PATH,
    READ,
    SYSTEM,
    TEXT,
    CallContext,
    List,
    Struct,
    Value,
    contexts,
    function,
)
from gateway.api.areas import StoredFile
from gateway.components.core_files import lib

_PLACE = {
    "contextid": Value(INT, "context of the file"),
    "component": Value(COMPONENT, "component that the file belongs to"),
    "filearea": Value(AREA, "area of the component"),
    "itemid": Value(INT, "number of the item in the area"),
    "filepath": Value(TEXT, "folder, from the slash of the area on"),
    "filename": Value(TEXT, "name"),
}
# The contextid that leaves it to the level and the instance.
_BY_INSTANCE = -1


@function(
    "core_files_get_files",
    READ,
    params={
        "contextid": Value(INT, "context: 0 for that of the site, -1 for that of the level and the instance"),
        "component": Value(TEXT, "component that the files belong to"),
        "filearea": Value(TEXT, "area of the component"),
        "itemid": Value(INT, "number of the item in the area"),
        "filepath": Value(PATH, "folder, from the slash of the area on"),
        "filename": Value(TEXT, "name of a file; empty for the folder"),
        "modified": Value(INT, "only files that have changed since", default=None),
        "contextlevel": Value(ALPHA, "level of the context, by its short name", default=None),
        "instanceid": Value(INT, "instance that the context is of", default=None),
    },
    returns=Struct(
        {
            "parents": List(Struct(_PLACE, "what the folder lies in"), "the way to the folder, from the site down"),
            "files": List(
                Struct(
                    {
                        **_PLACE,
                        "isdir": Value(BOOL, "whether it is a folder"),
                        "url": Value(TEXT, "where the file is read"),
                        "timemodified": Value(INT, "when it was changed"),
                        "timecreated": Value(INT, "when it was made", optional=True),
                        "filesize": Value(INT, "its size in bytes", optional=True),
                        "author": Value(TEXT, "who made it", optional=True),
                        "license": Value(TEXT, "the licence it is under", optional=True),
                    },
                    "a file or a folder",
                ),
                "what is in the folder",
            ),
        },
        "the folder",
    ),
    services=["moodle_mobile_app"],
)
def get_files(
    ctx: CallContext,
    contextid: int,
    component: str,
    filearea: str,
    itemid: int,
    filepath: str,
    filename: str,
    modified: int | None,
    contextlevel: str | None,
    instanceid: int | None,
) -> dict[str, Any]:
    """Return the files and folders of a folder, with the way to it, for who is told what there is."""
    if contextid == _BY_INSTANCE:
        context = contexts.from_parameters(ctx.db, 0, contextlevel or "", instanceid)
    else:
        context = contexts.from_parameters(ctx.db, contextid or SYSTEM.id, "", None)
    ctx.validate(context)
    asked = StoredFile(
        contextid=context.id, component=component, filearea=filearea, itemid=itemid, filepath=filepath or "/", filename=filename or "."
    )
    return lib.files_result(ctx, context, asked, modified)
