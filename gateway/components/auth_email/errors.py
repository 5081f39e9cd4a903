"""The error codes of the contract that only auth_email raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "noemail": "The mail by which the account is confirmed cannot be sent to this address.",
    "registrationdisabled": "Nobody can sign up on this site.",
}
