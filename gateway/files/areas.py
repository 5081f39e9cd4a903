"""File areas: stored files, and who may read them, by the rules that components declare for their areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from gateway.access import contexts
from gateway.access.contexts import Context
from gateway.errors import GatewayError
from gateway.pipeline.context import CallContext
from gateway.registry.declarations import FileArea, ItemSegment, Make, MayRead, Places

__all__ = ["INTRO", "MadeFile", "StoredFile", "enterable", "kept_by_revision", "may_read", "nowhere", "path_in_address", "view"]


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table ``files``: location and properties of a file, without its content."""

    contextid: int
    component: str
    filearea: str
    itemid: int
    filepath: str
    filename: str
    userid: int = 0
    contenthash: str = ""
    filesize: int = 0
    mimetype: str = ""
    timemodified: int = 0


class MadeFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is not stored, but made when it is asked for.

    ``lifetime`` is the number of seconds for which clients may keep it, None for the site's; ``download`` has browsers save it;
    ``ranges`` tells whether parts of it are given.
    """

    filename: str
    mimetype: str
    content: bytes
    lifetime: int | None = 0
    download: bool = False
    ranges: bool = False


def may_read(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read a file; no file is readable in an area without a rule."""
    area = ctx.registry.areas.get((file.component, file.filearea))
    if area is None:
        return False
    try:
        return area.may_read(ctx, file)
    except GatewayError:  # a rule may ask as functions do, which raise
        return False


def enterable(ctx: CallContext, file: StoredFile) -> bool:
    """The rule for areas that are readable for all who may enter the file's context."""
    context = contexts.by_id(ctx.db, file.contextid)
    if context is None:
        return False
    ctx.validate(context)
    return view(ctx, context, file.component)


def view(ctx: CallContext, context: Context, component: str) -> bool:
    """Whether the caller may view the activity of a context, as far as its type has a capability for that."""
    capability = f"{component.replace('_', '/', 1)}:view"
    return not ctx.site.has_capability(capability) or ctx.has(capability, context)


def nowhere(_rest: Sequence[str]) -> tuple[()]:
    """The places of files in an area in which no file is stored."""
    return ()


INTRO = FileArea(may_read=enterable, item=ItemSegment.NONE, lifetime=None, download=False)
"""The area of pictures and other files in the introduction to an activity."""


def kept_by_revision(may_read: MayRead = enterable, places: Places | None = None, made: Make | None = None) -> FileArea:
    """An area whose addresses carry a revision, so that clients keep its files for as long as the site lets them."""
    return FileArea(may_read=may_read, places=places, item=ItemSegment.REVISION, lifetime=None, download=False, made=made)


def path_in_address(row: Mapping[Any, Any]) -> str:
    """The folder and the name of a file (a row of ``files``) as they stand in an address, percent-encoded."""
    return quote(f"{row['filepath']}{row['filename']}")
