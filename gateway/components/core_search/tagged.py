"""The pages of a tag: the items of each tag area that are tagged with it and that the caller may see."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import RowMapping, Select, select

from gateway.api import SYSTEM, CallContext, CodedError, Context, InvalidParameter, Level, MissingRecord, contexts, format_string
from gateway.api.tables import course, course_modules, modules, user
from gateway.components.core_blog import lib as blogs
from gateway.components.core_blog.tables import post
from gateway.components.core_course import course_modules as activities
from gateway.components.core_course import lib as courses
from gateway.components.core_tag import lib
from gateway.components.core_tag.tables import tag, tag_area, tag_instance
from gateway.components.core_user import details
from gateway.components.core_user import lib as users

__all__ = ["Page", "area_page", "area_pages", "existing"]

# The items on a page: of one area among others, and of an area alone. No more items than this are looked through.
_FEW, _MANY = 5, 20
_MOST = 1000

# The statement for the ids of the tagged items.
Tagged = Select[tuple[int]]
Find = Callable[[CallContext, Tagged], Sequence[str]]


class Page(msgspec.Struct, frozen=True):
    """Which part of an index is asked for: of one area alone, in the context ``place`` and (``below``) those within, from ``number`` on."""

    exclusive: bool = False
    place: Context = SYSTEM
    fromctx: int = 0
    below: bool = True
    number: int = 0

    @classmethod
    def asked(cls, ctx: CallContext, wanted: dict[str, Any]) -> Page:
        """The page that the members of the parameter ``tagindex`` mean. Raises ``InvalidParameter`` for an unknown context."""
        place = contexts.by_id(ctx.db, wanted["ctx"]) if wanted.get("ctx") else SYSTEM
        if place is None:
            raise InvalidParameter("There is no such context.", path="tagindex.ctx")
        below = bool(wanted.get("rec", 1))
        return cls(bool(wanted.get("excl")), place, wanted.get("from") or 0, below, max(0, wanted.get("page") or 0))


def existing(ctx: CallContext, wanted: dict[str, Any]) -> RowMapping | None:
    """The tag that ``tagindex`` names by id, or by name and collection."""
    if wanted.get("id"):
        return lib.by_ids(ctx.db, [wanted["id"]]).get(wanted["id"])
    named = select(tag).where(tag.c.name == (wanted.get("tag") or "").lower())
    if wanted.get("tc"):
        named = named.where(tag.c.tagcollid == wanted["tc"])
    return ctx.db.execute(named.order_by(tag.c.id)).mappings().first()


def area_page(ctx: CallContext, row: RowMapping, areaid: int, page: Page) -> dict[str, Any]:
    """The items of one tag area that are tagged. Raises ``MissingRecord`` for an unknown area."""
    area = ctx.db.execute(select(tag_area).where(tag_area.c.id == areaid)).mappings().first()
    if area is None:
        raise MissingRecord("tag_area")
    return _result(ctx, row, area, page)


def area_pages(ctx: CallContext, row: RowMapping | None, areaid: int, page: Page) -> list[dict[str, Any]]:
    """The items by tag area, without areas that have none; of one area alone, if given. Raises ``notagsfound`` where there is no tag."""
    if row is None:
        raise CodedError("notagsfound", "tag")
    query = select(tag_area).where(tag_area.c.tagcollid == row["tagcollid"], tag_area.c.enabled == 1).order_by(tag_area.c.id)
    if areaid:
        query = query.where(tag_area.c.id == areaid)
    found = (_result(ctx, row, area, page) for area in ctx.db.execute(query).mappings().all())
    return [result for result in found if result["hascontent"]]


def _result(ctx: CallContext, row: RowMapping, area: RowMapping, page: Page) -> dict[str, Any]:
    """The part of an index for one tag area in the form of the result."""
    kind = f"{area['component']}_{area['itemtype']}"
    title, find = _AREAS.get(kind, (area["itemtype"], _nothing))
    cols = tag_instance.c
    tagged = select(cols.itemid).where(cols.tagid == row["id"], cols.component == area["component"], cols.itemtype == area["itemtype"])
    found = find(ctx, tagged.where(*lib.inside(page.place, below=page.below)))
    most = _MANY if page.exclusive else _FEW
    first = page.number * most
    shown, more = found[first : first + most], len(found) > first + most

    def address(number: int, *, exclusive: bool) -> str:
        within = 0 if page.place.id == SYSTEM.id else page.place.id
        more = {"ta": area["id"], "excl": int(exclusive), "from": page.fromctx, "ctx": within, "page": number}
        return lib.view_url(ctx.site, row, **more)

    return {
        "tagid": row["id"],
        "ta": area["id"],
        "component": area["component"],
        "itemtype": area["itemtype"],
        "nextpageurl": address(page.number + 1, exclusive=page.exclusive) if more else None,
        "prevpageurl": address(page.number - 1, exclusive=page.exclusive) if page.number else None,
        "exclusiveurl": address(0, exclusive=True) if more and not page.exclusive else None,
        "exclusivetext": None if page.exclusive else f"Show only tagged {title}",
        "title": title,
        "content": f'<ul class="tag_feed">{"".join(shown)}</ul>' if shown else "",
        "hascontent": int(bool(shown)),
        "anchor": kind,
    }


def _entry(address: str, name: str, about: str = "") -> str:
    """An item as HTML: its name, which leads to it, and a line about it. The name may have markup escaped; the line may not."""
    return f'<li><div><a href="{html.escape(address)}">{name}</a></div><div>{about}</div></li>'


def _people(ctx: CallContext, tagged: Tagged) -> list[str]:
    """The tagged users whose profiles the caller may see, by name."""
    query = select(user).where(user.c.id.in_(tagged), user.c.deleted == 0).order_by(user.c.lastname, user.c.firstname, user.c.id)
    rows = ctx.db.execute(query.limit(_MOST)).mappings().all()
    sees_all = ctx.has("moodle/user:viewdetails", SYSTEM)
    shared = {} if sees_all else details.courses_to_see_in(ctx, [row["id"] for row in rows])
    visible = [row for row in rows if sees_all or row["id"] == ctx.userid or shared.get(row["id"])]
    address = f"{ctx.site.wwwroot}/user/profile.php?id="
    return [_entry(f"{address}{row['id']}", html.escape(users.fullname(ctx.site, row))) for row in visible]


def _courses(ctx: CallContext, tagged: Tagged) -> list[str]:
    """The tagged courses that are listed for the caller, in the order of the site."""
    query = select(course).where(course.c.id.in_(tagged)).order_by(course.c.sortorder, course.c.id).limit(_MOST)
    rows = ctx.db.execute(query).mappings().all()
    places = contexts.by_instances(ctx.db, Level.COURSE, [row["id"] for row in rows])
    listed = [row for row in rows if row["id"] in places and courses.is_listed(ctx, row, places[row["id"]])]
    names = courses.category_names(ctx.db, {row["category"] for row in listed})
    return [
        _entry(
            f"{ctx.site.wwwroot}/course/view.php?id={row['id']}",
            _name(ctx, row["fullname"]),
            f"Category: {_name(ctx, names.get(row['category'], ''))}",
        )
        for row in listed
    ]


def _activities(ctx: CallContext, tagged: Tagged) -> list[str]:
    """The tagged activities that the caller may use, course by course."""
    joined = course_modules.join(modules, modules.c.id == course_modules.c.module)
    query = select(course_modules, modules.c.name.label("modname")).select_from(joined).where(course_modules.c.id.in_(tagged))
    rows = ctx.db.execute(query.order_by(course_modules.c.course, course_modules.c.id).limit(_MOST)).mappings().all()
    found = {row["id"]: row for row in courses.courses(ctx.db, id={row["course"] for row in rows})} if rows else {}
    around = contexts.by_instances(ctx.db, Level.COURSE, found)
    entered = {courseid for courseid, place in around.items() if courses.refusal(ctx, place) is None}
    rows = [row for row in rows if row["course"] in entered]
    usable = activities.usable(ctx, rows, contexts.by_instances(ctx.db, Level.MODULE, [row["id"] for row in rows])) if rows else set()
    instances = activities.details(ctx, {(row["modname"], row["instance"]) for row in rows if row["id"] in usable})
    return [
        _entry(
            f"{ctx.site.wwwroot}/mod/{row['modname']}/view.php?id={row['id']}",
            _name(ctx, instances[row["modname"], row["instance"]]["name"]),
            _name(ctx, found[row["course"]]["fullname"]),
        )
        for row in rows
        if (row["modname"], row["instance"]) in instances
    ]


def _posts(ctx: CallContext, tagged: Tagged) -> list[str]:
    """The tagged blog entries that the caller may read, newest first."""
    if not (ctx.site.config.flag("enableblogs") and ctx.has("moodle/blog:view", SYSTEM)):
        return []
    query = select(post.c.id, post.c.subject, post.c.userid).where(post.c.id.in_(tagged), post.c.module == "blog", *blogs.readable(ctx, 0))
    rows = ctx.db.execute(query.order_by(post.c.created.desc(), post.c.id.desc()).limit(_MOST)).all()
    authors = {row["id"]: row for row in users.by_field(ctx.db, "id", {row.userid for row in rows})}
    return [
        _entry(
            f"{ctx.site.wwwroot}/blog/index.php?entryid={row.id}",
            _name(ctx, row.subject),
            html.escape(users.fullname(ctx.site, authors[row.userid])),
        )
        for row in rows
        if row.userid in authors
    ]


def _name(ctx: CallContext, stored: str) -> str:
    """A stored name as HTML."""
    return format_string(stored, msgspec.structs.replace(ctx.settings, raw=False))


def _nothing(_ctx: CallContext, _tagged: Tagged) -> Sequence[str]:
    """No items: those of an area that has no pages."""
    return []


# The tag areas with pages, by component and item type: their title, and what finds their items.
_AREAS: dict[str, tuple[str, Find]] = {
    "core_user": ("User interests", _people),
    "core_course": ("Courses", _courses),
    "core_course_modules": ("Activities and resources", _activities),
    "core_post": ("Blog posts", _posts),
}
