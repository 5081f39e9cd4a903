"""The error codes of the contract that only core_message raises, and their messages."""

from __future__ import annotations

from gateway.api import denied, missing

__all__ = ["ERRORS"]

ERRORS = {
    "disabled": "Messages are switched off on this site.",
    "errorconversationdoesnotexist": missing("There is no such conversation."),
    "invalidtype": "There is no such kind of conversation.",
    "querystringcannotbeempty": "Name something to look for.",
    "useradmineditadmin": denied("Only administrators may change what belongs to administrators."),
}
