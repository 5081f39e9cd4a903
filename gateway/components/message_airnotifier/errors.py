"""The error code of the contract that only message_airnotifier raises, and its message."""

from __future__ import annotations

from gateway.api import missing

__all__ = ["ERRORS"]

ERRORS = {"unknowndevice": missing("You have no such device.")}
