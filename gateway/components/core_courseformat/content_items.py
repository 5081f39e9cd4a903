"""The types of activities that can be added to a course, the caller's favourites among them and those that the site recommends."""

from __future__ import annotations

from html import escape
from typing import Any, Final

from sqlalchemy import RowMapping, delete, select

from gateway.api import CallContext, Context, Level, MissingRecord, contexts
from gateway.api.rows import insert_row
from gateway.api.tables import modules
from gateway.components.core_course.activities import activity_type
from gateway.components.core_course.lib import theme_image
from gateway.components.core_favourites.tables import favourite

__all__ = ["of_course", "set_favourite", "toggle_recommendation"]

_COMPONENT: Final = "core_course"
_FAVOURITE, _RECOMMENDED = "contentitem_", "recommend_"
# Types that hold contents (1), in distinction from those in which people do something (0).
_CONTENT: Final = frozenset({"book", "folder", "imscp", "label", "page", "resource", "url"})
# Types that are added in other ways than from this list.
_ELSEWHERE: Final = frozenset({"lti", "subsection", "qbank"})
_COLS = favourite.c


def of_course(ctx: CallContext, course: RowMapping, place: Context) -> list[dict[str, Any]]:
    """The types of activities that the caller may add to a course, by their names."""
    if not ctx.has("moodle/course:manageactivities", place):
        return []
    rows = ctx.db.execute(select(modules).where(modules.c.visible == 1)).mappings().all()
    marked = _marked(ctx)
    found = [
        _item(ctx, row, marked, f"{ctx.site.wwwroot}/course/mod.php?id={course['id']}&add={row['name']}")
        for row in rows
        if row["name"] not in _ELSEWHERE and ctx.has(f"mod/{row['name']}:addinstance", place)
    ]
    return sorted(found, key=lambda item: (item["title"].lower(), item["id"]))


def set_favourite(ctx: CallContext, component: str, itemid: int, *, to: bool) -> dict[str, Any]:
    """Star a type of activity for the caller, or remove the star, and return the type. Raises ``MissingRecord``."""
    row = ctx.db.execute(select(modules).where(modules.c.id == itemid)).mappings().first()
    if row is None or component != f"mod_{row['name']}":
        raise MissingRecord("modules", errorcode="invalidrecord")
    place = ctx.validate(contexts.by_instance(ctx.db, Level.USER, ctx.userid))
    _mark(ctx, f"{_FAVOURITE}{component}", itemid, ctx.userid, place, to=to)
    return _item(ctx, row, _marked(ctx), "")


def toggle_recommendation(ctx: CallContext, area: str, itemid: int) -> bool:
    """Recommend a type of activity to all, or no longer, and return which of both."""
    place = contexts.by_id(ctx.db, 1) or contexts.SYSTEM
    ctx.require("moodle/course:recommendactivity", ctx.validate(place))
    name, guest = f"{_RECOMMENDED}{area}", ctx.site.guest_id
    to = (name, itemid, guest) not in _marked(ctx)
    _mark(ctx, name, itemid, guest, contexts.by_instance(ctx.db, Level.USER, guest), to=to)
    return to


def _marked(ctx: CallContext) -> set[tuple[str, int, int]]:
    """What the caller has starred, and what is recommended: names, ids and whose they are."""
    query = select(_COLS.itemtype, _COLS.itemid, _COLS.userid).where(_COLS.component == _COMPONENT)
    query = query.where(_COLS.userid.in_([ctx.userid, ctx.site.guest_id]))
    return {(row.itemtype, row.itemid, row.userid) for row in ctx.db.execute(query)}


def _mark(ctx: CallContext, name: str, itemid: int, userid: int, place: Context, *, to: bool) -> None:
    """Store that a type is starred or recommended, or no longer."""
    of = _COLS.component == _COMPONENT, _COLS.itemtype == name, _COLS.itemid == itemid, _COLS.userid == userid
    ctx.db.execute(delete(favourite).where(*of))
    if to:
        row = {"component": _COMPONENT, "itemtype": name, "itemid": itemid, "userid": userid, "contextid": place.id}
        insert_row(ctx.db, favourite, {**row, "timecreated": ctx.now, "timemodified": ctx.now})


def _item(ctx: CallContext, row: RowMapping, marked: set[tuple[str, int, int]], link: str) -> dict[str, Any]:
    """A type of activity in the form of the result."""
    name, kind = row["name"], activity_type(row["name"])
    component = f"mod_{name}"
    return {
        "id": row["id"],
        "name": name,
        "title": kind.name,
        "link": link,
        "icon": f'<img class="icon" alt="" src="{escape(theme_image(ctx.site, name, "monologo"))}">',
        "help": f"<p>{escape(kind.plural)}</p>",
        "archetype": int(name in _CONTENT),
        "componentname": component,
        "purpose": kind.purpose,
        "branded": kind.is_branded,
        "favourite": (f"{_FAVOURITE}{component}", row["id"], ctx.userid) in marked,
        "legacyitem": False,
        "recommended": (f"{_RECOMMENDED}{component}", row["id"], ctx.site.guest_id) in marked,
    }
