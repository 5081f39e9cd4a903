"""File areas: stored files, and who may read them, by the rules that components declare for their areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from gateway.access import contexts
from gateway.errors import GatewayError
from gateway.pipeline.context import CallContext

__all__ = ["StoredFile", "enterable", "may_read", "path_in_address"]


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table ``files``: location and properties of a file, without its content."""

    contextid: int
    component: str
    filearea: str
    itemid: int
    filepath: str
    filename: str
    userid: int = 0


def may_read(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read a file; no file is readable in an area without a rule."""
    rule = ctx.registry.areas.get((file.component, file.filearea))
    if rule is None:
        return False
    try:
        return rule(ctx, file)
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


def path_in_address(row: Mapping[Any, Any]) -> str:
    """The folder and the name of a file (a row of ``files``) as they stand in an address, percent-encoded."""
    return quote(f"{row['filepath']}{row['filename']}")
