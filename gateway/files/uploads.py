"""Uploaded files: how large they may be, and how they become drafts of the person who sent them (``docs/contract/server.md 3.1``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from gateway.access import contexts
from gateway.access.contexts import Level
from gateway.access.names import fullname
from gateway.access.site import SiteData
from gateway.describe.cleaners import clean
from gateway.describe.types import FILE
from gateway.errors import FileError
from gateway.files import drafts, rows
from gateway.files.media_types import of_file
from gateway.files.rows import FOLDER, ItemArea
from gateway.php.values import to_text
from gateway.pipeline.context import CallContext
from gateway.store.blobs import Blob
from gateway.store.tables.files import files
from gateway.store.tables.users import user
from gateway.telemetry import audit
from gateway.telemetry.audit import Event

__all__ = ["Sent", "largest_file", "largest_upload", "may_ignore_limits", "store"]


class Sent(msgspec.Struct, frozen=True):
    """A file that a client has sent: the name it gave, the stored content, and the first bytes of that."""

    filename: str
    blob: Blob
    head: bytes


def largest_upload(site: SiteData) -> int:
    """The bytes that one uploaded file may have: one that has more is not read to its end."""
    return site.config.number("triglot/uploadlimit")


def largest_file(site: SiteData) -> int:
    """The bytes that one stored file may have: as many as an upload, or fewer where the site says so."""
    most = site.config.number("maxbytes")
    return min(largest_upload(site), most) if most > 0 else largest_upload(site)


def may_ignore_limits(ctx: CallContext) -> bool:
    """Whether the caller may store files of any size that can be uploaded."""
    return ctx.has("moodle/course:ignorefilesizelimits", contexts.by_instance(ctx.db, Level.USER, ctx.userid))


def store(ctx: CallContext, sent: Sequence[Sent], itemid: int, filepath: str) -> list[dict[str, Any]]:
    """Store files as drafts of the caller, in a draft area or in a new one, and tell of each what became of it.

    A file that is too large, or whose place is taken, is not stored, and its entry says so. Raises ``FileError`` for a folder or
    a name that is none, and for files that are too large together; nothing is stored then.
    """
    context = contexts.by_instance(ctx.db, Level.USER, ctx.userid)
    area = drafts.chosen(ctx.db, context, itemid)
    author = fullname(ctx.site, ctx.db.execute(select(user).where(user.c.id == ctx.userid)).mappings().one())
    most, unbound = largest_file(ctx.site), may_ignore_limits(ctx)
    if not unbound and sum(file.blob.size for file in sent if file.blob.size <= most) > most:
        raise FileError("userquotalimit")
    entries = []
    for file in sent:
        name = to_text(clean(file.filename, FILE, ctx.site))
        if not unbound and file.blob.size > most:
            entries.append({"filename": name, "errortype": "fileoversized", "error": f"The file is larger than {most} bytes."})
        elif _stored(ctx, area, filepath, name, file, author):
            entries.append(_entry(ctx, area, filepath, name, file, author))
        else:
            entries.append(_taken(filepath, name, file))
    return entries


def _stored(ctx: CallContext, area: ItemArea, filepath: str, name: str, file: Sent, author: str) -> bool:
    """Whether a file could be stored, because its place was free."""
    if not name:  # a name of dots is that of a folder
        taken = rows.path_hash(area, filepath, FOLDER)
        if ctx.db.execute(select(files.c.id).where(files.c.pathnamehash == taken)).first() is not None:
            return False
    properties = {
        "userid": ctx.userid,
        "author": author,
        "license": ctx.site.config["sitedefaultlicense"],
        "source": drafts.source_of(name),
        "mimetype": of_file(name, file.head),
    }
    if not rows.add(ctx.db, area, filepath, name, file.blob, now=ctx.now, **properties):
        return False
    other = {"itemid": area.itemid, "filename": name, "filesize": file.blob.size, "filepath": filepath, "contenthash": file.blob.hash}
    audit.write(ctx.db, Event(action=audit.DRAFT_FILE_ADDED, actor=ctx.actor, other=other))
    return True


def _entry(ctx: CallContext, area: ItemArea, filepath: str, name: str, file: Sent, author: str) -> dict[str, Any]:
    """What clients are told of a stored file."""
    return {
        "component": area.component,
        "contextid": area.contextid,
        "userid": str(ctx.userid),
        "filearea": area.filearea,
        "filename": name,
        "filepath": filepath,
        "itemid": area.itemid,
        "license": ctx.site.config["sitedefaultlicense"],
        "author": author,
        "source": drafts.source_of(name),
        "filesize": file.blob.size,
    }


def _taken(filepath: str, name: str, file: Sent) -> dict[str, Any]:
    """What clients are told of a file whose place was taken."""
    error = "A file of this name is in the draft area already."
    return {"filename": name, "filepath": filepath, "size": file.blob.size, "errortype": "filenameexist", "error": error}
