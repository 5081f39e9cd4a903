"""The site settings of message_airnotifier."""

from __future__ import annotations

from gateway.api import INT, RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("airnotifieraccesskey", RAW, "", "key of the server that pushes notifications; without one nothing is pushed"),
    Setting("airnotifierappname", RAW, "commoodlemoodlemobile", "name of the app at that server"),
    Setting("airnotifiermobileappname", RAW, "com.moodle.moodlemobile", "id of the app"),
    Setting("airnotifierport", INT, 443, "port of that server"),
    Setting("airnotifierurl", RAW, "https://messages.moodle.net", "address of that server"),
)
