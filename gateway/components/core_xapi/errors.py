"""The error codes that only core_xapi raises, and their messages."""

from __future__ import annotations

from gateway.api import missing

__all__ = ["ERRORS"]

ERRORS = {
    "invalidactivity": missing("There is no such activity."),
    "invalidagent": "The agent must be the person who calls.",
    "invalidcomponent": "Activities of this component keep no states.",
    "invalidstatedata": "The state must be JSON.",
    "invalidtimestamp": "The moment must be as ISO 8601 writes it.",
}
