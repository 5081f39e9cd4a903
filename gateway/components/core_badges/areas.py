"""The file areas of badges: their pictures, which whoever is shown a badge may see, and in which a size stands for a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from gateway.api import CallContext, contexts
from gateway.api.areas import FileArea, StoredFile
from gateway.api.php import to_int
from gateway.components.core_badges.tables import badge

__all__ = ["AREAS"]


def of_badge(ctx: CallContext, file: StoredFile) -> bool:
    """Whether a picture is that of a badge of the file's context."""
    context = contexts.by_id(ctx.db, file.contextid)
    row = ctx.db.execute(select(badge.c.courseid).where(badge.c.id == file.itemid)).first()
    return context is not None and row is not None and (row.courseid or 0) == context.instance


def places(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The picture of a badge in the size that is named after the badge."""
    if len(rest) == 2:
        yield to_int(rest[0]), "/", f"{rest[1]}.png"


AREAS = {"badges/badgeimage": FileArea(may_read=of_badge, places=places, lifetime=3600, download=False, open=True)}
"""The file areas of badges, each with the rule of who may read it."""
