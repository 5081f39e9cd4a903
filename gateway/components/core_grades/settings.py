"""The site settings of core_grades."""

from __future__ import annotations

from gateway.api import BOOL, INT, RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("grade_decimalpoints", INT, 2, "decimal places of grades"),
    Setting("grade_displaytype", INT, 1, "how grades are shown: 1 real, 2 percentage, 3 letter, and two of them as two digits"),
    Setting("grade_includescalesinaggregation", BOOL, True, "whether grades in words count for totals"),
    Setting("grade_minmaxtouse", INT, 1, "whose range grades count in: 1 that of the item now, 2 that which the grade was given in"),
    Setting("grade_mygrades_report", RAW, "overview", "report of the grades of a person"),
    Setting("grade_report_showonlyactiveenrol", BOOL, True, "whether reports leave out whose enrolment is not active"),
    Setting("gradeoverhundredprocentmax", INT, 10, "times the highest grade that a grade may be where grades are unlimited"),
    Setting("gradebookroles", RAW, "5", "ids of the roles whose holders are graded, separated by commas"),
    Setting("unlimitedgrades", BOOL, False, "whether grades may be higher than the highest grade of their item"),
)
