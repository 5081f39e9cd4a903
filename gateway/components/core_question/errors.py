"""The error codes that questions raise, with their texts."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "errorprocessingresponses": "The answers could not be taken.",
    "errorsavingflags": "The flag could not be set.",
    "submissionoutofsequencefriendlymessage": "These answers come after others that they did not know of. Load the page again.",
}
