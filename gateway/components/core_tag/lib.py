"""Tags, and the items tagged with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, or_, select, update

from gateway.api import SYSTEM, CallContext, CodedError, Context, SiteData
from gateway.api.admin import Event, audit
from gateway.api.rows import Window, caseless, insert_row
from gateway.api.tables import context
from gateway.components.core_tag.tables import tag, tag_area, tag_coll, tag_instance

__all__ = ["Item", "areas", "by_ids", "change", "cloud", "collections", "inside", "of_items", "require_tags", "set_tags", "view_url"]


class Item(msgspec.Struct, frozen=True):
    """An item that can be tagged: its component, item type, id and context id."""

    component: str
    type: str
    id: int
    contextid: int


def require_tags(ctx: CallContext) -> None:
    """Raise ``tagsaredisabled`` on a site without tags."""
    if not ctx.site.config.flag("usetags"):
        raise CodedError("tagsaredisabled", "tag")


def by_ids(db: Connection, ids: Collection[int]) -> dict[int, RowMapping]:
    """The tags with these ids, by id."""
    return {row["id"]: row for row in db.execute(select(tag).where(tag.c.id.in_(ids))).mappings()}


def collections(db: Connection) -> list[dict[str, object]]:
    """The tag collections, in their order."""
    return [dict(row) for row in db.execute(select(tag_coll).order_by(tag_coll.c.sortorder, tag_coll.c.id)).mappings()]


def areas(db: Connection) -> list[dict[str, Any]]:
    """The tag areas by component and item type; those of one item type together."""
    rows = db.execute(select(tag_area).order_by(tag_area.c.component, tag_area.c.itemtype)).mappings().all()
    kinds = list(dict.fromkeys(row["itemtype"] for row in rows))
    ordered = sorted(rows, key=lambda row: kinds.index(row["itemtype"]))
    return [{**row, "enabled": bool(row["enabled"]), "multiplecontexts": bool(row["multiplecontexts"]), "locked": False} for row in ordered]


def view_url(site: SiteData, row: RowMapping, **more: int) -> str:
    """The URL of the page of items with a tag."""
    asked = {"tc": row["tagcollid"], "tag": row["rawname"], **{name: value for name, value in more.items() if value}}
    return f"{site.wwwroot}/tag/index.php?{urlencode(asked, quote_via=quote)}"


def of_items(ctx: CallContext, component: str, itemtype: str, ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The tags of items of one type in the form of the result, by the id of the item."""
    cols = tag_instance.c
    query = select(tag, cols.id.label("taginstanceid"), cols.contextid.label("taginstancecontextid"), cols.itemid, cols.ordering)
    query = query.select_from(tag_instance.join(tag, tag.c.id == cols.tagid)).order_by(cols.ordering, cols.id)
    found: dict[int, list[dict[str, Any]]] = {}
    if not (ids and ctx.site.config.flag("usetags")):
        return found
    for row in ctx.db.execute(query.where(cols.component == component, cols.itemtype == itemtype, cols.itemid.in_(ids))).mappings():
        names = ("id", "name", "rawname", "tagcollid", "taginstanceid", "taginstancecontextid", "itemid", "ordering", "flag")
        entry = {**{name: row[name] for name in names}, "isstandard": bool(row["isstandard"]), "viewurl": view_url(ctx.site, row)}
        found.setdefault(row["itemid"], []).append(entry)
    return found


def cloud(
    ctx: CallContext, place: Context, *, collection: int, standard: bool, search: str, below: bool, most: Window
) -> tuple[list[RowMapping], int]:
    """The most used tags in a context (with ``below``, also in the contexts below), with their counts, and the number of all tags.

    ``collection`` 0 means all searchable tag collections.
    """
    query = (
        select(tag, func.count().label("count")).select_from(tag.join(tag_instance, tag_instance.c.tagid == tag.c.id)).group_by(tag.c.id)
    )
    searchable = select(tag_coll.c.id).where(tag_coll.c.searchable == 1)
    query = query.where(tag.c.tagcollid == collection if collection else tag.c.tagcollid.in_(searchable))
    if standard:
        query = query.where(tag.c.isstandard == 1)
    if search:
        query = query.where(caseless.contains(tag.c.name, search))
    # Tags that are related to others are stored as if these were tagged with them.
    query = query.where(*inside(place, below=below), tag_instance.c.itemtype != "tag")
    rows = ctx.db.execute(most.rows(query.order_by(func.count().desc(), tag.c.name))).mappings().all()
    total = ctx.db.execute(select(func.count()).select_from(query.subquery())).scalar_one() if len(rows) == most.most else len(rows)
    return list(rows), total


def inside(place: Context, *, below: bool) -> tuple[Any, ...]:
    """The conditions that an item is tagged in a context or, with ``below``, in a context below it."""
    if not below:
        return (tag_instance.c.contextid == place.id,)
    if place.id == SYSTEM.id:
        return ()
    cols = context.c
    inside: Select[tuple[int]] = select(cols.id).where(or_(cols.id == place.id, cols.path.startswith(f"{place.path}/", autoescape=True)))
    return (tag_instance.c.contextid.in_(inside),)


def set_tags(ctx: CallContext, item: Item, names: Sequence[str]) -> None:
    """Set the tags of ``item`` to these names in this order; new tags are created."""
    db, now = ctx.db, ctx.now
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(name.lower(), name)
    collection = _collection(db, item)
    known = {
        row.name: row.id for row in db.execute(select(tag.c.name, tag.c.id).where(tag.c.tagcollid == collection, tag.c.name.in_(wanted)))
    }
    for name, raw in wanted.items():
        if name not in known:
            values = {"userid": ctx.userid, "tagcollid": collection, "name": name, "rawname": raw, "timemodified": now}
            known[name] = insert_row(db, tag, values)
    cols = tag_instance.c
    same = cols.component == item.component, cols.itemtype == item.type, cols.itemid == item.id
    db.execute(delete(tag_instance).where(*same))
    moments = {"timecreated": now, "timemodified": now}
    where = {"component": item.component, "itemtype": item.type, "itemid": item.id, "contextid": item.contextid, **moments}
    rows = [{**where, "tagid": known[name], "ordering": place} for place, name in enumerate(dict.fromkeys(map(str.lower, names)))]
    if rows:
        db.execute(insert(tag_instance), rows)


def change(ctx: CallContext, row: RowMapping, values: dict[str, Any]) -> bool:
    """Change columns of a tag and log it; returns False, and changes nothing, if another tag of its collection has the new name."""
    if "rawname" in values:
        values = {**values, "name": values["rawname"].lower()}
        taken = select(tag.c.id).where(tag.c.tagcollid == row["tagcollid"], tag.c.name == values["name"], tag.c.id != row["id"])
        if ctx.db.execute(taken).first() is not None:
            return False
    ctx.db.execute(update(tag).where(tag.c.id == row["id"]).values(**values, timemodified=ctx.now))
    told = {"name": values.get("name", row["name"]), "rawname": values.get("rawname", row["rawname"])}
    audit.write(ctx.db, Event(action=audit.TAG_UPDATED, actor=ctx.actor, objectid=row["id"], other=told))
    return True


def _collection(db: Connection, item: Item) -> int:
    """The id of the tag collection for items of this type."""
    area = select(tag_area.c.tagcollid).where(tag_area.c.component == item.component, tag_area.c.itemtype == item.type)
    default = select(tag_coll.c.id).where(tag_coll.c.isdefault == 1)
    return db.execute(area).scalars().first() or db.execute(default).scalars().first() or 1
