"""The site settings of gradereport_overview, with types and defaults."""

from __future__ import annotations

from gateway.api import BOOL, INT, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("grade_report_overview_showrank", BOOL, False, "whether ranks are shown in the report of all courses"),
    Setting(
        "grade_report_overview_showtotalsifcontainhidden", INT, 0, "totals with hidden items there: 0 hidden, 1 without these, 2 with these"
    ),
)
