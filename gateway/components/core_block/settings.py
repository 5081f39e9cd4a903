"""The settings that only core_block obeys."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("block_html/allowcssclasses", BOOL, False, "whether blocks of text may have classes of their own"),)
