"""The error codes of the contract that only core_auth raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "alreadyconfirmed": "The account was confirmed before.",
    "cannotmailconfirm": "The mail cannot be sent.",
    "confirmationnotenabled": "Accounts are not confirmed by mail on this site.",
    "invalidconfirmdata": "The link by which the account is confirmed is not right.",
}
