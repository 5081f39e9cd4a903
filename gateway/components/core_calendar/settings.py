"""The site settings of core_calendar."""

from __future__ import annotations

from gateway.api import BOOL, INT, RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("calendar_adminseesall", BOOL, False, "whether administrators see the events of all courses"),
    Setting("calendar_lookahead", INT, 21, "days that upcoming events are shown ahead"),
    Setting("calendar_maxevents", INT, 10, "how many upcoming events are shown"),
    Setting("calendar_showicalsource", BOOL, True, "whether events tell the calendar they were imported from"),
    Setting("calendar_site_timeformat", RAW, "0", "how times are shown; 0: as the language does"),
    Setting("calendar_startwday", INT, 1, "first day of the week: 0 Sunday, 1 Monday, …"),
    Setting("calendar_weekend", INT, 65, "days of the weekend: a sum of 1 for Sunday, 2 for Monday, 4 for Tuesday, …"),
)
