"""The external functions about what is tagged, which rest on courses, people and blogs: tags themselves know none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import (
    BOOL,
    COMPONENT,
    INT,
    NOTAGS,
    RAW,
    READ,
    SYSTEM,
    TAG,
    TEXT,
    URL,
    CallContext,
    Description,
    List,
    MissingRecord,
    Struct,
    Value,
    function,
)
from gateway.components.core_search import tagged
from gateway.components.core_tag import lib as tags

_NAMED: Mapping[str, Description] = {
    "tag": Value(TAG, "name of the tag"),
    "tc": Value(INT, "id of the collection of the tag"),
    "ta": Value(INT, "id of the tag area"),
}
_PART: Mapping[str, Description] = {
    "excl": Value(BOOL, "whether that area is shown alone", optional=True),
    "from": Value(INT, "id of the context of the page that shows the tag", optional=True),
    "ctx": Value(INT, "id of the context in which things are tagged", optional=True),
    "rec": Value(INT, "whether contexts below count too", optional=True),
    "page": Value(INT, "page, from 0", optional=True),
}
_INDEX: Mapping[str, Description] = {
    "tagid": Value(INT, "id of the tag"),
    "ta": Value(INT, "id of the tag area"),
    "component": Value(COMPONENT, "component of the things"),
    "itemtype": Value(NOTAGS, "kind of thing"),
    "nextpageurl": Value(URL, "address of the next page", optional=True),
    "prevpageurl": Value(URL, "address of the page before", optional=True),
    "exclusiveurl": Value(URL, "page that shows this area alone", optional=True),
    "exclusivetext": Value(TEXT, "what that page is called", optional=True),
    "title": Value(RAW, "name of the area"),
    "content": Value(RAW, "the things, as HTML"),
    "hascontent": Value(INT, "whether there are any"),
    "anchor": Value(TEXT, "name of the area within a page", optional=True),
}


@function(
    "core_tag_get_tagindex",
    READ,
    params={"tagindex": Struct({**_NAMED, **_PART}, "which tag, and which of its pages")},
    returns=Struct(_INDEX),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_tagindex(ctx: CallContext, tagindex: dict[str, Any]) -> dict[str, Any]:
    """Return what is tagged with a tag, in one tag area."""
    ctx.validate(SYSTEM)
    tags.require_tags(ctx)
    row = tagged.existing(ctx, tagindex)
    if row is None:
        raise MissingRecord("tag")
    return tagged.area_page(ctx, row, tagindex["ta"], tagged.Page.asked(ctx, tagindex))


@function(
    "core_tag_get_tagindex_per_area",
    READ,
    params={
        "tagindex": Struct(
            {
                "id": Value(INT, "id of the tag", optional=True),
                "tag": Value(TAG, "name of the tag", optional=True),
                "tc": Value(INT, "id of the collection of the tag", optional=True),
                "ta": Value(INT, "id of a tag area, to return that alone", optional=True),
                **_PART,
            },
            "which tag, and which of its pages",
        )
    },
    returns=List(Struct(_INDEX), "the tag areas in which there is something"),
    services=["moodle_mobile_app"],
)
def get_tagindex_per_area(ctx: CallContext, tagindex: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what is tagged with a tag, by tag area."""
    ctx.validate(SYSTEM)
    tags.require_tags(ctx)
    page = tagged.Page.asked(ctx, tagindex)
    return tagged.area_pages(ctx, tagged.existing(ctx, tagindex), tagindex.get("ta") or 0, page)
