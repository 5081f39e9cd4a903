"""Notifications that pop up."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.message_popup import external

__all__ = ["component"]

component = Component("message_popup", external, version=2024100700)
