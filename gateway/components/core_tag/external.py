"""What is offered about tags."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from gateway.api import (
    BOOL,
    COMPONENT,
    INT,
    NOTAGS,
    RAW,
    READ,
    SYSTEM,
    TAG,
    URL,
    CallContext,
    List,
    Struct,
    Value,
    format_text,
    format_value,
    function,
    warnings,
)
from gateway.components.core_tag import lib


@function(
    "core_tag_get_tags",
    READ,
    params={"tags": List(Struct({"id": Value(INT, "id of the tag")}), "which tags")},
    returns=Struct(
        {
            "tags": List(
                Struct(
                    {
                        "id": Value(INT, "id of the tag"),
                        "tagcollid": Value(INT, "id of its collection"),
                        "name": Value(TAG, "name in small letters"),
                        "rawname": Value(RAW, "name as it was written"),
                        "description": Value(RAW, "description"),
                        "descriptionformat": format_value("description"),
                        "flag": Value(INT, "how often it was reported as unfit", optional=True),
                        "official": Value(INT, "whether it is a standard tag; the former name of that", optional=True),
                        "isstandard": Value(INT, "whether it is a standard tag", optional=True),
                        "viewurl": Value(URL, "page that shows what is tagged"),
                    }
                ),
                "the tags found",
            ),
            "warnings": warnings(item="id of the tag"),
        }
    ),
    ajax=True,
)
def get_tags(ctx: CallContext, tags: list[dict[str, int]]) -> dict[str, Any]:
    """Return tags by their ids, with what those who keep tags may know of them."""
    ctx.validate(SYSTEM)
    manages = ctx.has("moodle/tag:manage", SYSTEM)
    edits = manages or ctx.has("moodle/tag:edit", SYSTEM)
    stored = lib.by_ids(ctx.db, [wanted["id"] for wanted in tags])
    found: list[dict[str, Any]] = []
    warned: list[dict[str, Any]] = []
    for wanted in tags:
        row = stored.get(wanted["id"])
        if row is None:
            warned.append({"item": str(wanted["id"]), "warningcode": "tagnotfound", "message": "There is no such tag."})
            continue
        text, text_format = format_text(row["description"], row["descriptionformat"], ctx.settings, ctx.site, SYSTEM)
        address = urlencode({"tc": row["tagcollid"], "tag": row["rawname"]})
        entry = {name: row[name] for name in ("id", "tagcollid", "name", "rawname")}
        entry |= {"description": text, "descriptionformat": text_format, "viewurl": f"{ctx.site.wwwroot}/tag/index.php?{address}"}
        if manages:
            entry["flag"] = row["flag"]
        if edits:
            entry |= {"official": row["isstandard"], "isstandard": row["isstandard"]}
        found.append(entry)
    return {"tags": found, "warnings": warned}


@function(
    "core_tag_get_tag_collections",
    READ,
    params={},
    returns=Struct(
        {
            "collections": List(
                Struct(
                    {
                        "id": Value(INT, "id", null=False),
                        "name": Value(NOTAGS, "name"),
                        "isdefault": Value(BOOL, "whether tags belong to it unless said otherwise", null=False),
                        "component": Value(COMPONENT, "component"),
                        "sortorder": Value(INT, "place in the order", null=False),
                        "searchable": Value(BOOL, "whether its tags are found", null=False),
                        "customurl": Value(NOTAGS, "page that shows the collection"),
                    }
                ),
                "the collections",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=False,
)
def get_tag_collections(ctx: CallContext) -> dict[str, Any]:
    """Return the collections that tags belong to."""
    ctx.validate(SYSTEM)
    return {"collections": lib.collections(ctx.db), "warnings": []}
