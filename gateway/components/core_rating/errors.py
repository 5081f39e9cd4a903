"""The error codes of the contract that only core_rating raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "invaliditemid": "There is nothing to rate under this id.",
    "invalidnum": "The rating is not within the range of ratings.",
    "invalidscaleid": "This is not rated on that scale.",
    "nopermissiontorate": "You may not rate this.",
    "notavailable": "What was written at that time is not rated.",
    "ratepermissiondenied": "You may not rate anything here.",
    "noviewrate": "You may not see ratings here.",
}
