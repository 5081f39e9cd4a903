"""The capabilities of core_badges, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/badges:awardbadge", WRITE, Level.COURSE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("moodle/badges:configurecriteria", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("moodle/badges:configuredetails", WRITE, Level.COURSE, Risk.SPAM, ("manager", "editingteacher")),
    Capability("moodle/badges:configuremessages", WRITE, Level.COURSE, Risk.SPAM, ("manager", "editingteacher")),
    Capability("moodle/badges:createbadge", WRITE, Level.COURSE, Risk.SPAM, ("manager", "editingteacher")),
    Capability("moodle/badges:deletebadge", WRITE, Level.COURSE, Risk.DATALOSS, ("manager", "editingteacher")),
    Capability("moodle/badges:earnbadge", WRITE, Level.COURSE, Risk.NONE, ("user",)),
    Capability("moodle/badges:manageglobalsettings", WRITE, Level.SYSTEM, Risk.CONFIG | Risk.DATALOSS, ("manager",)),
    Capability("moodle/badges:manageownbadges", WRITE, Level.USER, Risk.NONE, ("user",)),
    Capability("moodle/badges:revokebadge", WRITE, Level.COURSE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("moodle/badges:viewawarded", READ, Level.COURSE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("moodle/badges:viewbadges", READ, Level.COURSE, Risk.NONE, ("user",)),
    Capability("moodle/badges:viewotherbadges", READ, Level.USER, Risk.NONE, ("user",)),
)
