"""Requests for the personal data of people, and for deleting them."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.tool_dataprivacy import external, removal
from gateway.components.tool_dataprivacy.capabilities import CAPABILITIES
from gateway.components.tool_dataprivacy.errors import ERRORS
from gateway.components.tool_dataprivacy.settings import SETTINGS
from gateway.components.tool_dataprivacy.tables import metadata

__all__ = ["component"]

component = Component(
    "tool_dataprivacy",
    external,
    version=2024100700,
    tables=metadata,
    revisions="gateway.components.tool_dataprivacy.revisions",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    on_delete={Deletable.USER: removal.forget_users},
)
