"""The capabilities of core_grades, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/grade:edit", WRITE, Level.COURSE, Risk.XSS | Risk.PERSONAL, ("manager", "editingteacher")),
    Capability("moodle/grade:export", READ, Level.COURSE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("moodle/grade:hide", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("moodle/grade:import", WRITE, Level.COURSE, Risk.XSS | Risk.PERSONAL, ("manager", "editingteacher")),
    Capability("moodle/grade:lock", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("moodle/grade:manage", WRITE, Level.COURSE, Risk.XSS | Risk.PERSONAL, ("manager", "editingteacher")),
    Capability("moodle/grade:managegradingforms", WRITE, Level.COURSE, Risk.XSS | Risk.PERSONAL, ("manager", "editingteacher")),
    Capability("moodle/grade:manageletters", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("moodle/grade:manageoutcomes", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("moodle/grade:managesharedforms", WRITE, Level.SYSTEM, Risk.XSS, ("manager",)),
    Capability("moodle/grade:sharegradingforms", WRITE, Level.SYSTEM, Risk.XSS, ("manager",)),
    Capability("moodle/grade:unlock", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("moodle/grade:view", READ, Level.COURSE, Risk.NONE, ("student",)),
    Capability("moodle/grade:viewall", READ, Level.COURSE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("moodle/grade:viewhidden", READ, Level.COURSE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
)
