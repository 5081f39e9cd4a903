"""The file areas of people and their rules: pictures, private files, descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.api import CallContext, LoginRequired, contexts
from gateway.api.areas import FileArea, ItemSegment, StoredFile

__all__ = ["AREAS"]

_YEAR = 365 * 24 * 3600
_SIZES = ("f1", "f2", "f3")
_ENDINGS = (".png", ".jpg", ".jpeg", ".gif")


def of_anybody(ctx: CallContext, _file: StoredFile) -> bool:
    """Whether the caller may see pictures of people. Raises ``LoginRequired`` where the site shows them to nobody who is not logged in."""
    if ctx.site.config.flag("forceloginforprofileimage") and ctx.userid in (0, ctx.site.guest_id):
        raise LoginRequired("pictures are for people who are logged in")
    return True


def of_owner(ctx: CallContext, file: StoredFile) -> bool:
    """Whether a file lies in the context of the caller, who is no guest."""
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and context.instance == ctx.userid != ctx.site.guest_id


def pictures(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """A picture in the size that is named last, after the theme; an unknown size means the usual one."""
    size = rest[-1] if rest and rest[-1] in _SIZES else _SIZES[0]
    for name in dict.fromkeys((size, _SIZES[0])):
        for ending in _ENDINGS:
            yield 0, "/", f"{name}{ending}"


AREAS = {
    "user/icon": FileArea(may_read=of_anybody, places=pictures, lifetime=_YEAR, shared=True, download=False, open=True),
    "user/private": FileArea(may_read=of_owner, listed=of_owner, label="Private files", item=ItemSegment.NONE),
}
"""The file areas of people, each with the rule of who may read it."""
