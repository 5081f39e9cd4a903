"""Folders: files together."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_folder import external

__all__ = ["component"]

component = Component("mod_folder", external, version=2024100700)
