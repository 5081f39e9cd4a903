"""The error code of the contract that only message_airnotifier raises, and its message."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {"unknowndevice": "You have no such device."}
