"""SCORM packages."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_scorm import external
from gateway.components.mod_scorm.capabilities import CAPABILITIES
from gateway.components.mod_scorm.settings import SETTINGS

__all__ = ["component"]

component = Component(
    "mod_scorm",
    external,
    version=2024100700,
    settings=SETTINGS,
    capabilities=CAPABILITIES,
)
