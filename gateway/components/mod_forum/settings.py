"""The site settings of mod_forum, with types and defaults."""

from __future__ import annotations

from gateway.api import BOOL, INT, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("forum_allowforcedreadtracking", BOOL, False, "whether forums may force that reading is tracked"),
    Setting("forum_oldpostdays", INT, 14, "days after which every post counts as read"),
    Setting("forum_trackreadposts", BOOL, True, "whether reading is tracked at all"),
)
