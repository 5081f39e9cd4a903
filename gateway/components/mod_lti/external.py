"""The external functions about external tools."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    NOTAGS,
    RAW,
    READ,
    SAFEDIR,
    TEXT,
    URL,
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
from gateway.components.mod_lti import launching, lib


@function(
    "mod_lti_get_ltis_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "ltis": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "coursemodule": Value(INT, "id of the course module"),
                        "course": Value(INT, "id of the course"),
                        "name": Value(RAW, "name"),
                        "intro": Value(RAW, "introduction", optional=True),
                        "introformat": format_value("intro", optional=True),
                        "introfiles": files("files of the introduction", optional=True),
                        "section": Value(INT, "number of the section", optional=True),
                        "visible": Value(BOOL, "whether it is shown", optional=True),
                        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
                        "groupingid": Value(INT, "id of the grouping", optional=True),
                        "lang": Value(SAFEDIR, "forced language", optional=True),
                        "timecreated": Value(INT, "when it was created", optional=True),
                        "timemodified": Value(INT, "when it was changed", optional=True),
                        "typeid": Value(INT, "id of the type of tool", optional=True),
                        "toolurl": Value(URL, "address of the tool", optional=True),
                        "securetoolurl": Value(RAW, "address of the tool for encrypted pages", optional=True),
                        "instructorchoicesendname": Value(TEXT, "whether names are sent", optional=True),
                        "instructorchoicesendemailaddr": Value(INT, "whether e-mail addresses are sent", optional=True),
                        "instructorchoiceallowroster": Value(INT, "whether the list of participants is given", optional=True),
                        "instructorchoiceallowsetting": Value(INT, "whether settings are kept", optional=True),
                        "instructorcustomparameters": Value(RAW, "further parameters", optional=True),
                        "instructorchoiceacceptgrades": Value(INT, "whether grades are accepted", optional=True),
                        "grade": Value(INT, "highest grade, or the scale as a negative id", optional=True),
                        "launchcontainer": Value(INT, "what it is opened in", optional=True),
                        "resourcekey": Value(RAW, "key at the tool", optional=True),
                        "password": Value(RAW, "password", optional=True),
                        "debuglaunch": Value(INT, "whether starting is traced", optional=True),
                        "showtitlelaunch": Value(INT, "whether the title is shown at the start", optional=True),
                        "showdescriptionlaunch": Value(INT, "whether the description is shown at the start", optional=True),
                        "servicesalt": Value(RAW, "salt of the service", optional=True),
                        "icon": Value(URL, "icon", optional=True),
                        "secureicon": Value(URL, "address of the icon for encrypted pages", optional=True),
                    }
                ),
                "the external tools",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/lti:view"],
    services=["moodle_mobile_app"],
)
def get_ltis_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the external tools in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"ltis": [lib.lti_result(ctx, activity) for activity in found], "warnings": warned}


@function(
    "mod_lti_view_lti",
    READ,
    params={"ltiid": Value(INT, "id of the external tool")},
    returns=viewing.status(),
    capabilities=["mod/lti:view"],
    services=["moodle_mobile_app"],
)
async def view_lti(ctx: CallContext, ltiid: int) -> dict[str, Any]:
    """Note that the caller looks at an external tool, which may complete it."""
    # The contract declares this function as reading, so it has to open a writing transaction itself.
    await ctx.write(lib.note_view, ltiid)
    return viewing.DONE


@function(
    "mod_lti_get_tool_launch_data",
    READ,
    params={"toolid": Value(INT, "id of the external tool")},
    returns=Struct(
        {
            "endpoint": Value(RAW, "address to which the form is posted"),
            "parameters": List(
                Struct({"name": Value(NOTAGS, "name of the field"), "value": Value(RAW, "value of the field")}), "fields of the form"
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/lti:view"],
    services=["moodle_mobile_app"],
)
def get_tool_launch_data(ctx: CallContext, toolid: int) -> dict[str, Any]:
    """Return the form with which the caller opens an external tool."""
    address, fields = launching.launch(ctx, viewing.enter(ctx, "lti", toolid, "mod/lti:view"))
    return {"endpoint": address, "parameters": [{"name": name, "value": text} for name, text in fields.items()], "warnings": []}
