"""Notifications that pop up."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.message_popup import external
from gateway.components.message_popup.tables import metadata

__all__ = ["component"]

component = Component(
    "message_popup",
    external,
    version=2024100700,
    tables=metadata,
    revisions="gateway.components.message_popup.revisions",
)
