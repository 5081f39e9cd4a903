"""Policies that people agree to, version by version."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.tool_policy import external, removal
from gateway.components.tool_policy.areas import AREAS
from gateway.components.tool_policy.capabilities import CAPABILITIES
from gateway.components.tool_policy.errors import ERRORS
from gateway.components.tool_policy.tables import metadata

__all__ = ["component"]

component = Component(
    "tool_policy",
    external,
    version=2024100700,
    tables=metadata,
    revisions="gateway.components.tool_policy.revisions",
    capabilities=CAPABILITIES,
    errors=ERRORS,
    files=AREAS,
    on_delete={Deletable.USER: removal.forget_users},
)
