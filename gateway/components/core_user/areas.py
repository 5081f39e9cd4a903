"""The file areas of people and their rules: pictures, private files, backups, descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.api import CallContext, Context, Level, LoginRequired, contexts
from gateway.api.areas import FileArea, ItemSegment, MadeFile, StoredFile, portrait
from gateway.components.core_user import details, lib

__all__ = ["AREAS"]

_FORTNIGHT, _YEAR = 14 * 24 * 3600, 365 * 24 * 3600
_SIZES = ("f1", "f2", "f3")
_ENDINGS = (".png", ".jpg", ".jpeg", ".gif")


def of_anybody(ctx: CallContext, _file: StoredFile | None) -> bool:
    """Whether the caller may see pictures of people. Raises ``LoginRequired`` where the site shows them to nobody who is not logged in."""
    if ctx.site.config.flag("forceloginforprofileimage") and ctx.userid in (0, ctx.site.guest_id):
        raise LoginRequired("pictures are for people who are logged in")
    return True


def of_owner(ctx: CallContext, file: StoredFile) -> bool:
    """Whether a file lies in the context of the caller, who is no guest."""
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and context.instance == ctx.userid != ctx.site.guest_id


def pictures(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """A picture in the size that is named last, after the theme."""
    size = _size(rest)
    for name in dict.fromkeys((size, _SIZES[0])):
        for ending in _ENDINGS:
            yield 0, "/", f"{name}{ending}"


def of_shown_profile(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the profile that a file belongs to. Raises ``LoginRequired`` where profiles need a log-in."""
    context = contexts.by_id(ctx.db, file.contextid)
    if context is None or context.level != Level.USER:
        return False
    if ctx.site.config.flag("forceloginforprofiles") and ctx.userid in (0, ctx.site.guest_id):
        raise LoginRequired("profiles are for people who are logged in")
    people = lib.by_field(ctx.db, "id", [context.instance])
    if not people or not ctx.site.config.flag("forceloginforprofiles"):
        return bool(people)
    [person] = people
    return details.Details(ctx, [person], ("id",)).is_shown(person) or bool(details.courses_to_see_in(ctx, [person["id"]])[person["id"]])


def picture_of_nobody(ctx: CallContext, context: Context, rest: Sequence[str]) -> MadeFile | None:
    """The picture of people who have none, in the size that is named last. Raises ``LoginRequired`` as pictures do."""
    if context.level != Level.USER or not of_anybody(ctx, None):
        return None
    size = _size(rest)
    return MadeFile(filename=f"{size}.png", mimetype="image/png", content=portrait(size), lifetime=_FORTNIGHT, ranges=True)


def _size(rest: Sequence[str]) -> str:
    """The size that an address names last; an unknown one means the usual one."""
    return rest[-1] if rest and rest[-1] in _SIZES else _SIZES[0]


_PICTURES = FileArea(may_read=of_anybody, places=pictures, made=picture_of_nobody, lifetime=_YEAR, shared=True, download=False, open=True)

AREAS = {
    "user/icon": _PICTURES,
    "user/private": FileArea(may_read=of_owner, listed=of_owner, label="Private files", item=ItemSegment.NONE),
    "user/backup": FileArea(may_read=of_owner, listed=of_owner, label="Backups", item=ItemSegment.NONE),
    "user/profile": FileArea(may_read=of_shown_profile, item=ItemSegment.NONE, open=True),
}
"""The file areas of people, each with the rule of who may read it."""
