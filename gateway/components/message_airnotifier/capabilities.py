"""The capability of message_airnotifier, and the standard role that has it on a new site."""

from __future__ import annotations

from gateway.api import WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (Capability("message/airnotifier:managedevice", WRITE, Level.SYSTEM, Risk.NONE, ("user",)),)
