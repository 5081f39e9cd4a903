"""The file areas of groups and their rules: pictures and descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from gateway.api import CallContext, contexts
from gateway.api.access import are_apart, mode_of, own_groups
from gateway.api.areas import FileArea, StoredFile
from gateway.api.php import to_int
from gateway.api.tables import course, groups

__all__ = ["AREAS"]

_SIZES = ("f1", "f2", "f3")


def of_known_group(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may know the group that a file belongs to: with separate groups, only their own."""
    context = contexts.by_id(ctx.db, file.contextid)
    row = ctx.db.execute(select(groups).where(groups.c.id == file.itemid)).mappings().first()
    if context is None or row is None or row["courseid"] != context.instance:
        return False
    around = ctx.db.execute(select(course).where(course.c.id == row["courseid"])).mappings().one()
    if not around["groupmodeforce"] or not are_apart(ctx, mode_of(around), context):
        return True
    return row["id"] in set(ctx.db.execute(own_groups(ctx, context)).scalars())


def pictures(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The picture of a group in the size that is named after the group."""
    if len(rest) == 2 and rest[1] in _SIZES:
        for ending in (".png", ".jpg"):
            yield to_int(rest[0]), "/", f"{rest[1]}{ending}"


AREAS = {
    "group/description": FileArea(may_read=of_known_group, lifetime=3600, download=False),
    "group/icon": FileArea(may_read=of_known_group, places=pictures, lifetime=3600, download=False),
}
"""The file areas of groups, each with the rule of who may read it."""
