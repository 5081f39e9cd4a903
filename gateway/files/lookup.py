"""Finding the file that an address means, for a caller who may read it (``docs/contract/server.md 3.2, 3.3``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

import msgspec
from sqlalchemy import Connection, select

from gateway.access import contexts
from gateway.access.contexts import Context, Level
from gateway.errors import CodedError, CodingError, GatewayError, LoginRequired, MissingRecord
from gateway.files.areas import MadeFile, StoredFile
from gateway.files.rows import FOLDER, ItemArea, path_hash
from gateway.php.values import to_int
from gateway.pipeline.context import CallContext
from gateway.registry.declarations import FileArea, ItemSegment
from gateway.store.blobs import content_hash
from gateway.store.tables.courses import course_modules, modules
from gateway.store.tables.files import files

__all__ = ["NOT_FOUND", "Found", "by_address", "draft_by_address", "instead"]

NOT_FOUND: Final = "filenotfound"
"""The code of the refusal for a file that is not there, or that the caller may not read."""

# Drafts lie in the context of their owner, who alone is let in.
_DRAFTS: Final = FileArea(may_read=lambda _ctx, _file: True)
_ACTIVITY: Final = re.compile("mod_(.+)")
_COLUMNS: Final = [files.c[name] for name in StoredFile.__struct_fields__]

Place = tuple[int, str, str]
T = TypeVar("T")


class Found(msgspec.Struct, frozen=True):
    """A file that the caller may read, and the area it lies in; ``known`` says whether the caller is logged in.

    ``content`` is what is in it, unless that is stored; ``whole`` says that no parts of it are given.
    """

    file: StoredFile
    area: FileArea
    known: bool
    content: bytes | None = None
    whole: bool = False


def by_address(ctx: CallContext, address: str) -> Found:
    """The file at an address, ``/<context>/<component>/<area>/…``.

    Raises ``CodedError`` for an address that is none, the error of the rule that keeps the caller out of the file's context, and
    ``filenotfound`` for a file that is not there or not for the caller to read.
    """
    context, component, filearea, rest = _parts(ctx.db, address)
    activity = _ACTIVITY.fullmatch(component)
    if activity and not _is_activity(ctx.db, context, activity[1]):
        raise CodedError(NOT_FOUND)
    area = ctx.registry.areas.get((component, filearea))
    # Like the reference: who may not enter an activity is told so, whatever its area is called.
    if area is None and not activity:
        raise CodedError(NOT_FOUND)
    if area is None or not area.open:
        ctx.validate(context)
    elif ctx.caller is None and not area.public and ctx.site.config.flag("forcelogin"):
        raise LoginRequired("nobody is logged in")
    if area is None:
        raise CodedError(NOT_FOUND)
    if area.gate is not None:
        area.gate(ctx, context, rest)
    file = _stored(ctx.db, context, component, filearea, _places(area, rest))
    if file is not None:
        if not _allowed(lambda: area.may_read(ctx, file)):
            raise CodedError(NOT_FOUND)
        return Found(file, area, known=ctx.caller is not None)
    make = area.made
    made: MadeFile | None = _allowed(lambda: make(ctx, context, rest)) if make is not None else None
    if made is None:
        raise CodedError(NOT_FOUND)
    place = StoredFile(contextid=context.id, component=component, filearea=filearea, itemid=0, filepath="/", filename=made.filename)
    return instead(Found(place, area, known=ctx.caller is not None), made)


def draft_by_address(ctx: CallContext, address: str) -> Found:
    """The file at an address in the caller's own draft area. Raises as ``by_address``.

    Raises ``invaliduserid`` for the draft area of another, ``noguest`` for guests, ``LoginRequired`` where nobody is logged in.
    """
    if ctx.caller is None:
        raise LoginRequired("nobody is logged in")
    if ctx.userid == ctx.site.guest_id:
        raise CodedError("noguest")
    context, component, filearea, rest = _parts(ctx.db, address)
    if (component, filearea) != ("user", "draft") or context.level != Level.USER:
        raise CodedError(NOT_FOUND)
    if context.instance != ctx.userid:
        raise CodedError("invaliduserid", message="This draft area belongs to somebody else.")
    file = _stored(ctx.db, context, component, filearea, _places(_DRAFTS, rest))
    if file is None:
        raise CodedError(NOT_FOUND)
    return Found(file, _DRAFTS, known=True)


def instead(found: Found, made: MadeFile) -> Found:
    """What is given in the place of a file: a file that was made for it."""
    file = msgspec.structs.replace(
        found.file,
        filename=made.filename,
        mimetype=made.mimetype,
        contenthash=content_hash(made.content),
        filesize=len(made.content),
        timemodified=0,
    )
    area = msgspec.structs.replace(found.area, lifetime=made.lifetime, download=made.download, shared=False)
    return msgspec.structs.replace(found, file=file, area=area, content=made.content, whole=not made.ranges)


def _parts(db: Connection, address: str) -> tuple[Context, str, str, list[str]]:
    """The context, the component, the area and the further segments of an address."""
    if not address:
        raise CodedError("invalidargorconf")
    if not address.startswith("/"):
        raise CodedError("pathdoesnotstartslash")
    segments = address.strip("/").split("/")
    if len(segments) < 3:
        raise CodedError("invalidarguments")
    contextid = to_int(segments[0])
    if contextid == 0:
        raise CodingError("no context has the id 0")
    context = contexts.by_id(db, contextid)
    if context is None:
        raise MissingRecord("context")
    return context, segments[1], segments[2], segments[3:]


def _is_activity(db: Connection, context: Context, kind: str) -> bool:
    """Whether a context is that of an activity of this type."""
    if context.level != Level.MODULE:
        return False
    query = (
        select(modules.c.name).join(course_modules, course_modules.c.module == modules.c.id).where(course_modules.c.id == context.instance)
    )
    return db.execute(query).scalar_one_or_none() == kind


def _places(area: FileArea, rest: Sequence[str]) -> Iterable[Place]:
    """The places that the segments after the name of an area may mean."""
    if area.places is not None:
        return area.places(rest)
    if area.item is ItemSegment.NONE:
        return _in_item(0, rest)
    if area.item is ItemSegment.ID:
        return _in_item(to_int(rest[0]), rest[1:]) if rest else ()
    # Where the revision is still 0, the contract leaves its segment out of addresses in texts (``docs/contract/server.md 2.4``).
    return [*_in_item(0, rest[1:]), *_in_item(0, rest)]


def _in_item(item: int, path: Sequence[str]) -> list[Place]:
    """The place of a path in an item; none for an empty path."""
    return [(item, "/" + "".join(f"{segment}/" for segment in path[:-1]), path[-1])] if path else []


def _stored(db: Connection, context: Context, component: str, filearea: str, places: Iterable[Place]) -> StoredFile | None:
    """The first stored file among several places of an area; None without any. Folders are no files."""
    hashes = [path_hash(ItemArea(context.id, component, filearea, item), path, name) for item, path, name in places if name != FOLDER]
    rows = {
        row["pathnamehash"]: row
        for row in db.execute(select(files.c.pathnamehash, *_COLUMNS).where(files.c.pathnamehash.in_(hashes))).mappings()
    }
    for name in hashes:
        if row := rows.get(name):
            kept = {column: row[column] for column in StoredFile.__struct_fields__}
            return StoredFile(**{**kept, "userid": row["userid"] or 0, "mimetype": row["mimetype"] or ""})
    return None


def _allowed(ask: Callable[[], T]) -> T | None:
    """What a rule of an area says; None where it refuses, as rules may as functions do. Raises ``LoginRequired`` where it asks for that."""
    try:
        return ask()
    except LoginRequired:
        raise
    except GatewayError:
        return None
