"""The pictures of courses and groups that have none: a pattern that is the same whenever it is drawn, and another for each number."""

from __future__ import annotations

import hashlib
from functools import lru_cache

__all__ = ["pattern"]

# The side of the picture, and the number of fields across and down, in each of which lies one figure.
_SIDE, _FIELDS = 240, 6
_KEPT = 64


@lru_cache(_KEPT)
def pattern(number: int) -> bytes:
    """The picture for a number, as SVG: figures in shades of a colour."""
    field = _SIDE // _FIELDS
    bits = hashlib.sha256(str(number).encode()).digest() + hashlib.sha256(f"{number}/2".encode()).digest()
    figures = []
    for index in range(_FIELDS * _FIELDS):
        x, y, kind = index % _FIELDS * field, index // _FIELDS * field, bits[index]
        look = f'fill="{"#fff" if kind & 1 else "#000"}" fill-opacity="{0.03 + (kind >> 4) / 100:.2f}"'
        if kind & 2:
            figures.append(f'<circle cx="{x + field // 2}" cy="{y + field // 2}" r="{field // (2 + (kind >> 2 & 1))}" {look}/>')
        else:
            corner = f"{x + field},{y}" if kind & 4 else f"{x},{y + field}"
            figures.append(f'<path d="M{x},{y}L{x + field},{y + field}L{corner}z" {look}/>')
    ground = f'<rect width="{_SIDE}" height="{_SIDE}" fill="hsl({number * 137 % 360},45%,60%)"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SIDE}" height="{_SIDE}">{ground}{"".join(figures)}</svg>'.encode()
