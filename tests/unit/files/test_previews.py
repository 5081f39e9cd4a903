"""Previews of pictures: what is made small, how, and what is not."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageSequence
from sqlalchemy import Connection, select

from gateway.files import previews
from gateway.files.previews import drawn, forget_orphans
from gateway.files.rows import FOLDER, ItemArea, add, remove_item_area
from gateway.store.blobs import Blob
from gateway.store.tables.files import files

RED, BLUE = (200, 0, 0), (0, 0, 200)


def stored(image: Image.Image, kind: str, **how: object) -> io.BytesIO:
    found = io.BytesIO()
    image.save(found, kind, **how)
    return found


def preview(source: io.BytesIO, kind: str, side: int = 90) -> Image.Image:
    content = drawn(source, kind, side)
    assert content is not None
    found = Image.open(io.BytesIO(content))
    assert (found.format, found.mode, found.size) == ("PNG", "RGBA", (side, side))
    return found


def near(found: object, wanted: tuple[int, ...]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize("size", [(900, 300), (180, 60)])
def test_a_picture_is_made_smaller_in_the_middle_of_a_transparent_square(size: tuple[int, int]) -> None:
    found = preview(stored(Image.new("RGB", size, RED), "JPEG"), "JPEG")
    assert near(found.getpixel((45, 45)), (*RED, 255))
    assert near(found.getpixel((1, 45)), (*RED, 255))
    assert found.getpixel((45, 25)) == found.getpixel((45, 65)) == (0, 0, 0, 0)


def test_a_small_picture_stays_as_small_as_it_is() -> None:
    found = preview(stored(Image.new("RGB", (10, 4), RED), "PNG"), "PNG", 24)
    assert found.getbbox() == (7, 10, 17, 14)


@pytest.mark.parametrize(
    ("make", "kind", "wanted"),
    [
        (lambda: Image.new("RGBA", (40, 40), (0, 0, 200, 128)), "PNG", (*BLUE, 128)),
        (lambda: Image.new("LA", (40, 40), (100, 50)), "PNG", (100, 100, 100, 50)),
        (lambda: Image.new("1", (40, 40), 1), "PNG", (255, 255, 255, 255)),
        (lambda: Image.new("I;16", (40, 40), 0x8000), "PNG", (127, 127, 127, 255)),
        (lambda: Image.new("RGB", (40, 40), BLUE).quantize(4), "PNG", (*BLUE, 255)),
        (lambda: Image.new("RGB", (40, 40), BLUE).quantize(4), "GIF", (*BLUE, 255)),
        (lambda: Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG", (255, 0, 0, 255)),
        (lambda: Image.new("L", (40, 40), 90), "JPEG", (90, 90, 90, 255)),
    ],
)
def test_pictures_of_all_modes_keep_their_colours(make: Callable[[], Image.Image], kind: str, wanted: tuple[int, ...]) -> None:
    assert near(preview(stored(make(), kind), kind).getpixel((45, 45)), wanted)


def test_a_photograph_is_turned_as_it_says_how_it_was_taken() -> None:
    taken = Image.new("RGB", (80, 40), RED)
    taken.paste(BLUE, (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    found = preview(stored(taken, "JPEG", exif=exif), "JPEG")
    assert found.getbbox() == (25, 5, 65, 85)
    assert near(found.getpixel((45, 15)), (*BLUE, 255))
    assert near(found.getpixel((45, 75)), (*RED, 255))


def test_the_first_of_moving_pictures_is_shown() -> None:
    first, second = Image.new("RGB", (30, 30), RED), Image.new("RGB", (30, 30), BLUE)
    source = stored(first, "GIF", save_all=True, append_images=[second])
    assert len(list(ImageSequence.Iterator(Image.open(source)))) == 2
    assert near(preview(source, "GIF").getpixel((45, 45)), (*RED, 255))


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", stored(Image.new("RGB", (99, 99)), "PNG").getvalue()[:60]])
def test_what_cannot_be_decoded_has_no_preview(content: bytes) -> None:
    assert drawn(io.BytesIO(content), "PNG", 90) is None


def test_what_is_of_another_format_than_its_type_says_has_no_preview() -> None:
    assert drawn(stored(Image.new("RGB", (9, 9)), "GIF"), "PNG", 90) is None


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    head = struct.pack(">IIBBBBB", 5000, 5000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    assert drawn(io.BytesIO(bomb), "PNG", 90) is None
    # A photograph of as many pixels is decoded at a fraction of its size.
    preview(stored(Image.new("L", (5000, 5000)), "JPEG"), "JPEG")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_previews_of_pictures_that_are_gone_are_forgotten(db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "_MOST_FORGOTTEN", 2)
    kept, area = ItemArea(1, "core", "preview"), ItemArea(1, "course", "summary")
    add(db, area, "/", "a.png", Blob("a" * 40, 9), now=1)
    for name in ("a", "b", "c", "d"):
        add(db, kept, "/thumb/", name * 40, Blob("f" * 40, 9), now=1)
    assert forget_orphans(db, {}, 2) == 2
    assert forget_orphans(db, {}, 2) == 1
    assert forget_orphans(db, {}, 2) == 0
    names = set(db.execute(select(files.c.filename).where(files.c.filearea == "preview")).scalars())
    assert names == {"a" * 40, FOLDER}
    remove_item_area(db, area)
    assert forget_orphans(db, {}, 2) == 1
