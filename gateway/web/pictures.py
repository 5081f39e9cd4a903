"""The picture of people who have none, at the address that answers name for it: drawn here, in every size."""

from __future__ import annotations

import math
import struct
import zlib
from functools import cache
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.web.secure import SECURE

__all__ = ["routes"]

_ADDRESS: Final = "/theme/image.php/{theme}/core/{revision}/u/{size}"
# The sizes of pictures of people, in pixels.
_SIZES: Final = {"f1": 100, "f2": 35, "f3": 512}
# The address has a revision in it: what is kept under it never changes.
_KEPT: Final = "public, max-age=7776000, no-transform, immutable"
_GROUND, _FIGURE = 0xDD, 0x99
# Head and shoulders, as ellipses: the middle and the radius, across and down, in parts of the picture.
_ELLIPSES: Final = ((0.5, 0.18, 0.36, 0.2), (0.5, 0.36, 1.0, 0.36))


def routes() -> list[BaseRoute]:
    """The address of the picture, which is open to all and looks the same in every theme."""
    return [Route(_ADDRESS, _picture, methods=["GET"], name="default-picture")]


async def _picture(request: Request) -> Response:
    """The picture in a size; not found (404) in a size that pictures of people do not have."""
    name = request.path_params["size"].removesuffix(".png")
    if name not in _SIZES:
        return Response(status_code=HTTPStatus.NOT_FOUND, headers=SECURE)
    headers = {**SECURE, "cache-control": _KEPT, "access-control-allow-origin": "*"}
    return Response(_drawn(_SIZES[name]), media_type="image/png", headers=headers)


@cache
def _drawn(size: int) -> bytes:
    """The picture as PNG: grey, head and shoulders."""
    rows = bytearray()
    for y in range(size):
        row = bytearray([_GROUND]) * size
        for across, wide, down, high in _ELLIPSES:
            height = ((y + 0.5) / size - down) / high
            if abs(height) < 1:
                half = wide * math.sqrt(1 - height * height)
                first, last = round((across - half) * size), round((across + half) * size)
                row[first:last] = bytes([_FIGURE]) * (last - first)
        rows += b"\0" + row  # each row begins with how it was filtered: not at all
    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
