"""Names that are edited where they stand: of activities, of sections and of tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from sqlalchemy import select, update

from gateway.api import SYSTEM, TAG, TEXT, CallContext, CodedError, InvalidParameter, Level, MissingRecord, clean, contexts, format_string
from gateway.api.php import to_int
from gateway.api.tables import course_sections
from gateway.components.core_course import course_modules, section_editing
from gateway.components.core_course.module_editing import touch
from gateway.components.core_grades.tables import grade_items
from gateway.components.core_tag import lib as tags

__all__ = ["rename"]

_LONGEST: Final = 255

# What is shown of a name, in HTML, and the name as it is edited.
_Renamed = tuple[str, str]


def rename(ctx: CallContext, component: str, kind: str, itemid: str, value: str) -> dict[str, Any]:
    """Give something another name, and return the name as it stands now. Raises ``inplaceeditableerror`` for what has none to edit."""
    act = _KINDS.get((component, kind)) or (_section if component.startswith("format_") and kind in _SECTION_NAMES else None)
    if act is None:
        raise CodedError("inplaceeditableerror", "core")
    name = str(clean(value, TAG if component == "core_tag" else TEXT, ctx.site)).strip()
    if len(name) > _LONGEST:
        raise InvalidParameter(f"has more than {_LONGEST} characters", path="value")
    shown, stored = act(ctx, to_int(itemid), name)
    return {
        "displayvalue": shown,
        "component": component,
        "itemtype": kind,
        "value": stored,
        "itemid": itemid,
        "edithint": "Edit the name",
        "editlabel": f"New name for {stored}",
        "editicon": {"key": "t/editstring", "component": "core", "title": "Edit the name"},
        "type": "text",
        "options": "",
        "linkeverything": 0,
    }


def _module(ctx: CallContext, cmid: int, name: str) -> _Renamed:
    """Rename an activity, with its items in the gradebook; an empty name changes nothing."""
    module = course_modules.by_id(ctx.db, cmid)
    place = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, cmid))
    ctx.require("moodle/course:manageactivities", place)
    table = ctx.registry.tables.get(module["modname"])
    before = None if table is None else ctx.db.execute(select(table.c.name).where(table.c.id == module["instance"])).scalar()
    if table is None or before is None:
        raise MissingRecord(module["modname"], errorcode="invalidrecord")
    if name and name != before:
        ctx.db.execute(update(table).where(table.c.id == module["instance"]).values(name=name))
        cols = grade_items.c
        of = cols.itemtype == "mod", cols.itemmodule == module["modname"], cols.iteminstance == module["instance"], cols.itemname == before
        ctx.db.execute(update(grade_items).where(*of).values(itemname=name))
        touch(ctx, module["course"])
    stored = name or before
    address = f"{ctx.site.wwwroot}/mod/{module['modname']}/view.php?id={cmid}"
    return f'<a href="{escape(address)}">{format_string(stored, ctx.settings)}</a>', stored


def _section(ctx: CallContext, sectionid: int, name: str) -> _Renamed:
    """Rename a section; without a name it is called by its place."""
    section = section_editing.by_id(ctx, sectionid)
    if section is None:
        raise MissingRecord("course_sections", errorcode="invalidrecord")
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, section["course"]))
    ctx.require("moodle/course:update", place)
    ctx.db.execute(update(course_sections).where(course_sections.c.id == sectionid).values(name=name or None, timemodified=ctx.now))
    touch(ctx, section["course"])
    return format_string(name, ctx.settings), name


def _tag(ctx: CallContext, tagid: int, name: str) -> _Renamed:
    """Rename a tag, unless another one of its collection has that name. Raises ``MissingRecord``, and ``namesalreadybeeingused``."""
    row = tags.by_ids(ctx.db, [tagid]).get(tagid)
    if row is None:
        raise MissingRecord("tag", errorcode="invalidrecord")
    ctx.require("moodle/tag:manage", ctx.validate(SYSTEM))
    if name and name != row["rawname"] and not tags.change(ctx, row, {"rawname": name}):
        raise CodedError("namesalreadybeeingused", "tag", message="There is a tag of this name already.")
    stored = name or row["rawname"]
    return f'<a href="{escape(tags.view_url(ctx.site, row))}">{escape(stored)}</a>', stored


_SECTION_NAMES: Final = ("sectionname", "sectionnamenl")
_KINDS: Final[Mapping[tuple[str, str], Callable[[CallContext, int, str], _Renamed]]] = {
    ("core_course", "activityname"): _module,
    ("core_tag", "tagname"): _tag,
}
