"""The site settings of gradereport_user, with types and defaults."""

from __future__ import annotations

from gateway.api import BOOL, INT, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("grade_aggregationposition", INT, 1, "where totals stand: 0 first, 1 last"),
    Setting("grade_report_user_rangedecimals", INT, 0, "decimal places of ranges"),
    Setting("grade_report_user_showcontributiontocoursetotal", BOOL, True, "whether it is shown how much grades make up of the total"),
    Setting("grade_report_user_showfeedback", BOOL, True, "whether feedback is shown"),
    Setting("grade_report_user_showgrade", BOOL, True, "whether grades are shown"),
    Setting("grade_report_user_showhiddenitems", INT, 1, "which hidden items are shown: 0 none, 1 those hidden until a date, 2 all"),
    Setting("grade_report_user_showlettergrade", BOOL, False, "whether letters are shown"),
    Setting("grade_report_user_showpercentage", BOOL, True, "whether percentages are shown"),
    Setting("grade_report_user_showrange", BOOL, True, "whether ranges are shown"),
    Setting("grade_report_user_showrank", BOOL, False, "whether ranks are shown"),
    Setting("grade_report_user_showtotalsifcontainhidden", INT, 0, "totals with hidden items: 0 hidden, 1 without these, 2 with these"),
    Setting("grade_report_user_showweight", BOOL, True, "whether weights are shown"),
)
