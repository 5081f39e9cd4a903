"""The error codes of the contract that only core_completion raises, and their messages."""

from __future__ import annotations

from gateway.api import denied

__all__ = ["ERRORS"]

ERRORS = {
    "cannotmanualctrack": "Whether this activity is completed is not for people to say.",
    "cannotviewreport": denied("You may not see this report."),
    "completionnotenabled": "Completion is not tracked here.",
    "nocriteriaset": "The course has no criteria of completion.",
    "noselfcompletioncriteria": "Nobody says of themselves that they have completed this course.",
    "nottracked": "Your completion of this course is not tracked.",
    "useralreadymarkedcomplete": "You have said so already.",
}
