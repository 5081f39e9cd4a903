"""An examination of a site and of its machine: what is wrong, and the command that mends it."""

from __future__ import annotations

from gateway.admin.doctor.finding import Finding, Level

__all__ = ["Finding", "Level"]
