"""The lab: pages on which people make calls and see what becomes of them, by one protocol or by all, side by side.

``form`` makes a form from a description and reads it, ``asking`` is what was asked and how, ``choices`` is what there is to choose from,
``trying`` makes the call, ``steps`` says what the pipeline decided, ``exports`` is what is taken along; ``bench`` is the page of one call,
``calls`` that of a file of them. What is written is rolled back unless the caller says otherwise (``gateway.pipeline.trial``).
"""

from __future__ import annotations

from gateway.web.pages.lab import bench, calls
from gateway.web.pages.page import Page

__all__ = ["pages"]


def pages() -> list[Page]:
    """All of them."""
    return [*bench.pages(), *calls.pages()]
