"""The picture of people who have none, in every size that pictures of people have. It is drawn here."""

from __future__ import annotations

import io
from functools import cache
from typing import Final

__all__ = ["SIZES", "portrait"]

SIZES: Final = {"f1": 100, "f2": 35, "f3": 512}
"""The sides of pictures of people in pixels, by the name of the size."""

_GROUND, _FIGURE = 0xDD, 0x99
# Head and shoulders, as ellipses: left, top, right and bottom in parts of the picture.
_ELLIPSES: Final = ((0.32, 0.16, 0.68, 0.56), (0.14, 0.64, 0.86, 1.36))
# Drawn larger and made smaller, edges are smooth.
_FINER: Final = 4


@cache
def portrait(size: str) -> bytes:
    """The picture as PNG: grey, head and shoulders. Raises ``KeyError`` for a size that there is not."""
    from PIL import Image, ImageDraw

    side = SIZES[size]
    picture = Image.new("L", (side * _FINER, side * _FINER), _GROUND)
    pen = ImageDraw.Draw(picture)
    for ellipse in _ELLIPSES:
        pen.ellipse([edge * side * _FINER for edge in ellipse], fill=_FIGURE)
    result = io.BytesIO()
    picture.resize((side, side), Image.Resampling.LANCZOS).save(result, "PNG", optimize=True)
    return result.getvalue()
