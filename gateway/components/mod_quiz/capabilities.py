"""The capabilities of mod_quiz, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/quiz:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/quiz:attempt", WRITE, Level.MODULE, Risk.SPAM, ("student",)),
    Capability("mod/quiz:deleteattempts", WRITE, Level.MODULE, Risk.DATALOSS, ("manager", "editingteacher")),
    Capability("mod/quiz:emailconfirmsubmission", READ, Level.MODULE),
    Capability("mod/quiz:emailnotifyattemptgraded", READ, Level.MODULE),
    Capability("mod/quiz:emailnotifysubmission", READ, Level.MODULE),
    Capability("mod/quiz:emailwarnoverdue", READ, Level.MODULE),
    Capability("mod/quiz:grade", WRITE, Level.MODULE, Risk.XSS | Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/quiz:ignoretimelimits", READ, Level.MODULE),
    Capability("mod/quiz:manage", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher")),
    Capability("mod/quiz:manageoverrides", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/quiz:preview", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/quiz:regrade", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/quiz:reopenattempts", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/quiz:reviewmyattempts", READ, Level.MODULE, Risk.NONE, ("student",)),
    Capability("mod/quiz:view", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest")),
    Capability("mod/quiz:viewoverrides", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/quiz:viewreports", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
)
