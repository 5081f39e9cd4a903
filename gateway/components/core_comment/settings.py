"""The site settings of core_comment."""

from __future__ import annotations

from gateway.api import BOOL, INT, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("commentsperpage", INT, 15, "how many comments a page has"),
    Setting("usecomments", BOOL, True, "whether there are comments"),
)
