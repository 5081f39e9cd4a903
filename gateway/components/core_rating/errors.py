"""The error codes of the contract that only core_rating raises, and their messages."""

from __future__ import annotations

from gateway.api import denied, missing

__all__ = ["ERRORS"]

ERRORS = {
    "invaliditemid": "There is nothing to rate under this id.",
    "invalidnum": "The rating is not within the range of ratings.",
    "invalidscaleid": missing("This is not rated on that scale."),
    "nopermissiontorate": denied("You may not rate this."),
    "notavailable": "What was written at that time is not rated.",
    "ratepermissiondenied": denied("You may not rate anything here."),
    "noviewrate": denied("You may not see ratings here."),
}
