"""Web service functions for the types of activities that can be added, and for editing single activities and sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import (
    ALPHA,
    BOOL,
    INT,
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
)
from gateway.components.core_courseformat import content_items, single
from gateway.components.core_grades import choices

_ITEM: Final = Struct(
    {
        "id": Value(INT, "id", null=False),
        "name": Value(RAW, "type of activity", null=False),
        "title": Value(RAW, "its name, for people", null=False),
        "link": Value(URL, "address at which one is added", null=False),
        "icon": Value(RAW, "icon, in HTML", null=False),
        "help": Value(RAW, "what it is for, in HTML", null=False),
        "archetype": Value(RAW, "1 for contents, 0 for what people do something in", null=False),
        "componentname": Value(RAW, "component", null=False),
        "purpose": Value(RAW, "purpose", null=False),
        "branded": Value(BOOL, "whether the icon keeps its colours", null=False),
        "favourite": Value(BOOL, "whether the caller has starred it", null=False),
        "legacyitem": Value(BOOL, "false", null=False),
        "recommended": Value(BOOL, "whether the site recommends it", null=False),
    }
)
_STAR: Final[Mapping[str, Description]] = {
    "componentname": Value(TEXT, "component"),
    "contentitemid": Value(INT, "id of the type of activity", null=False),
}
_RETURN: Final = Value(INT, "number of the section that is shown alone", default=None)
_MARKUP: Final = Value(RAW, "what stands in its place, in HTML")


@function(
    "core_course_get_course_content_items",
    READ,
    params={"courseid": Value(INT, "id of the course"), "sectionnum": Value(INT, "number of the section", default=None)},
    returns=Struct({"content_items": List(_ITEM, "the types of activities")}),
    ajax=True,
)
def get_course_content_items(ctx: CallContext, courseid: int, sectionnum: int | None) -> dict[str, Any]:
    """Return the types of activities that the caller may add to a course."""
    course, place = choices.enter(ctx, courseid)
    return {"content_items": content_items.of_course(ctx, course, place)}


@function("core_course_add_content_item_to_user_favourites", WRITE, params=_STAR, returns=_ITEM, ajax=True)
def add_content_item_to_user_favourites(ctx: CallContext, componentname: str, contentitemid: int) -> dict[str, Any]:
    """Star a type of activity for the caller, and return it."""
    return content_items.set_favourite(ctx, componentname, contentitemid, to=True)


@function("core_course_remove_content_item_from_user_favourites", WRITE, params=_STAR, returns=_ITEM, ajax=True)
def remove_content_item_from_user_favourites(ctx: CallContext, componentname: str, contentitemid: int) -> dict[str, Any]:
    """Remove the caller's star from a type of activity, and return it."""
    return content_items.set_favourite(ctx, componentname, contentitemid, to=False)


@function(
    "core_course_toggle_activity_recommendation",
    WRITE,
    params={"area": Value(TEXT, "component of the type of activity"), "id": Value(INT, "its id")},
    returns=Struct(
        {
            "id": Value(INT, "id"),
            "area": Value(TEXT, "component"),
            "status": Value(BOOL, "whether it is recommended now"),
        }
    ),
    ajax=True,
)
def toggle_activity_recommendation(ctx: CallContext, area: str, id: int) -> dict[str, Any]:
    """Recommend a type of activity to all, or no longer."""
    return {"id": id, "area": area, "status": content_items.toggle_recommendation(ctx, area, id)}


@function(
    "core_course_get_activity_chooser_footer",
    READ,
    params={"courseid": Value(INT, "id of the course"), "sectionid": Value(INT, "id of the section")},
    returns=Struct(
        {
            "footer": Value(BOOL, "whether there is one"),
            "customfooterjs": Value(RAW, "its script", optional=True),
            "customfootertemplate": Value(RAW, "its template", optional=True),
            "customcarouseltemplate": Value(RAW, "template of what it opens", optional=True),
        }
    ),
    ajax=True,
)
def get_activity_chooser_footer(ctx: CallContext, courseid: int, sectionid: int) -> dict[str, Any]:
    """Return what stands below the list of types of activities: nothing."""
    choices.enter(ctx, courseid)
    return {"footer": False}


@function(
    "core_course_edit_module",
    WRITE,
    params={"action": Value(ALPHA, "what is to be done"), "id": Value(INT, "id of the course module"), "sectionreturn": _RETURN},
    returns=_MARKUP,
    ajax=True,
)
def edit_module(ctx: CallContext, action: str, id: int, sectionreturn: int | None) -> str:
    """Edit an activity."""
    return single.edit_module(ctx, id, action)


@function(
    "core_course_edit_section",
    WRITE,
    params={"action": Value(ALPHA, "what is to be done"), "id": Value(INT, "id of the section"), "sectionreturn": _RETURN},
    returns=_MARKUP,
    ajax=True,
)
def edit_section(ctx: CallContext, action: str, id: int, sectionreturn: int | None) -> str | None:
    """Edit a section."""
    return single.edit_section(ctx, id, action)


@function(
    "core_course_get_module",
    READ,
    params={"id": Value(INT, "id of the course module"), "sectionreturn": _RETURN},
    returns=_MARKUP,
    ajax=True,
)
def get_module(ctx: CallContext, id: int, sectionreturn: int | None) -> str:
    """Return an activity as it stands on the page of its course."""
    return single.module_markup(ctx, id)


@function(
    "core_course_delete_modules",
    WRITE,
    params={"cmids": List(Value(INT, "id of a course module", null=False), "the activities")},
    capabilities=["moodle/course:manageactivities"],
)
def delete_modules(ctx: CallContext, cmids: list[int]) -> None:
    """Delete activities: all of them, or none."""
    single.delete_modules(ctx, cmids)
