"""Subsections: activities that hold a section of their own."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_subsection.tables import metadata

__all__ = ["component"]

component = Component("mod_subsection", version=2024100700, tables=metadata, revisions="gateway.components.mod_subsection.revisions")
