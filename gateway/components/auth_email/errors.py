"""The error codes of the contract that auth_email alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "registrationdisabled": "Nobody can sign up on this site.",
}
