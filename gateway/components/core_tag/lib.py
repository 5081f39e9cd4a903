"""What tags are, and what is tagged with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import Connection, RowMapping, delete, insert, select

from gateway.api import CallContext
from gateway.store.rows import insert_row
from gateway.store.tables.content import tag, tag_area, tag_coll, tag_instance

__all__ = ["Item", "by_ids", "collections", "set_tags"]


class Item(msgspec.Struct, frozen=True):
    """Something that is tagged: whose and what it is, its id, and the context it is in."""

    component: str
    type: str
    id: int
    contextid: int


def by_ids(db: Connection, ids: Collection[int]) -> dict[int, RowMapping]:
    """The tags with these ids, by id."""
    return {row["id"]: row for row in db.execute(select(tag).where(tag.c.id.in_(ids))).mappings()}


def collections(db: Connection) -> list[dict[str, object]]:
    """The collections of tags, in their order."""
    return [dict(row) for row in db.execute(select(tag_coll).order_by(tag_coll.c.sortorder, tag_coll.c.id)).mappings()]


def set_tags(ctx: CallContext, item: Item, names: Sequence[str]) -> None:
    """Give ``item`` the tags of these names, in that order, and no others; tags that are new are made."""
    db, now = ctx.db, ctx.now
    wanted = {name.lower(): name for name in reversed(names)}
    collection = _collection(db, item)
    known = {
        row.name: row.id for row in db.execute(select(tag.c.name, tag.c.id).where(tag.c.tagcollid == collection, tag.c.name.in_(wanted)))
    }
    for name, raw in wanted.items():
        if name not in known:
            values = {"userid": ctx.userid, "tagcollid": collection, "name": name, "rawname": raw, "timemodified": now}
            known[name] = insert_row(db, tag, values)
    own = tag_instance.c
    same = own.component == item.component, own.itemtype == item.type, own.itemid == item.id
    db.execute(delete(tag_instance).where(*same))
    moments = {"timecreated": now, "timemodified": now}
    where = {"component": item.component, "itemtype": item.type, "itemid": item.id, "contextid": item.contextid, **moments}
    rows = [{**where, "tagid": known[name], "ordering": place} for place, name in enumerate(dict.fromkeys(map(str.lower, names)))]
    if rows:
        db.execute(insert(tag_instance), rows)


def _collection(db: Connection, item: Item) -> int:
    """The collection that tags of such items belong to."""
    area = select(tag_area.c.tagcollid).where(tag_area.c.component == item.component, tag_area.c.itemtype == item.type)
    default = select(tag_coll.c.id).where(tag_coll.c.isdefault == 1)
    return db.execute(area).scalars().first() or db.execute(default).scalars().first() or 1
