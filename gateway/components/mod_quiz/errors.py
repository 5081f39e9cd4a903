"""The error codes that only mod_quiz raises, with their texts."""

from __future__ import annotations

from gateway.api import denied

__all__ = ["ERRORS"]

ERRORS = {
    "attemptalreadyclosed": "This attempt is over.",
    "attemptclosed": "This attempt is not over yet.",
    "attempterror": "You may not attempt this quiz now.",
    "attemptstillinprogress": "You have begun an attempt that is not over yet.",
    "mustbesubmittedbefore": "Say that what was answered without a connection has been sent.",
    "noquestionsfound": "There are no questions here.",
    "noreview": denied("You may not look at this attempt now."),
    "noreviewattempt": "You may not look at the attempts of others.",
    "notenoughrandomquestions": "There are not enough questions to draw from.",
    "notyourattempt": denied("This is an attempt of somebody else."),
    "passworderror": "The password is wrong.",
    "questiondraftonly": "One of the questions is still a draft.",
    "reopenattemptwrongstate": "Only attempts that were given up can go on.",
    "stateoverdue": "The time of this attempt is over: all that is left is to hand it in.",
}
