"""The file areas of badges: their pictures, which whoever is shown a badge may see, and in which a size stands for a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from gateway.api import CallContext, CodedError, Context, Level, contexts
from gateway.api.areas import FileArea, StoredFile
from gateway.api.php import to_int
from gateway.components.core_badges.tables import badge

__all__ = ["AREAS"]


def of_badge(ctx: CallContext, file: StoredFile) -> bool:
    """Whether a picture is that of a badge of the file's context."""
    context = contexts.by_id(ctx.db, file.contextid)
    row = ctx.db.execute(select(badge.c.courseid).where(badge.c.id == file.itemid)).first()
    return context is not None and row is not None and (row.courseid or 0) == context.instance


def of_person(ctx: CallContext, file: StoredFile) -> bool:
    """Whether a picture is that of a badge that a person was awarded."""
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and context.level == Level.USER


def require_badge(ctx: CallContext, _context: Context, rest: Sequence[str]) -> None:
    """Raise ``error:nosuchbadge`` for the number of no badge."""
    if ctx.db.execute(select(badge.c.id).where(badge.c.id == to_int(rest[0] if rest else "0"))).first() is None:
        raise CodedError("error:nosuchbadge", "badges")


def places(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The picture of a badge in the size that is named after the badge."""
    if len(rest) == 2:
        yield to_int(rest[0]), "/", f"{rest[1]}.png"


AREAS = {
    "badges/badgeimage": FileArea(may_read=of_badge, gate=require_badge, places=places, lifetime=3600, download=False, open=True),
    "badges/userbadge": FileArea(may_read=of_person, gate=require_badge, places=places, lifetime=3600, open=True),
}
"""The file areas of badges, each with the rule of who may read it."""
