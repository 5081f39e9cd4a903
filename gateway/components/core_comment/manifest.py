"""Comments."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_comment import external
from gateway.components.core_comment.capabilities import CAPABILITIES
from gateway.components.core_comment.errors import ERRORS
from gateway.components.core_comment.settings import SETTINGS
from gateway.components.core_comment.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
)
