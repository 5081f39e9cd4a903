"""The site settings of mod_assign, with types and defaults."""

from __future__ import annotations

from gateway.api import RAW, Setting

__all__ = ["SETTINGS"]

_OWN = "This is my own work, except where I say whose work I used."
_TEAM = "This is the work of my group, except where we say whose work we used."

SETTINGS = (
    Setting("assign/submissionstatement", RAW, _OWN, "what people state when they submit"),
    Setting("assign/submissionstatementteamsubmission", RAW, _TEAM, "what one member states for a group"),
    Setting("assign/submissionstatementteamsubmissionallsubmit", RAW, _OWN, "what each member of a group states where all must submit"),
)
