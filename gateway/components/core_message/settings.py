"""The site settings of core_message."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("messaging", BOOL, True, "whether people write messages to each other"),
    Setting("messagingallusers", BOOL, False, "whether people write to everybody, not only to contacts and course mates"),
    Setting("messagingdefaultpressenter", BOOL, True, "whether Enter sends a message, unless somebody chooses otherwise"),
)
