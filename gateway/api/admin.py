"""Services of administration, for functions that change accounts, issue autologin keys or write audit events."""

from __future__ import annotations

from gateway.admin import accounts, autologin
from gateway.telemetry import audit
from gateway.telemetry.audit import Event

__all__ = ["Event", "accounts", "audit", "autologin"]
