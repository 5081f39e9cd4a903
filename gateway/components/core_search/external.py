"""The external functions that search the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    INT,
    NOTAGS,
    RAW,
    READ,
    TEXT,
    URL,
    WRITE,
    CallContext,
    Description,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_search import areas, lib

_QUERY = "moodle/search:query"
_WORDS = Value(NOTAGS, "words, all of which must be there")
# As many results has a page, and as many are the best ones.
_PAGE, _TOP = 10, 5

_TIMES: Mapping[str, Description] = {
    "timestart": Value(INT, "not changed before", default=0),
    "timeend": Value(INT, "not changed after", default=0),
}
_FILTERS = Struct(
    {
        "title": Value(NOTAGS, "what the title must have", optional=True),
        "areaids": List(Value(ALPHANUMEXT, "id of an area"), "the areas; all unless given", default=[]),
        "courseids": List(Value(INT, "id of a course"), "the courses; all unless given", default=[]),
        "contextids": List(Value(INT, "id of a context"), "the contexts; all unless given", default=[]),
        "cat": Value(NOTAGS, "category of areas", default=""),
        "userids": List(Value(INT, "id of a user"), "the users whose it is", default=[]),
        "groupids": List(Value(INT, "id of a group"), "the groups whose it is", default=[]),
        "mycoursesonly": Value(BOOL, "whether to look in the courses of the caller only", default=False),
        "order": Value(ALPHA, "relevance, or by time: asc, desc", default=""),
        **_TIMES,
    },
    "further conditions",
    default=[],
)
_RESULT: Mapping[str, Description] = {
    "itemid": Value(INT, "id", null=False),
    "componentname": Value(ALPHANUMEXT, "component", null=False),
    "areaname": Value(ALPHANUMEXT, "name of the area in its component", null=False),
    "courseurl": Value(URL, "address of the course", null=False),
    "coursefullname": Value(RAW, "full name of the course", null=False),
    "timemodified": Value(INT, "when it was changed", null=False),
    "title": Value(RAW, "title", null=False),
    "docurl": Value(URL, "address", null=False),
    "iconurl": Value(URL, "address of the icon", optional=True),
    "content": Value(RAW, "text", optional=True),
    "contextid": Value(INT, "id of the context", null=False),
    "contexturl": Value(URL, "address of what it belongs to", null=False),
    "description1": Value(RAW, "more text", optional=True),
    "description2": Value(RAW, "still more text", optional=True),
    "multiplefiles": Value(INT, "whether the words are in several files", optional=True, null=False),
    "filenames": Value(RAW, "names of these files", optional=True, null=False),
    "filename": Value(RAW, "name of the file that has the words", optional=True, null=False),
    "userid": Value(INT, "id of the user whose it is", optional=True, null=False),
    "userurl": Value(URL, "address of that user", optional=True, null=False),
    "userfullname": Value(RAW, "full name of that user", optional=True, null=False),
    "textformat": Value(INT, "format of the texts", null=False),
}


@function(
    "core_search_get_search_areas_list",
    READ,
    params={"cat": Value(NOTAGS, "category of the areas; all unless given", default="")},
    returns=Struct(
        {
            "areas": List(
                Struct(
                    {
                        "id": Value(ALPHANUMEXT, "id"),
                        "categoryid": Value(NOTAGS, "id of the category"),
                        "categoryname": Value(NOTAGS, "name of the category"),
                        "name": Value(TEXT, "name"),
                    }
                ),
                "the areas",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=[_QUERY],
    services=["moodle_mobile_app"],
)
def get_search_areas_list(ctx: CallContext, cat: str) -> dict[str, Any]:
    """Return what can be searched."""
    lib.enter(ctx)
    return {"areas": [area.result() for area in areas.areas(ctx, cat)], "warnings": []}


@function(
    "core_search_get_results",
    READ,
    params={"query": _WORDS, "filters": _FILTERS, "page": Value(INT, "number of the page, from 0", default=0)},
    returns=Struct({"totalcount": Value(INT, "how many there are in all"), "results": List(Struct(_RESULT), "the results")}),
    capabilities=[_QUERY],
    services=["moodle_mobile_app"],
)
def get_results(ctx: CallContext, query: str, filters: dict[str, Any], page: int) -> dict[str, Any]:
    """Return a page of what has the words that are looked for."""
    lib.enter(ctx)
    found = lib.found(ctx, query, filters)
    first = max(page, 0) * _PAGE
    return {"totalcount": len(found), "results": found[first : first + _PAGE]}


@function(
    "core_search_get_top_results",
    READ,
    params={"query": _WORDS, "filters": _FILTERS},
    returns=Struct({"results": List(Struct(_RESULT), "the results")}),
    capabilities=[_QUERY],
    services=["moodle_mobile_app"],
)
def get_top_results(ctx: CallContext, query: str, filters: dict[str, Any]) -> dict[str, Any]:
    """Return the best of what has the words that are looked for."""
    lib.enter(ctx)
    return {"results": lib.found(ctx, query, filters)[:_TOP]}


@function(
    "core_search_view_results",
    WRITE,
    params={
        "query": _WORDS,
        "filters": Struct(
            {
                "title": Value(NOTAGS, "what the title must have", optional=True),
                "areaids": List(Value(RAW, "id of an area"), "the areas", default=[]),
                "courseids": List(Value(INT, "id of a course"), "the courses", default=[]),
                **_TIMES,
            },
            "further conditions",
            default=[],
        ),
        "page": Value(INT, "number of the page, from 0", default=0),
    },
    returns=Struct({"status": Value(BOOL, "whether that was done"), "warnings": warnings()}),
    capabilities=[_QUERY],
    services=["moodle_mobile_app"],
)
def view_results(ctx: CallContext, query: str, filters: dict[str, Any], page: int) -> dict[str, Any]:
    """Note that the caller looks at what a search has found."""
    lib.enter(ctx)
    lib.note_view(ctx, query, filters, page)
    return {"status": True, "warnings": []}


@function(
    "core_search_get_relevant_users",
    READ,
    params={"query": Value(RAW, "part of a name"), "courseid": Value(INT, "course whose people come first")},
    returns=List(
        Struct(
            {
                "id": Value(INT, "id"),
                "fullname": Value(RAW, "full name"),
                "profileimageurlsmall": Value(URL, "address of the small picture"),
            }
        )
    ),
    ajax=True,
)
def get_relevant_users(ctx: CallContext, query: str, courseid: int) -> list[dict[str, Any]]:
    """Return people by name, those of a course first."""
    return lib.relevant_users(ctx, query, courseid)
