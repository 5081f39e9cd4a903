"""Pictures of people: made of a draft in every size, and stored; removed."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Sequence
from typing import IO

from sqlalchemy import Connection, select

from gateway.api import CallContext, Context, Level, contexts
from gateway.api.admin import accounts
from gateway.api.stored_files import FOLDER, LARGEST_PICTURE, Blob, ItemArea, StoredFile, drafts, rows, squares
from gateway.api.tables import files, user

__all__ = ["drawn", "put", "remove"]

# The sides of a picture in pixels, by the name of the size.
_SIDES = {"f1": 100, "f2": 35, "f3": 512}
# A decoded picture takes much memory: one at a time.
_TURN = threading.Lock()


async def drawn(ctx: CallContext, itemid: int) -> Sequence[Blob] | None:
    """The contents of the pictures of a person in all sizes, made of the first file in a draft area of the caller and stored.

    None if there is none, or if it is no picture. Raises ``StorageFailed``.
    """
    file = await ctx.read(_first, itemid)
    if file is None or file.filesize > LARGEST_PICTURE:
        return None
    with tempfile.TemporaryFile() as copy:
        try:
            async for piece in ctx.blobs.stream(file.contenthash, 0, file.filesize):
                await asyncio.to_thread(copy.write, piece)
        except FileNotFoundError:  # the store has lost it
            return None
        pictures = await asyncio.to_thread(_in_turn, copy)
    return [await ctx.blobs.put(picture) for picture in pictures] if pictures else None


def put(ctx: CallContext, userid: int, pictures: Sequence[Blob]) -> None:
    """Store the pictures of a person, given in the order of sizes, in the place of those that there are."""
    area = _area(ctx.db, userid)
    rows.remove_item_area(ctx.db, area)
    for name, picture in zip(_SIDES, pictures, strict=True):
        rows.add(ctx.db, area, "/", f"{name}.png", picture, now=ctx.now, userid=ctx.userid)
    place = rows.path_hash(area, "/", "f1.png")
    number = ctx.db.execute(select(files.c.id).where(files.c.pathnamehash == place)).scalar_one()
    accounts.set_picture(ctx.db, userid, number)


def remove(ctx: CallContext, userid: int) -> bool:
    """Remove the pictures of a person; returns whether there were any."""
    had = ctx.db.execute(select(user.c.picture).where(user.c.id == userid)).scalar_one()
    rows.remove_item_area(ctx.db, _area(ctx.db, userid))
    accounts.set_picture(ctx.db, userid, 0)
    return bool(had)


def _in_turn(source: IO[bytes]) -> list[bytes] | None:
    with _TURN:
        return squares(source, list(_SIDES.values()))


def _first(ctx: CallContext, itemid: int) -> StoredFile | None:
    """The first file in a draft area of the caller."""
    area = drafts.draft_area(ctx.db, ctx.userid, itemid)
    columns = [files.c[name] for name in StoredFile.__struct_fields__ if name != "userid"]
    query = select(*columns).where(rows.in_item_area(area), files.c.filename != FOLDER, files.c.filepath == "/")
    row = ctx.db.execute(query.order_by(files.c.filename, files.c.id).limit(1)).mappings().first()
    return StoredFile(**{**row, "mimetype": row["mimetype"] or ""}) if row else None


def _area(db: Connection, userid: int) -> ItemArea:
    """The area of the pictures of a person."""
    context: Context = contexts.by_instance(db, Level.USER, userid)
    return ItemArea(context.id, "user", "icon")
