"""The lab: a page on which people make calls and see what becomes of them, by one protocol or by all, side by side.

``form`` makes a form from a description and reads it, ``asking`` is what was asked, ``trying`` makes the call, ``steps`` says what the
pipeline decided. What is written is rolled back unless the caller says otherwise (``gateway.pipeline.trial``).
"""

from __future__ import annotations

from gateway.web.pages.lab import bench
from gateway.web.pages.page import Page

__all__ = ["pages"]


def pages() -> list[Page]:
    """All of them."""
    return bench.pages()
