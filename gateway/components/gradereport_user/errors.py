"""The error codes of the contract that gradereport_user alone raises, and what people read."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "nopermissiontoviewgrades": "You may not see these grades.",
}
