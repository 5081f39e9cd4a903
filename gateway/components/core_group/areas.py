"""The file areas of groups and their rules: pictures and descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from gateway.api import CallContext, Context, Level, contexts
from gateway.api.access import are_apart, mode_of, own_groups
from gateway.api.areas import FileArea, MadeFile, StoredFile, nowhere
from gateway.api.php import to_int
from gateway.api.tables import course, groupings, groups
from gateway.components.core_course.patterns import pattern

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


def of_managed_grouping(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller manages the groups of the course that a grouping belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    courseid = ctx.db.execute(select(groupings.c.courseid).where(groupings.c.id == file.itemid)).scalar_one_or_none()
    if context is None or courseid != context.instance or context.level != Level.COURSE:
        return False
    return ctx.has("moodle/course:managegroups", context)


def made_picture(ctx: CallContext, context: Context, rest: Sequence[str]) -> MadeFile | None:
    """The picture that is made for a group without one."""
    groupid = to_int(rest[0] if rest else "0")
    place = StoredFile(contextid=context.id, component="group", filearea="generated", itemid=groupid, filepath="/", filename="group.svg")
    if not of_known_group(ctx, place):
        return None
    return MadeFile(filename=place.filename, mimetype="image/svg+xml", content=pattern(groupid), lifetime=None)


def pictures(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The picture of a group in the size that is named after the group."""
    if len(rest) == 2 and rest[1] in _SIZES:
        for ending in (".png", ".jpg"):
            yield to_int(rest[0]), "/", f"{rest[1]}{ending}"


AREAS = {
    "group/description": FileArea(may_read=of_known_group, lifetime=3600, download=False),
    "group/icon": FileArea(may_read=of_known_group, places=pictures, lifetime=3600, download=False),
    "group/generated": FileArea(may_read=of_known_group, places=nowhere, made=made_picture),
    "grouping/description": FileArea(may_read=of_managed_grouping, lifetime=3600, download=False),
}
"""The file areas of groups, each with the rule of who may read it."""
