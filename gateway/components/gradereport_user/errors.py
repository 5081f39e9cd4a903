"""The error codes that only gradereport_user raises, with their texts."""

from __future__ import annotations

from gateway.api import denied

__all__ = ["ERRORS"]

ERRORS = {
    "nopermissiontoviewgrades": denied("You may not see these grades."),
}
