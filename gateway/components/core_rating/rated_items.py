"""What can be rated: posts of forums, entries of glossaries and of databases, each with the activity that says how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Select, Table, literal, select

from gateway.api import CallContext, Context
from gateway.api.tables import course, course_modules, modules
from gateway.components.core_rating.tables import rating
from gateway.components.mod_data.tables import data, data_records
from gateway.components.mod_forum.tables import forum, forum_discussions, forum_posts
from gateway.components.mod_glossary.tables import glossary, glossary_entries

__all__ = ["RatedKind", "kind_of", "rated_item", "received"]

_EVERYBODY: Final = -1
_OF_ALL: Final = literal(_EVERYBODY)
_OPEN: Final = literal(0)


class RatedKind(msgspec.Struct, frozen=True):
    """A kind of items: the table of its activities, the statement of its items with their activities, and their columns."""

    modname: str
    activities: Table
    items: Select[Any]
    columns: Any

    @property
    def capability(self) -> str:
        """The capability to rate, beside that of the site."""
        return f"mod/{self.modname}:rate"


_HOW: Final = ("assessed", "assesstimestart", "assesstimefinish", "scale")


def _items(table: Table, activities: Table, source: Any, created: Any, group: Any = _OF_ALL, private: Any = _OPEN) -> Select[Any]:
    """The statement of items with their authors and what their activities say."""
    how = [activities.c[name] for name in _HOW]
    return select(
        table.c.id, table.c.userid, created.label("created"), group.label("groupid"), private.label("private"),
        activities.c.id.label("instance"), activities.c.course, *how,
    ).select_from(source)  # fmt: skip


_IN_FORUMS = forum_posts.join(forum_discussions, forum_discussions.c.id == forum_posts.c.discussion).join(
    forum, forum.c.id == forum_discussions.c.forum
)
_KINDS: Final[Mapping[tuple[str, str], RatedKind]] = {
    ("mod_forum", "post"): RatedKind(
        "forum",
        forum,
        _items(forum_posts, forum, _IN_FORUMS, forum_posts.c.created, forum_discussions.c.groupid, forum_posts.c.privatereplyto),
        forum_posts.c,
    ),
    ("mod_glossary", "entry"): RatedKind(
        "glossary",
        glossary,
        _items(
            glossary_entries,
            glossary,
            glossary_entries.join(glossary, glossary.c.id == glossary_entries.c.glossaryid),
            glossary_entries.c.timecreated,
        ),
        glossary_entries.c,
    ),
    ("mod_data", "entry"): RatedKind(
        "data",
        data,
        _items(
            data_records,
            data,
            data_records.join(data, data.c.id == data_records.c.dataid),
            data_records.c.timecreated,
            data_records.c.groupid,
        ),
        data_records.c,
    ),
}


def kind_of(component: str, area: str) -> RatedKind | None:
    """The kind of items of a component's rating area; None where nothing can be rated."""
    return _KINDS.get((component, area))


def rated_item(ctx: CallContext, kind: RatedKind, place: Context, itemid: int) -> Mapping[Any, Any] | None:
    """An item of an activity, with what the activity and its course say; None if the activity has no such item."""
    module = (
        select(course_modules.c.instance, course_modules.c.groupmode, course.c.groupmode.label("coursegroupmode"), course.c.groupmodeforce)
        .join(modules, modules.c.id == course_modules.c.module)
        .join(course, course.c.id == course_modules.c.course)
        .where(course_modules.c.id == place.instance, modules.c.name == kind.modname)
    )
    found = ctx.db.execute(module).mappings().first()
    row = ctx.db.execute(kind.items.where(kind.columns.id == itemid)).mappings().first()
    return {**row, **found} if found is not None and row is not None and row["instance"] == found["instance"] else None


def received(ctx: CallContext, kind: RatedKind, place: Context, area: str, row: Mapping[Any, Any]) -> list[int]:
    """The ratings that the author of an item has received in its activity."""
    authored = kind.items.where(kind.columns.userid == row["userid"], kind.activities.c.id == row["instance"])
    ids = authored.with_only_columns(kind.columns.id)
    cols = rating.c
    query = select(cols.rating).where(cols.contextid == place.id, cols.component == f"mod_{kind.modname}", cols.ratingarea == area)
    return list(ctx.db.execute(query.where(cols.itemid.in_(ids))).scalars())
