"""Editing one activity or one section, as links on the page of a course do, with the HTML that stands in its place then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from sqlalchemy import RowMapping

from gateway.api import CallContext, CodedError, CodingError, Context, Level, MissingRecord, contexts
from gateway.api.access import GroupMode
from gateway.components.core_course import contents, course_modules, module_editing, section_editing
from gateway.components.core_course import lib as courses
from gateway.components.core_course.contents import Filter
from gateway.components.core_courseformat import copying, deleting

__all__ = ["delete_modules", "edit_module", "edit_section", "module_markup"]

_MANAGE: Final = "moodle/course:manageactivities"
_VISIBILITY: Final = "moodle/course:activityvisibility"
_COPY: Final = (_MANAGE, "moodle/backup:backuptargetimport", "moodle/restore:restoretargetimport")

_Edit = Callable[[CallContext, RowMapping], object]


def _show(*, on_page: bool) -> _Edit:
    """Showing an activity."""
    return lambda ctx, row: module_editing.set_visible(ctx, row, to=True, on_page=on_page or not ctx.site.config.flag("allowstealth"))


def _group(mode: GroupMode) -> _Edit:
    """Setting the group mode of an activity."""
    return lambda ctx, row: module_editing.change(ctx, row, groupmode=int(mode))


_EDITS: Final[Mapping[str, tuple[tuple[str, ...], _Edit]]] = {
    "hide": ((_VISIBILITY,), lambda ctx, row: module_editing.set_visible(ctx, row, to=False)),
    "show": ((_VISIBILITY,), _show(on_page=True)),
    "stealth": ((_VISIBILITY,), _show(on_page=False)),
    "duplicate": (_COPY, copying.duplicate),
    "delete": ((_MANAGE,), lambda ctx, row: deleting.remove_module(ctx, row["id"])),
    "groupsnone": ((_MANAGE,), _group(GroupMode.NONE)),
    "groupsseparate": ((_MANAGE,), _group(GroupMode.SEPARATE)),
    "groupsvisible": ((_MANAGE,), _group(GroupMode.VISIBLE)),
}


def edit_module(ctx: CallContext, cmid: int, action: str) -> str:
    """Edit an activity and return its HTML: of a copy, too, and none of one that is deleted. Raises ``CodingError``."""
    row = course_modules.by_id(ctx.db, cmid)
    place = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, cmid))
    if action not in _EDITS:
        raise CodingError("no such action", message="This cannot be done with an activity.")
    capabilities, edit = _EDITS[action]
    for capability in capabilities:
        ctx.require(capability, place)
    made = edit(ctx, row)
    if action == "delete":
        return ""
    return _markup(ctx, row["course"], [cmid, made] if action == "duplicate" else [cmid])


def module_markup(ctx: CallContext, cmid: int) -> str:
    """The HTML of an activity on the page of its course, which the caller enters."""
    row = course_modules.by_id(ctx.db, cmid)
    ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, cmid))
    return _markup(ctx, row["course"], [cmid])


def edit_section(ctx: CallContext, sectionid: int, action: str) -> str | None:
    """Edit a section and return the HTML of its activities; None where nothing but the highlight changes."""
    section = section_editing.by_id(ctx, sectionid)
    if section is None:
        raise MissingRecord("course_sections", errorcode="invalidrecord")
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, section["course"]))
    if action in ("hide", "show"):
        ctx.require("moodle/course:sectionvisibility", place)
        section_editing.set_visible(ctx, section, to=action == "show")
        return _markup(ctx, section["course"], module_editing.listed(section["sequence"]))
    if action in ("setmarker", "removemarker"):
        ctx.require("moodle/course:setcurrentsection", place)
        section_editing.set_marker(ctx, section["course"], section["section"] if action == "setmarker" else 0)
        return None
    raise CodedError("sectionactionnotsupported", "core")


def delete_modules(ctx: CallContext, cmids: list[int]) -> None:
    """Delete activities: all of them, or none. Raises ``MissingRecord`` and ``MissingCapability``."""
    for cmid in dict.fromkeys(cmids):
        place = _place_of(ctx, cmid)
        ctx.require(_MANAGE, ctx.validate(place))
        deleting.remove_module(ctx, cmid)


def _place_of(ctx: CallContext, cmid: int) -> Context:
    """The context of an activity. Raises ``MissingRecord`` with the code ``invalidcoursemodule``."""
    try:
        course_modules.by_id(ctx.db, cmid)
    except MissingRecord:
        raise MissingRecord("course_modules", errorcode="invalidcoursemodule") from None
    return contexts.by_instance(ctx.db, Level.MODULE, cmid)


def _markup(ctx: CallContext, courseid: int, cmids: list[Any]) -> str:
    """The HTML of activities as far as the caller sees them: their names, each a link to its page if it has one."""
    (course,) = courses.courses(ctx.db, id=courseid)
    place = contexts.by_instance(ctx.db, Level.COURSE, courseid)
    shown: dict[int, dict[str, Any]] = {}
    wanted = Filter(excludecontents=True, includestealthmodules=True)
    for section in contents.of_course(ctx, course, place, wanted, courses.format_options(ctx.db, [course])[courseid]):
        shown |= {module["id"]: module for module in section["modules"]}
    return "".join(_item(shown[cmid]) for cmid in cmids if cmid in shown)


def _item(module: Mapping[str, Any]) -> str:
    """An activity in HTML; names have been cleaned."""
    name = module["name"]
    text = f'<a href="{escape(module["url"])}">{name}</a>' if "url" in module else name
    hidden = "" if module["visible"] else " dimmed"
    return f'<li class="activity {module["modname"]}{hidden}" id="module-{module["id"]}">{text}</li>'
