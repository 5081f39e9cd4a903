"""File areas: stored files, and who may read them, by the rules that components declare for their areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from gateway.access import contexts
from gateway.errors import GatewayError
from gateway.pipeline.context import CallContext
from gateway.registry.declarations import FileArea, ItemSegment, MayRead, Places

__all__ = ["INTRO", "StoredFile", "enterable", "kept_by_revision", "may_read", "path_in_address"]


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
    view = f"{file.component.replace('_', '/', 1)}:view"
    return not ctx.site.has_capability(view) or ctx.has(view, context)


INTRO = FileArea(may_read=enterable, item=ItemSegment.NONE, lifetime=None, download=False)
"""The area of pictures and other files in the introduction to an activity."""


def kept_by_revision(may_read: MayRead = enterable, places: Places | None = None) -> FileArea:
    """An area whose addresses carry a revision, so that clients keep its files for as long as the site lets them."""
    return FileArea(may_read=may_read, places=places, item=ItemSegment.REVISION, lifetime=None, download=False)


def path_in_address(row: Mapping[Any, Any]) -> str:
    """The folder and the name of a file (a row of ``files``) as they stand in an address, percent-encoded."""
    return quote(f"{row['filepath']}{row['filename']}")
