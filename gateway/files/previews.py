"""Previews of pictures: made small when they are asked for, and kept (``docs/contract/server.md 3.2``).

A preview is kept as the reference keeps it: a stored file of the site in an area of its own, with the mode for a folder and the hash
of the picture's content for a name, so that the same picture in many places is made small once, whichever worker is asked. What is
no picture has the icon of its kind for a preview. Making one costs a thread for a moment; a worker makes one at a time.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec
import structlog
from sqlalchemy import Connection, and_, delete, select

from gateway import clock
from gateway.access.contexts import SYSTEM
from gateway.errors import FileError
from gateway.files import rows
from gateway.files.areas import MadeFile, StoredFile
from gateway.files.icons import drawing, icon_of
from gateway.files.lookup import Found, instead
from gateway.files.rows import FOLDER, ItemArea
from gateway.store.blobs import Blob, Blobs
from gateway.store.store import Store
from gateway.store.tables.files import files

if TYPE_CHECKING:
    from PIL import Image  # which takes a moment of every start, and only pictures need

__all__ = ["LARGEST_PICTURE", "Previews", "drawn", "forget_orphans", "squares"]

LARGEST_PICTURE: Final = 64 * 1024 * 1024
"""The bytes of the largest picture that is read to be made smaller."""

# The side of the square that a preview fills, in pixels, by mode.
_SIDES: Final = {"tinyicon": 24, "thumb": 90, "bigthumb": 250}
# The formats of pictures that are made small, by media type.
_FORMATS: Final = {"image/gif": "GIF", "image/jpeg": "JPEG", "image/png": "PNG"}
_VECTOR: Final = "image/svg+xml"
_DAY: Final = 24 * 3600
# A picture with more pixels, as far as its decoder cannot leave some out, is not decoded: four bytes a pixel in memory. The largest
# photographs of cameras have fewer.
_MOST_PIXELS: Final = 16_000_000
# How many previews one run of the scheduled work forgets.
_MOST_FORGOTTEN: Final = 1000
_AREA: Final = ItemArea(SYSTEM.id, "core", "preview")


class Previews:
    """The previews of stored pictures."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        """They are kept in the store, and their contents among the blobs."""
        self._store = store
        self._blobs = blobs
        self._turn = asyncio.Semaphore(1)

    async def of(self, found: Found, mode: str) -> Found:
        """The preview of a file in a mode. Raises ``storedfileproblem`` for a picture and a mode that there is not.

        Raises ``FileNotFoundError`` if the store has lost the content of the picture.
        """
        file = found.file
        area = msgspec.structs.replace(found.area, lifetime=_DAY, download=False, immutable=False)
        if file.mimetype == _VECTOR:  # small in itself, and sharp in every size
            return msgspec.structs.replace(found, area=area)
        if file.mimetype in _FORMATS and found.content is None:
            if mode not in _SIDES:
                raise FileError("storedfileproblem", message=f"There are no previews of the kind {mode}, only: {', '.join(_SIDES)}.")
            preview = await self._kept(file.contenthash, mode) or await self._made(file, mode)
            if preview is not None:
                return msgspec.structs.replace(found, file=preview, area=area)
        name = icon_of(file.mimetype, file.filename)
        icon = drawing(name) or b""
        made = MadeFile(filename=f"{name[2:]}.svg", mimetype=_VECTOR, content=icon, lifetime=None, ranges=True)
        return instead(found, made)

    async def _kept(self, name: str, mode: str) -> StoredFile | None:
        """The preview of a content in a mode that is kept."""
        return await self._store.read(_kept, name, mode)

    async def _made(self, file: StoredFile, mode: str) -> StoredFile | None:
        """The preview of a file, made now and kept; None if it is no picture that can be shown, whatever its name says."""
        if file.filesize > LARGEST_PICTURE:
            return None
        async with self._turn:
            if kept := await self._kept(file.contenthash, mode):  # made for another meanwhile
                return kept
            with tempfile.TemporaryFile() as copy:
                async for piece in self._blobs.stream(file.contenthash, 0, file.filesize):
                    await asyncio.to_thread(copy.write, piece)
                picture = await asyncio.to_thread(drawn, copy, _FORMATS[file.mimetype], _SIDES[mode])
            if picture is None:
                return None
            blob = await self._blobs.put(picture)
            await self._store.write(_keep, file.contenthash, mode, blob)
            return await self._kept(file.contenthash, mode)


def drawn(source: IO[bytes], kind: str, side: int) -> bytes | None:
    """A picture in the middle of a transparent square, as PNG; None if it cannot be decoded, or has too many pixels.

    It is made smaller to fit, never larger, turned as it says itself how it was taken, and does not move.
    """
    picture = _decoded(source, kind, side)
    if picture is None:
        return None
    from PIL import Image

    picture.thumbnail((side, side))
    square = Image.new("RGBA", (side, side))
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return _as_png(square)


def squares(source: IO[bytes], sides: Sequence[int]) -> list[bytes] | None:
    """The square in the middle of a picture, made as large as each side, as PNG; None if it cannot be decoded, as in ``drawn``."""
    picture = next((found for kind in _FORMATS.values() if (found := _decoded(source, kind, max(sides))) is not None), None)
    if picture is None:
        return None
    from PIL import ImageOps

    return [_as_png(ImageOps.fit(picture, (side, side))) for side in sides]


def _decoded(source: IO[bytes], kind: str, side: int) -> Image.Image | None:
    """A picture of a format, not smaller than ``side`` unless it is; None if it cannot be decoded, or has too many pixels.

    It is turned as it says itself how it was taken, and does not move.
    """
    from PIL import Image, ImageOps

    source.seek(0)
    try:
        with Image.open(source, formats=[kind]) as image:
            image.draft(None, (side, side))  # a JPEG is decoded at an eighth of its size and more
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.load()
            return ImageOps.exif_transpose(_in_colour(image))
    except Exception as error:  # decoders of broken files raise whatever they like
        structlog.get_logger("gateway").info("a picture cannot be decoded", error=type(error).__name__)
        return None


def _as_png(picture: Image.Image) -> bytes:
    result = io.BytesIO()
    picture.save(result, "PNG")
    return result.getvalue()


def forget_orphans(db: Connection, _settings: object, _now: int) -> int:
    """Delete a bounded number of previews of contents that no other file has any more, and return how many."""
    original = files.alias()
    query = (
        select(files.c.id)
        .outerjoin(original, and_(original.c.contenthash == files.c.filename, original.c.id != files.c.id))
        .where(rows.in_item_area(_AREA), files.c.filename != FOLDER, original.c.id.is_(None))
        .limit(_MOST_FORGOTTEN)
    )
    ids = db.execute(query).scalars().all()
    if ids:
        db.execute(delete(files).where(files.c.id.in_(ids)))
    return len(ids)


def _in_colour(image: Image.Image) -> Image.Image:
    """A picture with eight bits a colour, and transparency."""
    if image.mode.startswith("I"):  # sixteen bits of grey, of which conversion would keep the lower ones
        image = image.convert("I").point(lambda level: level * (1 / 257)).convert("L")
    return image.convert("RGBA")


def _kept(db: Connection, name: str, mode: str) -> StoredFile | None:
    """The preview of a content in a mode."""
    columns = [files.c[column] for column in StoredFile.__struct_fields__]
    row = db.execute(select(*columns).where(files.c.pathnamehash == rows.path_hash(_AREA, _folder(mode), name))).mappings().first()
    known: dict[str, Any] = {**row} if row else {}
    return StoredFile(**{**known, "userid": 0}) if row else None


def _keep(db: Connection, name: str, mode: str, blob: Blob) -> None:
    """Keep the preview of a content, unless another worker just has."""
    rows.add(db, _AREA, _folder(mode), name, blob, now=clock.seconds(), mimetype="image/png")


def _folder(mode: str) -> str:
    return f"/{mode}/"
