"""The error codes that only gradereport_user raises, with their texts."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "nopermissiontoviewgrades": "You may not see these grades.",
}
