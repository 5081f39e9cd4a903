"""The external functions about glossaries."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    BOOL,
    INT,
    RAW,
    READ,
    SAFEDIR,
    TEXT,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_completion import viewing
from gateway.components.core_course import instances
from gateway.components.mod_glossary import lib


@function(
    "mod_glossary_get_glossaries_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "glossaries": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "coursemodule": Value(INT, "id of the course module"),
                        "course": Value(INT, "id of the course"),
                        "name": Value(RAW, "name"),
                        "intro": Value(RAW, "introduction"),
                        "introformat": format_value("intro"),
                        "introfiles": files("files of the introduction", optional=True),
                        "section": Value(INT, "number of the section", optional=True),
                        "visible": Value(BOOL, "whether it is shown", optional=True),
                        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
                        "groupingid": Value(INT, "id of the grouping", optional=True),
                        "lang": Value(SAFEDIR, "forced language", optional=True),
                        "allowduplicatedentries": Value(INT, "whether two entries may have the same name"),
                        "displayformat": Value(TEXT, "how entries are shown"),
                        "mainglossary": Value(INT, "whether it is the main one of the course"),
                        "showspecial": Value(INT, "whether there is a link to entries without a letter"),
                        "showalphabet": Value(INT, "whether there are links by letter"),
                        "showall": Value(INT, "whether there is a link to all entries"),
                        "allowcomments": Value(INT, "whether people may comment on entries"),
                        "allowprintview": Value(INT, "whether there is a view to print"),
                        "usedynalink": Value(INT, "whether entries are linked from texts"),
                        "defaultapproval": Value(INT, "whether entries are approved at once"),
                        "approvaldisplayformat": Value(TEXT, "how entries are shown that wait for approval"),
                        "globalglossary": Value(INT, "whether it holds for the whole site"),
                        "entbypage": Value(INT, "entries on a page"),
                        "editalways": Value(INT, "whether entries may always be edited"),
                        "rsstype": Value(INT, "what the feed holds"),
                        "rssarticles": Value(INT, "articles of the feed"),
                        "assessed": Value(INT, "how posts are rated, 0 for not at all"),
                        "assesstimestart": Value(INT, "first moment of posts that are rated"),
                        "assesstimefinish": Value(INT, "last moment of posts that are rated"),
                        "scale": Value(INT, "words of the scale, with commas"),
                        "timecreated": Value(INT, "when it was created"),
                        "timemodified": Value(INT, "when it was changed"),
                        "completionentries": Value(INT, "how many entries complete it"),
                        "browsemodes": List(Value(ALPHA, "name of a way to browse"), "ways to browse"),
                        "canaddentry": Value(INT, "whether the caller may add an entry", optional=True),
                    }
                ),
                "the glossaries",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/glossary:view"],
    services=["moodle_mobile_app"],
)
def get_glossaries_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the glossaries in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    tabs = lib.tabs_of_formats(ctx)
    return {"glossaries": [lib.glossary_result(ctx, activity, tabs) for activity in found], "warnings": warned}


@function(
    "mod_glossary_view_glossary",
    WRITE,
    params={
        "id": Value(INT, "id of the glossary"),
        "mode": Value(ALPHA, "way in which it is browsed"),
    },
    returns=viewing.status(),
    capabilities=["mod/glossary:view"],
    services=["moodle_mobile_app"],
)
def view_glossary(ctx: CallContext, id: int, mode: str) -> dict[str, Any]:
    """Note that the caller looks at a glossary, which may complete it."""
    viewing.note(ctx, viewing.enter(ctx, "glossary", id, "mod/glossary:view"))
    return viewing.DONE
