"""The external functions about databases."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    LANG,
    RAW,
    READ,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_completion.viewing import view_function
from gateway.components.core_course import instances
from gateway.components.mod_data import lib


@function(
    "mod_data_get_databases_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "databases": List(
                Struct(
                    {
                        "id": Value(INT, "id", null=False),
                        "course": Value(INT, "id of the course", null=False),
                        "name": Value(RAW, "name", null=False),
                        "intro": Value(RAW, "introduction", null=False),
                        "introformat": format_value("intro", default="0"),
                        "lang": Value(LANG, "forced language"),
                        "comments": Value(BOOL, "whether there are comments", null=False),
                        "timeavailablefrom": Value(INT, "from when on entries are added", null=False),
                        "timeavailableto": Value(INT, "until when entries are added", null=False),
                        "timeviewfrom": Value(INT, "from when on entries are only seen", null=False),
                        "timeviewto": Value(INT, "until when entries are only seen", null=False),
                        "requiredentries": Value(INT, "how many entries one must add", null=False),
                        "requiredentriestoview": Value(INT, "how many entries one must add to see others", null=False),
                        "maxentries": Value(INT, "how many entries one may add", null=False),
                        "rssarticles": Value(INT, "articles of the feed", null=False),
                        "singletemplate": Value(RAW, "template of a single entry"),
                        "listtemplate": Value(RAW, "template of an entry in the list"),
                        "listtemplateheader": Value(RAW, "template of the beginning of the list"),
                        "listtemplatefooter": Value(RAW, "template of the end of the list"),
                        "addtemplate": Value(RAW, "template of the form"),
                        "rsstemplate": Value(RAW, "template of the feed"),
                        "rsstitletemplate": Value(RAW, "template of titles in the feed"),
                        "csstemplate": Value(RAW, "style of the templates"),
                        "jstemplate": Value(RAW, "script of the templates"),
                        "asearchtemplate": Value(RAW, "template of the advanced search"),
                        "approval": Value(BOOL, "whether entries need approval", null=False),
                        "manageapproved": Value(BOOL, "whether approved entries may still be edited", null=False),
                        "scale": Value(INT, "words of the scale, with commas", optional=True, null=False),
                        "assessed": Value(INT, "how posts are rated, 0 for not at all", optional=True, null=False),
                        "assesstimestart": Value(INT, "first moment of posts that are rated", optional=True, null=False),
                        "assesstimefinish": Value(INT, "last moment of posts that are rated", optional=True, null=False),
                        "defaultsort": Value(INT, "field to order by", null=False),
                        "defaultsortdir": Value(INT, "whether that order is descending", null=False),
                        "editany": Value(BOOL, "whether everybody may edit all entries", optional=True, null=False),
                        "notification": Value(INT, "whether it is a notification", optional=True, null=False),
                        "timemodified": Value(INT, "when it was changed", optional=True, null=False),
                        "coursemodule": Value(INT, "id of the course module", null=False),
                        "introfiles": files("files of the introduction", optional=True, exported=True),
                    }
                ),
                "the databases",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/data:viewentry"],
    services=["moodle_mobile_app"],
)
def get_databases_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the databases in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"databases": [lib.data_result(ctx, activity) for activity in found], "warnings": warned}


view_database = view_function("data", "a database", "mod/data:viewentry", parameter="databaseid", name="mod_data_view_database")
