"""Notifications pushed to devices: which devices there are, and who wants it. Nothing is pushed from here yet."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.message_airnotifier import external, removal
from gateway.components.message_airnotifier.capabilities import CAPABILITIES
from gateway.components.message_airnotifier.errors import ERRORS
from gateway.components.message_airnotifier.settings import SETTINGS
from gateway.components.message_airnotifier.tables import metadata

__all__ = ["component"]

component = Component(
    "message_airnotifier",
    external,
    version=2024100700,
    tables=metadata,
    revisions="gateway.components.message_airnotifier.revisions",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    on_delete={Deletable.USER: removal.forget_users},
)
