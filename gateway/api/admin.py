"""What administrators do, for functions that do it: keeping accounts, keys for logging in automatically, the audit."""

from __future__ import annotations

from gateway.admin import accounts, autologin
from gateway.telemetry import audit
from gateway.telemetry.audit import Event

__all__ = ["Event", "accounts", "audit", "autologin"]
