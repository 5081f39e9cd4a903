"""Services of administration, for functions that change or confirm accounts, issue autologin keys or write audit events."""

from __future__ import annotations

from gateway.admin import accounts, autologin, confirmation, resets
from gateway.telemetry import audit
from gateway.telemetry.audit import Event

__all__ = ["Event", "accounts", "audit", "autologin", "confirmation", "resets"]
