"""Web service functions for tags."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    COMPONENT,
    INT,
    NOTAGS,
    RAW,
    READ,
    SYSTEM,
    TAG,
    URL,
    WRITE,
    CallContext,
    InvalidParameter,
    List,
    Struct,
    Value,
    clean,
    contexts,
    format_text,
    format_value,
    function,
    validate_format,
    warnings,
)
from gateway.api.rows import window
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
    """Return tags by their ids, with more details for callers who may manage tags."""
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
        entry = {name: row[name] for name in ("id", "tagcollid", "name", "rawname")}
        entry |= {"description": text, "descriptionformat": text_format, "viewurl": lib.view_url(ctx.site, row)}
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


# The largest size of a tag in the cloud.
_LARGEST = 20


@function(
    "core_tag_get_tag_areas",
    READ,
    params={},
    returns=Struct(
        {
            "areas": List(
                Struct(
                    {
                        "id": Value(INT, "id", null=False),
                        "component": Value(COMPONENT, "component", null=False),
                        "itemtype": Value(ALPHANUMEXT, "kind of thing", null=False),
                        "enabled": Value(BOOL, "whether such things are tagged", null=False),
                        "tagcollid": Value(INT, "id of the collection of their tags", null=False),
                        "callback": Value(RAW, "function that finds what is tagged"),
                        "callbackfile": Value(RAW, "file that holds it"),
                        "showstandard": Value(INT, "whether standard tags are offered, or those alone", null=False),
                        "multiplecontexts": Value(BOOL, "whether such a thing has tags in several contexts", null=False),
                        "locked": Value(BOOL, "whether the collection is fixed", optional=True),
                    }
                ),
                "the areas",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_tag_areas(ctx: CallContext) -> dict[str, Any]:
    """Return the tag areas: the types of items that can be tagged."""
    ctx.validate(SYSTEM)
    return {"areas": lib.areas(ctx.db), "warnings": []}


@function(
    "core_tag_get_tag_cloud",
    READ,
    params={
        "tagcollid": Value(INT, "id of a collection, 0 for all", default=0),
        "isstandard": Value(BOOL, "whether to return standard tags alone", default=False),
        "limit": Value(INT, "how many to return at most, 0 for all", default=150),
        "sort": Value(ALPHA, "order: name, count, rawname, isstandard or flag", default="name"),
        "search": Value(RAW, "part of the name", default=""),
        "fromctx": Value(INT, "id of the context of the page that shows them", default=0),
        "ctx": Value(INT, "id of the context in which things are tagged", default=0),
        "rec": Value(INT, "whether contexts below count too", default=1),
    },
    returns=Struct(
        {
            "tags": List(
                Struct(
                    {
                        "name": Value(TAG, "name"),
                        "viewurl": Value(RAW, "page that shows what is tagged"),
                        "flag": Value(BOOL, "whether it was reported as unfit", optional=True),
                        "isstandard": Value(BOOL, "whether it is a standard tag", optional=True),
                        "count": Value(INT, "how often it is used", optional=True),
                        "size": Value(INT, "how large it is shown, up to 20", optional=True),
                    }
                ),
                "the tags",
            ),
            "tagscount": Value(INT, "how many are returned"),
            "totalcount": Value(INT, "how many there are"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_tag_cloud(
    context: CallContext, tagcollid: int, isstandard: bool, limit: int, sort: str, search: str, fromctx: int, ctx: int, rec: int
) -> dict[str, Any]:
    """Return the most used tags."""
    if sort not in ("name", "count", "rawname", "isstandard", "flag"):
        raise InvalidParameter("must be name, count, rawname, isstandard or flag", path="sort")
    context.validate(SYSTEM)
    place = contexts.by_id(context.db, ctx) if ctx else SYSTEM
    if place is None:
        raise InvalidParameter("There is no such context.", path="ctx")
    below = bool(rec)
    rows, total = lib.cloud(context, place, collection=tagcollid, standard=isstandard, search=search, below=below, most=window(0, limit))
    manages = context.has("moodle/tag:manage", SYSTEM)
    largest = max((row["count"] for row in rows), default=1)
    results = [
        {
            "name": row["rawname"],
            "viewurl": lib.view_url(context.site, row, **{"from": fromctx, "ctx": ctx}),
            **({"flag": True} if row["flag"] and manages else {}),
            "isstandard": bool(row["isstandard"]),
            "count": row["count"],
            "size": row["count"] * _LARGEST // largest,
        }
        for row in sorted(rows, key=lambda row: row[sort])
    ]
    return {"tags": results, "tagscount": len(results), "totalcount": total, "warnings": []}


@function(
    "core_tag_update_tags",
    WRITE,
    params={
        "tags": List(
            Struct(
                {
                    "id": Value(INT, "id of the tag"),
                    "rawname": Value(RAW, "new name", optional=True),
                    "description": Value(RAW, "new description", optional=True),
                    "descriptionformat": format_value("description", optional=True),
                    "flag": Value(INT, "whether it is reported as unfit", optional=True),
                    "official": Value(INT, "whether it is a standard tag; the former name of that", optional=True),
                    "isstandard": Value(INT, "whether it is a standard tag", optional=True),
                }
            ),
            "the tags to change",
        )
    },
    returns=Struct({"warnings": warnings(item="id of the tag")}),
    ajax=True,
)
def update_tags(ctx: CallContext, tags: list[dict[str, Any]]) -> dict[str, Any]:
    """Change tags, as far as the caller may."""
    ctx.validate(SYSTEM)
    lib.require_tags(ctx)
    stored = lib.by_ids(ctx.db, [wanted["id"] for wanted in tags])
    warned = []
    for wanted in tags:
        values = _allowed_changes(ctx, wanted)
        trouble = None
        if wanted["id"] not in stored:
            trouble = "tagnotfound", "There is no such tag."
        elif not values:
            trouble = "nothingtoupdate", "There is nothing of this tag that you may change."
        elif not lib.change(ctx, stored[wanted["id"]], values):
            trouble = "namesalreadybeeingused", "Another tag has this name."
        if trouble:
            warned.append({"item": str(wanted["id"]), "warningcode": trouble[0], "message": trouble[1]})
    return {"warnings": warned}


def _allowed_changes(ctx: CallContext, wanted: dict[str, Any]) -> dict[str, Any]:
    """The columns of a tag to change: its description by who edits tags, all else by who manages them."""
    manages = ctx.has("moodle/tag:manage", SYSTEM)
    values: dict[str, Any] = {}
    if (manages or ctx.has("moodle/tag:edit", SYSTEM)) and wanted.get("description") is not None:
        values["description"] = wanted["description"]
        if wanted.get("descriptionformat") is not None:
            values["descriptionformat"] = validate_format(wanted["descriptionformat"])
    if manages:
        if name := (wanted.get("rawname") or "").strip():
            values["rawname"] = clean(name, TAG, ctx.site)
        if (flag := wanted.get("flag")) is not None:
            values["flag"] = int(bool(flag))
        standard = wanted.get("isstandard", wanted.get("official"))
        if standard is not None:
            values["isstandard"] = int(bool(standard))
    return values
