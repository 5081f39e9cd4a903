"""The error codes of the contract that only tool_policy raises, and their messages."""

from __future__ import annotations

from gateway.api import missing

__all__ = ["ERRORS"]

ERRORS = {
    "errorpolicyversionnotfound": missing("There is no such version of a policy in force."),
    "errorpolicyversioncompulsory": "Everybody must agree to this policy.",
}
