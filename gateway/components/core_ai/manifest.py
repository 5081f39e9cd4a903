"""Artificial intelligence: the policy that people agree to before they use it."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_ai import external, lib
from gateway.components.core_ai.capabilities import CAPABILITIES
from gateway.components.core_ai.errors import ERRORS
from gateway.components.core_ai.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    revisions="gateway.components.core_ai.revisions",
    capabilities=CAPABILITIES,
    errors=ERRORS,
    on_delete={Deletable.USER: lib.forget_users},
)
