"""Web service functions for blocks."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    INT,
    PLUGIN,
    RAW,
    READ,
    SYSTEM,
    TEXT,
    CallContext,
    List,
    MissingRecord,
    Struct,
    Value,
    contexts,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_block import addable, lib
from gateway.components.core_course import lib as courses
from gateway.components.core_user import lib as users

_BLOCKS = List(
    Struct(
        {
            "instanceid": Value(INT, "id of the block"),
            "name": Value(PLUGIN, "type of block"),
            "region": Value(ALPHANUMEXT, "region of the page"),
            "positionid": Value(INT, "id of its place on the page, if it has one of its own"),
            "collapsible": Value(BOOL, "whether it can be folded"),
            "dockable": Value(BOOL, "whether it can be moved aside"),
            "weight": Value(INT, "place in its region", optional=True),
            "visible": Value(BOOL, "whether it is shown", optional=True),
            "contents": Struct(
                {
                    "title": Value(RAW, "title"),
                    "content": Value(RAW, "content"),
                    "contentformat": format_value("content"),
                    "footer": Value(RAW, "text at its end"),
                    "files": files("files"),
                },
                "what it shows",
                optional=True,
            ),
            "configs": List(
                Struct(
                    {
                        "name": Value(RAW, "name of the setting"),
                        "value": Value(RAW, "value, in JSON"),
                        "type": Value(ALPHA, "whether the setting is one of the block or of its type"),
                    }
                ),
                "its settings",
                optional=True,
            ),
        }
    ),
    "the blocks",
)


@function(
    "core_block_get_course_blocks",
    READ,
    params={
        "courseid": Value(INT, "id of the course"),
        "returncontents": Value(BOOL, "whether to return what blocks show", default=False),
    },
    returns=Struct(
        {
            "blocks": _BLOCKS,
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_course_blocks(ctx: CallContext, courseid: int, returncontents: bool) -> dict[str, Any]:
    """Return the blocks on the page of a course."""
    course, place = courses.enter(ctx, courseid)
    return {"blocks": lib.blocks(ctx, lib.of_course(course, place), contents=returncontents), "warnings": []}


@function(
    "core_block_get_dashboard_blocks",
    READ,
    params={
        "userid": Value(INT, "id of the user", default=0),
        "returncontents": Value(BOOL, "whether to return what blocks show", default=False),
        "mypage": Value(TEXT, "which page: __default for the dashboard, __courses for the page of courses", default="__default"),
    },
    returns=Struct(
        {
            "blocks": _BLOCKS,
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_dashboard_blocks(ctx: CallContext, userid: int, returncontents: bool, mypage: str) -> dict[str, Any]:
    """Return the blocks on the dashboard of somebody."""
    ctx.validate(SYSTEM)
    owner = userid or ctx.userid
    if owner != ctx.userid:
        ctx.require("moodle/site:config", SYSTEM)
        users.require_person(ctx.db, ctx.site, owner)
    return {"blocks": lib.blocks(ctx, lib.of_dashboard(ctx, owner, mypage), contents=returncontents), "warnings": []}


@function(
    "core_block_fetch_addable_blocks",
    READ,
    params={
        "pagecontextid": Value(INT, "id of the context of the page"),
        "pagetype": Value(ALPHANUMEXT, "type of the page, such as course-view-topics or my-index"),
        "pagelayout": Value(ALPHA, "layout of the page"),
        "subpage": Value(TEXT, "which of several pages of the type", default=""),
        "pagehash": Value(ALPHANUMEXT, "hash of the page", default=""),
    },
    returns=List(
        Struct(
            {
                "name": Value(PLUGIN, "type of block"),
                "title": Value(RAW, "name for people"),
                "blockform": Value(RAW, "form in which such a block is set up before it is added"),
            }
        )
    ),
    capabilities=["moodle/site:manageblocks"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def fetch_addable_blocks(
    ctx: CallContext, pagecontextid: int, pagetype: str, pagelayout: str, subpage: str, pagehash: str
) -> list[dict[str, Any]]:
    """Return the types of block that the caller may add to a page."""
    place = contexts.by_id(ctx.db, pagecontextid)
    if place is None:
        raise MissingRecord("context")
    return addable.to_page(ctx, lib.Page(ctx.validate(place), pagetype, subpage))
