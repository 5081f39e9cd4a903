"""The web service function that searches courses."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    BOOL,
    CAPABILITY,
    INT,
    PLUGIN,
    RAW,
    READ,
    SYSTEM,
    CallContext,
    InvalidParameter,
    List,
    Struct,
    Value,
    clean,
    function,
    warnings,
)
from gateway.api.rows import page_of
from gateway.components.core_course import search as lib
from gateway.components.core_course.external.schemas import PUBLIC_COURSE
from gateway.components.core_course.public import Public


@function(
    "core_course_search_courses",
    READ,
    params={
        "criterianame": Value(ALPHA, "what to search by: search, modulelist, blocklist or tagid"),
        "criteriavalue": Value(RAW, "the words, the type of activity, the id of the block or of the tag"),
        "page": Value(INT, "number of the page, from 0", default=0),
        "perpage": Value(INT, "courses on a page, 0 for all", default=0),
        "requiredcapabilities": List(Value(CAPABILITY, "name of a capability"), "what the caller must hold in each course", default=[]),
        "limittoenrolled": Value(BOOL, "whether the caller must take part in each", default=0),
        "onlywithcompletion": Value(BOOL, "whether each must track completion", default=0),
    },
    returns=Struct(
        {
            "total": Value(INT, "how many were found on all pages"),
            "courses": List(Struct(PUBLIC_COURSE), "the courses of the page"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def search_courses(
    ctx: CallContext,
    criterianame: str,
    criteriavalue: str,
    page: int,
    perpage: int,
    requiredcapabilities: list[str],
    limittoenrolled: bool,
    onlywithcompletion: bool,
) -> dict[str, Any]:
    """Find courses that the caller may see in lists, by words, a tag, a type of activity or a block."""
    ctx.validate(SYSTEM)
    match criterianame:
        case "search":
            where = lib.by_text(criteriavalue)
        case "tagid":
            where = lib.by_tag(int(str(clean(criteriavalue, INT, ctx.site))))
        case "modulelist":
            ctx.require("moodle/site:config", SYSTEM)
            where = lib.with_module(str(clean(criteriavalue, PLUGIN, ctx.site)))
        case "blocklist":
            ctx.require("moodle/site:config", SYSTEM)
            where = lib.with_block(int(str(clean(criteriavalue, INT, ctx.site))))
        case _:
            raise InvalidParameter("must be search, modulelist, blocklist or tagid", path="criterianame")
    found = lib.listed(ctx, where, requiredcapabilities, with_completion=onlywithcompletion)
    if limittoenrolled:
        found = lib.enrolled_only(ctx, found)
    page_of_courses = page_of(page, perpage).items(found)
    public = Public(ctx, [row for row, _ in page_of_courses], {row["id"]: place for row, place in page_of_courses})
    return {"total": len(found), "courses": [public.of(row) for row, _ in page_of_courses], "warnings": []}
