"""The site settings of mod_assign, with types and defaults."""

from __future__ import annotations

from gateway.api import BOOL, COMPONENT, INT, RAW, Setting

__all__ = ["SETTINGS"]

_OWN = "This is my own work, except where I say whose work I used."
_TEAM = "This is the work of my group, except where we say whose work we used."

SETTINGS = (
    Setting("assign/enabletimelimit", BOOL, False, "whether assignments may have a time limit"),
    Setting("assign/feedback_plugin_for_gradebook", COMPONENT, "assignfeedback_comments", "kind of feedback that the gradebook shows"),
    Setting("assign/submissionreceipts", BOOL, True, "whether people are told that they have handed in something"),
    Setting("assign/submissionstatement", RAW, _OWN, "what people state when they submit"),
    Setting("assign/submissionstatementteamsubmission", RAW, _TEAM, "what one member states for a group"),
    Setting("assign/submissionstatementteamsubmissionallsubmit", RAW, _OWN, "what each member of a group states where all must submit"),
    Setting("assignsubmission_file/maxbytes", INT, 0, "bytes that a file may have where the assignment does not say; 0: any number"),
)
